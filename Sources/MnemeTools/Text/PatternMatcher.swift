/// A regular expression as instructions of an automaton.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case set(Int)
    case split(Int, Int)
    case jump(Int)
    case assertion(PatternAssertion)
    case match
  }

  private(set) var code: [Instruction] = []
  let sets: [PatternSet]
  private var steps = 0

  /// Instructions at most: the factor of the time per character.
  static let limit = 2000

  init(_ tree: PatternTree, sets: [PatternSet]) throws(LinearPattern.Flaw) {
    self.sets = sets
    try emit(tree)
    code.append(.match)
  }

  private mutating func emit(_ tree: PatternTree) throws(LinearPattern.Flaw) {
    steps += 1
    // Nothing, repeated often, makes no instructions but takes its time.
    guard code.count < Self.limit, steps < 20 * Self.limit else { throw LinearPattern.Flaw(message: "it is too large") }
    switch tree {
    case .empty: break
    case .set(let place): code.append(.set(place))
    case .assertion(let kind): code.append(.assertion(kind))
    case .sequence(let parts): for part in parts { try emit(part) }
    case .alternatives(let branches):
      var jumps: [Int] = []
      for (place, branch) in branches.enumerated() {
        guard place < branches.count - 1 else {
          try emit(branch)
          continue
        }
        let split = code.count
        code.append(.match)
        try emit(branch)
        jumps.append(code.count)
        code.append(.match)
        code[split] = .split(split + 1, code.count)
      }
      for jump in jumps { code[jump] = .jump(code.count) }
    case .repeated(let part, let least, let most):
      for _ in 0..<least { try emit(part) }
      if let most {
        var splits: [Int] = []
        for _ in least..<max(least, most) {
          splits.append(code.count)
          code.append(.match)
          try emit(part)
        }
        for split in splits { code[split] = .split(split + 1, code.count) }
      } else {
        let split = code.count
        code.append(.match)
        try emit(part)
        code.append(.jump(split))
        code[split] = .split(split + 1, code.count)
      }
    }
  }
}

/// Runs a program over texts. Sets of instructions that were reached become states of a deterministic automaton, made when
/// they are needed; there are never more than a fixed number of them.
struct PatternMatcher {
  private struct State: Hashable {
    /// Ascending.
    let places: [Int]
    let before: Side
  }

  /// What stands beside a place.
  private enum Side: UInt8 { case edge, word, other }

  private let program: PatternProgram
  private var states: [State] = []
  private var numbers: [State: Int] = [:]
  /// Of each state for each ASCII character: the next one.
  private var next: [Int32] = []

  private static let stateLimit = 1000
  private static let unknown: Int32 = -1
  private static let found: Int32 = -2

  init(_ program: PatternProgram) { self.program = program }

  mutating func matches(_ text: some StringProtocol) -> Bool {
    var state = number(of: State(places: [0], before: .edge))
    for scalar in text.unicodeScalars {
      let value = Int(scalar.value)
      if value < 128 {
        var following = next[state * 128 + value]
        if following == Self.unknown {
          let (isFound, after) = step(states[state], scalar)
          if isFound {
            following = Self.found
            next[state * 128 + value] = following
          } else {
            let count = states.count
            let number = number(of: after)
            following = Int32(number)
            // Not when the states were thrown away meanwhile.
            if states.count >= count { next[state * 128 + value] = following }
          }
        }
        if following == Self.found { return true }
        state = Int(following)
      } else {
        let (isFound, after) = step(states[state], scalar)
        if isFound { return true }
        state = number(of: after)
      }
    }
    return closure(states[state], after: .edge).isFound
  }

  private mutating func number(of state: State) -> Int {
    if let known = numbers[state] { return known }
    if states.count >= Self.stateLimit {
      states.removeAll(keepingCapacity: true)
      numbers.removeAll(keepingCapacity: true)
      next.removeAll(keepingCapacity: true)
    }
    states.append(state)
    numbers[state] = states.count - 1
    next.append(contentsOf: repeatElement(Self.unknown, count: 128))
    return states.count - 1
  }

  /// Whether it was found before this character, and where its instructions stand after it.
  private func step(_ state: State, _ scalar: Unicode.Scalar) -> (isFound: Bool, State) {
    let side: Side = PatternSet.words.contains(scalar) ? .word : .other
    let (isFound, reached) = closure(state, after: side)
    if isFound { return (true, state) }
    // It may begin anywhere.
    var places = [0]
    for place in reached {
      if case .set(let set) = program.code[place], program.sets[set].contains(scalar) { places.append(place + 1) }
    }
    return (false, State(places: places.sorted(), before: side))
  }

  /// All instructions that read a character and are reached without one. O(program).
  private func closure(_ state: State, after: Side) -> (isFound: Bool, reached: [Int]) {
    var seen = [Bool](repeating: false, count: program.code.count)
    var reached: [Int] = []
    var waiting = state.places
    while let place = waiting.popLast() {
      if seen[place] { continue }
      seen[place] = true
      switch program.code[place] {
      case .match: return (true, [])
      case .set: reached.append(place)
      case .jump(let target): waiting.append(target)
      case .split(let one, let other):
        waiting.append(one)
        waiting.append(other)
      case .assertion(let kind):
        let isBorder = (state.before == .word) != (after == .word)
        let holds =
          switch kind {
          case .start: state.before == .edge
          case .end: after == .edge
          case .border: isBorder
          case .noBorder: !isBorder
          }
        if holds { waiting.append(place + 1) }
      }
    }
    return (false, reached)
  }
}
