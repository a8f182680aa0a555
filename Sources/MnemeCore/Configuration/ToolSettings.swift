/// What tools may do. Commands and writes are denied until they are listed here.
package struct ToolSettings: Sendable, Hashable {
  /// Names of tools that can be neither seen nor run.
  package var disabled: [String] = []
  /// Raw values of `ToolCategory`.
  package var disabledCategories: [String] = []
  /// Names of tools, or beginnings that end in `*`, that a model may call without asking, whatever it has read.
  package var allowed: [String] = []
  /// Names of tools, or beginnings that end in `*`, that nobody's call runs without the owner's approval.
  package var asked: [String] = []
  /// Programs with patterns of their arguments, such as `git log *`.
  package var commands: [String] = []
  /// Folders whose files tools may read.
  package var roots: [String] = []
  /// Folders that commands may write to.
  package var writeRoots: [String] = []
  /// Folders of logs.
  package var logRoots: [String] = []
  /// Minutes that a call waits for the owner's approval. 1…1440.
  package var approvalMinutes = 15
  /// Days after which a call leaves the audit log. 1…36 500.
  package var auditDays = 90
  /// Seconds that a tool may take which says nothing else. 1…600.
  package var deadlineSeconds = 30
  /// Tools offered to a model at once; of more those that fit the question. 1…500.
  package var offered = 24
  /// Address space of a command in MiB. 64…1 048 576.
  package var commandMebibytes = 2048

  package init() {}
}
