import MnemeMCP
import Testing

@testable import mneme_verify

/// The proof of remote tools holds, and fails as soon as what it proves is taken out.
@Suite struct RemoteProofTests {
  @Test func callsShareOneSession() async {
    let row = await Proofs.remoteSessions().row()
    #expect(row.status == .pass, "\(row.text)")
  }

  @Test func aSessionForEachCallFailsTheCondition() async {
    let row = await Proofs.remoteSessions { ClientForEachCall(openHTTP: $0) }.row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func aSessionThatIsLeftOpenFailsTheCondition() async {
    let row = await Proofs.remoteSessions { OpenEnded(inner: OneServer(openHTTP: $0)) }.row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }
}

private struct ClientForEachCall: CallingClient {
  let openHTTP: @Sendable () -> RemoteHTTPSession

  func run() async {}

  func call() async throws {
    let client = OneServer(openHTTP: openHTTP)
    let running = Task { await client.run() }  // awaited below
    try await client.call()
    await client.shutdown()
    running.cancel()
    await running.value
  }

  func shutdown() async {}
}

private struct OpenEnded: CallingClient {
  let inner: OneServer

  func run() async { await inner.run() }
  func call() async throws { try await inner.call() }
  func shutdown() async {}
}
