import Foundation
import MnemeTestSupport
import Testing

@testable import MnemeVectors

/// A folder that goes when it is no longer used.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("vectors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }  // the system's own cleaning takes what is left

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }

  /// What a save of the index writes.
  func bytes(of index: GraphIndex) throws -> [UInt8] {
    try index.save(to: file("compared"))
    return [UInt8](try Data(contentsOf: file("compared")))
  }
}

@Suite struct GraphFileTests {
  private let folder: TemporaryFolder
  private let data = SentenceVectors(dimension: 40, seed: 50)

  init() throws { folder = try TemporaryFolder() }

  private func index(_ rows: Range<Int>) throws -> GraphIndex {
    let index = try GraphIndexTests.index(40, degree: 6, breadth: 24)
    try insert(rows, into: index)
    return index
  }

  private func insert(_ rows: Range<Int>, into index: GraphIndex) throws {
    try index.insert(data.rows(rows), keys: rows.map { Int64($0 % 190) })
  }

  private func code(_ file: URL) -> GraphFileError.Code? {
    do {
      _ = try GraphIndex.load(from: file)
      return nil
    } catch { return error.code }
  }

  @Test func anIndexComesBackAsItWas() throws {
    let index = try index(0..<300)
    index.remove(key: 7)
    index.remove(key: 180)
    let file = folder.file("graph")
    try index.save(to: file, watermark: Data([1, 2, 3]))
    let (copy, watermark) = try GraphIndex.load(from: file)
    #expect(watermark == Data([1, 2, 3]))
    #expect(copy.parameters == index.parameters)
    #expect(copy.rowCount == 300)
    #expect(copy.count == 297)
    for number in 0..<10 {
      let query = data.query(number)
      for method in [GraphIndex.Method.graph, .scan] {
        #expect(
          try copy.search(query, k: 20, ef: 30, method: method) == index.search(query, k: 20, ef: 30, method: method))
      }
    }
    #expect(try folder.bytes(of: copy) == folder.bytes(of: index))
    // Keys are known again, of several rows and of removed ones.
    #expect(copy.remove(key: 7) == 0)
    #expect(copy.remove(key: 8) == 2)
    #expect(copy.remove(key: 189) == 1)
    #expect(try folder.names == ["compared", "graph"])
  }

  @Test func anInterruptedBuildGoesOnToTheSameGraph() throws {
    let whole = try index(0..<700)
    whole.remove(key: 3)
    try insert(700..<900, into: whole)

    let file = folder.file("graph")
    var part = try index(0..<250)
    for step in [250..<251, 251..<700] {
      try part.save(to: file, watermark: Data("\(step.lowerBound)".utf8))
      // These are lost with the process.
      try insert(step.lowerBound..<step.lowerBound + 13, into: part)
      let (loaded, watermark) = try GraphIndex.load(from: file)
      #expect(String(bytes: watermark, encoding: .utf8) == "\(step.lowerBound)")
      part = loaded
      try insert(step, into: part)
    }
    part.remove(key: 3)
    try part.save(to: file)
    part = try GraphIndex.load(from: file).index
    try insert(700..<900, into: part)
    #expect(try folder.bytes(of: part) == folder.bytes(of: whole))
  }

  @Test func emptyIndexesAndFullBlocksAreSavedToo() throws {
    let file = folder.file("graph")
    try GraphIndexTests.index(3).save(to: file)
    let empty = try GraphIndex.load(from: file).index
    #expect(empty.rowCount == 0)
    try empty.insert([1, 0, 0], keys: [5])
    #expect(try empty.search([1, 0, 0], k: 1).map(\.key) == [5])

    // More than one block of rows, and exactly one.
    for count in [GraphStorage.blockRows, GraphStorage.blockRows + 3] {
      let index = try GraphIndexTests.index(2, degree: 4, breadth: 4)
      var random = SplitMix64(51)
      try index.insert(random.values(2 * count), keys: (0..<count).map { Int64($0) })
      try index.save(to: file)
      let copy = try GraphIndex.load(from: file).index
      #expect(copy.rowCount == count)
      #expect(try copy.search([0.5, 1], k: 50, method: .graph) == index.search([0.5, 1], k: 50, method: .graph))
      #expect(try copy.search([0.5, 1], k: 50, method: .scan) == index.search([0.5, 1], k: 50, method: .scan))
    }
  }

  @Test func missingForeignAndUnwritableFilesAreToldApart() throws {
    #expect(code(folder.file("none")) == .missing)
    #expect(code(folder.url) == .damaged || code(folder.url) == .cannotRead)
    let file = folder.file("graph")
    for content in [Data(), Data("graph".utf8), Data(repeating: 0, count: 4096)] {
      try content.write(to: file)
      #expect(code(file) == .damaged)
    }
    let index = try index(0..<20)
    let nowhere = folder.file("none").appendingPathComponent("graph")
    #expect(throws: GraphFileError.self) { try index.save(to: nowhere) }
    let long = Data(count: GraphIndex.maximumWatermarkBytes + 1)
    #expect(throws: GraphFileError.self) { try index.save(to: file, watermark: long) }
    try index.save(to: file, watermark: long.dropLast())
    #expect(try GraphIndex.load(from: file).watermark == long.dropLast())
    var bytes = [UInt8](try Data(contentsOf: file))
    bytes[8] = 2
    Self.rehash(&bytes, section: 0..<88)
    try Data(bytes).write(to: file)
    #expect(code(file) == .unsupportedVersion)
  }

  @Test func aSaveThatWasKilledLeavesTheOldFile() throws {
    let file = folder.file("graph")
    try index(0..<50).save(to: file)
    // What a killed process leaves behind is written over by the next save.
    try Data(repeating: 9, count: 1_000_000).write(to: folder.file("graph.partial"))
    #expect(try GraphIndex.load(from: file).index.rowCount == 50)
    try index(0..<60).save(to: file)
    #expect(try GraphIndex.load(from: file).index.rowCount == 60)
    #expect(try folder.names == ["graph"])
  }

  @Test func anyDamageIsNoticed() throws {
    let file = folder.file("graph")
    let index = try index(0..<120)
    index.remove(key: 5)
    try index.save(to: file, watermark: Data([7, 7]))
    let good = [UInt8](try Data(contentsOf: file))
    var random = SplitMix64(52)
    for round in 0..<400 {
      var bad = good
      switch round % 4 {
      case 0: bad.removeLast(Int.random(in: 1...good.count, using: &random))
      case 1: bad += [UInt8](repeating: 0, count: Int.random(in: 1...100, using: &random))
      default: bad[Int.random(in: 0..<good.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try Data(bad).write(to: file)
      #expect(code(file) == .damaged, "round \(round)")
    }
  }

  @Test func filesWithRightHashesAndWrongContentNeverLeadAstray() throws {
    let file = folder.file("graph")
    let index = try index(0..<150)
    index.remove(key: 5)
    try index.save(to: file)
    let good = [UInt8](try Data(contentsOf: file))
    let sections = Self.sections(rows: 150, dimension: 40, degree: 6, file: good)
    #expect(sections.last?.upperBound == good.count - 8)
    var random = SplitMix64(53)
    var refused = 0
    for _ in 0..<600 {
      var bad = good
      let section = sections.filter { !$0.isEmpty }.randomElement(using: &random) ?? 0..<88
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bad[Int.random(in: section, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      Self.rehash(&bad, section: section)
      try Data(bad).write(to: file)
      do throws(GraphFileError) {
        // What is let through (other codes, keys, links to rows that exist) must be safe to use.
        let loaded = try GraphIndex.load(from: file).index
        #expect(loaded.rowCount == 150)
        let found = (try? loaded.search(data.query(1), k: 200, ef: 200, method: .graph)) ?? []
        #expect(found.allSatisfy { $0.row < 150 })
        #expect((try? loaded.insert(data.rows(0..<5), keys: [1, 2, 3, 4, 5])) != nil)
      } catch {
        #expect(error.code == .damaged || error.code == .unsupportedVersion)
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  // MARK: The file's layout, told once more

  private static func sections(rows: Int, dimension: Int, degree: Int, file: [UInt8]) -> [Range<Int>] {
    let upper = file.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: 80, as: UInt64.self)) }
    let sizes = [88, 0, rows * dimension, rows * 2 * degree * 4, rows * 8, rows * 4, rows, upper * 4]
    var start = 0
    return sizes.map { size in
      defer { start += size + 8 }
      return start..<start + size
    }
  }

  private static func rehash(_ file: inout [UInt8], section: Range<Int>) {
    let hash = file.withUnsafeBytes { XXHash64.hash(UnsafeRawBufferPointer(rebasing: $0[section])) }
    withUnsafeBytes(of: hash.littleEndian) {
      file.replaceSubrange(section.upperBound..<section.upperBound + 8, with: $0)
    }
  }
}
