package import MnemeCore

extension Persona: PersonaService {
  package func persona(in space: SpaceID) async throws(MnemeError) -> PersonaDescription {
    try await description(of: space)
  }

  package func insights(in space: SpaceID) async throws(MnemeError) -> [LearnedInsight] {
    try await book(of: space).insights.reversed()
  }

  package func retire(insight id: String, in space: SpaceID) async throws(MnemeError) -> LearnedInsight {
    var book = try await book(of: space)
    let before = book
    guard let insight = book.retire(id, at: clock.now()) else {
      throw MnemeError(.notFound, "There is no insight with this id in this space.")
    }
    guard book != before else { return insight }
    try keep(book, of: space)
    feed?.publish(.personaChanged(counts: ["retired": 1]), in: space)
    return insight
  }
}
