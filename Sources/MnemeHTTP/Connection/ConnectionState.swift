package import NIOCore

/// How long a connection may keep us waiting.
package struct ConnectionTimeouts: Sendable {
  /// From opening to the first whole request head: so long a stranger may hold a place without a word.
  package var firstHead = TimeAmount.seconds(10)
  /// From the end of an answer to the next whole request head.
  package var idle = TimeAmount.seconds(75)
  /// Idle connections younger than this are not asked to give way: their request may be on its way.
  package var grace = TimeAmount.milliseconds(500)
  /// Silence inside a request body while we are ready to read.
  package var bodySilence = TimeAmount.seconds(30)
  /// A client that does not read what we write.
  package var writeStall = TimeAmount.seconds(60)
  /// For the rest of a body whose request was answered early, and its size.
  package var drain = TimeAmount.seconds(10)
  package var drainBytes = 64 << 20
  /// Between our half-close, or the end of a body that came after it, and the full close, so that the last answer is not
  /// lost with unread input.
  package var linger = TimeAmount.seconds(2)
  /// Silence inside a request body once the server is stopping.
  package var bodySilenceWhenStopping = TimeAmount.seconds(1)
  /// How often the above are looked at.
  package var tick = TimeAmount.seconds(1)

  package init() {}
}

/// What a connection is doing, without any I/O: events in, verdicts out.
struct ConnectionState {
  enum Verdict: Equatable {
    case carryOn
    /// Close at once.
    case close
    /// Say 408 and close: nothing of the answer was sent yet.
    case timeOut
  }

  let timeouts: ConnectionTimeouts
  /// Between a request head and its end.
  private(set) var isReading = false
  /// Requests whose answer has not ended.
  private(set) var outstanding = 0
  private(set) var answerBegun = false
  private(set) var isStopping = false
  /// The last answer is written and our side closes: what still comes is read and dropped.
  private(set) var isLingering = false
  /// Of that answer nothing waits any more.
  private var isWritten = false
  /// A request head has come.
  private(set) var hasSpoken = false
  private var isReadWanted = false
  private var isWritable = true
  /// Start of the present wait: for a head, for body bytes, for the drain to end.
  private var since: NIODeadline
  private var stalledSince: NIODeadline?
  private var drained = 0

  init(timeouts: ConnectionTimeouts, now: NIODeadline) {
    self.timeouts = timeouts
    since = now
  }

  mutating func requestBegan(now: NIODeadline) {
    isReading = true
    hasSpoken = true
    outstanding += 1
    since = now
  }

  /// Nothing is read, answered or owed.
  var isIdle: Bool { !isReading && outstanding == 0 && !isLingering }

  /// - Returns: `close` when an answered request's rest is longer than we care to read.
  mutating func bodyArrived(_ count: Int, now: NIODeadline) -> Verdict {
    guard outstanding > 0, !isLingering else {
      drained += count
      return drained > timeouts.drainBytes ? .close : .carryOn
    }
    since = now
    return .carryOn
  }

  mutating func requestEnded(now: NIODeadline) {
    isReading = false
    drained = 0
    since = now
  }

  /// We are ready for more input. Silence counts from here: before, we did not listen.
  mutating func readWanted(now: NIODeadline) {
    guard !isReadWanted else { return }
    isReadWanted = true
    if outstanding > 0 { since = now }
  }

  mutating func readDone() { isReadWanted = false }

  mutating func answerBegan() { answerBegun = true }

  mutating func answerEnded(now: NIODeadline) {
    outstanding -= 1
    answerBegun = false
    since = now
  }

  mutating func writability(_ writable: Bool, now: NIODeadline) {
    stalledSince = writable ? nil : (stalledSince ?? now)
    isWritable = writable
    if isLingering { since = now }
  }

  mutating func lastAnswerGiven(now: NIODeadline) {
    isLingering = true
    since = now
  }

  mutating func lastAnswerWritten(now: NIODeadline) {
    isWritten = true
    since = now
  }

  mutating func stop() -> Verdict {
    isStopping = true
    return outstanding == 0 && !isLingering ? .close : .carryOn
  }

  /// Called every `tick`.
  func check(now: NIODeadline) -> Verdict {
    if let stalledSince, now - stalledSince > timeouts.writeStall { return .close }
    let waited = now - since
    if isLingering {
      guard isWritten else { return waited > timeouts.writeStall ? .close : .carryOn }
      return waited > (isReading && !isStopping ? timeouts.drain : timeouts.linger) ? .close : .carryOn
    }
    switch (outstanding > 0, isReading) {
    case (false, false): return waited > (hasSpoken ? timeouts.idle : timeouts.firstHead) ? .close : .carryOn
    case (false, true): return waited > timeouts.drain ? .close : .carryOn
    case (true, false): return .carryOn
    case (true, true):
      let limit = isStopping ? timeouts.bodySilenceWhenStopping : timeouts.bodySilence
      guard isReadWanted, waited > limit else { return .carryOn }
      return answerBegun || outstanding > 1 ? .close : .timeOut
    }
  }
}
