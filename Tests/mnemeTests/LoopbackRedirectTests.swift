import Foundation
import MnemeCore
import MnemeMCP
import MnemeNet
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
    #expect(try await socket.query() == "code=a%20b&state=s")
    socket.close()
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
    async let query = socket.query()
    socket.close()
    do {
      _ = try await query
      Issue.record("Nothing came.")
    } catch is CancellationError {}
  }
}
