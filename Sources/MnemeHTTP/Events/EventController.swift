import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore
import NIOCore

/// `GET /v1/events`: the events of one space as Server-Sent Events, until the client leaves or the server stops.
struct EventController: Sendable {
  let events: any EventFeed
  let registry: ConnectionRegistry
  /// Feeds open at once.
  let maxFeeds: Int
  /// Silence after which a comment is sent.
  let keepAlive: Duration
  private let places = Places()

  /// After which a client that lost its connection is to come back.
  private static let retryMilliseconds = 2000

  init(events: any EventFeed, registry: ConnectionRegistry, maxFeeds: Int, keepAlive: Duration) {
    self.events = events
    self.registry = registry
    self.maxFeeds = maxFeeds
    self.keepAlive = keepAlive
  }

  func follow(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let after = try position(scope)
    let headers: HTTPFields = [
      .contentType: "text/event-stream; charset=utf-8", .accelBuffering: "no", .cacheControl: "no-store",
    ]
    if scope.request.method == .head { return Response(status: .ok, headers: headers) }
    guard let place = places.take(limit: maxFeeds) else {
      throw MnemeError(.overloaded, "Too many event feeds are open; close one or try again shortly.")
    }
    // A client that leaves before its first event comes back from here. Read before the subscription, so that nothing
    // falls between them.
    let start = after == nil ? events.recent(1, of: nil, in: nil).last?.sequence : nil
    let deliveries = events.subscribe(to: space, after: after)
    let body = ResponseBody { writer in
      defer { place.release() }
      try await writer.write(
        ServerSentEvents.opening(retryMilliseconds: EventController.retryMilliseconds, id: start))
      try await write(deliveries, signal: scope.signal, to: &writer)
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// The last event the client has seen. The header is newer than the address, which a browser keeps when it comes back.
  private func position(_ scope: RequestScope) throws(HTTPFailure) -> UInt64? {
    let name: String
    let text: String
    if let header = scope.headers[.lastEventID], !header.isEmpty {
      (name, text) = ("Last-Event-ID", header)
    } else if let query = scope.query("after") {
      (name, text) = ("after", query)
    } else {
      return nil
    }
    guard let value = UInt64(text) else { throw .invalid(name, "'\(name)' is the id of an event.") }
    return value
  }

  private func write(
    _ deliveries: AsyncStream<EventDelivery>, signal: ConnectionSignal, to writer: inout any ResponseBodyWriter
  ) async throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var isQuiet = false
    try await FeedFrames.each(
      of: deliveries, signals: [signal, registry.stopping], keepAlive: keepAlive, clock: .continuous
    ) { frame in
      switch frame {
      case .delivery(.event(let event)):
        isQuiet = false
        try await writer.write(
          ServerSentEvents.event(id: event.sequence, name: event.kind.rawValue, data: Array(try encoder.encode(event))))
      case .delivery(.gap(let gap)):
        isQuiet = false
        let data: JSON = [
          "missed": gap.missed.map(JSON.number) ?? .null, "through": .int(Int64(clamping: gap.through)),
        ]
        try await writer.write(ServerSentEvents.event(id: gap.through, name: "gap", data: data.bytes))
      case .silence:
        if isQuiet { try await writer.write(ServerSentEvents.keepAlive) }
        isQuiet = true
      case .interrupted(.clientGone): throw ChannelError.ioOnClosedChannel
      case .interrupted(.shutdown), .ended: return false
      }
      return true
    }
  }
}
