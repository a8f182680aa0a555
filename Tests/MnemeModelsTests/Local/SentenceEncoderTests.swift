import MnemeCore
import Testing

@testable import MnemeModels

@Suite struct SentenceEncoderTests {
  @Test func vectorsOfAllFixtureTextsEqualTheReference() async throws {
    let embedder = try Model.embedder()
    let texts = try Fixture.shared.get().texts
    let batch = try await embedder.embed(texts.map(\.text), as: .document)
    try #require(batch.offsets.count == texts.count + 1)
    var worst = 1.0
    for (index, text) in texts.enumerated() {
      let chunks = batch.chunks(of: index)
      try #require(chunks.count == text.windows.count * 384, "text \(index)")
      for (window, reference) in text.windows.enumerated() {
        let vector = chunks[(window * 384)..<((window + 1) * 384)]
        let similarity = cosine(vector, reference)
        #expect(similarity >= 0.9999, "text \(index), window \(window)")
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4)
        worst = min(worst, similarity)
      }
    }
    #expect(worst >= 0.999_999, "far better than asked, so that a small loss is seen")
    await embedder.shutdown()
  }

  @Test func queriesTakeTheHeadAndAgreeWithTheReference() async throws {
    let embedder = try Model.embedder()
    let texts = try Fixture.shared.get().texts.filter { $0.windows.count > 1 || $0.ids.count < 30 }
    let batch = try await embedder.embed(texts.map(\.text), as: .query)
    #expect(batch.offsets == Array(0...texts.count))
    for (index, text) in texts.enumerated() {
      #expect(cosine(batch.chunks(of: index), text.windows[0]) >= 0.9999, "text \(index)")
    }
    await embedder.shutdown()
  }

  @Test func aBatchGivesWhatSinglesGiveInTheSameOrder() async throws {
    let embedder = try Model.embedder()
    let texts = try Fixture.shared.get().texts.map(\.text).filter { $0.utf8.count < 400 }
    let batch = try await embedder.embed(texts, as: .document)
    for (index, text) in texts.enumerated() {
      let single = try await embedder.embed([text], as: .document)
      #expect(cosine(single.values, batch.chunks(of: index)) > 0.999_999, "text \(index)")
    }
    await embedder.shutdown()
  }

  @Test func nothingButSpaceIsTheEmptyText() async throws {
    let embedder = try Model.embedder()
    let batch = try await embedder.embed(["", " \n\t", "\u{200B}"], as: .document)
    #expect(batch.offsets == [0, 1, 2, 3])
    #expect(cosine(batch.chunks(of: 0), batch.chunks(of: 1)) > 0.999_999)
    #expect(cosine(batch.chunks(of: 0), batch.chunks(of: 2)) > 0.999_999)
    let none = try await embedder.embed([], as: .document)
    #expect(none == EmbeddingBatch(dimension: 384, values: [], offsets: [0]))
    await embedder.shutdown()
  }

  /// Both layouts of the projections must give the same product.
  @Test func projectionsAreUsedInPlaceAndCopiedAlike() throws {
    let hidden = EncoderShape.hidden
    let square = hidden * hidden
    func part(_ salt: Int) -> FloatTensor {
      FloatTensor(count: square) { Float(($0 * 31 + salt * 17) % 97) }
    }
    let parts = [part(1), part(2), part(3)]
    let copied = EncoderWeights.Projections(query: parts[0], key: parts[1], value: parts[2])
    #expect(copied.matrix.columns >= 3 * hidden)
    for (start, expected) in zip([copied.query, copied.key, copied.value], parts) {
      let row = copied.matrix.floats + start * hidden
      #expect((0..<square).allSatisfy { row[$0] == expected.pointer[$0] })
    }
    let file = try SafetensorsFile(path: Model.directory + "/" + ModelDirectory.modelFile)
    func tensor(_ name: String) throws -> FloatTensor {
      try file.floats("encoder.layer.3.attention.self.\(name).weight", shape: [hidden, hidden])
    }
    let (query, key, value) = (try tensor("query"), try tensor("key"), try tensor("value"))
    let inPlace = EncoderWeights.Projections(query: query, key: key, value: value)
    #expect(inPlace.matrix.floats + inPlace.query * hidden == query.pointer)
    #expect(inPlace.matrix.floats + inPlace.key * hidden == key.pointer)
    #expect(inPlace.matrix.floats + inPlace.value * hidden == value.pointer)
    #expect(inPlace.matrix.columns <= 3 * hidden + 4)
  }
}
