import GRDB
import MnemeCore

extension Database {
  /// Replaces what readers say of messages and brings entities and relations up to date, inside the caller's transaction
  /// and with a constant number of statements.
  func replaceGraph(_ replacement: GraphReplacement, in space: SpaceID, key: Int64) throws -> GraphChange {
    let messages = replacement.messages
    if messages.isEmpty { return GraphChange() }
    var mentions = GraphMentions(db: self, space: space, key: key)
    try mentions.run(replacement, messages)
    var statements = GraphStatements(db: self, space: space, key: key, mentions: mentions)
    try statements.run(replacement, messages)
    try mentions.removeDead()
    var change = GraphChange()
    try mentions.report(in: &change)
    statements.report(in: &change)
    return change
  }

  /// Takes back what these messages say, which must be done before they are deleted: a message of which something is said
  /// cannot be. Part of the caller's transaction; a constant number of statements.
  ///
  /// - Parameters:
  ///   - ordinals: of messages of the space; those that say nothing, are not there or belong to another are no error.
  ///   - space: the small key of the space.
  /// - Returns: what is now different, for indexes to follow.
  func removeGraph(ofMessages ordinals: [Int64], space: Int64) throws -> GraphChange {
    guard let id = try String.fetchOne(cachedStatement(sql: "SELECT id FROM spaces WHERE key = ?"), arguments: [space])
    else { return GraphChange() }
    return try replaceGraph(GraphReplacement(takingBack: ordinals), in: try SpaceID(id), key: space)
  }
}
