package import Foundation
package import MnemeCore

/// Decides what a candidate does to the memories that are there. Pure and deterministic: planning the same message twice
/// gives changes that the store applies once.
package struct ReflectionPlanner: Sendable {
  /// The message a candidate was distilled from.
  package struct Origin: Sendable, Hashable {
    package var message: String
    package var session: String?
    package var space: SpaceID
    package var trust: Trust

    package init(message: String, session: String?, space: SpaceID, trust: Trust) {
      self.message = message
      self.session = session
      self.space = space
      self.trust = trust
    }
  }

  /// An active memory near the candidate.
  package struct Neighbour: Sendable, Hashable {
    package var memory: Memory
    /// Cosine similarity of the two texts, -1…1.
    package var similarity: Double

    package init(memory: Memory, similarity: Double) {
      self.memory = memory
      self.similarity = similarity
    }
  }

  /// What the planner must know of the store.
  package struct Surroundings: Sendable, Hashable {
    /// Nearest active memories, nearest first; empty where nothing can be embedded.
    package var nearest: [Neighbour]
    /// Active memories of the candidate's subject and attribute, newest first; empty for a candidate without attribute.
    package var sameAttribute: [Memory]
    /// Active memories of the subject that may be what the candidate replaces or says otherwise: those of slots that it ends,
    /// and those that share its words; newest first.
    package var related: [Memory]
    /// How often this was said, this time included.
    package var mentions: Int

    package init(nearest: [Neighbour] = [], sameAttribute: [Memory] = [], related: [Memory] = [], mentions: Int = 1) {
      self.nearest = nearest
      self.sameAttribute = sameAttribute
      self.related = related
      self.mentions = mentions
    }
  }

  /// Importance from which a single mention is kept.
  package static let promotionImportance = 0.55
  /// Importance from which a repeated mention is kept.
  package static let repeatedImportance = 0.35
  /// Similarity from which a correction without an attribute may replace what it denies.
  private static let denialSimilarity = 0.45

  private let duplicateSimilarity: Double
  private let reflector: Reflector

  package init(settings: MemorySettings) {
    duplicateSimilarity = settings.duplicateSimilarity
    reflector = Reflector(timeZone: settings.timeZone)
  }

  /// The id that the memory of the `index`-th candidate of a message gets: the same at every try.
  package static func memoryID(message: String, index: Int) -> String { "\(message)-m\(index + 1)" }

  /// The changes for one candidate; empty when it is not worth keeping (yet) or was planned and applied before.
  /// - Parameters:
  ///   - index: position of the candidate in its message, from 0.
  ///   - now: transaction time.
  package func changes(
    for candidate: MemoryCandidate, at index: Int, of origin: Origin, among surroundings: Surroundings,
    now: Date
  ) -> [MemoryChange] {
    let id = Self.memoryID(message: origin.message, index: index)
    let known = surroundings.sameAttribute + surroundings.related + surroundings.nearest.map(\.memory)
    // Applied before a crash: the memory is there, or its words are part of another one.
    if known.contains(where: { $0.id == id }) { return [] }
    let ended = outdated(by: candidate, among: surroundings, now: now)
    guard !ended.isEmpty || isPromoted(candidate, mentions: surroundings.mentions) else { return [] }
    var placed = candidate
    // What takes the place of something takes its slot: "I moved from Word to Typst" is about an editor, not about a home.
    if let slot = ended.first(where: { $0.attribute != nil && StatementMeaning.holds(candidate.replaced, $0.text) }) {
      placed.attribute = slot.attribute
    }
    return changes(for: placed, id: id, of: origin, among: surroundings, outdated: ended, now: now)
  }

  private func changes(
    for candidate: MemoryCandidate, id: String, of origin: Origin, among surroundings: Surroundings, outdated: [Memory],
    now: Date
  ) -> [MemoryChange] {
    let memory = self.memory(candidate, id: id, origin: origin, now: now)
    func replacing(_ memories: [Memory], reason: String) -> [MemoryChange] {
      memories.map { .supersede(id: $0.id, by: id, validTo: end(of: $0, by: candidate), reason: reason) }
    }

    if candidate.attribute != nil {
      let slot = surroundings.sameAttribute.filter {
        $0.isActive && $0.subject == candidate.subject && $0.attribute == candidate.attribute
          && !(Self.isName(candidate) && StatementMeaning.differInScript(candidate.text, $0.text))
      }
      if !slot.isEmpty {
        let changes = fill(slot, with: memory, candidate, origin, now: now)
        guard case .add(let added, _)? = changes.first, added.isActive else { return changes }
        let rest = outdated.filter { other in !slot.contains { $0.id == other.id } }
        return changes + replacing(rest, reason: "no longer so")
      }
    }
    if !outdated.isEmpty {
      return [.add(memory, reason: reason(candidate))] + replacing(outdated, reason: "newer statement")
    }
    if let twin = duplicate(of: candidate, among: surroundings.nearest) {
      return merge(candidate, into: twin, origin, reason: "said again")
    }
    var changes: [MemoryChange] = [.add(memory, reason: reason(candidate))]
    if candidate.attribute == nil, candidate.isCorrection {
      for denied in deniedMemories(candidate, among: surroundings) {
        changes.append(
          .supersede(id: denied.id, by: id, validTo: end(of: denied, by: candidate), reason: "no longer so"))
      }
    }
    return changes
  }

  /// What the candidate says is over: statements of slots that it ends, of what it replaces, and those that say otherwise
  /// of the same.
  private func outdated(by candidate: MemoryCandidate, among surroundings: Surroundings, now: Date) -> [Memory] {
    var known: Set<String> = []
    let stance = StatementStance(candidate.text)
    return (surroundings.related + surroundings.nearest.map(\.memory)).filter { memory in
      guard known.insert(memory.id).inserted, memory.isActive, memory.subject == candidate.subject,
        !isOlder(candidate, than: memory, now: now)
      else { return false }
      if let attribute = memory.attribute, candidate.ends.contains(attribute),
        reflector.analyse(memory.text, at: memory.validFrom).contains(where: candidate.isEnd)
      {
        return true
      }
      // What happened stays so.
      if memory.kind == .event, StatementTense.hasPastVerb(memory.text) { return false }
      return StatementMeaning.holds(candidate.replaced, memory.text)
        || StatementMeaning.restates(candidate.text, memory.text)
        || (candidate.kind != .event && memory.kind != .event && stance.reverses(StatementStance(memory.text)))
    }
  }

  /// "제 이름은 미라예요" names whom "My name is Mira" names, in another script; only a correction makes it another name.
  private static func isName(_ candidate: MemoryCandidate) -> Bool {
    candidate.attribute == "name" && !candidate.isCorrection
  }

  private func isPromoted(_ candidate: MemoryCandidate, mentions: Int) -> Bool {
    candidate.importance >= Self.promotionImportance
      || (mentions >= 2 && candidate.importance >= Self.repeatedImportance)
  }

  private func reason(_ candidate: MemoryCandidate) -> String {
    candidate.importance >= Self.promotionImportance ? "stated" : "said repeatedly"
  }

  private func memory(_ candidate: MemoryCandidate, id: String, origin: Origin, now: Date) -> Memory {
    Memory(
      id: id, space: origin.space, text: candidate.text, kind: candidate.kind, subject: candidate.subject,
      attribute: candidate.attribute, importance: candidate.importance, trust: origin.trust,
      sources: [origin.message], session: origin.session, validFrom: candidate.validFrom, recordedAt: now)
  }

  /// Another statement of a slot that is taken.
  private func fill(
    _ slot: [Memory], with memory: Memory, _ candidate: MemoryCandidate, _ origin: Origin,
    now: Date
  ) -> [MemoryChange] {
    if let same = slot.first(where: { agrees(candidate, $0) }) {
      return merge(candidate, into: same, origin, reason: "said again")
    }
    let later = slot.filter { isOlder(candidate, than: $0, now: now) }
    if let next = later.min(by: { $0.validFrom < $1.validFrom }) {
      // Learnt late: said before what is known began to hold, so it must not silence it.
      var past = memory
      past.validTo = next.validFrom
      past.supersededBy = next.id
      return [.add(past, reason: "learnt late, was true before")]
    }
    return [.add(memory, reason: reason(candidate))]
      + slot.map {
        .supersede(id: $0.id, by: memory.id, validTo: end(of: $0, by: candidate), reason: "newer statement")
      }
  }

  /// Seconds after which a message that is worked on counts as imported, not as said just now.
  private static let live = 86_400.0

  /// It was said before the known statement can have held. What counts is when it was said, not since when it holds: "I moved
  /// to Lisbon in March", said in May, is newer than "I live in Porto", said in April.
  ///
  /// A memory recorded later than now was recorded before the clock was set back: what is said now is newer still.
  private func isOlder(_ candidate: MemoryCandidate, than memory: Memory, now: Date) -> Bool {
    if memory.recordedAt > now, now.timeIntervalSince(candidate.saidAt) < Self.live { return false }
    return candidate.saidAt < min(memory.validFrom, memory.recordedAt)
  }

  /// When a memory stopped to hold: never before it began.
  private func end(of memory: Memory, by candidate: MemoryCandidate) -> Date {
    candidate.validFrom > memory.validFrom ? candidate.validFrom : max(candidate.saidAt, memory.validFrom)
  }

  /// The newer wording is kept; an older message adds its source only.
  private func merge(
    _ candidate: MemoryCandidate, into memory: Memory, _ origin: Origin, reason: String
  ) -> [MemoryChange] {
    guard !memory.sources.contains(origin.message) else { return [] }
    let text = candidate.saidAt >= memory.validFrom ? candidate.text : memory.text
    return [.merge(id: memory.id, text: text, source: origin.message, reason: reason)]
  }

  private func agrees(_ candidate: MemoryCandidate, _ memory: Memory) -> Bool {
    let other = reflector.analyse(memory.text, at: memory.validFrom).first { $0.attribute == candidate.attribute }
    guard let other else { return StatementMeaning.sameWords(candidate.text, memory.text) }
    if StatementMeaning.isDenial(candidate.text) != StatementMeaning.isDenial(memory.text) { return false }
    let mine = Set(candidate.value)
    let theirs = Set(other.value)
    if mine.isEmpty || theirs.isEmpty { return StatementMeaning.sameWords(candidate.text, memory.text) }
    return mine.isSubset(of: theirs) || theirs.isSubset(of: mine)
  }

  private func duplicate(of candidate: MemoryCandidate, among nearest: [Neighbour]) -> Memory? {
    nearest.first {
      $0.similarity >= duplicateSimilarity && $0.memory.isActive && $0.memory.subject == candidate.subject
        && (candidate.attribute == nil || $0.memory.attribute == nil || candidate.attribute == $0.memory.attribute)
        && !StatementMeaning.contradict(candidate.text, $0.memory.text)
    }?.memory
  }

  /// "I no longer have a cat" speaks against "I have a cat named Pixel": all the words of what ended stand there.
  private func deniedMemories(_ candidate: MemoryCandidate, among surroundings: Surroundings) -> [Memory] {
    let near = surroundings.nearest.filter { $0.similarity >= Self.denialSimilarity }.map(\.memory)
    var known: Set<String> = []
    return (near + surroundings.related).filter {
      known.insert($0.id).inserted && $0.isActive && $0.subject == candidate.subject
        && $0.validFrom <= candidate.saidAt && !StatementMeaning.isDenial($0.text)
        && StatementMeaning.holds(candidate.value, $0.text)
    }
  }
}
