/// What is told of the program's own work.
package struct TelemetrySettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the address, whose path may be a key, however the value is printed.
  package var description: String { "TelemetrySettings(\(logFormat))" }
  package var customMirror: Mirror { Mirror(self, children: ["logFormat": logFormat]) }

  /// `text` or `json`.
  package var logFormat = "text"
  /// Days after which a turn leaves the interaction log; 0 keeps no log. 0…36 500.
  package var interactionDays = 90
  /// Where alerts are posted. Secret.
  package var alertURL: String?

  package init() {}
}
