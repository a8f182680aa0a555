import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

/// The containers of the graph behave as their naive forms do, and changes are not lost while a space is loading.
@Suite struct GraphColumnTests {
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func aSmallListIsASortedSet(_ seed: UInt64) {
    var random = GraphRandom(seed: 700 + seed)
    var list = SmallList()
    var set: Set<UInt32> = []
    for _ in 0..<400 {
      let value = UInt32.random(in: 0..<12, using: &random)
      if Bool.random(using: &random) {
        #expect(list.insert(value) == set.insert(value).inserted)
      } else {
        #expect(list.remove(value) == (set.remove(value) != nil))
      }
      if Int.random(in: 0..<9, using: &random) == 0 { list.trim() }
      #expect(Array(list) == set.sorted() && list.withElements { Array($0) } == set.sorted())
    }
  }

  @Test func aColumnKeepsItsSnapshots() {
    var column = ChunkedColumn<Int>()
    for value in 0..<1000 { column.append(value) }
    let snapshot = column
    for index in stride(from: 0, to: 1000, by: 7) { column.update(index) { $0 = -1 } }
    column.append(7)
    #expect((0..<1000).allSatisfy { snapshot[$0] == $0 } && snapshot.count == 1000)
    #expect((0..<1000).allSatisfy { column[$0] == ($0 % 7 == 0 ? -1 : $0) } && column.count == 1001)
  }

  @Test func ordinalsAreFoundInWhateverOrderTheyCame() {
    var random = GraphRandom(seed: 9)
    let ordinals = Array(Set((0..<300).map { _ in Int64.random(in: 1...2000, using: &random) }))
    var map = OrdinalMap()
    for (slot, ordinal) in ordinals.enumerated() {
      #expect(map.slot(of: ordinal) == nil)
      #expect(map.append(ordinal) == slot)
    }
    for (slot, ordinal) in ordinals.enumerated() {
      #expect(map.slot(of: ordinal) == slot && map.ordinal(of: slot) == ordinal)
    }
    #expect(map.slot(of: 5000) == nil && map.slot(of: -1) == nil)
  }

  @Test func namesKnowAllTheirBearers() {
    var random = GraphRandom(seed: 10)
    var index = NameIndex()
    var naive: [String: Set<Int32>] = [:]
    for _ in 0..<2000 {
      let name = "n\(Int.random(in: 0..<30, using: &random))"
      let slot = Int32.random(in: 0..<6, using: &random)
      if Int.random(in: 0..<3, using: &random) > 0 {
        index.insert(name, slot)
        naive[name, default: []].insert(slot)
      } else {
        index.remove(name, slot)
        naive[name]?.remove(slot)
      }
      #expect(index.slots(of: name) == (naive[name] ?? []).sorted().map(Int.init))
    }
    #expect(index.count == naive.values.count { !$0.isEmpty })
  }

  @Test func aTableOfKeysGrows() {
    var table = SlotTable(minimumCapacity: 1)
    for key in 0..<5000 as Range<UInt32> { #expect(table.place(of: key &* 7919 % 100_003) == (Int(key), true)) }
    for key in 0..<5000 as Range<UInt32> { #expect(table.place(of: key &* 7919 % 100_003) == (Int(key), false)) }
  }

  @Test func changesDuringALoadAreAppliedAfterIt() async throws {
    let store = InMemoryGraphStore()
    var random = GraphRandom(seed: 11)
    let all = GraphWorld.random(60, entities: 20, &random)
    _ = try await store.record(Array(all[..<30]), in: .me, finishing: [])
    // Whoever reads relations gives way to a write: the load has seen the entities by then, and not what comes now.
    let gate = WritingStore(store: store, write: Array(all[30...]))
    let indexes = GraphIndexes(store: gate)
    gate.report = { change in await indexes.changed(change, in: .me) }
    let graph = try await indexes.graph(of: .me)
    #expect(try await GraphPicture(graph) == GraphPicture(GraphWorld.follow([all])))
    #expect(await indexes.loadCount == 1)
  }
}

/// Records messages between the reading of entities and of relations.
private final class WritingStore: GraphStore {
  private let store: InMemoryGraphStore
  private let waiting: Mutex<[GraphExtraction]>
  private let reporter = Mutex<(@Sendable (GraphChange) async -> Void)?>(nil)

  var report: (@Sendable (GraphChange) async -> Void)? {
    get { reporter.withLock { $0 } }
    set { reporter.withLock { $0 = newValue } }
  }

  init(store: InMemoryGraphStore, write: [GraphExtraction]) {
    self.store = store
    waiting = Mutex(write)
  }

  func record(_ extractions: [GraphExtraction], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> GraphChange
  { try await store.record(extractions, in: space, finishing: finishing) }

  func entities(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Entity] {
    try await store.entities(in: space, after: ordinal, limit: limit)
  }

  func relations(in space: SpaceID, after ordinal: Int64, limit: Int) async throws(MnemeError) -> [Relation] {
    let new = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for extraction in new {
      let change = try await store.record([extraction], in: space, finishing: [])
      await report?(change)
    }
    return try await store.relations(in: space, after: ordinal, limit: limit)
  }

  func mentions(in space: SpaceID, after mention: EntityMention?, limit: Int)
    async throws(MnemeError) -> [EntityMention]
  { try await store.mentions(in: space, after: mention, limit: limit) }

  func provenance(of element: GraphElement, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] {
    try await store.provenance(of: element, in: space, limit: limit)
  }
}
