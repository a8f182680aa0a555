import MnemeCore

/// What the server says over the WebSocket.
enum SocketAnswer {
  static func error(_ message: String, id: String? = nil, detail: String? = nil) -> JSON {
    var members: [(String, JSON)] = [("type", "error"), ("message", .string(message))]
    if let id { members.append(("id", .string(id))) }
    if let detail { members.append(("detail", .string(detail))) }
    return .object(members)
  }

  /// One event of an answer; nil for what is told at its end.
  static func event(_ event: ChatEvent, id: String, seq: Int) -> JSON? {
    func frame(_ type: String, _ content: JSON, _ meta: JSON) -> JSON {
      ["type": .string(type), "id": .string(id), "seq": .number(seq), "content": content, "meta": meta]
    }
    switch event {
    case .started(let start):
      let recalled = start.recalled.map { hit -> JSON in
        ["id": .string(hit.id), "source": .string(hit.source.rawValue), "score": .double(hit.score)]
      }
      return frame(
        "status", "started",
        ["session": .text(start.session), "model": .string(start.model), "recalled": .array(recalled)])
    case .text(""): return nil
    case .text(let piece): return frame("text", .string(piece), nil)
    case .tool(.started(let call)):
      return frame("tool_start", .string(call.name), ["call": .string(call.id), "arguments": .string(call.arguments)])
    case .tool(.ended(let call, let succeeded, let preview)):
      return frame(
        "tool_end", .string(call.name),
        ["call": .string(call.id), "succeeded": .bool(succeeded), "preview": .string(preview)])
    case .tool(.waits(let call, let approval)):
      return frame(
        "status", "waits_for_approval",
        ["call": .string(call.id), "name": .string(call.name), "approval": .string(approval.id)])
    // A client of this protocol brings no tools of its own.
    case .toolCalls, .finished: return nil
    }
  }

  static func done(_ end: TurnEnd, id: String, seq: Int) -> JSON {
    [
      "type": "done", "id": .string(id), "seq": .number(seq), "finish": .string(end.finish.rawValue),
      "model": .text(end.model),
      "usage": [
        "prompt_tokens": .number(end.usage.prompt), "completion_tokens": .number(end.usage.completion),
        "estimated": .bool(!end.usage.reported),
      ],
    ]
  }

  static func cancelled(id: String, seq: Int) -> JSON {
    ["type": "done", "id": .string(id), "seq": .number(seq), "finish": "cancelled", "model": nil, "usage": nil]
  }

  static func gap(_ gap: EventGap) -> JSON {
    [
      "type": "gap", "event_id": .int(Int64(clamping: gap.through)),
      "missed": gap.missed.map(JSON.number) ?? .null,
    ]
  }
}
