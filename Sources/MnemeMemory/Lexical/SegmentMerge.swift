import MnemeCore

/// Writes the living documents of some segments as one. Nothing of the removed ones remains: terms that only they had are
/// left out.
///
/// Memory: 12 bytes per document, 4 per term of each input, and the dictionary.
struct SegmentMerge {
  private let inputs: [SealedSegment]
  /// The new number of each input's documents; `gone` where there is none.
  private var numbers: [[UInt32]]
  /// Input and document of each new document.
  private var origins: [(input: UInt32, document: UInt32)] = []
  private var ordinals: [Int64] = []
  private var levels: [UInt8] = []
  private var totalLength = 0
  /// The new place of each input's terms in the dictionary.
  private var places: [[UInt32]]
  private let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: PostingList.blockSize)

  private static let gone = UInt32.max

  /// - Parameter inputs: of one source, oldest first: where two have a document of the same ordinal, the younger counts.
  /// - Returns: nil when no living document is there.
  static func write(_ inputs: [SealedSegment], to sink: SegmentSink, as file: UInt64?, in files: LexicalFiles?)
    throws(SegmentFailure) -> LexicalSegment?
  {
    var merge = SegmentMerge(inputs)
    defer { merge.memory.deallocate() }
    merge.numberDocuments()
    guard let source = inputs.first?.segment.source, !merge.ordinals.isEmpty else { return nil }
    var writer = SegmentWriter(
      sink: sink, source: source, ordinals: merge.ordinals, levels: merge.levels, totalLength: merge.totalLength)
    do throws(LexicalDamage) {
      // `merge` holds the inputs, into whose bytes the readers point.
      try merge.writeTerms(to: &writer)
      writer.endTerms()
      try merge.writeForward(to: &writer)
    } catch {
      throw .damaged
    }
    return try writer.finish(as: file, in: files)
  }

  private init(_ inputs: [SealedSegment]) {
    self.inputs = inputs
    numbers = inputs.map { Array(repeating: Self.gone, count: $0.segment.documents) }
    places = inputs.map { Array(repeating: 0, count: $0.segment.footer.terms) }
  }

  private mutating func numberDocuments() {
    totalLength = inputs.reduce(0) { $0 + $1.liveLength }
    let count = inputs.reduce(0) { $0 + $1.liveCount }
    origins.reserveCapacity(count)
    ordinals.reserveCapacity(count)
    levels.reserveCapacity(count)
    var heads = inputs.map { Self.nextLive(0, of: $0) }
    while true {
      // Of equal ordinals the younger input wins; there are none in an index in order.
      var chosen: (input: Int, ordinal: Int64)?
      for input in inputs.indices.reversed() where heads[input] < inputs[input].segment.documents {
        let ordinal = inputs[input].segment.ordinal(of: heads[input])
        if let best = chosen, best.ordinal >= ordinal { continue }
        chosen = (input, ordinal)
      }
      guard let (input, ordinal) = chosen else { return }
      let document = heads[input]
      heads[input] = Self.nextLive(document + 1, of: inputs[input])
      if ordinals.last == ordinal { continue }
      numbers[input][document] = UInt32(ordinals.count)
      origins.append((UInt32(input), UInt32(document)))
      ordinals.append(ordinal)
      levels.append(inputs[input].segment.levels[document])
    }
  }

  private static func nextLive(_ document: Int, of input: SealedSegment) -> Int {
    var document = document
    while document < input.segment.documents, !input.isLive(document) { document += 1 }
    return document
  }

  // MARK: Terms

  private mutating func writeTerms(to writer: inout SegmentWriter) throws(LexicalDamage) {
    var walks: [DictionaryWalk] = []
    for input in inputs { walks.append(try DictionaryWalk(input.segment)) }
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    var term = 0
    var lowest: [Int] = []
    while true {
      lowest.removeAll(keepingCapacity: true)
      // Young inputs first: their documents mostly have the lower numbers.
      for input in walks.indices.reversed() where walks[input].entry != nil {
        if let first = lowest.first {
          let order = Self.compare(walks[input].term, walks[first].term)
          if order > 0 { continue }
          if order < 0 { lowest.removeAll(keepingCapacity: true) }
        }
        lowest.append(input)
      }
      guard let first = lowest.first else { return }
      documents.removeAll(keepingCapacity: true)
      frequencies.removeAll(keepingCapacity: true)
      var isSorted = true
      for input in lowest {
        guard let entry = walks[input].entry else { continue }
        places[input][entry.term] = UInt32(term)
        try gather(entry, of: input, &documents, &frequencies, &isSorted)
      }
      if !isSorted { Self.sort(&documents, &frequencies) }
      if !documents.isEmpty {
        walks[first].term.withUnsafeBufferPointer { bytes in
          documents.withUnsafeBufferPointer { documents in
            frequencies.withUnsafeBufferPointer { writer.add(term: bytes, documents: documents, frequencies: $0) }
          }
        }
        term += 1
      }
      for input in lowest { try walks[input].advance() }
    }
  }

  private static func compare(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
        return a.count - b.count
      }
    }
  }

  private func gather(
    _ entry: DictionaryEntry, of input: Int, _ documents: inout [UInt32], _ frequencies: inout [UInt32],
    _ isSorted: inout Bool
  ) throws(LexicalDamage) {
    let numbers = numbers[input]
    var previous = documents.last.map(Int.init) ?? -1
    var sorted = isSorted
    var isDamaged = false
    try PostingCursor.forEachPosting(of: entry, in: inputs[input].segment, memory: memory) { document, frequency in
      let number = numbers[Int(document)]
      isDamaged = isDamaged || frequency == 0
      if number == Self.gone { return }
      if Int(number) <= previous { sorted = false }
      previous = Int(number)
      documents.append(number)
      frequencies.append(frequency)
    }
    isSorted = sorted
    if isDamaged { throw LexicalDamage() }
  }

  private static func sort(_ documents: inout [UInt32], _ frequencies: inout [UInt32]) {
    let pairs = zip(documents, frequencies).sorted { $0.0 < $1.0 }
    for (index, pair) in pairs.enumerated() { (documents[index], frequencies[index]) = pair }
  }

  // MARK: Documents

  private func writeForward(to writer: inout SegmentWriter) throws(LexicalDamage) {
    var record: [LexicalSegment.ForwardTerm] = []
    for (input, document) in origins {
      record.removeAll(keepingCapacity: true)
      let places = places[Int(input)]
      // Dictionaries are in the same order, so the terms stay ascending.
      var isAscending = true
      try inputs[Int(input)].segment.forEachTerm(of: Int(document)) { term in
        let place = places[Int(term.term)]
        isAscending = isAscending && record.last.map { $0.term < place } ?? true
        record.append(LexicalSegment.ForwardTerm(term: place, frequency: term.frequency))
      }
      guard isAscending else { throw LexicalDamage() }
      writer.add(forward: record)
    }
  }
}
