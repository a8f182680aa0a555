import Foundation
import MnemeCore
import MnemeMCP
import MnemeNet
import Synchronization
import Testing

@testable import mneme

/// The port that hears the redirect of a login, over real sockets.
@Suite struct LoopbackRedirectTests {
  @Test func theFirstRedirectIsHeardAndOthersAreNot() async throws {
    let socket = try LoopbackSocket(port: 0)
    let fetcher = HTTPFetcher()
    let base = "http://127.0.0.1:\(socket.port)"
    for (path, status) in [("/other?code=x", 404), ("/callback", 404), ("/callback?code=a%20b&state=s", 200)] {
      let response = try await fetcher.fetch(FetchRequest(url: base + path))
      _ = try await response.collect(upTo: 1 << 16)
      #expect(response.status == status)
    }
    #expect(try await socket.query(state: "s") == "code=a%20b&state=s")
    socket.close()
    socket.close()
    await fetcher.shutdown()
  }

  @Test func aRedirectOfAnotherLoginOrHostDoesNotEndTheWait() async throws {
    let socket = try LoopbackSocket(port: 0)
    let fetcher = HTTPFetcher()
    let base = "http://127.0.0.1:\(socket.port)/callback"
    // Before the login began, and after.
    let early = try await fetcher.fetch(FetchRequest(url: base + "?code=early&state=forged"))
    _ = try await early.collect(upTo: 1 << 16)
    async let query = socket.query(state: "a b")
    for (url, headers) in [
      (base + "?code=x&state=forged", []), (base + "?code=x", []),
      (base + "?code=x&state=a%20b", [(name: "Host", value: "evil.example.com:\(socket.port)")]),
    ] as [(String, [(name: String, value: String)])] {
      let response = try await fetcher.fetch(FetchRequest(url: url, headers: headers))
      _ = try await response.collect(upTo: 1 << 16)
    }
    let response = try await fetcher.fetch(FetchRequest(url: base + "?code=right&state=a%20b"))
    #expect(response.status == 200)
    _ = try await response.collect(upTo: 1 << 16)
    #expect(try await query == "code=right&state=a%20b")
    socket.close()
    await fetcher.shutdown()
  }

  @Test func aPortThatIsTakenIsSaid() throws {
    let socket = try LoopbackSocket(port: 0)
    #expect(throws: RemoteServerError.self) { _ = try LoopbackSocket(port: socket.port) }
    socket.close()
  }

  @Test func aListenerThatIsClosedEndsTheWait() async throws {
    let socket = try LoopbackSocket(port: 0)
    async let query = socket.query(state: "s")
    socket.close()
    do {
      _ = try await query
      Issue.record("Nothing came.")
    } catch is CancellationError {}
  }

  @Test func anAddressIsShownWithoutWhatSteersATerminal() async throws {
    let shown = Mutex("")
    let console = Console(write: { _ in }, writeError: { text in shown.withLock { $0 += text } })
    // No program opens it.
    var browser = LoopbackBrowser(console: console, environment: [:])
    browser.patience = .milliseconds(1)
    let listener = try await browser.listen(port: nil)
    await #expect(throws: MnemeError.self) {
      try await listener.query(after: "https://login.example/\u{1B}]0;title\u{7}\u{202E}?state=s")
    }
    await listener.close()
    let text = shown.withLock { $0 }
    #expect(text.contains("https://login.example/\\u{1b}]0;title\\u{7}\\u{202e}?state=s"))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.isHidden })
  }
}
