import Foundation
import Logging
import MnemeCore
import MnemeTestSupport
import MnemeTools
import Synchronization

/// Tools over files and memory.
extension Proofs {
  /// - Parameter make: the tools over files, with the observer of what they touch.
  static func fileTools(
    make: @escaping @Sendable (FileAccess) -> [any Tool] = { Proofs.standardFileTools($0) }
  ) -> Proof {
    Proof(
      id: "PERF-012", condition: "Memory and file tools read no file on the executor",
      missing: ["artifacts, which come with research"]
    ) {
      let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-verify-\(UUID().uuidString)")
      // The folder is in the temporary one: what stays is swept by the system.
      defer { try? FileManager.default.removeItem(at: folder) }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for number in 0..<200 {
        try Data("hay\nneedle \(number)\n".utf8).write(to: folder.appending(path: "f\(number).txt"))
      }
      try Data("error: one\n".utf8).write(to: folder.appending(path: "own.log"))
      let observer = CountingFileObserver()
      let access = FileAccess(
        policy: PathPolicy(roots: [folder.path], dataDirectory: nil, observer: observer, logger: silent),
        workers: FileWorkers())
      let registry = try ToolRegistry(logger: silent)
      registry.replace(group: "proof", with: make(access))
      let calls: [(String, JSONValue)] = [
        ("read_file", ["path": .string(folder.path + "/f1.txt")]), ("list_directory", ["path": .string(folder.path)]),
        ("get_source", ["path": "f1.txt"]), ("search_code", ["keyword": "needle", "max_results": 100]),
        ("search_code_regex", ["pattern": "^needle [0-9]+$", "max_results": 100]), ("list_logs", [:]),
        ("read_log", ["log_file": "own"]), ("analyze_logs", ["log_file": "own"]),
      ]
      var failed = 0
      for (name, arguments) in calls {
        let output = try await registry.call(name, arguments: arguments, in: .proof)
        if !output.succeeded { failed += 1 }
      }
      // The memory tools have their answers from the live services: they open no store and no file.
      let home = try ProofHome()
      let before = try FileManager.default.subpathsOfDirectory(atPath: home.folder.path).count
      let memory = MemoryAccess(
        memory: home.engine, curation: home.engine, archive: home.engine, graph: home.engine, stored: home.store)
      registry.replace(group: "memory", with: memory.tools)
      let stats = try await registry.call("memory_stats", arguments: .null, in: .proof)
      let after = try FileManager.default.subpathsOfDirectory(atPath: home.folder.path).count
      return [
        Check("calls of the file system on the executor", observer.onExecutor, .exactly, 0),
        Check("calls of the file system at all, more than", observer.calls > 200 ? 0 : 1, .exactly, 0),
        Check("tools that failed", failed + (stats.succeeded ? 0 : 1), .exactly, 0),
        Check("files that memory_stats made", after - before, .exactly, 0),
      ]
    }
  }

  static func standardFileTools(_ access: FileAccess) -> [any Tool] {
    let search = CodeSearch(files: access)
    let logs = LogFiles(policy: access.policy, workers: access.workers)
    return [
      ReadFile(files: access), ListDirectory(files: access), GetSource(files: access),
      SearchCode(search: search, isExpression: false), SearchCode(search: search, isExpression: true),
      ListLogs(logs: logs), ReadLog(logs: logs), AnalyzeLogs(logs: logs),
    ]
  }

  /// - Parameter lines: writes hits as lines, and each of their times through the function it is given.
  static func resultTimes(
    lines: @escaping @Sendable ([RecallHit], @escaping @Sendable (Date) -> String) -> [String] = { hits, format in
      ContextLines(now: Date(milliseconds: 0), format: format).text(of: hits)
    }
  ) -> Proof {
    Proof(id: "PERF-031", condition: "A result's time is looked at once, and the newest comes first") {
      let formatted = Mutex(0)
      let hits = (0..<10).map { number in
        RecallHit(
          id: "h\(number)", source: .memory, content: "Statement \(number).", score: 0.5,
          createdAt: Date(milliseconds: Int64((number * 7) % 10) * 1000), session: nil, externalID: nil, speaker: nil,
          role: nil, kind: .fact, trust: .user, validFrom: nil, validTo: nil, sources: [], explanation: nil)
      }
      let told = lines(hits) { date in
        formatted.withLock { $0 += 1 }
        return date.iso8601
      }
      let newestFirst = hits.sorted { $0.createdAt > $1.createdAt }.map(\.content)
      let isOrdered = told.count == 10 && zip(told, newestFirst).allSatisfy { $0.contains($1) }
      return [
        // Times are values from the store on: reading one as text again would need one written first.
        Check("times written for ten results", formatted.withLock { $0 }, .exactly, 10),
        Check("lists that are not newest first", isOrdered ? 0 : 1, .exactly, 0),
      ]
    }
  }

  /// - Parameter components: takes a path apart, and tells how many bytes it looked at.
  static func pathPasses(
    components: @escaping @Sendable (String) throws -> (parts: [String], visits: Int) = {
      let path = try PathText($0)
      return (path.components, path.visits)
    }
  ) -> Proof {
    Proof(
      id: "PERF-040", condition: "Paths, sweeps and sizes in one pass",
      missing: ["uploads and delegation, whose sweeps and sizes these are"]
    ) {
      let slashes = try components(String(repeating: "/", count: 4000) + "a")
      let mixed = try components("/a//b/./c///")
      let registry = try ToolRegistry(logger: silent)
      let names = (0..<500).map { "tool_\($0)" }
      registry.replace(group: "proof", with: names.map(StillTool.init))
      var found = 0
      for name in names {
        if try await registry.call(name, arguments: .null, in: .proof).succeeded { found += 1 }
      }
      return [
        Check("bytes looked at in 4001", slashes.visits, .atMost, 4002),
        Check(
          "parts of a path of slashes", slashes.parts == ["a"] && mixed.parts == ["a", "b", "c"] ? 1 : 0, .exactly, 1),
        Check("tools found of 500, each by its key", found, .exactly, 500),
      ]
    }
  }

  /// - Parameter find: the service of a call, asked for at each.
  static func components(
    registry: @escaping @Sendable (CountingMemoryTool.Lookups) throws -> ToolRegistry = { lookups in
      let registry = try ToolRegistry(logger: Proofs.silent)
      registry.replace(group: "memory", with: [CountingMemoryTool(service: lookups.find())])
      return registry
    }
  ) -> Proof {
    Proof(
      id: "PERF-043", condition: "Components of memory are given once; another one is used by the next call",
      missing: ["browser and page visitor"]
    ) {
      let lookups = CountingMemoryTool.Lookups()
      let registry = try registry(lookups)
      for _ in 0..<100 { _ = try await registry.call("answer", arguments: .null, in: .proof) }
      let after = lookups.count
      registry.replace(group: "memory", with: [CountingMemoryTool(service: "second")])
      let next = try await registry.call("answer", arguments: .null, in: .proof)
      return [
        Check("look-ups in 100 calls", after, .atMost, 1),
        Check("calls after a change that used the old one", next.text == "second" ? 0 : 1, .exactly, 0),
      ]
    }
  }
}

extension ToolTurn {
  static var proof: ToolTurn {
    ToolTurn(
      space: .me, session: nil, channel: "test", now: Date(milliseconds: 0), said: [], message: nil, leavesHome: false)
  }
}

private struct StillTool: Tool {
  let description: ToolDescription
  let reach = ToolReach.none
  let category = ToolCategory.system

  init(name: String) { description = ToolDescription(name: name, summary: "Stands still.") }

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput { "still" }
}

/// Answers with the name of what it was given.
struct CountingMemoryTool: Tool {
  /// Finds the service, and counts how often it was asked to.
  final class Lookups: Sendable {
    private let made = Mutex(0)
    var count: Int { made.withLock { $0 } }

    func find() -> String {
      made.withLock { $0 += 1 }
      return "first"
    }
  }

  let service: String
  let description = ToolDescription(name: "answer", summary: "Names the service.")
  let reach = ToolReach.none
  let category = ToolCategory.memory

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput { ToolOutput(service) }
}
