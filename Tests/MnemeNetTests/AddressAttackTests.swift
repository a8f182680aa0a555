import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore
import Synchronization
import Testing

@testable import MnemeNet

/// Addresses that others name lead nowhere but where they may, and each is looked up once.
@Suite struct AddressAttackTests {
  struct Attack: Sendable, Decodable, CustomTestStringConvertible {
    let name: String
    let url: String
    var redirect: String?
    var testDescription: String { name }

    static func all() throws -> [Attack] {
      let folder = try #require(Bundle.module.url(forResource: "Attacks", withExtension: nil))
      return try JSONDecoder().decode([Attack].self, from: Data(contentsOf: folder.appending(path: "urls.json")))
    }
  }

  private static let pages = FetchScope(ports: [80, 443], redirects: 5)

  @Test func theListIsLong() throws {
    print("attacks: addresses \(try Attack.all().count)")
    #expect(try Attack.all().count >= 60)
  }

  @Test(arguments: try Attack.all())
  func noAddressLeadsHome(attack: Attack) async throws {
    let resolver = ScriptedResolver()
    let policy = URLPolicy(resolver: resolver, scope: Self.pages)
    var failure: ToolFailure?
    do throws(ToolFailure) {
      let first = try await policy.check(attack.url)
      if let redirect = attack.redirect { _ = try await policy.follow(redirect, from: first) }
    } catch {
      failure = error
    }
    let code = try #require(failure?.code)
    #expect([.invalidURL, .permission, .pageLoad].contains(code))
    // One look-up for each address that came so far.
    #expect(resolver.lookups <= (attack.redirect == nil ? 1 : 2))
  }

  @Test func aPublicAddressIsLetThrough() async throws {
    let found = try await URLPolicy(resolver: ScriptedResolver(), scope: Self.pages).check("https://page.example/a?b#c")
    #expect(found.address.description == "93.184.216.34" && found.text == "https://page.example/a?b")
  }

  @Test func aScopeOpensAsMuchAsItsServerStandsIn() async throws {
    func isOpen(_ url: String, like server: String) async -> Bool {
      let scope = FetchScope(likeHostOf: server)
      return (try? await URLPolicy(resolver: ScriptedResolver(), scope: scope).check(url)) != nil
    }
    #expect(await isOpen("https://home.example/", like: "https://page.example/mcp") == false)
    #expect(await isOpen("https://localhost:8443/", like: "http://127.0.0.1:9/mcp"))
    #expect(await isOpen("https://home.example/", like: "https://home.example/mcp"))
    // Whose name leads into the network opens no way to this machine; who owns a name can have it lead there.
    #expect(await isOpen("https://localhost/", like: "https://home.example/mcp") == false)
    #expect(await isOpen("https://localhost/", like: "https://rebinding.example/mcp") == false)
    #expect(await isOpen("https://page.example/", like: "https://localhost/mcp"))
  }

  @Test func theConnectionGoesToTheAddressThatWasChecked() async throws {
    let router = Router(context: ChannelContext.self)
    let hosts = Seen<String>()
    router.get("/page") { request, _ in
      _ = hosts.add(request.head.authority ?? "")
      return "hello"
    }
    router.get("/moved") { _, _ in Response(status: .found, headers: [.location: "/page"]) }
    router.get("/away") { _, _ in Response(status: .found, headers: [.location: "http://home.example/"]) }
    try await withServer(router) { port in
      let resolver = ScriptedResolver(loopback: "checked.example")
      let fetcher = HTTPFetcher(resolver: resolver)
      func get(_ path: String, _ scope: FetchScope) async throws -> (Int, [UInt8]) {
        let answer = try await fetcher.fetch(FetchRequest(url: "http://checked.example:\(port)\(path)", scope: scope))
        return (answer.status, try await answer.collect(upTo: 1000))
      }
      let found = try await get("/page", FetchScope(nearest: .machine))
      #expect(found.0 == 200 && found.1 == Array("hello".utf8))
      #expect(hosts.all == ["checked.example:\(port)"] && resolver.lookups == 1)
      // Redirects are answers, or followed and checked.
      #expect(try await get("/moved", FetchScope(nearest: .machine)).0 == 302)
      #expect(try await get("/moved", FetchScope(nearest: .machine, redirects: 1)).1 == Array("hello".utf8))
      // The same name without leave to come here, and leave that a redirect does not have.
      for (path, scope) in [
        ("/page", FetchScope()), ("/away", FetchScope(nearest: .machine, ports: [port], redirects: 1)),
      ] {
        let refused = await #expect(throws: MnemeError.self) { _ = try await get(path, scope) }
        #expect(refused?.code == .unauthorized, "\(path)")
      }
      await fetcher.shutdown()
    }
  }
}

/// What looks names up, where nobody answers.
@Suite struct LookUpTests {
  /// Answers nobody, until it is cancelled.
  private struct SilentResolver: HostResolver {
    var answers = 0
    let asked = Seen<String>()

    func addresses(of host: String) async throws -> [InternetAddress] {
      if asked.add(host) <= answers { return [InternetAddress(dotted: "127.0.0.1")].compactMap(\.self) }
      try await Task.sleep(for: .seconds(3600))
      return []
    }
  }

  @Test(.timeLimit(.minutes(5))) func aNameThatNobodyAnswersForIsATimeoutLikeASilentServer() async throws {
    let router = Router()
    router.get("/") { _, _ in Response(status: .found, headers: [.location: "http://other.example/"]) }
    try await withServer(router) { port in
      for answers in [0, 1] {
        let resolver = SilentResolver(answers: answers)
        let fetcher = HTTPFetcher(resolver: resolver)
        let error = await #expect(throws: MnemeError.self) {
          try await fetcher.fetch(
            FetchRequest(
              url: "http://silent.example:\(port)/", headTimeout: answers == 0 ? .milliseconds(100) : .seconds(5),
              scope: FetchScope(nearest: .machine, redirects: 1)))
        }
        #expect(error?.code == .timeout)
        // The second is that of the redirect.
        #expect(resolver.asked.all.count == answers + 1)
        await fetcher.shutdown()
      }
    }
  }

  /// How many there are at once.
  private final class Calls: Sendable {
    private let state = Mutex((running: 0, most: 0))
    var running: Int { state.withLock { $0.running } }
    var most: Int { state.withLock { $0.most } }

    func begin() { state.withLock { $0 = ($0.running + 1, max($0.most, $0.running + 1)) } }

    func end() -> Int {
      state.withLock {
        $0.running -= 1
        return $0.running
      }
    }
  }

  @Test func fewBlockAtOnceAndWhoLeavesDoesNotWait() async throws {
    let lanes = LookUpLanes(width: 2)
    let gate = DispatchSemaphore(value: 0)
    let calls = Calls()
    let work: @Sendable () -> Int = {
      calls.begin()
      gate.wait()
      return calls.end()
    }
    let tasks = (0..<5).map { _ in Task { try await lanes.run(work) } }
    while calls.running < 2 { try await Task.sleep(for: .milliseconds(1)) }
    for task in tasks { task.cancel() }
    // Though two of them still block.
    for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
    #expect(calls.running == 2)
    // The other three are not begun any more; who comes now is.
    async let last = lanes.run(work)
    for _ in 0..<3 { gate.signal() }
    _ = try await last
    #expect(calls.most == 2)
  }
}

/// Answers for names as it is told; one of them answers differently the second time.
final class ScriptedResolver: HostResolver {
  private let loopback: String?
  private let count = Mutex(0)
  var lookups: Int { count.withLock { $0 } }

  init(loopback: String? = nil) { self.loopback = loopback }

  func addresses(of host: String) async throws -> [InternetAddress] {
    let time = count.withLock { count in
      count += 1
      return count
    }
    let texts: [String] =
      switch host {
      case "localhost", loopback: ["127.0.0.1"]
      case "home.example": ["192.168.0.5"]
      case "metadata.example": ["169.254.169.254"]
      case "mixed.example": ["93.184.216.34", "10.0.0.1"]
      case "mapped.example": ["::ffff:10.0.0.1"]
      case "rebinding.example": [time == 1 ? "93.184.216.34" : "127.0.0.1"]
      case "nowhere.example": []
      default: ["93.184.216.34"]
      }
    return texts.compactMap { InternetAddress(dotted: $0) ?? InternetAddress(colons: $0) }
  }
}
