import Foundation
import MnemeCore

/// Counts the calls for a new folder that `mneme serve` makes until it listens, as the system sees them.
///
/// `strace` counts calls that find the folder there already too, which no look at the disk afterwards would tell.
struct FolderCalls {
  private let program: String
  private let tracer: String

  /// Nil where the program is not built beside this one, or the system has no `strace`.
  init?() {
    let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let folders = [own, Bundle.main.executableURL].compactMap { $0?.deletingLastPathComponent() }
    let manager = FileManager.default
    guard
      let program = folders.map({ $0.appending(path: "mneme").path }).first(where: manager.isExecutableFile(atPath:)),
      let tracer = ["/usr/bin/strace", "/usr/local/bin/strace"].first(where: manager.isExecutableFile(atPath:))
    else { return nil }
    self.program = program
    self.tracer = tracer
  }

  /// Of one start on a data folder, which may be missing.
  /// - Throws: when the program ends before it listens, or may not be traced.
  func count(dataDirectory: String) throws -> Int {
    let trace = FileManager.default.temporaryDirectory.appending(path: "mneme-verify-\(UUID().uuidString).trace")
    // What stays is swept by the system.
    defer { try? FileManager.default.removeItem(at: trace) }
    // The shell says who it is before it becomes the server, so that the server can be ended.
    let arguments = [
      "-f", "-qq", "-e", "trace=mkdir,mkdirat", "-o", trace.path, "/bin/sh", "-c",
      "echo $$; exec \"$0\" serve --data-dir \"$1\" --port 0 --log-level error", program, dataDirectory,
    ]
    let environment = [
      "PATH": "/usr/bin:/bin", "MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off",
      "HOME": FileManager.default.temporaryDirectory.path,
    ]
    var launch = ProcessLaunch(path: tracer, arguments: arguments, environment: environment)
    launch.output = .pipe
    let process = try launch.start()
    var text = ""
    while !text.contains("listening on") {
      guard let more = process.output?.availableData, !more.isEmpty else {
        throw MnemeError(.internal, "The server ended before it listened, or was not traced.")
      }
      text += String(decoding: more, as: UTF8.self)
    }
    let calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n").count { $0.contains("mkdir") }
    if let server = text.split(separator: "\n").first.flatMap({ pid_t($0) }) { kill(server, SIGTERM) }
    _ = process.waitUntilEnd()
    return calls
  }
}
