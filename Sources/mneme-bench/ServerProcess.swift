import Foundation
import MnemeCore
import MnemeNet

/// A `mneme serve` on a folder, and what the system says about its process.
final class ServerProcess {
  let url: String
  private let process: RunningProcess
  private let fetcher: HTTPFetcher

  /// Returns when the server has said where it listens.
  init(binary: URL, directory: URL, environment: [String: String], fetcher: HTTPFetcher) throws {
    self.fetcher = fetcher
    var launch = ProcessLaunch(
      path: binary.path, arguments: ["serve", "--data-dir", directory.path, "--port", "0", "--log-level", "error"],
      // What is meant for the benchmark is no setting of the server.
      environment: ProcessInfo.processInfo.environment.filter {
        !["MNEME_BENCH_PYTHON", "MNEME_GATEWAY_PYTHON", "MNEME_MCP_PYTHON"].contains($0.key)
      }
      .merging(environment) { $1 })
    launch.output = .pipe
    launch.errors = .inherited
    process = try launch.start()
    var text = ""
    while !text.contains("\n") {
      guard let more = process.output?.availableData, !more.isEmpty else {
        throw PeerProcess.Failure(description: "the server ended before it listened: see its message above")
      }
      text += String(decoding: more, as: UTF8.self)
    }
    guard let found = text.firstMatch(of: /Mneme is listening on (http:\/\/\S+)/) else {
      process.signal(SIGTERM)
      throw PeerProcess.Failure(description: "the server did not say where it listens")
    }
    url = String(found.1)
  }

  func get(_ path: String) async throws -> [UInt8] {
    try await send(FetchRequest(url: url + path))
  }

  func post(_ path: String, _ body: some Encodable) async throws -> [UInt8] {
    try await send(
      FetchRequest(
        method: "POST", url: url + path, headers: [(name: "Content-Type", value: "application/json")],
        body: Array(try JSONEncoder().encode(body))))
  }

  private func send(_ request: FetchRequest) async throws -> [UInt8] {
    let response = try await fetcher.fetch(request)
    let body = try await response.collect(upTo: 16 << 20)
    guard response.status == 200 else {
      throw PeerProcess.Failure(description: "\(request.method) \(request.url) answered \(response.status)")
    }
    return body
  }

  /// CPU time of all its threads so far, in milliseconds. Linux only: nil elsewhere.
  var cpu: Double? {
    let tasks = "/proc/\(process.id)/task"
    guard let threads = try? FileManager.default.contentsOfDirectory(atPath: tasks) else { return nil }  // not Linux
    return threads.reduce(0) { sum, thread in
      // A thread that has just ended has nothing to read.
      let line = (try? String(contentsOfFile: "\(tasks)/\(thread)/schedstat", encoding: .utf8)) ?? ""
      return sum + (line.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e6
    }
  }

  /// Resident memory in MiB. Linux only: nil elsewhere.
  var resident: Double? { figures.resident }

  var figures: ProcessFigures { ProcessFigures(identifier: process.id) }

  func stop() {
    process.signal(SIGTERM)
    _ = process.waitUntilEnd()
  }
}
