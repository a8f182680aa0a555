import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Testing

@testable import mneme

/// What becomes of the servers when their file changes, by every state that a file can be in.
@Suite struct RemoteServerSetupTests {
  private struct Bench {
    let folder: TemporaryFolder
    let setup: RemoteServerSetup

    init(_ list: String) throws {
      folder = try TemporaryFolder()
      _ = try folder.write(list, to: RemoteServerList.fileName)
      let settings = Settings(dataDirectory: folder.path, cacheDirectory: folder.path)
      setup = RemoteServerSetup(
        settings, clock: ManualClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func write(_ text: String) throws { _ = try folder.write(text, to: RemoteServerList.fileName) }
    func remove() throws { try FileManager.default.removeItem(atPath: folder.path + "/" + RemoteServerList.fileName) }
    var names: [String] { setup.servers.servers.map(\.configuration.name) }
  }

  private static func list(_ names: String...) -> String {
    let entries = names.map { "\"\($0)\": {\"command\": \"true\", \"disabled\": true}" }
    return "{\"mcpServers\": {\(entries.joined(separator: ", "))}}"
  }

  @Test func aFileThatCannotBeReadEndsNoServer() async throws {
    let bench = try Bench(Self.list("a", "b"))
    for text in ["", "{\"mcpServers\": {\"a\": {\"comm", "[]"] {
      try bench.write(text)
      let report = await bench.setup.reload()
      #expect(bench.names == ["a", "b"] && report.servers.count == 2)
      #expect(report.notes.count == 1 && report.notes[0].contains("go on"))
    }
    try bench.write(Self.list("b", "c"))
    #expect(await bench.setup.reload().notes.isEmpty)
    #expect(bench.names == ["b", "c"])
    // One that is empty is a list.
    try bench.write("{}")
    #expect(await bench.setup.reload().servers.isEmpty)
  }

  @Test func aFileIsGoneWhenItIsGoneTwice() async throws {
    let bench = try Bench(Self.list("a"))
    try bench.remove()
    await bench.setup.look()
    #expect(bench.names == ["a"] && bench.setup.notes.count == 1)
    // It was being replaced.
    try bench.write(Self.list("a", "b"))
    await bench.setup.look()
    #expect(bench.names == ["a", "b"] && bench.setup.notes.isEmpty)
    try bench.remove()
    await bench.setup.look()
    #expect(bench.names == ["a", "b"])
    // No change of the file tells of this look.
    await bench.setup.look()
    #expect(bench.names.isEmpty && bench.setup.notes.isEmpty)
  }

  @Test func whoeverReloadsAtOnceTheNewestListIsTheLast() async throws {
    let bench = try Bench(Self.list("a"))
    for round in 0..<60 {
      let name = "server-\(round)"
      try bench.write(Self.list("old-\(round)"))
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<4 { group.addTask { _ = await bench.setup.reload() } }
        group.addTask {
          try? bench.write(Self.list(name))
          _ = await bench.setup.reload()
        }
        for _ in 0..<4 { group.addTask { await bench.setup.look() } }
      }
      #expect(bench.names == [name])
    }
  }
}
