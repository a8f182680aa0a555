import Foundation
import MnemeCore
import Synchronization

/// Exports made-up lines as they are pulled; imports lines that it counts.
final class FakeTransfer: TransferService {
  private struct State {
    var produced = 0
    var batches: [[Int]] = []
    var spaces: Set<SpaceID> = []
    var known: Set<[UInt8]> = []
  }

  static let header = #"{"space":"me","type":"mneme-export","version":1}"#
  static let bad = #"{"type":"message"}"#

  static func end(_ messages: Int) -> String { #"{"counts":{"message":\#(messages)},"type":"end"}"# }

  /// Lines of an export after its header.
  private let lineCount: Int
  private let padding: String
  /// Number of lines after which the export fails.
  private let failsAfter: Int?
  private let state = Mutex(State())

  init(lines: Int = 3, lineBytes: Int = 0, failsAfter: Int? = nil) {
    lineCount = lines
    padding = String(repeating: "x", count: lineBytes)
    self.failsAfter = failsAfter
  }

  /// Lines that were pulled out of exports.
  var produced: Int { state.withLock { $0.produced } }
  /// Numbers of the lines of each batch that came in.
  var batches: [[Int]] { state.withLock { $0.batches } }
  var spaces: Set<SpaceID> { state.withLock { $0.spaces } }

  func export(_ space: SpaceID) -> AsyncThrowingStream<[UInt8], any Error> {
    let position = Position()
    return AsyncThrowingStream { [self] in
      let number = position.next()
      if number == failsAfter { throw MnemeError(.storage, "The disk cannot be read.") }
      guard number <= lineCount else { return nil }
      state.withLock { $0.produced += 1 }
      return Array((number == 0 ? Self.header : #"{"n":\#(number),"space":"\#(space)","text":"\#(padding)"}"#).utf8)
    }
  }

  private final class Position: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock { value in
        defer { value += 1 }
        return value
      }
    }
  }

  func importRecords(_ lines: [TransferLine], into space: SpaceID) async throws(MnemeError) -> ImportCount {
    if let line = lines.first(where: { $0.bytes.elementsEqual(Self.bad.utf8) }) {
      throw MnemeError(.invalidInput, "Line \(line.number): The member 'id' is missing.")
    }
    return state.withLock { state in
      state.batches.append(lines.map(\.number))
      state.spaces.insert(space)
      let records = lines.filter {
        !$0.bytes.elementsEqual(Self.header.utf8) && !$0.bytes.starts(with: #"{"counts":"#.utf8)
      }
      let fresh = records.filter { state.known.insert($0.bytes).inserted }.count
      return ImportCount(accepted: fresh, skipped: records.count - fresh)
    }
  }
}

/// Keeps all events, or those after a point, and hands them on.
final class FakeEvents: EventFeed {
  private struct State {
    var events: [MemoryEvent] = []
    /// Events up to here are gone.
    var droppedThrough: UInt64 = 0
    var next: UInt64 = 1
    var subscribers: [UInt64: (space: SpaceID?, output: AsyncStream<EventDelivery>.Continuation)] = [:]
    var nextSubscriber: UInt64 = 0
  }

  private let state = Mutex(State())

  var subscribers: Int { state.withLock { $0.subscribers.count } }

  @discardableResult
  func publish(_ payload: MemoryEvent.Payload, in space: SpaceID) -> UInt64 {
    let (event, outputs) = state.withLock { state in
      let event = MemoryEvent(
        sequence: state.next, time: FakeArchive.time.addingTimeInterval(Double(state.next) / 1000), space: space,
        payload: payload)
      state.next += 1
      state.events.append(event)
      return (event, state.subscribers.values.filter { $0.space == nil || $0.space == space }.map(\.output))
    }
    for output in outputs { output.yield(.event(event)) }
    return event.sequence
  }

  /// Forgets what was published so far.
  func drop() {
    state.withLock { state in
      state.droppedThrough = state.next - 1
      state.events = []
    }
  }

  func subscribe(to space: SpaceID?, after sequence: UInt64?) -> AsyncStream<EventDelivery> {
    let (stream, output) = AsyncStream<EventDelivery>.makeStream()
    let id = state.withLock { state in
      if let sequence {
        if sequence < state.droppedThrough {
          output.yield(.gap(EventGap(missed: nil, through: state.droppedThrough)))
        }
        for event in state.events where event.sequence > sequence && (space == nil || event.space == space) {
          output.yield(.event(event))
        }
      }
      state.nextSubscriber += 1
      state.subscribers[state.nextSubscriber] = (space, output)
      return state.nextSubscriber
    }
    output.onTermination = { [self] _ in state.withLock { _ = $0.subscribers.removeValue(forKey: id) } }
    return stream
  }

  func recent(_ limit: Int, of kind: MemoryEvent.Kind?, in space: SpaceID?) -> [MemoryEvent] {
    state.withLock { state in
      Array(
        state.events.filter { (kind == nil || $0.kind == kind) && (space == nil || $0.space == space) }.suffix(limit))
    }
  }

  var statistics: EventStatistics {
    state.withLock { state in
      EventStatistics(
        held: state.events.count, capacity: 1000, totalPushed: state.next - 1, totalDropped: state.droppedThrough,
        subscribers: state.subscribers.count, lostBySubscribers: 0)
    }
  }
}
