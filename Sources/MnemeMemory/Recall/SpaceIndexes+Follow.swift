package import MnemeCore

/// Following what was put into the store past the calls that tell of changes.
extension SpaceIndexes {
  /// Brings a space that is in memory level with the store: messages that it was not told of, and what the ledger says since.
  /// Its files stay as they are; a space that is not in memory is read from them when it is asked for.
  ///
  /// Reads what is new and nothing else. After an error the space leaves memory, so that it is read again.
  package func follow(_ space: SpaceID) async throws(MnemeError) {
    guard isWanted(space) else { return }
    // A load under way may have begun before the change.
    _ = try await view(of: space)
    do throws(MnemeError) {
      try await followMessages(of: space)
      try await followLedger(of: space)
    } catch {
      entries[space] = nil
      throw error
    }
  }

  private func followMessages(of space: SpaceID) async throws(MnemeError) {
    while let reached = entries[space]?.content.lexicalReached.messageOrdinal {
      let outlines = try await messages.outline(of: space, after: reached, limit: Self.page)
      let texts = try await messages.texts(of: space, after: reached, limit: Self.page)
      guard let last = outlines.last?.ordinal else { return }
      let news = outlines.filter { entries[space]?.content.knows($0.ordinal) == false }
      apply(.messages(news), to: space)
      let ordinals = Set(news.map(\.ordinal))
      let documents = await LexicalFeed.documents(
        texts.filter { ordinals.contains($0.ordinal) }.map { (ItemKey(.message, $0.ordinal), $0.text) })
      // What was forgotten meanwhile must not come back.
      entries[space]?.content.put(documents)
      entries[space]?.content.reach(messages: last)
    }
  }

  private func followLedger(of space: SpaceID) async throws(MnemeError) {
    while let reached = entries[space]?.content.lexicalReached.ledgerSequence {
      let changes = try await feed.archive.changes(in: space, after: reached, limit: Self.page)
      if changes.sequence == reached { return }
      await changed(changes.memories)
      entries[space]?.content.reach(ledger: changes.sequence)
    }
  }
}
