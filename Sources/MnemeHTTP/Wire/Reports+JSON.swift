import MnemeCore

extension ForgetReceipt {
  var json: JSON {
    [
      "space": .string(space.rawValue), "at": .time(at), "dry_run": .bool(isDryRun), "messages": .number(messages),
      "memories": .number(memories), "lessened_memories": .number(lessenedMemories),
      "kept_sources": .texts(keptSources), "sessions": .number(sessions), "digests": .number(digests),
      "vectors": .number(vectors), "ledger_entries": .number(ledgerEntries), "entities": .number(entities),
      "relations": .number(relations), "jobs": .number(jobs), "backups": .texts(backups),
    ]
  }
}

extension MaintenanceReport {
  var json: JSON {
    [
      "dry_run": .bool(isDryRun), "spaces": .array(spaces.map(\.json)), "ended_sessions": .number(endedSessions),
      "archived_sessions": .number(archivedSessions), "findings": .texts(findings),
    ]
  }
}

extension MaintenanceReport.Space {
  fileprivate var json: JSON {
    [
      "space": .string(space.rawValue), "checked": .number(checked), "preserved": .number(preserved),
      "expired": .number(expired), "merged": .number(merged), "reassessed": .number(reassessed),
      "generalised": .number(generalised), "semantic": .number(semantic), "outlived": .number(outlived),
    ]
  }
}

extension RebuildReport {
  var json: JSON {
    [
      "spaces": .number(spaces), "messages": .number(messages), "memories": .number(memories),
      "entities": .number(entities), "relations": .number(relations), "queued_embeddings": .number(queuedEmbeddings),
    ]
  }
}
