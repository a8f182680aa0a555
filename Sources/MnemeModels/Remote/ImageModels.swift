import MnemeCore

/// Which models are known to see images, by the names that their makers give them.
enum ImageModels {
  /// - Parameter name: as the server calls it; nil is not known yet.
  static func sees(_ name: String?, speaks: ModelProtocol) -> Bool {
    switch speaks {
    case .anthropic: return !(name ?? "").lowercased().contains("claude-2")
    case .gemini: return true
    case .openai: break
    }
    // Behind the maker's name, as gateways write it: `openai/gpt-4o`.
    guard let last = name?.lowercased().split(separator: "/").last else { return false }
    let name = String(last)
    if blind.contains(where: name.contains) { return false }
    return families.contains(where: name.hasPrefix) || marks.contains(where: name.contains)
  }

  /// In names of models that hear, speak, embed, or are the small ones of a family that sees.
  private static let blind = [
    "embed", "audio", "realtime", "transcribe", "tts", "o1-mini", "o1-preview", "o3-mini", "gemma3:1b", "gemma3:270m",
    "gemma-3-1b", "gemma-3-270m", "gemma3n", "gemma-3n", "gpt-4-turbo-preview", "claude-2", "claude-instant", "gpt-oss",
  ]
  private static let families = [
    "gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-4-turbo", "gpt-5", "chatgpt-4o", "o1", "o3", "o4", "claude", "gemini",
    "gemma3",
    "gemma-3", "llava", "bakllava", "pixtral", "moondream", "minicpm-v", "llama4", "llama-4", "smolvlm", "internvl",
    "mistral-small3.1", "mistral-small3.2", "mistral-small-3.1", "mistral-small-3.2", "molmo",
  ]
  /// Anywhere in a name.
  private static let marks = ["vision", "-vl", "vl-", "2vl", "2.5vl", "3vl", "llava"]
}
