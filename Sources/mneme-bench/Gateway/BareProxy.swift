import ArgumentParser
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import MnemeNet
import NIOCore

/// A gateway that reads nothing: it hands requests and answers on, with the libraries that `mneme serve` stands on.
///
/// What it adds is the least that any gateway on them adds on this machine.
struct BareProxy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bare-proxy", abstract: "Hands chat requests on and their answers back.", shouldDisplay: false)

  @Argument(help: "The base URL of the server behind it.")
  var upstream: String

  func run() async throws {
    let fetcher = HTTPFetcher()
    let target = upstream + "/chat/completions"
    let router = Router()
    router.post("/v1/chat/completions") { request, _ in
      let body = try await request.body.collect(upTo: 1 << 20)
      let answer = try await fetcher.fetch(
        FetchRequest(
          method: "POST", url: target, headers: [(name: "Content-Type", value: "application/json")],
          body: Array(body.readableBytesView)))
      return Response(
        status: HTTPResponse.Status(code: answer.status),
        headers: [.contentType: answer.header("Content-Type") ?? "application/json"],
        body: ResponseBody { writer in
          for try await piece in answer.body { try await writer.write(ByteBuffer(bytes: piece)) }
          try await writer.finish(nil)
        })
    }
    var logger = Logger(label: "bare-proxy")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        FileHandle.standardOutput.write(Data("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1\n".utf8))
      }, logger: logger)
    try await application.run()
    await fetcher.shutdown()
  }
}

/// The same as a process of its own.
final class BareProxyProcess {
  let url: String
  private let process: RunningProcess

  /// Returns when it listens.
  init(upstream: String) throws {
    let program = FootprintBench.neighbour.deletingLastPathComponent().appendingPathComponent("mneme-bench")
    var launch = ProcessLaunch(
      path: program.path, arguments: ["bare-proxy", upstream], environment: ProcessInfo.processInfo.environment)
    launch.output = .pipe
    launch.errors = .inherited
    process = try launch.start()
    var text = ""
    while !text.contains("\n") {
      guard let more = process.output?.availableData, !more.isEmpty else {
        throw PeerProcess.Failure(description: "the bare proxy ended before it listened")
      }
      text += String(decoding: more, as: UTF8.self)
    }
    url = text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  func stop() {
    process.signal(SIGTERM)
    _ = process.waitUntilEnd()
  }
}
