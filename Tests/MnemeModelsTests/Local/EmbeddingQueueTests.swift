import MnemeCore
import Testing

@testable import MnemeModels

@Suite struct EmbeddingQueueTests {
  private func request(_ count: Int, _ purpose: EmbeddingPurpose = .document) -> EmbeddingRequest {
    EmbeddingRequest(texts: Array(repeating: "x", count: count), purpose: purpose)
  }

  private func same(_ a: [EmbeddingRequest], _ b: [EmbeddingRequest]) -> Bool {
    a.elementsEqual(b, by: ===)
  }

  @Test func queriesComeBeforeDocumentsAndEachInOrder() throws {
    var queue = EmbeddingQueue(limit: 100)
    let requests = [request(30), request(10), request(1, .query), request(1, .query)]
    for request in requests { try queue.add(request) }
    #expect(queue.waitingTexts == 42)
    #expect(same(queue.takeNext(), Array(requests[2...3])))
    #expect(queue.takeQueries().isEmpty)
    #expect(same(queue.takeNext(), [requests[0]]))
    #expect(same(queue.takeNext(), [requests[1]]))
    #expect(queue.takeNext().isEmpty)
    #expect(queue.waitingTexts == 0)
    #expect(queue.isEmpty)
  }

  @Test func smallRequestsAreTakenTogetherAndLargeOnesAlone() throws {
    var queue = EmbeddingQueue(limit: 1000)
    for count in [10, 10, 10, 10, 500] { try queue.add(request(count)) }
    #expect(queue.takeNext().map(\.texts.count) == [10, 10, 10])
    #expect(queue.takeNext().map(\.texts.count) == [10])
    #expect(queue.takeNext().map(\.texts.count) == [500])
  }

  @Test func aFullQueueRefusesAndFreesUp() throws {
    var queue = EmbeddingQueue(limit: 3)
    let first = request(2)
    try queue.add(first)
    #expect(throws: MnemeError.self) { try queue.add(request(2)) }
    try queue.add(request(1, .query))
    do throws(MnemeError) {
      try queue.add(request(1, .query))
      Issue.record("the queue is full")
    } catch {
      #expect(error.code == .overloaded)
    }
    do throws(MnemeError) {
      try queue.add(request(4))
      Issue.record("never fits")
    } catch {
      #expect(error.code == .tooLarge)
    }
    let removed = [queue.remove(first), queue.remove(first)]
    #expect(removed == [true, false])
    try queue.add(request(2))
    #expect(queue.takeAll().count == 2)
    #expect(queue.waitingTexts == 0)
  }

  @Test func aLongLineKeepsItsOrder() throws {
    var queue = EmbeddingQueue(limit: 100_000)
    var expected: [EmbeddingRequest] = []
    var taken: [EmbeddingRequest] = []
    for step in 0..<2000 {
      let request = request(1 + step % 3)
      expected.append(request)
      try queue.add(request)
      if step % 20 == 19 { taken += queue.takeNext() }
    }
    while !queue.isEmpty { taken += queue.takeNext() }
    #expect(same(taken, expected))
  }
}
