package import Foundation

/// Everything that can be configured, read once at start and injected.
package struct Settings: Sendable, Hashable {
  /// Folder of the database, its lock and its indexes.
  package var dataDirectory: String
  /// Folder of models and other downloads that can be made again.
  package var cacheDirectory: String
  package var server = ServerSettings()
  package var chatModel = ChatModelSettings()
  package var embedding = EmbeddingSettings()
  package var memory = MemorySettings()
  package var telemetry = TelemetrySettings()
  package var tools = ToolSettings()
  package var backup = BackupSettings()
  /// `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`.
  package var logLevel = "info"

  package init(dataDirectory: String, cacheDirectory: String = "") {
    self.dataDirectory = dataDirectory
    self.cacheDirectory = cacheDirectory
  }

  /// Where backups are kept: `backup.directory`, else a folder of the data folder.
  package var backupDirectory: String { backup.directory ?? dataDirectory + "/backups" }

  /// Where the sentence encoder's files are looked for: `embedding.model_dir`, else below the cache folder.
  package var embeddingModelDirectory: String {
    embedding.modelDirectory ?? cacheDirectory + "/models/all-MiniLM-L6-v2"
  }
}

package struct ServerSettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the key, however the value is printed.
  package var description: String { "ServerSettings(\(host):\(port))" }
  package var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }

  package var host = "127.0.0.1"
  /// 0…65535; 0 picks a free port.
  package var port = 8420
  /// When set, every request needs it; when not, only loopback may connect. Secret.
  package var apiKey: String?
  /// Host names besides the loopback ones and `host` that the `Host` header may carry.
  package var allowedHosts: [String] = []
  /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
  package var trustedProxies: [String] = []
  /// The path under which a reverse proxy serves everything, `/mneme` say; nil: the root.
  package var basePath: String?
  /// PEM files of the certificate chain and its key; nil: HTTP without TLS.
  package var tlsCertificate: String?
  package var tlsKey: String?
  /// Requests a minute of a key or a person, where the key names no rate; 0: no limit. 0…1 000 000.
  package var requestsPerMinute = 0
  /// Days after which a login ends. 1…365.
  package var loginDays = 30
  /// Whether changes and refusals are noted in `audit.log` of the data directory.
  package var keepsAudit = true
  /// Browser origins besides our own that may call the API.
  package var allowedOrigins: [String] = []
  /// The authorization server whose access tokens `/mcp` takes beside the key; nil: the key alone counts.
  package var mcpIssuer: String?
  /// The address of `/mcp` as clients know it; there whenever `mcpIssuer` is.
  package var mcpResource: String?
  /// Scopes that an access token must have, all of them.
  package var mcpScopes: [String] = []
  /// Whose access tokens are taken, by their `sub`; empty: everybody's to whom the issuer gives one for this server.
  package var mcpSubjects: [String] = []
  /// Bytes of a request body, imports apart. 1 KiB…1 GiB.
  package var maxBodyBytes = 8 << 20
  /// Chat turns running at once; more are refused with 429. 1…10 000.
  package var maxConcurrentTurns = 32
  /// Turns of one conversation running at once; more wait. 1…100.
  package var turnsOfAConversation = 1
  /// Seconds that shutdown waits for streams and the write queue. 0…600.
  package var shutdownSeconds = 10

  package init() {}
}

/// How a model's server is spoken to.
package enum ModelProtocol: String, Sendable, Hashable, CaseIterable {
  /// Chat completions: OpenAI, Ollama, llama.cpp, LM Studio, vLLM, OpenRouter and many more.
  case openai
  /// Anthropic's Messages.
  case anthropic
  /// Gemini's generateContent.
  case gemini
}

package struct ChatModelSettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the key and the URL, which may hold one, however the value is printed.
  package var description: String { "ChatModelSettings(\(model ?? "any model"))" }
  package var customMirror: Mirror { Mirror(self, children: ["model": model as Any]) }

  /// Base URL of a model's server, such as `http://127.0.0.1:11434/v1`.
  package var baseURL: String?
  /// Nil takes the protocol of hosts that have one of their own (Anthropic's, Google's), else OpenAI's.
  package var speaks: ModelProtocol?
  /// Secret.
  package var apiKey: String?
  /// Model name; nil takes the first the server lists.
  package var model: String?
  /// Look for Ollama, llama.cpp and LM Studio on their usual loopback ports when no base URL is set.
  package var probe = true
  /// Seconds until the first byte of the answer. 1…3600.
  package var firstByteSeconds = 100
  /// Longest silence in a stream, in seconds. 1…3600.
  package var idleSeconds = 60
  /// Whether models see images; nil takes what is known of each.
  package var seesImages: Bool?
  /// The model may search and change memory by itself, and ask for the time.
  package var offersTools = true
  /// Tokens of prompt and answer together. 512…10 000 000; nil takes what is known of the model or its provider.
  package var contextTokens: Int?
  /// File that lists further providers; nil looks for `providers.json` in the data folder.
  package var providersFile: String?
  /// The local chat engine: `auto` runs the installed model, `off` none; anything else is the path of a GGUF file.
  package var localEngine = "auto"

  package init() {}
}

package struct EmbeddingSettings: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// Without the key and the URL, which may hold one, however the value is printed.
  package var description: String { "EmbeddingSettings(\(model ?? "the local encoder"))" }
  package var customMirror: Mirror { Mirror(self, children: ["model": model as Any]) }

  /// Folder with `model.safetensors` and `vocab.txt`; nil looks in the cache folder.
  package var modelDirectory: String?
  /// Texts that may wait to be embedded. 1…1 000 000.
  package var queueLimit = 4096
  /// Base URL of a server that embeds; nil embeds in this process.
  package var baseURL: String?
  /// Nil takes the protocol of hosts that have one of their own, else OpenAI's. Anthropic's has no embeddings.
  package var speaks: ModelProtocol?
  /// Secret.
  package var apiKey: String?
  /// Name of the embedding model there.
  package var model: String?
  /// Numbers in its vectors. 2…8192.
  package var dimension: Int?

  package init() {}
}

package struct MemorySettings: Sendable, Hashable {
  /// Minutes of silence that end a session. 1…10 080.
  package var sessionIdleMinutes = 30
  /// Results given to the model with each turn. 1…100.
  package var recallLimit = 12
  /// Share of the context window for recalled text. 0.05…0.8.
  package var recallShare = 0.35
  /// Decay per hour before modifiers. 0…1.
  package var baseDecayRate = 0.001
  /// Share of its importance below which a memory never decays. 0…1.
  package var minRetention = 0.3
  /// Cosine similarity from which two memories are the same. 0.5…1.
  package var duplicateSimilarity = 0.90
  /// New memories wait for their owner's consent.
  package var asksFirst = false
  /// Days after its last message at which an ended session is put away. 1…36 500.
  package var archiveDays = 90
  /// Days after which messages that no speaking memory comes from are erased; 0 keeps them for good. 0…36 500.
  package var retentionDays = 0
  /// Mebibytes for the indexes of all spaces together; those used least recently leave memory beyond it. 16…1 048 576.
  package var indexMebibytes = 512
  /// The owner's: in it "today" begins and dates are told.
  package var timeZone = TimeZone.gmt

  package init() {}
}
