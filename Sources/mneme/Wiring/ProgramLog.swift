import Logging
import MnemeCore
import MnemeMemory
import MnemeTelemetry
import ServiceLifecycle
import UnixSignals

/// The log of this process, on standard error and, of a server that is told to, in a file; standard output belongs to results.
struct ProgramLog: Sendable {
  let logger: Logger
  let sink: LogSink
  /// Nil where no file is written.
  let file: LogFile?

  /// Beside standard error, with a buffer of its own: a disk that is full or slow holds up neither.
  struct LogFile: Sendable {
    let sink: LogSink
    let output: RotatingFileOutput
  }

  /// - Parameters:
  ///   - secrets: of this process, besides those of the settings: no line may hold them.
  ///   - keepsFile: it is a server's: the file of the settings is written too.
  init(_ settings: Settings, secrets: [String] = [], keepsFile: Bool = false) {
    let sink = LogSink(StandardErrorOutput())
    let telemetry = settings.telemetry
    file = telemetry.logFile.flatMap { path in
      guard keepsFile else { return nil }
      let output = RotatingFileOutput(path: path, limit: telemetry.logFileMebibytes << 20, files: telemetry.logFiles)
      return LogFile(sink: LogSink(output, isPatient: true), output: output)
    }
    let sinks = [sink] + (file.map { [$0.sink] } ?? [])
    let known = secrets + Self.secrets(of: settings)
    let format = LineLogHandler.Format(rawValue: telemetry.logFormat) ?? .text
    var logger = Logger(label: "mneme") { label in
      LineLogHandler(label: label, format: format, sinks: sinks) { line in
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
    [
      settings.server.apiKey, settings.chatModel.apiKey, settings.embedding.apiKey, settings.telemetry.alertURL,
      settings.backup.passphrase,
    ]
    .compactMap(\.self)
  }

  /// Lines that are in neither place they should be in.
  var dropped: UInt64 { sink.dropped + (file?.sink.dropped ?? 0) }

  /// Writes what is logged, until everything else has stopped.
  var services: [ServiceGroupConfiguration.ServiceConfiguration] {
    [.init(service: LogService(sink: sink))]
      + (file.map { [.init(service: LogFileService(file: $0, logger: logger))] } ?? [])
  }
}

/// Writes what is logged, until everything else has stopped.
struct LogService: Service, CustomStringConvertible {
  let description = "LogService"
  let sink: LogSink

  func run() async { await cancelWhenGracefulShutdown { await sink.run() } }
}

/// The same for the file, which SIGHUP opens anew.
struct LogFileService: Service, CustomStringConvertible {
  let description = "LogFileService"
  let file: ProgramLog.LogFile
  let logger: Logger

  func run() async {
    do throws(MnemeError) {
      try file.output.open()
    } catch {
      logger.warning("log.file_unusable", metadata: ["error.code": "\(error.code.rawValue)"])
    }
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await file.sink.run() }
        group.addTask {
          for await _ in await UnixSignalsSequence(trapping: .sighup) {
            file.output.reopen()
            logger.notice("log.file_reopened")
          }
        }
        await group.waitForAll()
      }
    }
  }
}

extension Logger {
  /// For a command: every line is out when it is logged.
  static func commandLine(_ settings: Settings) -> Logger { ProgramLog(settings).logger }
}
