/// What is told of the program's own work.
package struct TelemetrySettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the address, whose path may be a key, however the value is printed.
  package var description: String { "TelemetrySettings(\(logFormat))" }
  package var customMirror: Mirror { Mirror(self, children: ["logFormat": logFormat]) }

  /// `text` or `json`.
  package var logFormat = "text"
  /// File that the log is written to beside standard error; nil: none.
  package var logFile: String?
  /// Size at which a new log file is begun, in MiB. 1…10 240.
  package var logFileMebibytes = 10
  /// Log files that are kept, the one that is written to among them. 1…100.
  package var logFiles = 5
  /// Days after which a turn leaves the interaction log; 0 keeps no log. 0…36 500.
  package var interactionDays = 90
  /// Where alerts are posted. Secret.
  package var alertURL: String?

  package init() {}
}
