import Foundation
import MnemeCore

/// How receipts and reports are shown in a terminal.
enum ReportOutput {
  /// What a dry run says would go. Only messages and memories are counted before the fact.
  static func plan(_ receipt: ForgetReceipt) -> String {
    guard !isEmpty(receipt) else { return "Nothing would be forgotten.\n" }
    return Output.text(
      [
        "This would be forgotten for good, with everything derived from it: "
          + Output.counts([
            (receipt.messages, "message", "messages"), (receipt.memories, "memory", "memories"),
          ]) + "."
      ] + remains(receipt))
  }

  static func receipt(_ receipt: ForgetReceipt) -> String {
    guard !isEmpty(receipt) else { return "Nothing was forgotten: there was nothing of the kind.\n" }
    return Output.text(
      [
        "Forgotten at \(receipt.at.iso8601): "
          + Output.counts([
            (receipt.messages, "message", "messages"), (receipt.memories, "memory", "memories"),
            (receipt.sessions, "conversation", "conversations"), (receipt.digests, "digest", "digests"),
            (receipt.vectors, "vector", "vectors"), (receipt.ledgerEntries, "ledger entry", "ledger entries"),
            (receipt.entities, "entity", "entities"), (receipt.relations, "relation", "relations"),
            (receipt.jobs, "job", "jobs"),
          ]) + "."
      ] + remains(receipt))
  }

  static func isEmpty(_ receipt: ForgetReceipt) -> Bool {
    receipt.messages == 0 && receipt.memories == 0 && receipt.sessions == 0
  }

  private static func remains(_ receipt: ForgetReceipt) -> [String] {
    var lines: [String] = []
    if receipt.lessenedMemories > 0 {
      lines.append(
        "\(Output.count(receipt.lessenedMemories, "memory", "memories")) with other sources \(receipt.isDryRun ? "would stay" : "stayed")."
      )
    }
    if !receipt.keptSources.isEmpty {
      lines.append(
        "\(Output.count(receipt.keptSources.count, "message")) \(receipt.isDryRun ? "would stay" : "stayed"), for other "
          + "memories too (--with-sources): " + receipt.keptSources.map(\.oneLine).joined(separator: ", "))
    }
    if !receipt.backups.isEmpty {
      lines.append("Backups that may still hold it: " + receipt.backups.map(\.oneLine).joined(separator: ", "))
    }
    lines.append("Copies that Mneme does not know of are yours to remove (backup.directory says where backups are).")
    return lines
  }

  static func upkeep(_ report: MaintenanceReport) -> String {
    var lines = report.isDryRun ? ["Nothing was changed. This would be done:"] : []
    lines += report.spaces.map { space in
      let done = Output.counts([
        (space.preserved, "preserved", "preserved"), (space.expired, "expired", "expired"),
        (space.merged, "merged", "merged"), (space.reassessed, "reassessed", "reassessed"),
        (space.generalised, "generalised", "generalised"), (space.semantic, "semantic made", "semantic made"),
        (space.outlived, "message outlived", "messages outlived"),
      ])
      return "\(space.space): \(Output.count(space.checked, "memory", "memories")) checked, "
        + (done.isEmpty ? "nothing to do" : done)
    }
    if report.spaces.isEmpty { lines.append("There is no space yet.") }
    if !report.isDryRun {
      lines.append(
        "\(Output.count(report.endedSessions, "idle conversation")) ended, \(report.archivedSessions) archived")
    }
    lines.append(report.findings.isEmpty ? "The database is sound." : "The check found:")
    lines += report.findings.map { "  " + $0.oneLine }
    return Output.text(lines)
  }

  static func export(_ counts: [TransferRecord.Kind: Int]) -> String {
    func count(_ kind: TransferRecord.Kind, _ one: String, _ many: String) -> String {
      Output.count(counts[kind] ?? 0, one, many)
    }
    return "Exported \(count(.session, "conversation", "conversations")), \(count(.message, "message", "messages")), "
      + "\(count(.ledger, "change of a memory", "changes of memories")), \(count(.access, "access counter", "access counters"))."
  }

  static func rebuild(_ report: RebuildReport) -> String {
    "Made again in \(Output.count(report.spaces, "space")), from \(Output.count(report.messages, "message")): "
      + "\(Output.count(report.memories, "memory", "memories")), \(Output.count(report.entities, "entity", "entities")), "
      + "\(Output.count(report.relations, "relation")); \(Output.count(report.queuedEmbeddings, "vector")) to come.\n"
  }
}
