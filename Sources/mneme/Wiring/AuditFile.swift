import MnemeCore
import MnemeHTTP
import MnemeTelemetry
import ServiceLifecycle

/// `audit.log` of the data directory: one JSON object a line, turned over as the log file is.
struct AuditFile: AuditTrail {
  private let sink: LogSink

  init(_ settings: Settings) {
    let output = RotatingFileOutput(
      path: settings.dataDirectory + "/audit.log", limit: settings.telemetry.logFileMebibytes << 20,
      files: settings.telemetry.logFiles)
    sink = LogSink(output, isPatient: true)
  }

  func note(_ entry: AuditEntry) { sink.write(Array((entry.line + "\n").utf8), isUrgent: false) }

  var services: [ServiceGroupConfiguration.ServiceConfiguration] { [.init(service: LogService(sink: sink))] }
}
