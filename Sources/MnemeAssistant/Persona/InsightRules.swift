import Foundation
import MnemeCore

/// Finds insights in memories without a model: wishes about answers that were repeated, or meant to last, and are recent.
///
/// Only what the owner said counts; what is local only, sensitive, or waits for consent is left out, because insights are told
/// to every model.
struct InsightRules: Sendable {
  /// How often a wish must have been said. One that is meant to last counts once more.
  static let support = 2
  /// Days after which a wish says nothing of today.
  static let recentDays = 90.0

  /// A memory, and when it was last said.
  struct Said: Sendable {
    let memory: Memory
    let at: Date
  }

  private struct Wish {
    var support = 0
    var sources: [String] = []
    var last = Date(milliseconds: 0)
    let topic: String
  }

  static func mayTeach(_ memory: Memory) -> Bool {
    memory.isActive && memory.trust == .user && memory.subject == nil && !memory.isLocalOnly && memory.labels.isEmpty
      && memory.derivedFrom.isEmpty
  }

  /// - Parameter said: in any order.
  /// - Returns: best supported first; of each topic only the wish said last. O(memories · length).
  func proposals(from said: [Said], now: Date) -> [InsightProposal] {
    var wishes: [String: Wish] = [:]
    for item in said where Self.mayTeach(item.memory) {
      guard let wish = AnswerWish.read(item.memory.text) else { continue }
      var known = wishes[wish.text] ?? Wish(topic: wish.topic)
      known.support += item.memory.repetitions + (wish.isStanding ? 1 : 0)
      known.sources.append(item.memory.id)
      known.last = max(known.last, item.at)
      wishes[wish.text] = known
    }
    let recent = wishes.filter {
      $0.value.support >= Self.support && now.timeIntervalSince($0.value.last) <= Self.recentDays * 86_400
    }
    var latest: [String: (text: String, wish: Wish)] = [:]
    for (text, wish) in recent.sorted(by: { ($0.value.last, $0.key) < ($1.value.last, $1.key) }) {
      latest[wish.topic] = (text, wish)
    }
    return latest.values.sorted { ($1.wish.support, $0.text) < ($0.wish.support, $1.text) }.map { text, wish in
      InsightProposal(
        text: text, topic: wish.topic, sources: wish.sources.sorted(), confidence: Self.confidence(wish.support))
    }
  }

  /// 0.7 for two times, 0.85 for three, 0.95 at most.
  static func confidence(_ support: Int) -> Double { min(0.95, 0.4 + 0.15 * Double(support)) }
}
