/// Who the assistant is: the owner's identity file, and what was learnt in each space of how to answer.
package protocol PersonaService: Sendable {
  /// What a model is told in this space, and where it comes from.
  func persona(in space: SpaceID) async throws(MnemeError) -> PersonaDescription
  /// Every insight of the space, retired ones included; newest first.
  func insights(in space: SpaceID) async throws(MnemeError) -> [LearnedInsight]
  /// Takes an insight back, for good: it is not learnt again. Doing so twice is doing it once.
  /// - Throws: `notFound`; `storage` when it cannot be written.
  func retire(insight id: String, in space: SpaceID) async throws(MnemeError) -> LearnedInsight
}

/// The persona of one space.
package struct PersonaDescription: Sendable, Hashable, Codable {
  package enum Source: String, Sendable, Codable, CaseIterable {
    /// The owner's file.
    case file
    /// There is no file.
    case standard
    /// There is a file that cannot be read: the last good one speaks, else the standard.
    case broken
  }

  package let space: SpaceID
  package let source: Source
  /// Path of the identity file, whether or not it is there.
  package let file: String
  /// What is wrong with the file and what to do; nil when nothing is.
  package let problem: String?
  /// What a model is told.
  package let text: String
  /// Active insights of the space.
  package let insights: Int

  package init(space: SpaceID, source: Source, file: String, problem: String?, text: String, insights: Int) {
    self.space = space
    self.source = source
    self.file = file
    self.problem = problem
    self.text = text
    self.insights = insights
  }
}
