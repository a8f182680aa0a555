import Foundation
import MnemeCore

/// A program that runs beside the tests and writes to files.
final class ChildProcess: Sendable {
  private let process: RunningProcess

  /// - Parameters:
  ///   - directory: where it runs.
  ///   - input: file it reads.
  ///   - output: file it writes, made anew.
  ///   - error: the same for what it complains of.
  init(
    path: String, arguments: [String], environment: [String: String], directory: String, input: String, output: String,
    error: String
  ) throws {
    func made(_ path: String) throws -> ProcessLaunch.Stream {
      _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
      return .file(try FileHandle(forWritingTo: URL(fileURLWithPath: path)))
    }
    var launch = ProcessLaunch(path: path, arguments: arguments, environment: environment, directory: directory)
    launch.input = .file(try FileHandle(forReadingFrom: URL(fileURLWithPath: input)))
    (launch.output, launch.errors) = (try made(output), try made(error))
    // What it leaves behind is what some tests are about.
    launch.endsGroup = false
    process = try launch.start()
  }

  var processIdentifier: Int32 { process.id }
  var isRunning: Bool { process.isRunning }

  /// The exit status, or the signal that ended it; −1 while it runs.
  var terminationStatus: Int32 {
    switch process.ending {
    case nil: -1
    case .exited(let status): status
    case .signalled(let number): number
    }
  }
}
