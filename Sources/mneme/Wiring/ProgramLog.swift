import Logging
import MnemeCore
import MnemeMemory
import MnemeTelemetry

/// The log of this process, on standard error; standard output belongs to results.
struct ProgramLog: Sendable {
  let logger: Logger
  let sink: LogSink

  /// - Parameter secrets: of this process, besides those of the settings: no line may hold them.
  init(_ settings: Settings, secrets: [String] = []) {
    let sink = LogSink(StandardErrorOutput())
    let known = secrets + Self.secrets(of: settings)
    let format = LineLogHandler.Format(rawValue: settings.telemetry.logFormat) ?? .text
    var logger = Logger(label: "mneme") { label in
      LineLogHandler(label: label, format: format, sinks: [sink]) { line in
        var stream = SecretStream(knowing: known)
        return stream.read(line) + stream.finish()
      }
    }
    // Settings hold only names of levels.
    logger.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .info
    self.logger = logger
    self.sink = sink
  }

  static func secrets(of settings: Settings) -> [String] {
    [settings.server.apiKey, settings.chatModel.apiKey, settings.embedding.apiKey, settings.telemetry.alertURL]
      .compactMap(\.self)
  }
}

extension Logger {
  /// For a command: every line is out when it is logged.
  static func commandLine(_ settings: Settings) -> Logger { ProgramLog(settings).logger }
}
