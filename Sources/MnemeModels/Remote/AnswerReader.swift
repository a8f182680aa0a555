import Foundation
import MnemeCore

/// One answer being read, on demand: each `next` reads as much as the next event needs.
actor AnswerReader {
  private enum Stage {
    case unsent
    case streaming(AsyncThrowingStream<[UInt8], any Error>.Iterator)
    /// The last event is out or waits in `pending`; what is left of the body is read so that its connection can be used again.
    case draining(AsyncThrowingStream<[UInt8], any Error>.Iterator)
    case ended
  }

  /// Bytes of an answer that comes whole instead of streamed.
  private static let wholeAnswerLimit = 16 << 20

  private let connection: RemoteConnection
  private let request: ModelRequest
  private var stage = Stage.unsent
  private var decoder = ServerSentEvents()
  private var assembler: any WireAnswer
  private var pending: [ModelEvent] = []

  init(connection: RemoteConnection, request: ModelRequest) {
    self.connection = connection
    self.request = request
    assembler = connection.answer(to: request)
  }

  func next() async throws -> ModelEvent? {
    while true {
      if !pending.isEmpty { return pending.removeFirst() }
      switch stage {
      case .unsent:
        // Until it is open there is nothing to read, should this throw.
        stage = .ended
        try await open()
      case .streaming(var iterator):
        stage = .ended
        if let piece = try await nextPiece(&iterator) {
          try accept(decoder.feed(piece))
          stage = assembler.isDone ? .draining(iterator) : .streaming(iterator)
        } else {
          if let last = decoder.finish() { try accept([last]) }
        }
        if case .streaming = stage { continue }
        pending += try assembler.end()
      case .draining(let iterator):
        stage = .ended
        await drain(iterator)
      case .ended:
        return nil
      }
    }
  }

  private func open() async throws {
    let response = try await connection.open(request)
    var iterator = response.body.makeAsyncIterator()
    let type = response.header("Content-Type")?.lowercased() ?? ""
    if type.contains("event-stream") {
      stage = .streaming(iterator)
    } else if type.contains("json") {
      try await readWhole(&iterator, after: [])
    } else if type.isEmpty || type.contains("text/plain") {
      // Servers that do not say what they send: JSON begins with a brace or a bracket, an event never does.
      var head: [UInt8] = []
      var first: UInt8?
      while first == nil, let piece = try await nextPiece(&iterator) {
        head += piece
        first = piece.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
      }
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        try await readWhole(&iterator, after: head)
      } else {
        try accept(decoder.feed(head))
        stage = .streaming(iterator)
      }
    } else {
      throw MnemeError(
        .upstream, "\(connection.endpoint.server) sent something that is not a chat answer; check the base URL.")
    }
  }

  private func readWhole(
    _ iterator: inout AsyncThrowingStream<[UInt8], any Error>.Iterator, after head: [UInt8]
  ) async throws {
    var bytes = head
    while let piece = try await nextPiece(&iterator) {
      bytes += piece
      guard bytes.count <= Self.wholeAnswerLimit else {
        throw MnemeError(
          .upstream, "\(connection.endpoint.server) sent an answer longer than \(Self.wholeAnswerLimit) bytes.")
      }
    }
    pending += try assembler.takeWhole(String(decoding: bytes, as: UTF8.self))
    pending += try assembler.end()
  }

  private func accept(_ events: [ServerSentEvents.Event]) throws {
    for event in events { pending += try assembler.take(event) }
  }

  /// A break after the server has said why the answer ended costs at most its usage report: it counts as the end.
  private func nextPiece(_ iterator: inout AsyncThrowingStream<[UInt8], any Error>.Iterator) async throws
    -> [UInt8]?
  {
    do {
      return try await iterator.next(isolation: self)
    } catch let error as CancellationError {
      throw error
    } catch {
      if Task.isCancelled { throw CancellationError() }
      if assembler.isComplete { return nil }
      if error is MnemeError { throw error }
      throw MnemeError(
        .upstream, "\(connection.endpoint.server) broke off in the middle of its answer.", underlying: error)
    }
  }

  /// The end of the body stands right behind `[DONE]`; a server that keeps it open loses the connection.
  private func drain(_ iterator: AsyncThrowingStream<[UInt8], any Error>.Iterator) async {
    stage = .draining(iterator)
    // Whatever goes wrong here, the answer is complete.
    try? await withDeadline(.milliseconds(200), "") { try await self.readToEnd() }
    stage = .ended
  }

  private func readToEnd() async throws {
    guard case .draining(var iterator) = stage else { return }
    while try await iterator.next(isolation: self) != nil {}
  }
}
