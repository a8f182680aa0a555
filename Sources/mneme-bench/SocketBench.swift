import ArgumentParser
import Foundation
import MnemeCore
import MnemeNet
import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What WebSockets cost on which nobody says anything.
struct SocketBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sockets", abstract: "Memory of `mneme serve` with many idle WebSockets, and how fast they open.")

  private static let targetCount = 2000

  @OptionGroup var options: BenchOptions

  @Option(help: "WebSockets at once.")
  var count: Int = 2000

  @Option(help: "The program to measure; by default the `mneme` beside this one.")
  var binary: String?

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let program = binary.map { URL(fileURLWithPath: $0) } ?? FootprintBench.neighbour
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      table.add(gap: "idle WebSockets: no program at \(program.path); build `mneme`, or name it with --binary")
      return
    }
    Self.allowFiles(count + 512)
    let bench = try BenchStore(largest: 1)
    let directory = try bench.copy(of: nil, named: "sockets")
    let fetcher = HTTPFetcher()
    let server = try ServerProcess(
      binary: program, directory: directory,
      environment: [
        "MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off", "MNEME_EMBEDDING_MODEL_DIR": directory.path + "/none",
      ], fetcher: fetcher)
    do {
      _ = try await server.get("/health/quick")
      guard let before = server.resident, let port = URLComponents(string: server.url)?.port else {
        table.add(gap: "idle WebSockets: this system does not tell a process's memory")
        server.stop()
        return
      }
      let start = ContinuousClock.now
      let channels = try await open(port)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try await Task.sleep(for: .seconds(2))
      let after = server.resident ?? before
      table.add([
        BenchRow(
          "memory of \(count) idle WebSockets", unit: "MiB", ["mneme": after - before],
          limit: count == Self.targetCount ? 100 : nil),
        BenchRow("WebSockets opened one after the other", unit: "/s", ["mneme": Double(count) / seconds]),
      ])
      for channel in channels { channel.close(promise: nil) }
    } catch {
      server.stop()
      await fetcher.shutdown()
      throw error
    }
    server.stop()
    await fetcher.shutdown()
    try bench.remove(copyNamed: "sockets")
  }

  private func open(_ port: Int) async throws -> [any Channel] {
    let request =
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    var channels: [any Channel] = []
    for _ in 0..<count {
      let (greeted, continuation) = AsyncStream<Void>.makeStream()
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Greeting(continuation))
          }
        }
        .connect(host: "127.0.0.1", port: port).get()
      try await channel.writeAndFlush(ByteBuffer(string: request))
      for await _ in greeted { break }
      channels.append(channel)
    }
    return channels
  }

  /// Tells when the server has greeted, or hung up.
  private final class Greeting: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let greeted: AsyncStream<Void>.Continuation
    private var received = ""

    init(_ greeted: AsyncStream<Void>.Continuation) { self.greeted = greeted }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard received.utf8.count < 4096 else { return }
      received += String(buffer: unwrapInboundIn(data))
      if received.contains("auth_ok") { greeted.yield() }
    }

    func channelInactive(context: ChannelHandlerContext) { greeted.finish() }
  }

  private static func allowFiles(_ count: Int) {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    // What cannot be raised shows itself when connections fail.
    _ = setrlimit(resource, &limit)
  }
}
