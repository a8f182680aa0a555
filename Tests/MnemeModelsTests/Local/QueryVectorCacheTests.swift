import Testing

@testable import MnemeModels

@Suite struct QueryVectorCacheTests {
  @Test func theLeastRecentlyUsedLeavesFirst() {
    var cache = QueryVectorCache(capacity: 3)
    for (index, text) in ["a", "b", "c"].enumerated() { cache.insert([Float(index)], for: text) }
    #expect(cache.vector(for: "a") == [0])
    cache.insert([3], for: "d")
    #expect(cache.vector(for: "b") == nil)
    cache.insert([9], for: "c")
    cache.insert([4], for: "e")
    #expect(cache.vector(for: "a") == nil)
    #expect(cache.vector(for: "c") == [9])
    #expect(cache.vector(for: "d") == [3])
    #expect(cache.vector(for: "e") == [4])
    #expect(cache.count == 3)
  }

  @Test func itNeverHoldsMoreThanItsCapacity() {
    var cache = QueryVectorCache(capacity: 2)
    var model: [String] = []
    for step in 0..<500 {
      let text = String(step * step % 7)
      if step % 3 == 0 {
        #expect((cache.vector(for: text) != nil) == model.contains(text))
        if model.contains(text) { model = model.filter { $0 != text } + [text] }
      } else {
        cache.insert([1], for: text)
        model = Array((model.filter { $0 != text } + [text]).suffix(2))
      }
      #expect(cache.count == model.count)
    }
  }

  @Test func longTextsAndNoCapacityKeepNothing() {
    var cache = QueryVectorCache(capacity: 2)
    cache.insert([1], for: String(repeating: "x", count: QueryVectorCache.textLimit + 1))
    #expect(cache.count == 0)
    var none = QueryVectorCache(capacity: 0)
    none.insert([1], for: "x")
    #expect(none.vector(for: "x") == nil)
  }
}
