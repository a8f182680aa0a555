import Foundation
import MnemeCore

// The summary of a graph and the report of a rebuild are coded as they are.

/// Statistics in the HTTP API; they are read as they are.
struct WireStatistics: Encodable {
  let statistics: SpaceStatistics
  let estimates: [TokenEstimateQuality]

  private enum Key: String, CodingKey { case firstMessageAt, lastMessageAt, tokenEstimates }

  func encode(to encoder: any Encoder) throws {
    try statistics.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    if statistics.firstMessageAt == nil { try container.encodeNil(forKey: .firstMessageAt) }
    if statistics.lastMessageAt == nil { try container.encodeNil(forKey: .lastMessageAt) }
    try container.encode(estimates, forKey: .tokenEstimates)
  }
}

/// A receipt in the HTTP API.
struct WireReceipt: Codable {
  let space: SpaceID
  let at: Date
  let dryRun: Bool
  let messages: Int
  let memories: Int
  let lessenedMemories: Int
  let keptSources: [String]
  let sessions: Int
  let digests: Int
  let vectors: Int
  let ledgerEntries: Int
  let entities: Int
  let relations: Int
  let jobs: Int
  let backups: [String]

  init(_ receipt: ForgetReceipt) {
    space = receipt.space
    at = receipt.at
    dryRun = receipt.isDryRun
    messages = receipt.messages
    memories = receipt.memories
    lessenedMemories = receipt.lessenedMemories
    keptSources = receipt.keptSources
    sessions = receipt.sessions
    digests = receipt.digests
    vectors = receipt.vectors
    ledgerEntries = receipt.ledgerEntries
    entities = receipt.entities
    relations = receipt.relations
    jobs = receipt.jobs
    backups = receipt.backups
  }

  var receipt: ForgetReceipt {
    ForgetReceipt(
      space: space, at: at, isDryRun: dryRun, messages: messages, memories: memories,
      lessenedMemories: lessenedMemories, keptSources: keptSources, sessions: sessions, digests: digests,
      vectors: vectors, ledgerEntries: ledgerEntries, entities: entities, relations: relations, jobs: jobs,
      backups: backups)
  }
}

/// A report of upkeep in the HTTP API.
struct WireUpkeep: Codable {
  let dryRun: Bool
  let spaces: [MaintenanceReport.Space]
  let endedSessions: Int
  let archivedSessions: Int
  let findings: [String]

  init(_ report: MaintenanceReport) {
    dryRun = report.isDryRun
    spaces = report.spaces
    endedSessions = report.endedSessions
    archivedSessions = report.archivedSessions
    findings = report.findings
  }

  var report: MaintenanceReport {
    MaintenanceReport(
      isDryRun: dryRun, spaces: spaces, endedSessions: endedSessions, archivedSessions: archivedSessions,
      findings: findings)
  }
}
