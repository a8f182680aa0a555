import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct GraphChangeTests {
  @Test func removedRowsAreNeverFoundButStillLeadOn() throws {
    let (index, naive) = try GraphIndexTests.withExactRows(300, dimension: 16, seed: 80)
    var rest = naive
    for key in 0..<300 where key % 3 != 1 {
      #expect(index.remove(key: Int64(key)) == 1)
      #expect(index.remove(key: Int64(key)) == 0)
      _ = rest.remove(Int64(key))
    }
    #expect(index.rowCount == 300)
    #expect(index.count == 100)
    #expect(abs(index.removedShare - 2.0 / 3) < 1e-9)
    var random = SplitMix64(81)
    for _ in 0..<10 {
      let query = random.exactCodes(16)
      for method in [GraphIndex.Method.graph, .scan, .automatic] {
        let found = try index.search(query, k: 300, ef: 300, method: method)
        #expect(found.map(\.key) == rest.best(300, query).map(\.key))
      }
    }
    for key in 0..<300 { index.remove(key: Int64(key)) }
    #expect(index.count == 0)
    #expect(index.removedShare == 1)
    for method in [GraphIndex.Method.graph, .scan, .automatic] {
      #expect(try index.search(random.exactCodes(16), k: 10, method: method) == [])
    }
  }

  @Test func anySequenceOfChangesLeavesWhatTheNaiveIndexHas() throws {
    for seed in 0..<12 {
      var random = SplitMix64(UInt64(200 + seed))
      let dimension = Int.random(in: 2...20, using: &random)
      let index = try GraphIndexTests.index(dimension, degree: 6, breadth: 30, seed: UInt64(seed))
      var naive = NaiveIndex()
      for _ in 0..<250 {
        let key = Int64.random(in: -20..<20, using: &random)
        let vectors = (0..<Int.random(in: 0...3, using: &random)).map { _ in random.exactCodes(dimension) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
          try index.insert(vectors.flatMap(\.self), keys: vectors.map { _ in key })
          naive.append(vectors, key: key)
        case 5..<8:
          #expect(index.remove(key: key) == naive.remove(key))
        default:
          #expect(try index.replace(key: key, with: vectors.flatMap(\.self)) == naive.remove(key))
          naive.append(vectors, key: key)
        }
        #expect(index.count == naive.rows.count)
      }
      let query = random.exactCodes(dimension)
      let all = index.rowCount
      for method in [GraphIndex.Method.graph, .scan] {
        let found = try index.search(query, k: all, ef: all, method: method)
        #expect(found.map(\.key) == naive.best(all, query).map(\.key), "seed \(seed)")
      }
      // Built anew, without the removed rows.
      let fresh = try GraphIndexTests.index(dimension, degree: 6, breadth: 30, seed: 9)
      var row = 0
      while row < index.rowCount { row = try fresh.insertRows(of: index, from: row, limit: 7) }
      #expect(fresh.rowCount == naive.rows.count)
      #expect(fresh.removedShare == 0)
      #expect(
        try fresh.search(query, k: all, ef: all, method: .graph).map(\.key) == naive.best(all, query).map(\.key))
      for key in Set(naive.rows.map(\.key)) { #expect(fresh.remove(key: key) == naive.remove(key)) }
      #expect(fresh.count == 0)
    }
  }

  @Test func aKeyMayComeBackAfterItsRemoval() throws {
    let index = try GraphIndexTests.index(2)
    try index.insert([127, 1, 127, 2, 127, 3], keys: [1, 1, 2])
    #expect(index.remove(key: 1) == 2)
    try index.insert([127, 5], keys: [1])
    #expect(try index.search([127, 1], k: 9).map(\.score) == [16_134, 16_132])
    #expect(try index.replace(key: 1, with: [127, 6, 127, 7]) == 1)
    #expect(try index.search([127, 1], k: 9).map(\.score) == [16_136, 16_135, 16_132])
    #expect(index.remove(key: 1) == 2)
    #expect(try index.search([127, 1], k: 9).map(\.key) == [2])
    #expect(index.rowCount == 6)
  }

  @Test func distinctKeysAreFoundPastTheManyRowsOfOne() throws {
    let index = try GraphIndexTests.index(2)
    // 500 rows of one key are better than one row each of the others.
    try index.insert((0..<500).flatMap { [127, Float($0 % 20)] }, keys: [Int64](repeating: 7, count: 500))
    for key in 0..<5 { try index.insert([-127, Float(key)], keys: [Int64(100 + key)]) }
    for method in [GraphIndex.Method.graph, .scan, .automatic] {
      let found = try index.search([127, 1], k: 4, ef: 16, distinctKeys: true, method: method)
      #expect(found.map(\.key) == [7, 104, 103, 102])
      #expect(found.first?.score == Float(16_148))
    }
    #expect(try index.search([127, 1], k: 4, ef: 16, method: .graph).allSatisfy { $0.key == 7 })
  }

  @Test func manyEqualRowsAreAllFound() throws {
    let index = try GraphIndexTests.index(4)
    var random = SplitMix64(82)
    let same: [Float] = [127, 9, 9, 9]
    for key in 0..<600 {
      try index.insert(key % 2 == 0 ? same : random.exactCodes(4), keys: [Int64(key)])
    }
    let found = try index.search(same, k: 300, ef: 600, method: .graph)
    #expect(found.count == 300)
    #expect(found.allSatisfy { $0.score == 127 * 127 + 3 * 81 })
    // Those in between are not lost behind them.
    #expect(try index.search(random.exactCodes(4), k: 600, ef: 600, method: .graph).count == 600)
  }

  @Test func aFilterThatLetsFewThroughStillFindsThem() throws {
    let (index, naive) = try GraphIndexTests.withExactRows(3000, dimension: 24, seed: 83)
    var random = SplitMix64(84)
    for step in [2, 50, 1000] {
      let query = random.exactCodes(24)
      var few = naive
      few.rows.removeAll { $0.key % Int64(step) != 0 }
      let expected = few.best(5, query).map(\.key)
      for method in [GraphIndex.Method.automatic, .scan] {
        let found = try index.search(query, k: 5, ef: 20, method: method) { $0 % Int64(step) == 0 }
        // With fewer than `ef` to be found the walk has no end, and the scan decides.
        if step == 1000 || method == .scan { #expect(found.map(\.key) == expected) }
        #expect(found.count == expected.count)
        #expect(Set(found.map(\.key)).intersection(expected).count >= 3)
        #expect(found.allSatisfy { $0.key % Int64(step) == 0 })
      }
    }
  }

  @Test func searchesFindOnlyWholeRowsWhileRowsComeAndGo() async throws {
    let dimension = 24
    let index = try GraphIndexTests.index(dimension, degree: 8, breadth: 32)
    // The second value tells the key: a torn row, or one whose codes are not there yet, would give another score.
    func row(_ key: Int64) -> [Float] { [127, Float(key % 100)] + [Float](repeating: 0, count: dimension - 2) }
    for key in 0..<200 { try index.insert(row(Int64(key)), keys: [Int64(key)]) }
    let total = 3000
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for key in 200..<total {
          try index.insert(row(Int64(key)), keys: [Int64(key)])
          if key % 3 == 0 { index.remove(key: Int64(key / 2 * 2 - 150)) }
        }
      }
      for reader in 0..<3 {
        group.addTask {
          var random = SplitMix64(UInt64(reader))
          var query = [Float](repeating: 0, count: dimension)
          (query[0], query[1]) = (127, 1)
          while index.rowCount < total {
            let seen = index.rowCount
            let parity = Int64.random(in: 0...1, using: &random)
            let found = try index.search(
              query, k: 10, ef: 40, method: Bool.random(using: &random) ? .graph : .automatic,
              where: Bool.random(using: &random) ? nil : { $0 & 1 == parity })
            #expect(found.count == 10)
            #expect(found.allSatisfy { $0.score == Float(127 * 127 + $0.key % 100) && $0.row < total })
            // Rows that were there before are all looked at.
            let all = try index.search(query, k: .max, method: .scan)
            #expect(all.count <= index.rowCount && all.count + 1400 >= seen)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(index.rowCount == total)
  }
}
