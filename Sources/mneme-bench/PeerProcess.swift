package import Foundation
import MnemeCore

/// A program in another language that does the same work as ours, for comparison: a Python worker that reads one JSON
/// object per line and answers each with one. It stays alive between requests, so that rounds can be interleaved, and
/// measures its own work: the pipe's time is in no figure.
///
/// The interpreter is the one that `MNEME_BENCH_PYTHON` names, else `python3` on the path. What the worker writes to standard error
/// comes out on ours. Not thread-safe: one request at a time.
package final class PeerProcess {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let process: RunningProcess
  private let name: String
  private var received = Data()

  /// Starts `script` with `arguments`.
  /// - Throws: ``Failure`` when the interpreter or the script is missing.
  package init(script: URL, arguments: [String] = []) throws {
    name = script.deletingPathExtension().lastPathComponent
    guard FileManager.default.fileExists(atPath: script.path) else {
      throw Failure(description: "no worker at \(script.path): run from the repository's root")
    }
    let interpreter = ProcessInfo.processInfo.environment["MNEME_BENCH_PYTHON"] ?? "python3"
    // `env` looks a bare name up on the path and takes a path as it is.
    // One thread each, whatever library the worker loads.
    var environment = ProcessInfo.processInfo.environment
    for key in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"] {
      environment[key] = "1"
    }
    var launch = ProcessLaunch(
      path: "/usr/bin/env", arguments: [interpreter, "-u", script.path] + arguments, environment: environment)
    (launch.input, launch.output, launch.errors) = (.pipe, .pipe, .inherited)
    // Writing to a worker that has died must be an error, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    do {
      process = try launch.start()
    } catch {
      throw Failure(description: "cannot start \(interpreter) for \(name): \(error)")
    }
  }

  deinit { stop() }

  /// The workers' folder: `bench/peers` under the working directory.
  package static func script(_ name: String) -> URL {
    URL(fileURLWithPath: "bench/peers", isDirectory: true).appendingPathComponent(name)
  }

  /// Sends one request and waits for its answer.
  /// - Throws: ``Failure`` when the worker has ended, answers with `{"error": …}` or with something else than `Answer`.
  package func ask<Answer: Decodable>(_ request: some Encodable, answer: Answer.Type = Answer.self) throws -> Answer {
    var line = try JSONEncoder().encode(request)
    line.append(UInt8(ascii: "\n"))
    do {
      try process.input?.write(contentsOf: line)
    } catch {
      throw ended()
    }
    let reply = try readLine()
    if let refusal = try? JSONDecoder().decode(Refusal.self, from: reply) {  // any other answer has no such key
      throw Failure(description: "\(name): \(refusal.error)")
    }
    do {
      return try JSONDecoder().decode(Answer.self, from: reply)
    } catch {
      throw Failure(description: "\(name) gave an answer that does not fit: \(String(decoding: reply, as: UTF8.self))")
    }
  }

  /// Closes the worker's input, which ends it, and waits for it. Further calls do nothing.
  package func stop() {
    guard process.isRunning else { return }
    // Closing twice is the only way to fail, and harmless.
    try? process.input?.close()
    _ = process.waitUntilEnd()
  }

  private struct Refusal: Decodable { let error: String }

  private func readLine() throws -> Data {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = received[received.startIndex..<end]
        received = Data(received[received.index(after: end)...])
        return Data(line)
      }
      guard let more = process.output?.availableData, !more.isEmpty else { throw ended() }
      received.append(more)
    }
  }

  private func ended() -> Failure {
    Failure(
      description:
        "\(name) ended early: see its message above, and whether its packages are installed (bench/README.md)")
  }
}
