import Foundation
import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs programs of this machine that the installation needs.
struct Toolbox: Sendable {
  let path: [String]
  /// What the programs get.
  private let environment: [String: String]

  init(environment: [String: String]) {
    self.environment = environment
    path = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
  }

  /// The first of these that is there, as a path.
  func find(_ names: [String]) -> String? {
    for name in names {
      for folder in path where FileManager.default.isExecutableFile(atPath: folder + "/" + name) {
        return folder + "/" + name
      }
    }
    return nil
  }

  /// Runs a program to its end. It is ended when the task is cancelled.
  /// - Parameters:
  ///   - log: a file that gets its output; nil drops it.
  ///   - line: gets each line of its standard output.
  /// - Returns: its exit status.
  /// - Throws: `unavailable` when it cannot be started.
  func run(
    _ program: String, _ arguments: [String], in folder: String? = nil, log: String? = nil,
    line: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Int32 {
    var launch = ProcessLaunch(path: program, arguments: arguments, environment: environment, directory: folder)
    launch.output = .pipe
    let errors = log.flatMap { FileHandle(forWritingAtPath: $0) }
    _ = try errors?.seekToEnd()
    launch.errors = errors.map { .file($0) } ?? .null
    let process: RunningProcess
    do {
      process = try launch.start()
    } catch {
      throw MnemeError(.unavailable, "\(program) cannot be started.", underlying: error)
    }
    return try await withTaskCancellationHandler {
      if let output = process.output {
        for await text in Self.lines(of: output) {
          do {
            try errors?.write(contentsOf: Data((text + "\n").utf8))
          } catch {
            process.signal(SIGTERM)
            throw MnemeError(.storage, "The log of \(program) cannot be written; is the disk full?", underlying: error)
          }
          line(text)
        }
      }
      return try await process.ended().status
    } onCancel: {
      process.signal(SIGTERM)
    }
  }
}

extension Toolbox {
  /// Lines as they come, until the writer's end is closed. A thread of its own waits for them.
  fileprivate static func lines(of pipe: FileHandle) -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        var rest: [UInt8] = []
        while true {
          let data = pipe.availableData
          if data.isEmpty { break }
          rest += data
          while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            continuation.yield(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeSubrange(...end)
          }
        }
        if !rest.isEmpty { continuation.yield(String(decoding: rest, as: UTF8.self)) }
        continuation.finish()
      }
    }
  }
}

/// SHA-256 by the tool that the system has.
struct ChecksumTool: Sendable {
  let tools: Toolbox

  /// - Returns: hexadecimal digits.
  func sha256(of path: String) async throws -> String {
    let found = Mutex("")
    guard let program = tools.find(["sha256sum", "shasum"]) else {
      throw MnemeError(.unavailable, "Neither sha256sum nor shasum is installed; the download cannot be checked.")
    }
    let status = try await tools.run(program, (program.hasSuffix("shasum") ? ["-a", "256"] : []) + [path]) { line in
      found.withLock { $0 = String(line.prefix(64)) }
    }
    guard status == 0 else { throw MnemeError(.storage, "The file \(path) cannot be read.") }
    return found.withLock { $0 }
  }
}
