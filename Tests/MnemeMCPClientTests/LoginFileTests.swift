import Foundation
import MnemeCore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@testable import MnemeMCP

/// What becomes of the file of logins.
@Suite struct LoginFileTests {
  private static func login(_ token: String) -> OAuthStore.Login {
    OAuthStore.Login(
      issuer: "https://issuer.example", resource: "https://mcp.example/mcp", clientID: "c",
      tokenEndpoint: "https://issuer.example/token", accessToken: token, scopes: [])
  }

  private static func inFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-logins-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try await body(folder.path + "/" + OAuthStore.fileName)
    try FileManager.default.removeItem(at: folder)
  }

  @Test func aLoginIsFoundUnderEveryWayToWriteItsAddress() async throws {
    try await Self.inFolder { path in
      let store = OAuthStore(path: path)
      try await store.set(Self.login("one"), for: "https://MCP.example:443/mcp/")
      for address in ["https://mcp.example/mcp", "HTTPS://mcp.example/mcp/", "https://mcp.example:443/mcp#part"] {
        #expect(try store.login(to: address)?.accessToken == "one", "\(address)")
      }
      for address in [
        "http://mcp.example/mcp", "https://mcp.example/MCP", "https://mcp.example:8443/mcp",
        "https://mcp.example/mcp?a=1",
        "https://mcp.example.org/mcp",
      ] {
        #expect(try store.login(to: address) == nil, "\(address)")
      }
      try await store.set(Self.login("two"), for: "https://mcp.example/mcp")
      #expect(try store.login(to: "https://MCP.example:443/mcp/")?.accessToken == "two")
      #expect(try await store.forget("https://mcp.EXAMPLE/mcp"))
      #expect(try store.login(to: "https://mcp.example/mcp") == nil)
    }
  }

  @Test func aLoginOfAnOlderFileIsFoundAndReplaced() async throws {
    try await Self.inFolder { path in
      let address = "https://MCP.example/mcp/"
      let old: JSONValue = [
        "registrations": [:],
        "logins": [
          "https://MCP.example/mcp/": [
            "issuer": "https://issuer.example", "resource": "https://mcp.example/mcp", "clientID": "c",
            "tokenEndpoint": "https://issuer.example/token", "accessToken": "old", "scopes": [],
          ]
        ],
      ]
      try PrivateFile.write(JSONWriter.bytes(old), to: path)
      let store = OAuthStore(path: path)
      #expect(try store.login(to: address)?.accessToken == "old")
      try await store.set(Self.login("new"), for: address)
      #expect(try store.login(to: address)?.accessToken == "new")
      #expect(try await store.forget(address))
      #expect(try store.login(to: address) == nil)
    }
  }

  /// The lock is between open files, so two stores stand for two processes.
  @Test func whatTwoProcessesWriteAtOnceIsAllKept() async throws {
    try await Self.inFolder { path in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for process in 0..<2 {
          group.addTask {
            let store = OAuthStore(path: path)
            for number in 0..<40 {
              try await store.set(Self.login("t"), for: "https://mcp.example/\(process)-\(number)")
            }
          }
        }
        try await group.waitForAll()
      }
      let store = OAuthStore(path: path)
      for process in 0..<2 {
        for number in 0..<40 {
          #expect(try store.login(to: "https://mcp.example/\(process)-\(number)") != nil)
        }
      }
    }
  }

  @Test func aLockIsWaitedForThoughTheTaskIsCancelledAndWhatCannotBeLockedIsSaid() async throws {
    try await Self.inFolder { path in
      let lock = open(path + ".lock", O_RDWR | O_CREAT, 0o600)
      try #require(flock(lock, LOCK_EX) == 0)
      let store = OAuthStore(path: path)
      let writing = Task { try await store.set(Self.login("kept"), for: "https://mcp.example/mcp") }
      writing.cancel()
      try await Task.sleep(for: .milliseconds(50))
      #expect(try store.login(to: "https://mcp.example/mcp") == nil)
      close(lock)
      try await writing.value
      #expect(try store.login(to: "https://mcp.example/mcp")?.accessToken == "kept")
      // It is not another process's doing.
      let error = FileLock.failure(path, ENOLCK)
      #expect(error.code == .storage && !error.message.contains("Another process"))
      try FileManager.default.removeItem(atPath: path + ".lock")
      try FileManager.default.createDirectory(atPath: path + ".lock", withIntermediateDirectories: false)
      await #expect(throws: MnemeError.self) {
        try await store.set(Self.login("lost"), for: "https://mcp.example/mcp")
      }
    }
  }
}
