import Foundation
import Synchronization
import Testing

@testable import MnemeCore
@testable import mneme

/// What the doctor says of files, backups, access, clock, language and log.
@Suite struct DoctorSurroundingsTests {
  private struct NoNetwork: HTTPFetching {
    func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
      throw MnemeError(.unavailable, "There is no network here.")
    }
  }

  private func doctor(_ change: (inout Settings) -> Void = { _ in }, in folder: TemporaryFolder) -> Doctor {
    var settings = Settings(dataDirectory: folder.path)
    change(&settings)
    return Doctor(loaded: LoadedSettings(settings: settings), http: NoNetwork())
  }

  /// Answers everything with an empty page.
  private final class Asked: HTTPFetching {
    private let seen = Mutex<[FetchRequest]>([])
    var requests: [FetchRequest] { seen.withLock { $0 } }

    func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
      seen.withLock { $0.append(request) }
      return FetchResponse(status: 200, headers: [], body: AsyncThrowingStream { $0.finish() })
    }
  }

  @Test(arguments: [
    ("https://api.anthropic.com", "https://api.anthropic.com/v1/models?limit=1000", "x-api-key"),
    ("http://127.0.0.1:9/v1/", "http://127.0.0.1:9/v1/models", "Authorization"),
  ])
  func aModelsServerIsAskedInItsOwnProtocol(url: String, asked: String, header: String) async throws {
    let folder = try TemporaryFolder()
    var settings = Settings(dataDirectory: folder.path)
    (settings.chatModel.baseURL, settings.chatModel.apiKey) = (url, "sk-1")
    let http = Asked()
    let findings = await Doctor(loaded: LoadedSettings(settings: settings), http: http).chatModels()
    #expect(findings.map(\.level) == [.ok])
    #expect(http.requests.map(\.url) == [asked])
    #expect(http.requests.first?.headers.contains { $0.name == header && $0.value.hasSuffix("sk-1") } == true)
  }

  @Test func whatTheListOfProvidersLacksIsTold() async throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      #"{"providers": [{"name": "box", "url": "http://127.0.0.1:9", "keys": [{"id": "k", "env": "NOT_SET_HERE"}]}]}"#,
      to: "providers.json")
    let findings = await doctor(in: folder).chatModels()
    #expect(findings.allSatisfy { $0.level == .warn } && findings.contains { $0.text.contains("box/k") })
    _ = try folder.write("{", to: "providers.json")
    #expect(await doctor(in: folder).chatModels().map(\.level) == [.fail])
  }

  @Test func filesOfOthersAndOpenOnesAreNamed() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("x", to: "notes.txt")
    let manager = FileManager.default
    try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path + "/notes.txt")
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let open = try #require(doctor(in: folder).permissions().first)
    #expect(open.level == .warn && open.text.contains("notes.txt") && open.text.contains("chmod"))
    try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    #expect(doctor(in: folder).permissions().map(\.level) == [.ok])
  }

  @Test func aConfigurationWithASecretIsToBeClosed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("server:\n  api_key: sk-1\n", to: "config.yaml")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    var loaded = LoadedSettings(settings: Settings(dataDirectory: folder.path + "/data"))
    loaded.configurationFile = file
    let finding = try #require(Doctor(loaded: loaded, http: NoNetwork()).permissions().first)
    #expect(finding.level == .warn && finding.text.contains("chmod 600") && !finding.text.contains("sk-1"))
    _ = try folder.write("server:\n  api_key: keyring:mneme\n", to: "config.yaml")
    #expect(Doctor(loaded: loaded, http: NoNetwork()).permissions().map(\.level) == [.ok])
  }

  @Test func theAgeOfBackupsIsTold() throws {
    let folder = try TemporaryFolder()
    let now = try #require(Date(iso8601: "2026-11-30T12:00:00Z"))
    #expect(doctor(in: folder).backups(now: now).level == .ok, "nothing to back up")
    _ = try folder.write("x", to: "mneme.sqlite")
    #expect(doctor(in: folder).backups(now: now).text.contains("'mneme backup' makes one"))
    try FileManager.default.createDirectory(atPath: folder.path + "/shelf", withIntermediateDirectories: true)
    let named: (inout Settings) -> Void = { $0.backup.directory = folder.path + "/shelf" }
    _ = try folder.write("x", to: "shelf/mneme-20261129T230000Z-scheduled.tar.gz")
    let fresh = doctor(named, in: folder).backups(now: now)
    #expect(fresh.level == .ok && fresh.text.contains("13 hours old") && fresh.text.contains("lost with it"))
    let late = doctor(named, in: folder).backups(now: now.addingTimeInterval(3 * 86_400))
    #expect(late.level == .warn && late.text.contains("3 days old"))
    #expect(doctor(named, in: folder).backups(now: now.addingTimeInterval(-86_400)).text.contains("future"))
  }

  @Test func anOpenDoorAndAWeakKeyAreTold() throws {
    let folder = try TemporaryFolder()
    func access(_ host: String, _ key: String?, tls: String? = nil) -> [Finding] {
      doctor(
        {
          $0.server.host = host
          $0.server.apiKey = key
          $0.server.tlsCertificate = tls
        }, in: folder
      ).access()
    }
    #expect(access("127.0.0.1", nil).map(\.level) == [.ok])
    #expect(access("0.0.0.0", "short").map(\.level) == [.warn, .fail])
    #expect(access("127.0.0.1", "short").map(\.level) == [.ok, .warn])
    let good = "f3b1c07a9e5d48216b0c7d9e8a4f5b6c"
    #expect(access("0.0.0.0", good, tls: "/c.pem").map(\.level) == [.ok, .ok])
    #expect(KeyStrength.flaw("aaaaaaaaaaaaaaaaaaaaaaaa") != nil && KeyStrength.flaw("my-Password-is-long-1") != nil)
    #expect(!access("0.0.0.0", "short").contains { $0.text.contains("short;") })
  }

  @Test func aClockThatWasSetBackIsFound() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("x", to: "mneme.sqlite")
    let now = try #require(Date(iso8601: "2026-11-30T12:00:00Z"))
    try FileManager.default.setAttributes([.modificationDate: now], ofItemAtPath: file)
    #expect(doctor(in: folder).clock(now: now).level == .ok)
    #expect(doctor(in: folder).clock(now: now.addingTimeInterval(-86_400)).level == .warn)
    #expect(doctor(in: folder).clock(now: Date(timeIntervalSince1970: 100)).level == .fail)
  }

  @Test func languageAndLogAreShown() throws {
    let folder = try TemporaryFolder()
    #expect(doctor(in: folder).language(["LANG": "de_DE.ISO-8859-1"]).level == .warn)
    #expect(doctor(in: folder).language(["LC_ALL": "", "LANG": "ko_KR.UTF-8"]).text == "ko_KR.UTF-8")
    #expect(doctor(in: folder).language([:]).level == .ok)
    let file = try folder.write("x", to: "m.log")
    let log = doctor({ $0.telemetry.logFile = file }, in: folder).log()
    #expect(log.level == .ok && log.text.contains("10 MiB, 5 are kept") && log.text.contains("1 byte now"))
  }
}
