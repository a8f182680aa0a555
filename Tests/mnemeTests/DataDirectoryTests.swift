import Foundation
import MnemeCore
import Testing

@testable import mneme

@Suite struct DataDirectoryTests {
  @Test func aMissingFolderIsMadeForThisUserAlone() throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path + "/a/b")
    #expect(directory.condition() == .missing)
    try directory.prepare()
    #expect(directory.condition() == .usable)
    #expect(try folder.mode(of: "a/b") == 0o700)
  }

  @Test func anOpenFolderIsClosedToOthers() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try DataDirectory(folder.path).prepare()
    #expect(try folder.mode() == 0o700)
  }

  @Test func aFileInItsPlaceIsRefusedInOneLine() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("", to: "file")
    for path in [file, file + "/below"] {
      guard case .unusable(let reason) = DataDirectory(path).condition() else {
        Issue.record("\(path) was taken")
        continue
      }
      #expect(reason.contains("folder") && !reason.contains("\n"))
      let error = #expect(throws: MnemeError.self) { try DataDirectory(path).prepare() }
      #expect(error?.code == .configuration)
    }
  }

  @Test func linksAreFollowedWhenTheyLeadToAFolder() throws {
    let folder = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.path + "/real", withIntermediateDirectories: false)
    try manager.createSymbolicLink(atPath: folder.path + "/good", withDestinationPath: "real")
    try manager.createSymbolicLink(atPath: folder.path + "/bad", withDestinationPath: "nowhere")
    try manager.createSymbolicLink(atPath: folder.path + "/circle", withDestinationPath: "circle")
    #expect(DataDirectory(folder.path + "/good").condition() == .usable)
    for name in ["bad", "circle"] {
      guard case .unusable = DataDirectory(folder.path + "/" + name).condition() else {
        Issue.record("\(name) was taken")
        continue
      }
    }
  }

  @Test func systemErrorsAreExplained() {
    for code in [EACCES, EROFS, ENOSPC, ENOTDIR, ELOOP, ENAMETOOLONG, EMFILE, EIO] {
      let text = DataDirectory.explain(code, "/data")
      #expect(text.hasSuffix(".") && !text.contains("\n"))
    }
    #expect(DataDirectory.explain(EROFS, "/data").contains("read-only"))
    #expect(DataDirectory.explain(EACCES, "/data").contains("/data may not be written"))
  }
}

@Suite struct DataDirectoryLockTests {
  @Test func oneHolderAtATime() throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path + "/data")
    let first = try #require(try DataDirectoryLock.take(directory))
    #expect(DataDirectoryLock.isHeld(directory))
    #expect(try DataDirectoryLock.take(directory) == nil)
    first.release()
    first.release()
    #expect(!DataDirectoryLock.isHeld(directory))
    let second = try #require(try DataDirectoryLock.take(directory))
    #expect(second.token != first.token)
    #expect(second.token.count == 64)
    #expect(try folder.mode(of: "data/lock") == 0o600)
    second.release()
  }

  @Test func theServersAddressIsThereWhileItRunsAndForThisUserAlone() throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path)
    let lock = try #require(try DataDirectoryLock.take(directory))
    #expect(ServerRecord.read(from: directory) == nil)
    try lock.publishServer(url: "http://127.0.0.1:1")
    try lock.publishServer(url: "http://127.0.0.1:2")
    let record = try #require(ServerRecord.read(from: directory))
    #expect(record.url == "http://127.0.0.1:2")
    #expect(record.token == lock.token)
    #expect(try folder.mode(of: "server.json") == 0o600)
    lock.release()
    #expect(ServerRecord.read(from: directory) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["lock"])
  }

  @Test func filesLeftByAKilledProcessMeanNothing() async throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path)
    try ServerRecord(url: "http://127.0.0.1:1", token: "t", process: 1, version: "0").write(to: directory)
    _ = try folder.write("4711", to: "lock")
    #expect(!DataDirectoryLock.isHeld(directory))
    guard case .us(let lock) = try await Access.holder(of: directory, patience: .zero) else {
      Issue.record("a stale file was believed")
      return
    }
    #expect(ServerRecord.read(from: directory) == nil)
    lock.release()
  }

  @Test func aLockThatIsALinkIsRefused() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write("", to: "target")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/lock", withDestinationPath: target)
    #expect(throws: MnemeError.self) { try DataDirectoryLock.take(DataDirectory(folder.path)) }
  }

  @Test func aHolderWithoutAnAddressIsInTheWayAfterTheWait() async throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path)
    let lock = try #require(try DataDirectoryLock.take(directory))
    await #expect(throws: DirectoryInUse.self) {
      try await Access.holder(of: directory, patience: .milliseconds(120))
    }
    lock.release()
  }

  @Test func aCommandWaitsForTheAddressOfAStartingServer() async throws {
    let folder = try TemporaryFolder()
    let directory = DataDirectory(folder.path)
    let lock = try #require(try DataDirectoryLock.take(directory))
    async let holder = Access.holder(of: directory, patience: .seconds(60))
    try lock.publishServer(url: "http://127.0.0.1:5")
    guard case .server(let record) = try await holder else {
      Issue.record("the lock was taken twice")
      return
    }
    #expect(record.url == "http://127.0.0.1:5")
    lock.release()
  }

  @Test func addressesAreThoseThisMachineCanReach() {
    #expect(ServerRecord.localURL(host: "0.0.0.0", port: 1) == "http://127.0.0.1:1")
    #expect(ServerRecord.localURL(host: "::", port: 1) == "http://[::1]:1")
    #expect(ServerRecord.localURL(host: "::1", port: 1) == "http://[::1]:1")
    #expect(ServerRecord.localURL(host: "10.0.0.9", port: 1) == "http://10.0.0.9:1")
  }

  @Test func theTokenGoesToLoopbackAndTheKeyElsewhere() {
    var settings = Settings(dataDirectory: "/d")
    settings.server.apiKey = "key"
    func key(_ url: String) -> String {
      Access.key(for: ServerRecord(url: url, token: "token", process: 1, version: "1"), settings)
    }
    #expect(key("http://127.0.0.1:8420") == "token")
    #expect(key("http://[::1]:8420") == "token")
    #expect(key("http://10.0.0.9:8420") == "key")
  }
}
