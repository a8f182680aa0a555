import Foundation
import MnemeCore

/// The lines of an export (docs/export-format.md): one JSON object each, keys sorted, no white space, times in ISO 8601 to
/// the millisecond. A record has one form only, so that exporting what was imported gives the same bytes.
enum TransferFormat {
  static let name = "mneme-export"
  static let version = 1

  static func header(_ space: SpaceID) throws -> [UInt8] {
    try encode(Header(type: name, version: version, space: space))
  }

  static func footer(_ counts: [TransferRecord.Kind: Int]) throws -> [UInt8] {
    try encode(
      Footer(
        type: "end",
        counts: Dictionary(uniqueKeysWithValues: TransferRecord.Kind.allCases.map { ($0.rawValue, counts[$0] ?? 0) })))
  }

  /// What the last line of an export counts; nil for any other line.
  static func counts(_ line: [UInt8]) -> [TransferRecord.Kind: Int]? {
    // Whatever cannot be read as the end is none.
    guard let footer = try? JSONDecoder().decode(Footer.self, from: Data(line)), footer.type == "end" else {
      return nil
    }
    var counts: [TransferRecord.Kind: Int] = [:]
    for (name, count) in footer.counts {
      guard let kind = TransferRecord.Kind(rawValue: name) else { continue }
      counts[kind] = count
    }
    return counts
  }

  static func line(_ record: TransferRecord) throws -> [UInt8] {
    switch record {
    case .session(let session): try encode(SessionLine(session))
    case .message(let message): try encode(MessageLine(message))
    case .ledger(let entry): try encode(LedgerLine(entry))
    case .access(let access): try encode(AccessLine(access))
    }
  }

  /// What a line holds; nil for one that has nothing to store (header and end).
  /// - Throws: `invalidInput` that says what is wrong, without any content.
  static func record(_ line: [UInt8], in space: SpaceID) throws(MnemeError) -> TransferRecord? {
    do {
      let data = Data(line)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      switch try decoder.decode(Typed.self, from: data).type {
      case name:
        let header = try decoder.decode(Header.self, from: data)
        guard header.version <= version else {
          throw MnemeError(
            .invalidInput, "The export has version \(header.version); this program reads versions up to \(version).")
        }
        return nil
      case "end": return nil
      case "session": return .session(try decoder.decode(SessionLine.self, from: data).session(in: space))
      case "message": return .message(try decoder.decode(MessageLine.self, from: data).message(in: space))
      case "ledger": return .ledger(try decoder.decode(LedgerLine.self, from: data).entry(in: space))
      case "access": return .access(try decoder.decode(AccessLine.self, from: data).access())
      default: throw MnemeError(.invalidInput, "The line has a type this program does not know.")
      }
    } catch let error as MnemeError {
      throw error
    } catch let DecodingError.keyNotFound(key, _) {
      throw MnemeError(.invalidInput, "The member '\(key.stringValue)' is missing.")
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
      throw MnemeError(
        .invalidInput, "The member '\(context.codingPath.last?.stringValue ?? "type")' has a value of the wrong type.")
    } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
      throw MnemeError(
        .invalidInput, "The member '\(context.codingPath.last?.stringValue ?? "type")' has a value that is not known.")
    } catch {
      throw MnemeError(.invalidInput, "The line is not a JSON object.")
    }
  }

  /// Whether a file that begins with this line is an export of ours.
  static func isHeader(_ line: [UInt8]) -> Bool {
    // Anything that cannot be read is no header.
    (try? JSONDecoder().decode(Typed.self, from: Data(line)))?.type == name
  }

  private static func encode(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return [UInt8](try encoder.encode(value))
  }

  private struct Typed: Decodable {
    let type: String
  }

  private struct Header: Codable {
    let type: String
    let version: Int
    let space: SpaceID
  }

  private struct Footer: Codable {
    let type: String
    let counts: [String: Int]
  }
}

/// A time in an export.
private struct Stamp: Codable {
  let date: Date

  init(_ date: Date) { self.date = date }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let date = Date(iso8601: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not a time.")
    }
    self.date = date
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(date.iso8601)
  }
}

private struct SessionLine: Codable {
  var type = "session"
  let id: String
  let channel: String
  let startedAt: Stamp
  let lastActivityAt: Stamp
  let endedAt: Stamp?
  let archivedAt: Stamp?
  let digest: SessionDigest?
  let title: String?
  let branchOf: String?

  init(_ session: Session) {
    id = session.id
    channel = session.channel
    startedAt = Stamp(session.startedAt)
    lastActivityAt = Stamp(session.lastActivityAt)
    endedAt = session.endedAt.map(Stamp.init)
    archivedAt = session.archivedAt.map(Stamp.init)
    digest = session.digest
    title = session.title
    branchOf = session.branchOf
  }

  func session(in space: SpaceID) -> Session {
    Session(
      id: id, space: space, channel: channel, startedAt: startedAt.date, lastActivityAt: lastActivityAt.date,
      endedAt: endedAt?.date, messageCount: 0, digest: digest, archivedAt: archivedAt?.date,
      title: title, branchOf: branchOf)
  }
}

private struct MessageLine: Codable {
  var type = "message"
  let id: String
  let session: String
  let role: Role
  let speaker: String?
  let text: String
  let trust: Trust
  let createdAt: Stamp
  let externalId: String?
  let parent: String?
  let pathHash: String?

  init(_ message: Message) {
    id = message.id
    session = message.session
    role = message.role
    speaker = message.speaker
    text = message.text
    trust = message.trust
    createdAt = Stamp(message.createdAt)
    externalId = message.externalID
    parent = message.parent
    pathHash = message.pathHash
  }

  func message(in space: SpaceID) -> Message {
    Message(
      id: id, ordinal: 0, space: space, session: session, role: role, speaker: speaker, text: text, trust: trust,
      createdAt: createdAt.date, externalID: externalId, parent: parent, pathHash: pathHash)
  }
}

private struct LedgerLine: Codable {
  var type = "ledger"
  let memory: String
  let action: LedgerEntry.Action
  let reason: String
  let at: Stamp
  let text: String?
  let cause: String?
  let before: MemoryFields?
  let after: MemoryFields?

  init(_ entry: LedgerEntry) {
    memory = entry.memory
    action = entry.action
    reason = entry.reason
    at = Stamp(entry.at)
    text = entry.text
    cause = entry.cause
    before = entry.before.isEmpty ? nil : entry.before
    after = entry.after.isEmpty ? nil : entry.after
  }

  func entry(in space: SpaceID) -> LedgerEntry {
    LedgerEntry(
      sequence: 0, space: space, memory: memory, action: action, reason: reason, at: at.date, text: text, cause: cause,
      before: before ?? MemoryFields(), after: after ?? MemoryFields())
  }
}

private struct AccessLine: Codable {
  var type = "access"
  let source: ItemSource
  let id: String
  let count: Double
  let countedAt: Stamp
  let total: Int
  let lastAccess: Stamp
  let channels: [String]

  init(_ access: ItemAccessRecord) {
    source = access.source
    id = access.id
    count = access.count
    countedAt = Stamp(access.countedAt)
    total = access.total
    lastAccess = Stamp(access.lastAccess)
    channels = access.channels
  }

  func access() -> ItemAccessRecord {
    ItemAccessRecord(
      source: source, id: id, count: count, countedAt: countedAt.date, total: total, lastAccess: lastAccess.date,
      channels: channels)
  }
}
