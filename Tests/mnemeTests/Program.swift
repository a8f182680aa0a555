import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The built program in a home of its own, without an encoder and without looking for models.
struct Program: Sendable {
  struct Outcome: Sendable {
    let status: Int32
    let out: String
    let error: String
  }

  let home: TemporaryFolder
  var environment: [String: String] = [:]

  init() throws {
    home = try TemporaryFolder()
    environment = [
      "HOME": home.path, "PATH": "/usr/bin:/bin", "MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off",
      "MNEME_PORT": "0",
      "MNEME_EMBEDDING_MODEL_DIR": home.path + "/no-model", "MNEME_DATA_DIR": home.path + "/data",
    ]
    // Where the toolchain keeps its libraries, on machines that say so.
    environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
  }

  var data: String { home.path + "/data" }

  /// Beside the test bundle, where the build puts it.
  static var path: String {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    var folder = bundle
    while folder.path != "/", !FileManager.default.isExecutableFile(atPath: folder.path + "/mneme") {
      folder.deleteLastPathComponent()
    }
    return folder.path + "/mneme"
  }

  func start(_ arguments: [String], input: String = "", name: String) throws -> ChildProcess {
    // Files and not pipes: nobody has to read while the program writes.
    try ChildProcess(
      path: Self.path, arguments: arguments, environment: environment, directory: home.path,
      input: home.write(input, to: "\(name).in"), output: home.path + "/\(name).out",
      error: home.path + "/\(name).error")
  }

  func run(_ arguments: String..., input: String = "") async throws -> Outcome {
    try await run(arguments, input: input)
  }

  func run(_ arguments: [String], input: String = "") async throws -> Outcome {
    let name = "run-" + UUID().uuidString
    let process = try start(arguments, input: input, name: name)
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return Outcome(status: process.terminationStatus, out: read(name + ".out"), error: read(name + ".error"))
  }

  func read(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: home.path + "/" + name) ?? Data(), as: UTF8.self)
  }

  /// Starts `serve` and returns with its address.
  func serve(_ arguments: String...) async throws -> (process: ChildProcess, url: String) {
    let name = "serve-" + UUID().uuidString
    let process = try start(["serve"] + arguments, name: name)
    while process.isRunning {
      let out = read(name + ".out")
      if let line = out.split(separator: "\n").first, out.contains("\n"),
        line.hasPrefix("Mneme is listening on ")
      {
        return (process, String(line.dropFirst("Mneme is listening on ".count)))
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("the server ended: \(read(name + ".error"))")
    throw CancellationError()
  }

  /// What the one server of this home wrote: `out` or `error`.
  func serverWords(_ suffix: String) -> String {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
    return files.filter { $0.hasPrefix("serve-") && $0.hasSuffix("." + suffix) }.map(read).joined()
  }

  func end(_ process: ChildProcess, _ signal: Int32) async throws -> Int32 {
    kill(process.processIdentifier, signal)
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return process.terminationStatus
  }
}
