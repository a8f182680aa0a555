import Foundation
import MnemeCore
import Testing

@testable import mneme

@Suite struct InstallTests {
  private let entry = ClientProgram.cursor.entry(command: "/opt/mneme", arguments: ["mcp", "--data-dir", "/data"])

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-install-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

  @Test func everyProgramHasItsFileOnBothSystems() {
    let linux = ClientProgram.allCases.map { $0.file(home: "/h", on: .linux) }
    #expect(
      linux == [
        "/h/.config/Claude/claude_desktop_config.json", "/h/.claude.json", "/h/.cursor/mcp.json",
        "/h/.config/Code/User/mcp.json", "/h/.codeium/windsurf/mcp_config.json", "/h/.config/zed/settings.json",
      ])
    #expect(
      ClientProgram.claude.file(home: "/h", on: .macOS)
        == "/h/Library/Application Support/Claude/claude_desktop_config.json")
    #expect(
      ClientProgram.vscode.file(home: "/h", on: .macOS) == "/h/Library/Application Support/Code/User/mcp.json")
    #expect(ClientProgram.zed.file(home: "/h", configuration: "/x", on: .linux) == "/x/zed/settings.json")
  }

  @Test(arguments: ClientProgram.allCases) func entryIsWrittenIntoANewFileAndTakenBack(_ program: ClientProgram) throws
  {
    try withFolder { folder in
      let file = ClientSettings(program, path: program.file(home: folder, on: .linux))
      let entry = program.entry(command: "/opt/mneme", arguments: ["mcp"])
      let change = try file.installing(entry)
      #expect(change.before == nil && change.lines.allSatisfy { $0.hasPrefix("+") || $0.hasPrefix("- ") })
      try file.apply(change, keepsCopy: true)
      let written = try json(String(contentsOfFile: file.path, encoding: .utf8))
      #expect(written[program.section]?["mneme"] == entry)
      let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try file.installing(entry).after == change.after, "a second time changes nothing")
      try file.apply(try file.undoing(entry), keepsCopy: false)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
  }

  static let files = [
    #"{"mcpServers": {"other": {"command": "x"}}, "theme": "dark"}"#,
    "{\n  // mine\n  \"mcpServers\": {\n    \"other\": { \"command\": \"x\" }, // kept\n  },\n}\n",
    "{\n  \"theme\": \"dark\" /* kept */\n}\n", "{}", "{\n  \"mcpServers\": {}\n}", "", "\n",
    #"{"mcpServers":{"mneme":{"command":"old","args":["{\"}"]}},"a":[1,{"b":2}]}"#,
  ]

  @Test(arguments: files) func everythingElseStaysAsItIsAndComesBack(_ before: String) throws {
    try withFolder { folder in
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      try before.write(toFile: file.path, atomically: true, encoding: .utf8)
      let change = try file.installing(entry)
      try file.apply(change, keepsCopy: true)
      let after = try String(contentsOfFile: file.path, encoding: .utf8)
      #expect(after.contains("/opt/mneme") && !after.contains("\"old\""))
      for kept in ["// mine", "// kept", "/* kept */", "\"other\"", "\"dark\"", "{\"b\":2}"] where before.contains(kept)
      {
        #expect(after.contains(kept))
      }
      #expect(try String(contentsOfFile: file.backup, encoding: .utf8) == before)
      try file.apply(try file.undoing(entry), keepsCopy: false)
      let undone = try String(contentsOfFile: file.path, encoding: .utf8)
      // What already knew of Mneme does not afterwards.
      if before.contains("mneme") {
        #expect(!undone.contains("mneme") && undone.contains("{\"b\":2}"))
      } else {
        #expect(undone == before)
      }
      #expect(!FileManager.default.fileExists(atPath: file.backup))
    }
  }

  @Test func aSecondInstallKeepsTheCopyOfTheFirst() throws {
    try withFolder { folder in
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      let before = "{\n  \"theme\": \"dark\" // mine\n}\n"
      try before.write(toFile: file.path, atomically: true, encoding: .utf8)
      try file.apply(try file.installing(entry), keepsCopy: true)
      let other = ClientProgram.cursor.entry(command: "/opt/mneme", arguments: ["mcp", "--data-dir", "/other"])
      try file.apply(try file.installing(other), keepsCopy: true)
      #expect(try String(contentsOfFile: file.backup, encoding: .utf8) == before)
      try file.apply(try file.undoing(other), keepsCopy: false)
      #expect(try String(contentsOfFile: file.path, encoding: .utf8) == before)
    }
  }

  @Test func undoKeepsWhatWasChangedSince() throws {
    try withFolder { folder in
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      try #"{"a": 1}"#.write(toFile: file.path, atomically: true, encoding: .utf8)
      try file.apply(try file.installing(entry), keepsCopy: true)
      let text = try String(contentsOfFile: file.path, encoding: .utf8).replacing("\"a\": 1", with: "\"a\": 2")
      try text.write(toFile: file.path, atomically: true, encoding: .utf8)
      try file.apply(try file.undoing(entry), keepsCopy: false)
      #expect(try json(String(contentsOfFile: file.path, encoding: .utf8)) == ["a": 2, "mcpServers": [:]])
    }
  }

  @Test func aFileThatIsNoSettingsIsLeftAlone() throws {
    try withFolder { folder in
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      for wrong in ["[1]", "{\"mcpServers\": 3}", "{\"a\": }", "{} x", "{\"a\": \"", "{ /* "] {
        try wrong.write(toFile: file.path, atomically: true, encoding: .utf8)
        #expect(throws: MnemeError.self) { try file.installing(entry) }
        #expect(throws: MnemeError.self) { try file.undoing(entry) }
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == wrong)
      }
    }
  }

  @Test func aFileThatChangedSinceItWasShownIsNotOverwritten() throws {
    try withFolder { folder in
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      let change = try file.installing(entry)
      try "{}".write(toFile: file.path, atomically: true, encoding: .utf8)
      #expect(throws: MnemeError.self) { try file.apply(change, keepsCopy: true) }
    }
  }

  @Test func aLinkStaysALink() throws {
    try withFolder { folder in
      try "{}".write(toFile: folder + "/real.json", atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/mcp.json", withDestinationPath: folder + "/real.json")
      let file = ClientSettings(.cursor, path: folder + "/mcp.json")
      try file.apply(try file.installing(entry), keepsCopy: true)
      #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/mcp.json")) != nil)
      #expect(try String(contentsOfFile: folder + "/real.json", encoding: .utf8).contains("mneme"))
    }
  }
}
