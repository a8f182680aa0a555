/// Numbers terms in the order of their arrival. Open addressing with linear probing.
struct TermTable: Sendable {
  private var arena: [UInt8] = []
  /// Where each term ends in `arena`.
  private var ends: [UInt32] = []
  private var hashes: [Int] = []
  /// Number + 1 of the term in each place; 0: free.
  private var places: [UInt32] = Array(repeating: 0, count: 64)

  var count: Int { ends.count }

  var byteCount: Int { arena.capacity + ends.capacity * 4 + hashes.capacity * 8 + places.count * 4 }

  func number(of term: UnsafeBufferPointer<UInt8>) -> Int? {
    let place = places[place(of: term, hash: Self.hash(term))]
    return place == 0 ? nil : Int(place) - 1
  }

  /// - Returns: the term's number, `count` before the call for a new one.
  mutating func insert(_ term: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(term)
    let place = place(of: term, hash: hash)
    if places[place] != 0 { return Int(places[place]) - 1 }
    arena.append(contentsOf: term)
    ends.append(UInt32(arena.count))
    hashes.append(hash)
    places[place] = UInt32(ends.count)
    if ends.count * 2 > places.count { grow() }
    return ends.count - 1
  }

  /// Reads all terms by number.
  func withTerms<Result>(_ body: ((Int) -> UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    arena.withUnsafeBufferPointer { arena in
      body { number in UnsafeBufferPointer(rebasing: arena[range(of: number)]) }
    }
  }

  private func range(of number: Int) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])
  }

  /// Where the term is, or the free place where it would go.
  private func place(of term: UnsafeBufferPointer<UInt8>, hash: Int) -> Int {
    let mask = places.count - 1
    var place = hash & mask
    while places[place] != 0 {
      let number = Int(places[place]) - 1
      if hashes[number] == hash, holds(number, term) { return place }
      place = (place + 1) & mask
    }
    return place
  }

  private func holds(_ number: Int, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(of: number)
    guard range.count == term.count else { return false }
    for index in 0..<term.count where arena[range.lowerBound + index] != term[index] { return false }
    return true
  }

  private mutating func grow() {
    var grown = [UInt32](repeating: 0, count: places.count * 2)
    let mask = grown.count - 1
    for (number, hash) in hashes.enumerated() {
      var place = hash & mask
      while grown[place] != 0 { place = (place + 1) & mask }
      grown[place] = UInt32(number + 1)
    }
    places = grown
  }

  /// Seeded anew in each process, so that nobody can write texts whose terms collide. Nothing visible depends on it.
  private static func hash(_ term: UnsafeBufferPointer<UInt8>) -> Int {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(term))
    return hasher.finalize()
  }
}
