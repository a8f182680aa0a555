extension TokenizerFamily {
  /// The family of a model by the name that servers use: `gpt-4o`, `models/gemini-2.5-flash`,
  /// `hf.co/someone/Llama-3.2-3B-Instruct-GGUF:Q4_K_M`, `qwen2.5:7b`. Case does not matter. `generic` for a name that
  /// tells nothing; of several possible families the one that counts more.
  package init(model: String) {
    let name = ModelName(model)
    self =
      Self.qwen(name) ?? Self.llama(name) ?? Self.mistral(name) ?? Self.openAI(name) ?? Self.claude(name)
      ?? Self.other(name) ?? .generic
  }

  // A distilled model keeps the vocabulary of the model it was distilled into, so Qwen and Llama are looked for first.
  private static func qwen(_ name: ModelName) -> Self? {
    if name.has("qwq", "qvq") { return .qwen }
    guard name.has("qwen") else { return nil }
    return name.version(after: "qwen").map { $0 >= (3, 5) } == true ? .qwen35 : .qwen
  }

  private static func llama(_ name: ModelName) -> Self? {
    if name.has("codellama", "code-llama", "tinyllama", "vicuna", "phi3", "phi-3", "solar") { return .llama2 }
    guard name.has("llama") else { return nil }
    guard let version = name.version(after: "llama") else { return name.has("distill") ? .llama3 : .llama2 }
    return version >= (3, 0) ? .llama3 : .llama2
  }

  private static func mistral(_ name: ModelName) -> Self? {
    if name.has("nemo", "ministral", "pixtral", "devstral", "magistral", "mistral-small", "mistral-medium") {
      return .tekken
    }
    return name.has("mistral", "mixtral", "codestral", "zephyr") ? .mistral : nil
  }

  private static func openAI(_ name: ModelName) -> Self? {
    if name.has("gpt-oss", "gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5") { return .o200k }
    if name.has("gpt-4", "gpt-3", "phi4", "phi-4", "text-embedding-") { return .cl100k }
    if name.has("gpt-") || ["o1", "o3", "o4"].contains(name.firstWord) { return .o200k }
    return nil
  }

  private static func claude(_ name: ModelName) -> Self? {
    guard name.has("claude") else { return nil }
    guard let version = name.version(after: "claude") else { return .claude47 }
    return version >= (4, 7) ? .claude47 : .claude3
  }

  private static func other(_ name: ModelName) -> Self? {
    if name.has("gemini", "gemma") { return .gemini }
    return name.has("deepseek") ? .deepseek : nil
  }
}

/// A model's name without its publisher's path, in lower case.
private struct ModelName {
  let text: String

  init(_ model: String) {
    let lower = model.lowercased()
    // Publishers' paths may hold the name of another family: `nvidia/Llama-3.1-Nemotron`, `mistralai/Devstral`.
    text = lower.split(separator: "/").last.map(String.init) ?? lower
  }

  var firstWord: Substring { text.prefix { $0 != "-" && $0 != ":" && $0 != "." } }

  func has(_ parts: String...) -> Bool { parts.contains { text.contains($0) } }

  /// The first number of one or two digits after `word` and, when another stands right after it, that one:
  /// `llama3.2:3b` is 3.2, `claude-sonnet-4-20250514` is 4.0.
  func version(after word: String) -> (Int, Int)? {
    guard let range = text.firstRange(of: word) else { return nil }
    let parts = text[range.upperBound...].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)[0]
      .split { $0 == "-" || $0 == "." || $0 == "_" || $0 == "@" || $0 == "v" || $0 == "p" }
    guard let first = parts.firstIndex(where: Self.isVersion), let major = Int(parts[first]) else { return nil }
    let next = first + 1
    guard next < parts.count, Self.isVersion(parts[next]), let minor = Int(parts[next]) else { return (major, 0) }
    return (major, minor)
  }

  private static func isVersion(_ part: Substring) -> Bool {
    part.utf8.count <= 2 && !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
