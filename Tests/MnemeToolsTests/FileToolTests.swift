import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeTools

@Suite struct FileToolTests {
  @Test func readsAFileInParts() async throws {
    let house = try FileHouse(files: ["long.txt": (1...10).map { "line \($0)\n" }.joined()])
    defer { house.close() }
    let tool = ReadFile(files: house.access)
    #expect(try await house.call(tool, ["path": .string(house.root + "/plain.txt")]).text == "plain words")
    let part = try await house.call(tool, ["path": .string(house.root + "/long.txt"), "offset": 4, "limit": 2])
    #expect(part.text == "line 4\nline 5\n[lines 4 to 5 of 10; go on with offset 6]")
    let beyond = try await house.call(tool, ["path": .string(house.root + "/long.txt"), "offset": 11])
    #expect(beyond.failure?.code == .outOfRange)
    let relative = try await house.call(tool, ["path": "plain.txt"])
    #expect(relative.failure?.code == .invalidFormat)
  }

  @Test func aNameThatOnlyLooksForbiddenIsRead() async throws {
    let names = [
      "context_builder/build.txt", "environment/.environment", "src/secretary.txt", "a/..b/c.txt", "shadows.md",
    ]
    let house = try FileHouse(files: Dictionary(uniqueKeysWithValues: names.map { ($0, "fine") }))
    defer { house.close() }
    for name in names {
      let output = try await house.call(ReadFile(files: house.access), ["path": .string(house.root + "/" + name)])
      #expect(output.text == "fine", "\(name)")
    }
    // Of our own data the logs alone.
    let log = try await house.call(ReadFile(files: house.access), ["path": .string(house.root + "/data/logs/own.log")])
    #expect(log.text == "a log line")
  }

  @Test func ourDataIsKnownByWhatItIsAndNotByItsName() async throws {
    let house = try FileHouse()
    defer { house.close() }
    // The same folder under another name, as a mount or a later rename would show it.
    rename(house.root + "/data", house.root + "/renamed")
    let output = try await house.call(
      ReadFile(files: house.access), ["path": .string(house.root + "/renamed/mneme.sqlite")])
    #expect(output.failure?.code == .permission)
  }

  /// The folder that the file stands in, one above it, and one above the root.
  @Test(arguments: ["swap", "deep/swap", ""])
  func aFolderSwappedForALinkWhileItIsReadGivesNothingAway(_ place: String) async throws {
    let house = try FileHouse(files: ["swap/secret.txt": "inside", "deep/swap/more/secret.txt": "inside"])
    defer { house.close() }
    let file = house.root + (place == "deep/swap" ? "/deep/swap/more/secret.txt" : "/swap/secret.txt")
    // Outside stands a secret at the end of the same way.
    let way = place.isEmpty ? "/evil/root/swap" : place == "deep/swap" ? "/outside/more" : "/outside"
    try FileManager.default.createDirectory(atPath: house.folder.path + way, withIntermediateDirectories: true)
    try Data(FileHouse.secret.utf8).write(to: URL(fileURLWithPath: house.folder.path + way + "/secret.txt"))
    let one = place.isEmpty ? house.root : house.root + "/" + place
    let target = place.isEmpty ? house.folder.path + "/evil/root" : house.outside
    let other = house.folder.path + "/away"
    let (stop, tool) = (Stopping(), ReadFile(files: house.access))
    let swaps = Mutex(0)
    // A thread of its own turns the folder into a link to the outside and back, as fast as it can.
    let thread = Thread {
      while !stop.isSet {
        rename(one, other)
        symlink(target, one)
        swaps.withLock { $0 += 1 }
        unlink(one)
        rename(other, one)
      }
      stop.end()
    }
    thread.start()
    var (read, refused, tries) = (0, 0, 0)
    while tries < 1000 || (tries < 50_000 && (read == 0 || refused == 0)) {
      tries += 1
      let output = try await house.call(tool, ["path": .string(file)])
      #expect(!output.text.contains(FileHouse.secret))
      if output.text == "inside" { read += 1 } else { refused += 1 }
    }
    stop.set()
    while !stop.hasEnded { await Task.yield() }
    // Both happened.
    #expect(read > 0 && refused > 0 && swaps.withLock { $0 } > 0)
  }

  #if os(Linux)
    /// The way to the root itself must have no link, once the root is known.
    @Test(.enabled(if: SystemCalls.opensBeneath, "this kernel opens no paths under conditions"))
    func aRootBehindALinkIsNotOpened() async throws {
      let house = try FileHouse()
      defer { house.close() }
      let moved = house.folder.path + "-moved"
      rename(house.folder.path, moved)
      symlink(moved, house.folder.path)
      defer { try? FileManager.default.removeItem(atPath: moved) }
      let output = try await house.call(ReadFile(files: house.access), ["path": .string(house.root + "/plain.txt")])
      #expect(output.failure?.code == .permission && output.text.contains("links are not followed"))
    }
  #endif

  @Test func aHardLinkIsNoted() async throws {
    let house = try FileHouse()
    defer { house.close() }
    link(house.outside + "/secret.txt", house.root + "/hard.txt")
    let output = try await house.call(ReadFile(files: house.access), ["path": .string(house.root + "/hard.txt")])
    #expect(output.text.hasSuffix("[the file has other names (hard links)]"))
  }

  @Test func listsFoldersFirstAndByNameWhateverTheCase() async throws {
    let house = try FileHouse(files: ["sub/b.txt": "", "sub/A.txt": "", "sub/Z/x": "", "sub/c/x": ""])
    defer { house.close() }
    let tool = ListDirectory(files: house.access)
    let listed = try await house.call(tool, ["path": .string(house.root + "/sub")])
    #expect(listed.text == "[DIR] c\n[DIR] Z\n[FILE] A.txt\n[FILE] b.txt")
    #expect(try await house.call(tool, ["path": .string(house.root + "/empty")]).text.contains("empty"))
    for path in ["/plain.txt", "/linked", "/data", "/.ssh", "/pipe", "/../outside"] {
      #expect(try await house.call(tool, ["path": .string(house.root + path)]).succeeded == false, "\(path)")
    }
  }

  @Test func searchesWordsAndExpressionsOnOnePath() async throws {
    let house = try FileHouse(files: [
      "src/a.swift": "let one = 1\nlet Two = 2\nlet three = 3\n", "src/b.py": "two = 2\n",
      "node_modules/c.py": "two = 2\n", "builder/d.py": "x\ny\ntwo\nz\n", "e.bin": "two\n", "sub/.env": "two",
    ])
    defer { house.close() }
    let words = SearchCode(search: CodeSearch(files: house.access), isExpression: false)
    let found = try await house.call(words, ["keyword": "two"])
    #expect(found.structured?["total_matches"] == 3 && found.structured?["files_searched"] == 4)
    guard case .array(let matches)? = found.structured?["matches"] else { return #expect(Bool(false)) }
    #expect(matches.map { $0["file_path"] } == ["builder/d.py", "src/a.swift", "src/b.py"])
    #expect(
      matches[0]["line_number"] == 3 && matches[0]["context_before"] == ["x", "y"]
        && matches[0]["context_after"] == ["z"])
    let exact = try await house.call(
      words, ["keyword": "Two = 2", "case_sensitive": true, "file_pattern": "*.{swift,md}"])
    #expect(exact.structured?["total_matches"] == 1)
    let expression = SearchCode(search: CodeSearch(files: house.access), isExpression: true)
    #expect(try await house.call(expression, ["pattern": #"^let \w+ = [23]$"#]).structured?["total_matches"] == 2)
    let wrong = try await house.call(expression, ["pattern": "(a"])
    #expect(wrong.failure?.code == .invalidFormat)
    // Exactly as many as are wanted are not too many.
    for (limit, isCut) in [(3, false), (2, true)] {
      let cut = try await house.call(words, ["keyword": "two", "max_results": .integer(Int64(limit))])
      #expect(cut.structured?["truncated"] == .bool(isCut))
    }
    try JSONSchema(try #require(words.description.output)).check(try #require(found.structured))
  }

  @Test func noFileIsTouchedOnTheExecutor() async throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<120).map { ("src/f\($0).txt", "hay\nneedle \($0)\n") })
    let house = try FileHouse(files: files)
    defer { house.close() }
    let search = CodeSearch(files: house.access)
    let logs = LogFiles(policy: house.access.policy, workers: house.access.workers)
    let calls: [(any Tool, JSONValue)] = [
      (ReadFile(files: house.access), ["path": .string(house.root + "/plain.txt")]),
      (ListDirectory(files: house.access), ["path": .string(house.root)]),
      (GetSource(files: house.access), ["path": "plain.txt"]),
      (SearchCode(search: search, isExpression: false), ["keyword": "needle"]),
      (SearchCode(search: search, isExpression: true), ["pattern": "needle"]), (ListLogs(logs: logs), [:]),
      (ReadLog(logs: logs), ["log_file": "data/logs/own"]), (AnalyzeLogs(logs: logs), ["log_file": "data/logs/own"]),
    ]
    for (tool, arguments) in calls {
      let before = house.observer.calls
      let output = try await house.call(tool, arguments)
      #expect(output.succeeded && house.observer.calls > before, "\(tool.description.name): \(output.text)")
    }
    #expect(house.observer.onExecutor == 0)
  }

  @Test func withoutRootsToolsSaySo() async throws {
    let none = FileAccess(
      policy: PathPolicy(roots: [], dataDirectory: nil, logger: ToolHouse.logger), workers: FileWorkers())
    let tool = ReadFile(files: none)
    #expect(!tool.isReady)
    let house = try ToolHouse([tool])
    #expect(house.registry.tools(for: .model, memory: .full).isEmpty)
    #expect(house.registry.tools(for: .client(name: "c"), memory: .full).count == 1)
    let output = try await house.registry.call("read_file", arguments: ["path": "/x"], in: house.turn())
    #expect(output.failure?.code == .permission && output.text.contains("tools.roots"))
    try house.close()
  }
}

/// Lets a thread of a test end.
final class Stopping: Sendable {
  private let state = Mutex((isSet: false, hasEnded: false))
  var isSet: Bool { state.withLock { $0.isSet } }
  var hasEnded: Bool { state.withLock { $0.hasEnded } }
  func set() { state.withLock { $0.isSet = true } }
  func end() { state.withLock { $0.hasEnded = true } }
}
