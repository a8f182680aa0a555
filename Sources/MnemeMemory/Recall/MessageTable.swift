import Foundation
import MnemeCore

/// Slots around a message in its session; -1 where there is none.
struct MessageContext: Sendable, Hashable {
  var previous: Int32 = -1
  var next: Int32 = -1
  var secondPrevious: Int32 = -1
  var secondNext: Int32 = -1

  /// Calls `body` with each slot and whether it is next to the message.
  func forEach(_ body: (_ slot: Int, _ isNext: Bool) -> Void) {
    if previous >= 0 { body(Int(previous), true) }
    if next >= 0 { body(Int(next), true) }
    if secondPrevious >= 0 { body(Int(secondPrevious), false) }
    if secondNext >= 0 { body(Int(secondNext), false) }
  }
}

/// What recall needs to know of a space's messages, in memory: one slot per message, in order of arrival at the index.
///
/// Slots are never reused: messages are append-only. Columns instead of records, because ranking reads columns; in pages, so that
/// a change while a recall holds a copy copies a page and not the table.
struct MessageTable: Sendable {
  /// Non-decreasing, so that it can be searched; a straggler's own ordinal stands in `stragglers`.
  private var ordinals = Column<Int64>()
  /// Messages that came after one with a higher ordinal (concurrent appends), both ways.
  private var stragglers: [Int64: Int32] = [:]
  private var stragglerOrdinals: [Int32: Int64] = [:]
  private(set) var sessions = Column<Int32>()
  private(set) var voices = Column<Int32>()
  /// Milliseconds since 1970.
  private(set) var times = Column<Int64>()
  /// Slot of the message before and after it in its session; -1 at the ends.
  private(set) var previous = Column<Int32>()
  private(set) var next = Column<Int32>()
  private var sessionNumbers: [String: Int32] = [:]
  private var lastOfSession = Column<Int32>()
  private(set) var speakers = SpeakerTable()

  var count: Int { ordinals.count }
  var sessionCount: Int { lastOfSession.count }
  var byteCount: Int { count * 32 + sessionCount * 100 }

  /// Everything but what only changes need: a copy that keeps nothing alive which a change would then have to copy whole.
  var forReading: MessageTable {
    var copy = self
    copy.sessionNumbers = [:]
    copy.lastOfSession = Column()
    return copy
  }

  /// Times of the earliest and latest message.
  private(set) var timeSpan: ClosedRange<Int64> = 0...0
  /// No message came with an earlier time than one before it: times can be searched.
  private var isInOrderOfTime = true
  /// Slots whose message has been erased.
  private var erased: Set<Int32> = []

  /// 0 for a table without messages.
  var lastOrdinal: Int64 { ordinals.last ?? 0 }

  /// The same as instants; nil where there is no message.
  var knownTimes: ClosedRange<Date>? {
    count == 0 ? nil : Date(milliseconds: timeSpan.lowerBound)...Date(milliseconds: timeSpan.upperBound)
  }

  func ordinal(of slot: Int) -> Int64 { stragglerOrdinals[Int32(slot)] ?? ordinals[slot] }

  /// O(log count).
  func slot(of ordinal: Int64) -> Int? {
    guard let slot = place(of: ordinal), !erased.contains(Int32(slot)) else { return nil }
    return slot
  }

  /// Finds the slots of many messages: calls `body` with ranges of `ordinals` that stand at slots one after the other, and
  /// the first of these. O(1) for each ordinal where they come in the table's order, else as ``slot(of:)``.
  func forEachRun(of ordinals: UnsafeBufferPointer<Int64>, _ body: (_ range: Range<Int>, _ slot: Int) -> Void) {
    let isPlain = stragglers.isEmpty && erased.isEmpty
    var index = 0
    var expected = -1
    while index < ordinals.count {
      let isExpected = isPlain && expected >= 0 && expected < count && self.ordinals[expected] == ordinals[index]
      guard let slot = isExpected ? expected : self.slot(of: ordinals[index]) else {
        index += 1
        continue
      }
      let length = isPlain ? self.ordinals.length(ofRunFrom: slot, equalTo: ordinals, from: index) : 1
      body(index..<index + length, slot)
      index += length
      expected = slot + length
    }
  }

  private func place(of ordinal: Int64) -> Int? {
    if let slot = stragglers[ordinal] { return Int(slot) }
    var low = 0
    var high = ordinals.count
    while low < high {
      let middle = (low + high) / 2
      if ordinals[middle] < ordinal { low = middle + 1 } else { high = middle }
    }
    return low < ordinals.count && ordinals[low] == ordinal ? low : nil
  }

  /// Adds a message; one that is there already is left alone.
  mutating func insert(_ message: MessageOutline) {
    let isStraggler = message.ordinal <= (ordinals.last ?? .min)
    if isStraggler, place(of: message.ordinal) != nil { return }
    let slot = Int32(ordinals.count)
    if isStraggler {
      stragglers[message.ordinal] = slot
      stragglerOrdinals[slot] = message.ordinal
      ordinals.append(ordinals[ordinals.count - 1])
    } else {
      ordinals.append(message.ordinal)
    }
    voices.append(speakers.number(of: message.speaker, role: message.role))
    let time = message.createdAt.milliseconds
    if let last = times.last, time < last { isInOrderOfTime = false }
    times.append(time)
    timeSpan = slot == 0 ? time...time : min(time, timeSpan.lowerBound)...max(time, timeSpan.upperBound)
    link(slot, ordinal: message.ordinal, session: message.session)
  }

  /// Takes a message out: its slot stays empty, its neighbours become each other's.
  mutating func erase(_ ordinal: Int64) {
    guard let place = slot(of: ordinal) else { return }
    erased.insert(Int32(place))
    let (before, after) = (previous[place], next[place])
    if before >= 0 { next[Int(before)] = after }
    if after >= 0 { previous[Int(after)] = before } else { lastOfSession[Int(sessions[place])] = before }
    previous[place] = -1
    next[place] = -1
  }

  /// Slots next to and second next to a message in its session, on either side.
  func context(of slot: Int) -> MessageContext {
    var context = MessageContext()
    context.previous = previous[slot]
    if context.previous >= 0 { context.secondPrevious = previous[Int(context.previous)] }
    context.next = next[slot]
    if context.next >= 0 { context.secondNext = next[Int(context.next)] }
    return context
  }

  /// Slots of messages said at or near a time that is named, the latest first, at most `limit`. O(log count + limit) for
  /// each span when messages came in order of time, else O(count).
  func slots(in reading: TemporalReading, limit: Int) -> [Int] {
    func isTold(_ slot: Int) -> Bool { reading.weight(of: Date(milliseconds: times[slot])) > 0 }
    var found: Set<Int> = []
    if isInOrderOfTime {
      for span in reading.spans {
        let end = times.partitioningIndex { span.isOver(at: Date(milliseconds: $0)) }
        var slot = end - 1
        var left = limit
        while slot >= 0, left > 0, span.weight(of: Date(milliseconds: times[slot])) > 0 {
          found.insert(slot)
          slot -= 1
          left -= 1
        }
      }
    } else {
      found = Set((0..<times.count).filter(isTold))
    }
    return Array(
      found.filter { !erased.contains(Int32($0)) }.sorted { (times[$0], $0) > (times[$1], $1) }.prefix(limit))
  }

  private mutating func link(_ slot: Int32, ordinal: Int64, session name: String) {
    previous.append(-1)
    next.append(-1)
    guard let session = sessionNumbers[name] else {
      sessionNumbers[name] = Int32(lastOfSession.count)
      sessions.append(Int32(lastOfSession.count))
      lastOfSession.append(slot)
      return
    }
    sessions.append(session)
    var before = lastOfSession[Int(session)]
    var after: Int32 = -1
    while before >= 0, self.ordinal(of: Int(before)) > ordinal {
      after = before
      before = previous[Int(before)]
    }
    previous[Int(slot)] = before
    next[Int(slot)] = after
    if before >= 0 { next[Int(before)] = slot }
    if after >= 0 { previous[Int(after)] = slot } else { lastOfSession[Int(session)] = slot }
  }
}
