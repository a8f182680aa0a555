import MnemeCore

extension PersonaDescription {
  /// The path of the file is for the machine's owner; it holds nothing of the person.
  var json: JSON {
    [
      "space": .string(space.rawValue), "source": .string(source.rawValue), "file": .string(file),
      "problem": .text(problem), "text": .string(text), "insights": .number(insights),
    ]
  }
}

extension LearnedInsight {
  var json: JSON {
    [
      "id": .string(id), "text": .string(text), "topic": .text(topic), "sources": .texts(sources),
      "confidence": .double(confidence), "learned_at": .time(learnedAt), "retired_at": .time(retiredAt),
      "retirement": .text(retirement?.rawValue), "active": .bool(isActive),
    ]
  }
}
