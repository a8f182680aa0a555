import ArgumentParser
import Foundation
import MnemeCore
import MnemeNet

/// What a call costs over the Model Context Protocol, beside the official Python SDK's server, and that nothing is lost or left
/// over. One client, written by hand, asks all servers in turn.
struct MCPBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp", abstract: "Calls and lists over MCP, beside the official Python SDK's server.",
    discussion: "The SDK runs in the Python that MNEME_MCP_PYTHON names; `scripts/bench` installs it.")

  @OptionGroup var options: BenchOptions
  @Option(help: "Calls of one round.") var calls = 100
  @Option(help: "Tools that are listed.") var tools = 500
  @Option(help: "Calls at once.") var together = 1000
  @Option(help: "Sessions over HTTP, one after the other.") var cycles = 10_000
  @Option(help: "Starts of `mneme mcp` beside a running server.") var starts = 50
  @Option(help: "The program to measure; by default the `mneme` beside this one.") var binary: String?

  private static let connections = 400

  static var environment: [String: String] {
    let own = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MNEME_") }
    return own.merging(["MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off"]) { $1 }
  }

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    var peers = [try MCPPeer.ours(tools: tools)]
    if !options.withoutPeers {
      if let python = ProcessInfo.processInfo.environment["MNEME_MCP_PYTHON"] {
        peers.append(.sdk(python: python, tools: tools))
        table.add(peer: "mcp sdk", version: "2.3.0")
      } else {
        table.add(gap: "the Python SDK of MCP: MNEME_MCP_PYTHON names no Python with it")
      }
    }
    let program = binary.map { URL(fileURLWithPath: $0) } ?? FootprintBench.neighbour
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      table.add(gap: "mcp: no program at \(program.path); build `mneme`, or name it with --binary")
      return
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-bench-mcp-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // only this run's
    try pipes(program, folder.appendingPathComponent("stdio"), peers, into: &table)
    try await addresses(program, folder.appendingPathComponent("http"), peers, into: &table)
  }

  // MARK: Standard input and output

  private func pipes(_ program: URL, _ folder: URL, _ peers: [MCPPeer], into table: inout BenchTable) throws {
    progress("mcp: standard input and output")
    let real = try MCPPipe(program, ["mcp", "--data-dir", folder.path], environment: Self.environment)
    defer { real.stop() }
    try real.begin()
    let pipes = try peers.map { ($0.name, try $0.pipe(.sessions)) }
    defer { for (_, pipe) in pipes { pipe.stop() } }
    var times: [Double] = []
    var echoes: [String: [Double]] = [:]
    var lists: [String: [Double]] = [:]
    for round in 0...options.rounds {
      var (own, each, listed) = ([Double](), [String: [Double]](), [String: [Double]]())
      for _ in 0..<calls {
        own.append(
          try Self.time("day, ") {
            try real.ask(MCPMessages.call(real.nextNumber(), "current_time", "{}", .sessions))
          })
      }
      for (name, pipe) in pipes {
        for step in 0..<calls {
          let word = "n-\(round)-\(step)-"
          each[name, default: []].append(
            try Self.time(word) {
              try pipe.ask(MCPMessages.call(pipe.nextNumber(), "echo", #"{"text":"\#(word)"}"#, .sessions))
            })
        }
        for _ in 0..<max(1, calls / 10) {
          listed[name, default: []].append(
            try Self.time("\"echo_\(tools - 1)\"") { try pipe.ask(MCPMessages.list(pipe.nextNumber(), .sessions)) })
        }
      }
      // The first round warms up.
      guard round > 0 else { continue }
      times += own
      echoes.merge(each) { $0 + $1 }
      lists.merge(listed) { $0 + $1 }
    }
    table.add([
      BenchRow("MCP over stdio, current_time p50", unit: "ms", ["mneme": percentile(times, 50)], limit: 0.3),
      BenchRow("MCP over stdio, current_time p95", unit: "ms", ["mneme": percentile(times, 95)]),
      BenchRow("MCP over stdio, echo p50", unit: "ms", echoes.mapValues { percentile($0, 50) }, limit: 0.3),
      BenchRow("MCP over stdio, echo p95", unit: "ms", echoes.mapValues { percentile($0, 95) }),
      BenchRow(
        "MCP over stdio, \(tools) tools listed p50", unit: "ms", lists.mapValues { percentile($0, 50) }, limit: 5),
    ])
    try manyOver(peers, into: &table)
  }

  /// All are on their way before the first answer is read.
  private func manyOver(_ peers: [MCPPeer], into table: inout BenchTable) throws {
    var (lost, whole) = ([String: Double](), [String: Double]())
    for peer in peers {
      let (name, pipe) = (peer.name, try peer.pipe(.stateless))
      defer { pipe.stop() }
      // Not the start of the program.
      _ = try pipe.ask(MCPMessages.call(pipe.nextNumber(), "echo", #"{"text":"first"}"#, .stateless))
      let begin = ContinuousClock.now
      var waiting: [Int: String] = [:]
      let lines = (0..<together).map { step -> String in
        let number = pipe.nextNumber()
        waiting[number] = "t-\(step)-"
        return MCPMessages.call(number, "echo", #"{"text":"t-\#(step)-"}"#, .stateless)
      }
      let descriptor = pipe.inputDescriptor
      let writing = Thread { MCPPipe.put(lines, to: descriptor) }
      writing.start()
      var right = 0
      for _ in 0..<together {
        let answer = try pipe.answer()
        struct Head: Decodable { let id: Int }
        let head = try JSONDecoder().decode(Head.self, from: Data(answer.utf8))
        if let word = waiting.removeValue(forKey: head.id), answer.contains(word) { right += 1 }
      }
      whole[name] = (ContinuousClock.now - begin) / .milliseconds(1)
      lost[name] = Double(together - right)
    }
    table.add([
      BenchRow("MCP over stdio, lost of \(together) calls at once", unit: "", lost, limit: 0),
      BenchRow("MCP over stdio, \(together) calls at once, together", unit: "ms", whole),
    ])
  }

  // MARK: HTTP

  private func addresses(
    _ program: URL, _ folder: URL, _ peers: [MCPPeer], into table: inout BenchTable
  ) async throws {
    progress("mcp: HTTP")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var limits = HTTPFetcher.Limits()
    // Fewer than the places that the server has: beyond them idle connections are closed, and a call may be on its way then.
    limits.connectionsPerHost = min(together, Self.connections)
    let fetcher = HTTPFetcher(limits: limits)
    let server = try ServerProcess(
      binary: program, directory: folder,
      environment: ["MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off"], fetcher: fetcher)
    defer { server.stop() }
    let port = server.url.split(separator: ":").last.flatMap { Int($0) } ?? 0
    var listeners: [(String, MCPListener)] = []
    defer { for (_, listener) in listeners { listener.stop() } }
    for peer in peers { listeners.append((peer.name, try await peer.listen())) }
    for lane in [MCPMessages.Lane.sessions, .stateless] {
      try calls(lane, port: port, listeners, into: &table)
    }
    try await many(listeners, fetcher, into: &table)
    await fetcher.shutdown()
    try repeated(server, port: port, into: &table)
    try started(program, folder, server, into: &table)
  }

  private func calls(
    _ lane: MCPMessages.Lane, port: Int, _ listeners: [(String, MCPListener)], into table: inout BenchTable
  ) throws {
    let real = try MCPHTTPClient(port: port, lane)
    let clients = try listeners.map { ($0.0, try MCPHTTPClient(port: $0.1.port, lane)) }
    var times: [Double] = []
    var echoes: [String: [Double]] = [:]
    var lists: [String: [Double]] = [:]
    for round in 0...options.rounds {
      var (own, each, listed) = ([Double](), [String: [Double]](), [String: [Double]]())
      for _ in 0..<calls { own.append(try Self.time("day, ") { try real.call("current_time", "{}") }) }
      for (name, client) in clients {
        for step in 0..<calls {
          let word = "n-\(round)-\(step)-"
          each[name, default: []].append(try Self.time(word) { try client.call("echo", #"{"text":"\#(word)"}"#) })
        }
        for _ in 0..<max(1, calls / 10) {
          listed[name, default: []].append(try Self.time("\"echo_\(tools - 1)\"") { try client.list() })
        }
      }
      guard round > 0 else { continue }
      times += own
      echoes.merge(each) { $0 + $1 }
      lists.merge(listed) { $0 + $1 }
    }
    let place = "MCP over HTTP, \(lane.rawValue)"
    table.add([
      BenchRow("\(place), current_time p50", unit: "ms", ["mneme": percentile(times, 50)], limit: 1),
      BenchRow("\(place), current_time p95", unit: "ms", ["mneme": percentile(times, 95)]),
      BenchRow("\(place), echo p50", unit: "ms", echoes.mapValues { percentile($0, 50) }, limit: 1),
      BenchRow("\(place), echo p95", unit: "ms", echoes.mapValues { percentile($0, 95) }),
      BenchRow("\(place), \(tools) tools listed p50", unit: "ms", lists.mapValues { percentile($0, 50) }, limit: 5),
    ])
  }

  private func many(
    _ listeners: [(String, MCPListener)], _ fetcher: HTTPFetcher, into table: inout BenchTable
  ) async throws {
    var (lost, whole) = ([String: Double](), [String: Double]())
    for (name, listener) in listeners {
      let begin = ContinuousClock.now
      lost[name] = Double(together - (await together(over: listener.port, fetcher)))
      whole[name] = (ContinuousClock.now - begin) / .milliseconds(1)
    }
    table.add([
      BenchRow(
        "MCP over HTTP, lost of \(together) calls at once, \(Self.connections) connections", unit: "", lost, limit: 0),
      BenchRow("MCP over HTTP, \(together) calls at once, together", unit: "ms", whole),
    ])
  }

  /// - Returns: how many were answered rightly.
  private func together(over port: Int, _ fetcher: HTTPFetcher) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<together {
        group.addTask {
          let word = "t-\(number)-"
          let request = FetchRequest(
            method: "POST", url: "http://127.0.0.1:\(port)/mcp",
            headers: MCPMessages.headers(method: "tools/call", tool: "echo", session: nil, .stateless),
            body: Array(MCPMessages.call(number, "echo", #"{"text":"\#(word)"}"#, .stateless).utf8),
            headTimeout: .seconds(120), idleTimeout: .seconds(120))
          do {
            let response = try await fetcher.fetch(request)
            let body = try await response.collect(upTo: 1 << 20)
            return response.status == 200 && String(decoding: body, as: UTF8.self).contains(word)
          } catch {
            progress("mcp: lost a call: \((error as? MnemeError)?.message ?? "")")
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
  }

  // MARK: What is left over

  private func repeated(_ server: ServerProcess, port: Int, into table: inout BenchTable) throws {
    progress("mcp: \(cycles) sessions")
    func cycle(_ count: Int) throws {
      for _ in 0..<count { try MCPHTTPClient(port: port, .sessions).end() }
    }
    // What is made once is made then.
    try cycle(min(cycles, 500))
    let before = server.figures
    let (memory, files) = (before.resident, before.openFiles)
    let begin = ContinuousClock.now
    try cycle(cycles)
    let each = (ContinuousClock.now - begin) / .milliseconds(1) / Double(cycles)
    table.add([BenchRow("MCP over HTTP, connect, initialize and leave, each", unit: "ms", ["mneme": each])])
    Self.growth(of: server, since: memory, files, by: "\(cycles) of them", into: &table)
  }

  /// Programs that go through the server: each is a process, so there are fewer.
  private func started(_ program: URL, _ folder: URL, _ server: ServerProcess, into table: inout BenchTable) throws {
    progress("mcp: \(starts) starts")
    var times: [Double] = []
    func start() throws {
      let begin = ContinuousClock.now
      let pipe = try MCPPipe(program, ["mcp", "--data-dir", folder.path], environment: Self.environment)
      try pipe.begin()
      let status = pipe.stop()
      guard status == 0 else { throw PeerProcess.Failure(description: "mneme mcp ended with status \(status)") }
      times.append((ContinuousClock.now - begin) / .milliseconds(1))
    }
    for _ in 0..<min(starts, 5) { try start() }
    let (memory, files) = (server.resident, server.figures.openFiles)
    times = []
    for _ in 0..<starts { try start() }
    table.add([
      BenchRow("mneme mcp beside a server, start to end p50", unit: "ms", ["mneme": percentile(times, 50)])
    ])
    Self.growth(of: server, since: memory, files, by: "\(starts) of them", into: &table)
  }

  private static func growth(
    of server: ServerProcess, since memory: Double?, _ files: Double?, by what: String, into table: inout BenchTable
  ) {
    guard let memory, let files else {
      table.add(gap: "mcp: this system does not tell memory and open files")
      return
    }
    // Connections that were left are closed within moments.
    for _ in 0..<100 where server.figures.openFiles ?? 0 > files { Thread.sleep(forTimeInterval: 0.1) }
    table.add([
      BenchRow("server's memory before \(what)", unit: "MiB", ["mneme": memory]),
      BenchRow("server's memory more after them", unit: "MiB", ["mneme": (server.resident ?? 0) - memory], limit: 8),
      BenchRow("server's open files before", unit: "", ["mneme": files]),
      BenchRow(
        "server's open files more after", unit: "", ["mneme": (server.figures.openFiles ?? 0) - files], limit: 2),
    ])
  }

  /// Milliseconds of a round trip whose answer must hold a word.
  private static func time(_ word: String, _ body: () throws -> String) throws -> Double {
    let begin = ContinuousClock.now
    let answer = try body()
    let time = (ContinuousClock.now - begin) / .milliseconds(1)
    guard answer.contains(word), !answer.contains("\"isError\":true") else {
      throw PeerProcess.Failure(description: "an MCP server gave a wrong answer")
    }
    return time
  }
}
