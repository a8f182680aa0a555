import Foundation
package import Logging
package import MnemeCore
import MnemeMemory

/// Who the assistant is in each space: the owner's identity file, and what was learnt there of how to answer.
///
/// The text is rendered once and kept until the file or an insight of the space changes. The file is looked at once per
/// `lookSeconds` at most. What is learnt in one space is never told in another one.
package actor Persona {
  /// Seconds between two looks at the identity file.
  package static let lookSeconds = 2.0
  /// Spaces whose insights are kept in memory; beyond them all are read again.
  static let spaceLimit = 256

  let file: IdentityFile
  let folder: InsightFolder
  let memories: any MemoryStore
  let messages: any MessageStore
  let clock: any WallClock
  let identifiers: any IdentifierSource
  let feed: (any EventFeed)?
  let logger: Logger
  let lookSeconds: Double
  let keepsTexts: Bool
  /// Finds insights better than the rules do; nil leaves it to them.
  let writer: (any InsightWriter)?

  private var identity = Identity.standard
  private var source = PersonaDescription.Source.standard
  private var problem: String?
  private var stamp: IdentityFile.Stamp?
  private var lookedAt: Date?
  /// Grows with each change of the identity.
  private var revision = 0
  private var spaces: [SpaceID: Entry] = [:]
  /// How often books were let go: one that was being read meanwhile may be old.
  private var drops = 0
  /// Texts made, and looks at the file, since the start.
  package private(set) var renders = 0
  package private(set) var looks = 0

  private struct Entry {
    var book: InsightBook
    /// The text with the insights, and the identity's revision it was made of.
    var text: (revision: Int, text: String)?
  }

  /// The identity alone, for turns that read no memory.
  private var plain: (revision: Int, text: String)?

  /// - Parameters:
  ///   - directory: the data directory.
  ///   - lookSeconds: between two looks at the identity file; 0 looks each time.
  ///   - keepsTexts: false makes each text anew.
  package init(
    directory: String, memories: any MemoryStore, messages: any MessageStore, clock: any WallClock,
    identifiers: any IdentifierSource, feed: (any EventFeed)? = nil, writer: (any InsightWriter)? = nil,
    lookSeconds: Double = Persona.lookSeconds, keepsTexts: Bool = true, logger: Logger
  ) {
    file = IdentityFile(directory: directory)
    folder = InsightFolder(directory: directory)
    self.memories = memories
    self.messages = messages
    self.clock = clock
    self.identifiers = identifiers
    self.feed = feed
    self.writer = writer
    self.lookSeconds = lookSeconds
    self.keepsTexts = keepsTexts
    self.logger = logger
  }

  // MARK: What a model is told

  /// - Parameter space: whose insights are told; nil for none.
  package func text(for space: SpaceID?) async -> String {
    look()
    guard let space else {
      if keepsTexts, let plain, plain.revision == revision { return plain.text }
      let text = render([])
      plain = (revision, text)
      return text
    }
    do throws(MnemeError) {
      var entry = try await entry(of: space)
      if keepsTexts, let text = entry.text, text.revision == revision { return text.text }
      let text = render(entry.book.active)
      entry.text = (revision, text)
      spaces[space] = entry
      return text
    } catch {
      // The turn goes on without what was learnt.
      logger.warning("persona.insights_unread", metadata: ["error.code": "\(error.code.rawValue)"])
      return await text(for: nil)
    }
  }

  private func render(_ insights: [LearnedInsight]) -> String {
    renders += 1
    return PersonaText.render(identity, insights: insights)
  }

  func description(of space: SpaceID) async throws(MnemeError) -> PersonaDescription {
    let text = await text(for: space)
    return PersonaDescription(
      space: space, source: source, file: file.path, problem: problem, text: text,
      insights: try await book(of: space).active.count)
  }

  // MARK: The file

  private func look() {
    let now = clock.now()
    // A clock that was set back must not keep the file from being looked at.
    if let lookedAt, now >= lookedAt, now.timeIntervalSince(lookedAt) < lookSeconds { return }
    let isFirst = lookedAt == nil
    lookedAt = now
    looks += 1
    let found = file.stamp()
    guard found != stamp || isFirst else { return }
    stamp = found
    do throws(MnemeError) {
      let read = try file.read()
      source = read == nil ? .standard : .file
      problem = nil
      adopt(read ?? .standard)
    } catch {
      // The last good one goes on speaking.
      source = .broken
      problem = error.message
      logger.warning("persona.file_broken", metadata: ["reason": "\(error.message)"])
    }
  }

  private func adopt(_ new: Identity) {
    guard new != identity else { return }
    identity = new
    revision += 1
  }

  // MARK: Insights

  func book(of space: SpaceID) async throws(MnemeError) -> InsightBook { try await entry(of: space).book }

  /// Puts a changed book on disk, then in the place of the old one. The old one is told no more, even where that fails.
  func keep(_ book: InsightBook, of space: SpaceID) throws(MnemeError) {
    drop(space)
    try folder.write(book, of: space)
    spaces[space] = Entry(book: book)
  }

  /// The book is read from disk and looked through before it is next told.
  func drop(_ space: SpaceID) {
    spaces[space] = nil
    drops += 1
  }

  private func entry(of space: SpaceID) async throws(MnemeError) -> Entry {
    if let known = spaces[space] { return known }
    var book = try folder.read(space)
    if !book.insights.isEmpty {
      // Memories may have gone while nobody looked: a crash, a restored copy.
      let before = drops
      let withdrawn = try await withdraw(nil, from: &book, in: space)
      // Read meanwhile by another caller, and perhaps changed.
      if let known = spaces[space] { return known }
      if drops != before { return try await entry(of: space) }
      if withdrawn > 0 { try folder.write(book, of: space) }
    }
    if spaces.count >= Self.spaceLimit {
      spaces.removeAll()
      drops += 1
    }
    let entry = Entry(book: book)
    spaces[space] = entry
    return entry
  }

  /// - Parameter changed: looks only at insights of these memories; nil looks at all.
  /// - Returns: how many went.
  func withdraw(_ changed: Set<String>?, from book: inout InsightBook, in space: SpaceID) async throws(MnemeError)
    -> Int
  {
    let sources = Set(book.insights.flatMap(\.sources))
    if let changed, sources.isDisjoint(with: changed) { return 0 }
    let existing = try await memories.memories(ids: sources.sorted(), in: space)
    return book.withdraw(
      speaking: Set(existing.filter(InsightRules.mayTeach).map(\.id)), existing: Set(existing.map(\.id)))
  }
}
