import Synchronization
import MnemeTestSupport
import Testing

@testable import MnemeVectors

@Suite struct GraphStructureTests {
  private func links(_ storage: GraphStorage, _ row: Int, _ layer: Int) -> [Int] {
    let links = storage.links(row, layer: layer)
    return (0..<storage.degree(onLayer: layer)).map { links[$0].load(ordering: .relaxed) }
      .filter { $0 != GraphStorage.noLink }.map { Int($0 & GraphStorage.rowMask) }
  }

  @Test func degreesAreBoundedAndLinksLeadToEveryRow() throws {
    for (dimension, degree, count) in [(384, 16, 3000), (16, 4, 2000), (3, 4, 1500)] {
      let data = SentenceVectors(dimension: dimension, seed: 30)
      let parameters = try GraphParameters(dimension: dimension, degree: degree, buildBreadth: 64, seed: 4)
      let index = GraphIndex(parameters)
      try index.insert(data.rows(0..<count), keys: (0..<count).map { Int64($0) })
      let storage = index.storage
      let entry = storage.entry.load(ordering: .relaxed)
      let top = (0..<count).map { parameters.level(ofRow: $0) }.max() ?? 0
      #expect(Int(entry >> 32) == top)
      for layer in 0...top {
        let rows = (0..<count).filter { parameters.level(ofRow: $0) >= layer }
        for row in rows {
          let links = links(storage, row, layer)
          #expect(Set(links).count == links.count)
          #expect(links.allSatisfy { $0 != row && $0 < count && parameters.level(ofRow: $0) >= layer })
        }
        var seen: Set<Int> = [Int(entry & 0xffff_ffff)]
        var waiting = Array(seen)
        while let row = waiting.popLast() {
          for link in links(storage, row, layer) where seen.insert(link).inserted { waiting.append(link) }
        }
        #expect(seen.count == rows.count, "layer \(layer), dimension \(dimension)")
      }
    }
  }

  @Test func levelsAreGeometricAndBelongToTheRow() throws {
    let parameters = try GraphParameters(dimension: 1, degree: 16, seed: 5)
    let levels = (0..<200_000).map { parameters.level(ofRow: $0) }
    for level in 1...3 {
      let expected = 200_000 / [1, 16, 256, 4096].map { Double($0) }[level]
      let count = Double(levels.filter { $0 >= level }.count)
      // Four standard deviations of a binomial number.
      #expect(abs(count - expected) < 4 * expected.squareRoot())
    }
    let other = try GraphParameters(dimension: 1, degree: 16, seed: 6)
    #expect((0..<1000).map { other.level(ofRow: $0) } != Array(levels.prefix(1000)))
  }

  @Test func rankedRowsSortByScoreThenRow() {
    var random = SplitMix64(31)
    let scores: [Float] =
      [0, 1, -1, .infinity, -.infinity, 0x1p-140, -0x1p-140, .greatestFiniteMagnitude] + random.values(50)
    for a in scores {
      for b in scores {
        let (x, y) = (RankedRow(score: a, row: 5), RankedRow(score: b, row: 9))
        #expect(x.score == a)
        #expect(x.row == 5)
        #expect((x > y) == (a >= b))
      }
    }
    #expect(RankedRow(score: 1, row: .max - 1).row == Int(UInt32.max - 1))
  }

  @Test func aHeapSortsWhatItIsGiven() {
    var random = SplitMix64(32)
    var heap = IntegerHeap()
    defer { heap.deallocate() }
    for count in [0, 1, 2, 3, 700, 2000] {
      let items = (0..<count).map { _ in random.next() % 1000 }
      heap.removeAll()
      for item in items { heap.insert(item) }
      #expect(Array(heap.sorted()) == items.sorted())
      for item in items { heap.insert(item) }
      var rest = items.sorted()
      for _ in 0..<count / 2 {
        #expect(heap.first == rest.last)
        if Bool.random(using: &random) {
          #expect(heap.removeFirst() == rest.removeLast())
        } else {
          let item = random.next() % 1000
          heap.replaceFirst(item)
          rest.removeLast()
          rest.append(item)
          rest.sort()
        }
      }
      #expect(Array(heap.sorted()) == rest)
    }
  }

  @Test func keysAreFoundAfterAnySequenceOfChanges() throws {
    let storage = GraphStorage(parameters: try GraphParameters(dimension: 1), path: VectorKernels.portable.path)
    var table = KeyTable(storage: storage)
    var twin: [Int64: Int] = [:]
    var random = SplitMix64(33)
    storage.reserve(rows: 4000)
    for row in 0..<4000 {
      let key = Int64.random(in: -300..<300, using: &random) * (row % 2 == 0 ? 1 : 1 << 33)
      storage.key(row).initialize(to: key)
      let before = table.insert(row: row)
      #expect(before == twin[key].map { UInt32($0) } ?? GraphStorage.noLink)
      twin[key] = row
      let doomed = Int64.random(in: -300..<300, using: &random) * (row % 4 < 2 ? 1 : 1 << 33)
      table.remove(doomed)
      twin[doomed] = nil
      #expect(table.count == twin.count)
      if row % 100 == 0 {
        for key in -300..<300 {
          for factor in [1, 1 << 33] as [Int64] {
            #expect(table.row(of: Int64(key) * factor) == twin[Int64(key) * factor])
          }
        }
      }
    }
  }

  @Test func theHashIsTheKnownOne() {
    func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
      Array(text.utf8).withUnsafeBytes { XXHash64.hash($0, seed: seed) }
    }
    #expect(hash("") == 0xef46_db37_51d8_e999)
    #expect(hash("a") == 0xd24e_c4f1_a98c_6e5b)
    #expect(hash("abc") == 0x44bc_2cf5_ad77_0999)
    #expect(hash("Nobody inspects the spammish repetition") == 0xfbce_a83c_8a37_8bf1)
  }
}
