import Foundation
import MnemeCore

/// The event feed of a running server. There is none to follow without one: events are not kept beyond the process.
struct RemoteEvents: Sendable {
  let client: APIClient

  /// Longest silence: the server sends a comment at least every thirty seconds.
  private static let patience: Duration = .seconds(120)

  /// Calls `body` with each delivery, in ascending sequence, until the server closes the feed, which it does when it stops.
  /// - Parameter sequence: the last event seen; nil begins with what happens from now on.
  /// - Throws: `upstream` when the feed breaks off, and what `body` throws.
  func follow(
    _ space: SpaceID, after sequence: UInt64?, _ body: (EventDelivery) async throws -> Void
  ) async throws {
    var request = client.request(
      "GET", "/v1/events" + APIClient.query([("after", sequence.map { String($0) })]), space: space,
      headers: [(name: "Accept", value: "text/event-stream")])
    request.idleTimeout = Self.patience
    let response = try await client.response(request)
    var events = ServerSentEvents()
    for try await piece in response.body {
      for event in try events.feed(piece) { try await body(try delivery(event)) }
    }
  }

  private func delivery(_ event: ServerSentEvents.Event) throws(MnemeError) -> EventDelivery {
    let data = Data(event.data.utf8)
    do {
      guard event.name != "gap" else {
        let gap = try JSONDecoder.api.decode(WireGap.self, from: data)
        return .gap(EventGap(missed: gap.missed, through: gap.through))
      }
      // Codes its own keys and times.
      return .event(try JSONDecoder().decode(MemoryEvent.self, from: data))
    } catch {
      throw client.unexpected(error)
    }
  }
}

/// A gap in the HTTP API.
struct WireGap: Codable {
  var type: String?
  let missed: Int?
  let through: UInt64
}
