/// Terms of sensitive topics in a trie over scalars.
///
/// Written as lists of terms parted by commas, in lower case: `term` is a word or phrase (with its plural), `term*` a stem;
/// before it stand `?` for a weak term and `!` for a phrase that is about something else. Korean terms are stems always and,
/// from three syllables on, found inside words too; `~` lets a shorter one be.
struct SensitivityLexicon: Sendable {
  struct Term: Sendable {
    /// Nil for a phrase that is about something else.
    let topic: SensitiveTopic?
    let isWeak: Bool
    let isStem: Bool
    let mayBeInside: Bool
  }

  static let root = 0
  static let compiled = SensitivityLexicon([english, korean])

  private(set) var terms: [Term] = []
  /// For each node where the positions in `terms` of those that end there begin in `endings`; one more at the end.
  private var endingStarts: [Int32] = []
  private var endings: [Int32] = []
  /// Edges by open addressing: node and scalar in one key, 0 where free; and the node they lead to.
  private var keys: [UInt64] = []
  private var nodes: [Int32] = []

  init(_ lists: [[(SensitiveTopic, String)]]) {
    var edges: [UInt64: Int] = [:]
    var ends: [[Int32]] = [[]]
    for (topic, list) in lists.joined() {
      for entry in list.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
        add(entry.drop { $0 == " " }, topic, &edges, &ends)
      }
    }
    for positions in ends {
      endingStarts.append(Int32(endings.count))
      endings += positions
    }
    endingStarts.append(Int32(endings.count))
    var capacity = 16
    while capacity < 2 * edges.count { capacity *= 2 }
    keys = [UInt64](repeating: 0, count: capacity)
    nodes = [Int32](repeating: 0, count: capacity)
    for (key, node) in edges {
      var slot = Self.slot(key, capacity)
      while keys[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
      keys[slot] = key
      nodes[slot] = Int32(node)
    }
  }

  private mutating func add(
    _ entry: Substring, _ topic: SensitiveTopic, _ edges: inout [UInt64: Int], _ ends: inout [[Int32]]
  ) {
    var text = entry
    while text.last == " " { text.removeLast() }
    let isWeak = text.first == "?"
    let isExclusion = text.first == "!"
    let isInner = text.first == "~"
    if isWeak || isExclusion || isInner { text.removeFirst() }
    let isMarkedStem = text.last == "*"
    if isMarkedStem { text.removeLast() }
    guard let first = text.unicodeScalars.first else { return }
    let isKorean = first.value.isHangul
    var node = Self.root
    for scalar in text.unicodeScalars {
      let key = Self.key(node, scalar.value)
      if let next = edges[key] {
        node = next
      } else {
        ends.append([])
        node = ends.count - 1
        edges[key] = node
      }
    }
    ends[node].append(Int32(terms.count))
    terms.append(
      Term(
        topic: isExclusion ? nil : topic, isWeak: isWeak, isStem: isMarkedStem || isKorean,
        mayBeInside: isInner || (isKorean && !isExclusion && text.count >= 3)))
  }

  /// Positions in `endings` of the terms that end at a node.
  func endings(at node: Int) -> Range<Int> { Int(endingStarts[node])..<Int(endingStarts[node + 1]) }

  func term(ending position: Int) -> Int { Int(endings[position]) }

  func child(of node: Int, _ scalar: UInt32) -> Int? {
    let key = Self.key(node, scalar)
    var slot = Self.slot(key, keys.count)
    while keys[slot] != 0 {
      if keys[slot] == key { return Int(nodes[slot]) }
      slot = (slot + 1) & (keys.count - 1)
    }
    return nil
  }

  /// Never 0, because no scalar of a term is.
  private static func key(_ node: Int, _ scalar: UInt32) -> UInt64 { UInt64(node) << 21 | UInt64(scalar) }

  /// Fibonacci hashing (Knuth, volume 3, 6.4).
  private static func slot(_ key: UInt64, _ capacity: Int) -> Int {
    Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - capacity.trailingZeroBitCount))
  }
}
