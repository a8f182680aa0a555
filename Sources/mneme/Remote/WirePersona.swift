import Foundation
import MnemeCore

/// The persona of a space in the HTTP API.
struct WirePersona: Codable {
  let space: SpaceID
  let source: PersonaDescription.Source
  let file: String
  @Nullable var problem: String?
  let text: String
  let insights: Int

  init(_ persona: PersonaDescription) {
    space = persona.space
    source = persona.source
    file = persona.file
    problem = persona.problem
    text = persona.text
    insights = persona.insights
  }

  var persona: PersonaDescription {
    PersonaDescription(space: space, source: source, file: file, problem: problem, text: text, insights: insights)
  }
}

struct WireInsight: Codable {
  let id: String
  let text: String
  @Nullable var topic: String?
  let sources: [String]
  let confidence: Double
  let learnedAt: Date
  @Nullable var retiredAt: Date?
  @Nullable var retirement: LearnedInsight.Retirement?
  let active: Bool

  init(_ insight: LearnedInsight) {
    id = insight.id
    text = insight.text
    topic = insight.topic
    sources = insight.sources
    confidence = insight.confidence
    learnedAt = insight.learnedAt
    retiredAt = insight.retiredAt
    retirement = insight.retirement
    active = insight.isActive
  }

  var insight: LearnedInsight {
    LearnedInsight(
      id: id, text: text, topic: topic, sources: sources, confidence: confidence, learnedAt: learnedAt,
      retiredAt: retiredAt, retirement: retirement)
  }
}

struct WireInsights: Codable {
  let insights: [WireInsight]

  init(_ insights: [LearnedInsight]) { self.insights = insights.map(WireInsight.init) }
}
