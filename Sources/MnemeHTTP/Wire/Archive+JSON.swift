import MnemeCore

extension Session {
  var json: JSON { .object(members) }

  var members: [(String, JSON)] {
    [
      ("id", .string(id)), ("space", .string(space.rawValue)), ("channel", .string(channel)),
      ("started_at", .time(startedAt)), ("last_activity_at", .time(lastActivityAt)), ("ended_at", .time(endedAt)),
      ("message_count", .number(messageCount)), ("title", .text(title ?? digest?.title)),
      ("summary", .text(digest?.summary)),
      ("topics", .texts(digest?.topics ?? [])), ("archived_at", .time(archivedAt)),
      ("own_title", .bool(title != nil)), ("branch_of", .text(branchOf)),
    ]
  }
}

extension Message {
  var json: JSON {
    [
      "id": .string(id), "ordinal": .int(ordinal), "space": .string(space.rawValue), "session_id": .string(session),
      "role": .string(role.rawValue), "speaker": .text(speaker), "text": .string(text),
      "trust": .string(trust.rawValue), "created_at": .time(createdAt), "external_id": .text(externalID),
      "parent": .text(parent),
    ]
  }
}

extension SpaceStatistics {
  func json(estimates: [TokenEstimateQuality]) -> JSON {
    [
      "sessions": .number(sessions), "open_sessions": .number(openSessions),
      "archived_sessions": .number(archivedSessions), "messages": .number(messages), "memories": .number(memories),
      "active_memories": .number(activeMemories), "pinned_memories": .number(pinnedMemories),
      "inbox_memories": .number(inboxMemories), "memories_by_kind": .counts(memoriesByKind),
      "entities": .number(entities), "relations": .number(relations), "vectors": .number(vectors),
      "waiting_jobs": .number(waitingJobs), "failed_jobs": .number(failedJobs),
      "first_message_at": .time(firstMessageAt), "last_message_at": .time(lastMessageAt),
      "token_estimates": .array(estimates.map(\.json)),
    ]
  }
}
