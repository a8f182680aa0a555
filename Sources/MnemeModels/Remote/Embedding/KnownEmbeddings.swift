/// Lengths of the vectors of embedding models, as their makers give them. Names without a tag or a maker's prefix.
enum KnownEmbeddings {
  static func dimension(of model: String) -> Int? { dimensions[plain(model)] }

  /// Whether its vectors may be asked for shorter than they are.
  static func canShorten(_ model: String) -> Bool { shortened.contains(plain(model)) }

  private static func plain(_ model: String) -> String {
    var name = model.lowercased()
    if let tag = name.firstIndex(of: ":") { name = String(name[..<tag]) }
    if let slash = name.lastIndex(of: "/") { name = String(name[name.index(after: slash)...]) }
    return name
  }

  private static let shortened: Set = [
    "text-embedding-3-small", "text-embedding-3-large", "gemini-embedding-001", "embeddinggemma", "qwen3-embedding",
    "nomic-embed-text", "mxbai-embed-large", "snowflake-arctic-embed2",
  ]

  private static let dimensions = [
    "text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536,
    "gemini-embedding-001": 3072, "text-embedding-004": 768, "embeddinggemma": 768, "nomic-embed-text": 768,
    "mxbai-embed-large": 1024, "bge-m3": 1024, "bge-large": 1024, "all-minilm": 384, "snowflake-arctic-embed2": 1024,
    "qwen3-embedding": 4096, "mistral-embed": 1024,
  ]
}
