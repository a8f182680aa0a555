import Foundation

extension Setting {
  /// Every setting, in the order of the reference page.
  package static let all: [Setting] = general + server + model + embedding + memory + telemetry + tools + backup

  private static let general = [
    text(
      "data_dir", "MNEME_DATA_DIR", flag: "--data-dir", form: .path, \.dataDirectory,
      defaultText: "`$XDG_DATA_HOME/mneme` or `~/.local/share/mneme`; on macOS `~/Library/Application Support/Mneme`",
      "Folder of the database, its lock and the running server's address."),
    text(
      "cache_dir", "MNEME_CACHE_DIR", form: .path, \.cacheDirectory,
      defaultText: "`$XDG_CACHE_HOME/mneme` or `~/.cache/mneme`; on macOS `~/Library/Caches/Mneme`",
      "Folder of downloaded models; it can be deleted and made again."),
    text(
      "log_level", "MNEME_LOG_LEVEL", flag: "--log-level",
      form: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), \.logLevel,
      "How much is logged on standard error. Message text and keys are logged at no level."),
    text(
      "log_format", "MNEME_LOG_FORMAT", form: .choice(["text", "json"]), \.telemetry.logFormat,
      "Lines for people, or one JSON object per line."),
  ]

  private static let server = [
    text(
      "server.host", "MNEME_HOST", flag: "--host", \.server.host,
      "Address to listen on. Anything but a loopback address needs `server.api_key`."),
    integer(
      "server.port", "MNEME_PORT", flag: "--port", 0...65535, \.server.port,
      "Port to listen on; 0 picks a free one."),
    optional(
      "server.api_key", "MNEME_API_KEY", secret: true, \.server.apiKey,
      "When set, every request needs `Authorization: Bearer KEY`; when not, only loopback may connect."),
    list(
      "server.allowed_hosts", "MNEME_ALLOWED_HOSTS", \.server.allowedHosts,
      "Names besides the loopback ones and `server.host` that the `Host` header may carry."),
    list(
      "server.allowed_origins", "MNEME_ALLOWED_ORIGINS", \.server.allowedOrigins,
      "Browser origins besides our own that may call the API."),
    list(
      "server.trusted_proxies", "MNEME_TRUSTED_PROXIES", \.server.trustedProxies,
      "Addresses of reverse proxies whose `X-Forwarded-For` tells who calls."),
    optional(
      "server.base_path", "MNEME_BASE_PATH", \.server.basePath,
      "Path under which a reverse proxy passes requests on without taking it off, `/mneme` say."),
    optional(
      "server.tls_certificate", "MNEME_TLS_CERTIFICATE", \.server.tlsCertificate,
      "PEM file of the certificate chain; with `server.tls_key` the port speaks HTTPS. Read anew when it changes."),
    optional("server.tls_key", "MNEME_TLS_KEY", \.server.tlsKey, "PEM file of the certificate's private key."),
    integer(
      "server.requests_per_minute", "MNEME_REQUESTS_PER_MINUTE", 0...1_000_000, \.server.requestsPerMinute,
      "Requests a minute that a key or a person may make, where the key itself names no rate; 0 is no limit."),
    integer(
      "server.login_days", "MNEME_LOGIN_DAYS", 1...365, \.server.loginDays, "Days after which a login on the page ends."
    ),
    toggle(
      "server.audit", "MNEME_AUDIT", \.server.keepsAudit,
      "Note changes, logins and refused requests in `audit.log` of the data directory; never what they say."),
    optional(
      "mcp.issuer", "MNEME_MCP_ISSUER", form: .url, \.server.mcpIssuer,
      "Authorization server whose access tokens `/mcp` takes beside the key; clients of MCP are pointed to it (RFC 9728). Over https, or on this machine. Needs `mcp.resource`."
    ),
    optional(
      "mcp.resource", "MNEME_MCP_RESOURCE", form: .url, \.server.mcpResource,
      "Address of `/mcp` as clients know it: what access tokens must be made for. Must be set where `mcp.issuer` is."),
    list("mcp.scopes", "MNEME_MCP_SCOPES", \.server.mcpScopes, "Scopes that an access token must have, all of them."),
    list(
      "mcp.subjects", "MNEME_MCP_SUBJECTS", \.server.mcpSubjects,
      "Whose access tokens are taken (`sub`); when empty, everybody's to whom the issuer gives one for this server."),
    integer(
      "server.max_body_bytes", "MNEME_MAX_BODY_BYTES", 1024...(1 << 30), \.server.maxBodyBytes,
      "Largest request body in bytes, imports apart."),
    integer(
      "server.max_turns", "MNEME_MAX_TURNS", 1...10_000, \.server.maxConcurrentTurns,
      "Chat turns that run at once; more are refused with 429."),
    integer(
      "server.conversation_turns", "MNEME_CONVERSATION_TURNS", 1...100, \.server.turnsOfAConversation,
      "Chat turns of one conversation that run at once; more wait for those before them, a minute at most."),
    integer(
      "server.shutdown_seconds", "MNEME_SHUTDOWN_SECONDS", 0...600, \.server.shutdownSeconds,
      "Seconds that shutdown waits for open streams and the write queue."),
  ]

  private static let model = [
    optional(
      "model.url", "MNEME_MODEL_URL", form: .url, \.chatModel.baseURL,
      "Base URL of a model's server: `http://127.0.0.1:11434/v1` or another OpenAI-compatible one, "
        + "`https://api.anthropic.com`, `https://generativelanguage.googleapis.com`."),
    Setting(
      key: "model.protocol", environment: "MNEME_MODEL_PROTOCOL", flag: nil,
      form: .choice(ModelProtocol.allCases.map(\.rawValue)), isSecret: false,
      summary: "How that server is spoken to.", defaultText: "by the host of `model.url`; `openai` for one not known",
      read: { $0.chatModel.speaks.map { .text($0.rawValue) } },
      write: { settings, value in
        if case .text(let name) = value { settings.chatModel.speaks = ModelProtocol(rawValue: name) }
      }),
    optional(
      "model.key", "MNEME_MODEL_KEY", secret: true, \.chatModel.apiKey, "Key sent to `model.url`."),
    optional(
      "model.name", "MNEME_MODEL", \.chatModel.model,
      defaultText: "the first one the server lists", "Name of the model to ask."),
    toggle(
      "model.probe", "MNEME_MODEL_PROBE", \.chatModel.probe,
      "Look for Ollama, llama.cpp and LM Studio on their usual loopback ports when `model.url` is not set."),
    toggle(
      "model.tools", "MNEME_MODEL_TOOLS", \.chatModel.offersTools,
      "Offer the model Mneme's own tools (docs/tools.md)."),
    Setting(
      key: "model.images", environment: "MNEME_MODEL_IMAGES", flag: nil, form: .choice(["auto", "yes", "no"]),
      isSecret: false,
      summary:
        "Whether models see images: pages of PDF files are shown to those that do, the text of the pages is told to others.",
      defaultText: "`auto`: what is known of each model",
      read: { $0.chatModel.seesImages.map { .text($0 ? "yes" : "no") } },
      write: { settings, value in
        if case .text(let name) = value { settings.chatModel.seesImages = name == "auto" ? nil : name == "yes" }
      }),
    integer(
      "model.first_byte_seconds", "MNEME_MODEL_FIRST_BYTE_SECONDS", 1...3600, \.chatModel.firstByteSeconds,
      "Seconds until the first byte of an answer."),
    integer(
      "model.idle_seconds", "MNEME_MODEL_IDLE_SECONDS", 1...3600, \.chatModel.idleSeconds,
      "Longest silence inside an answer, in seconds."),
    optionalInteger(
      "model.context_tokens", "MNEME_MODEL_CONTEXT_TOKENS", 512...10_000_000, \.chatModel.contextTokens,
      defaultText: "\(ModelProfile.hostedWindow) at hosted providers, \(ModelProfile.usualWindow) elsewhere",
      "Tokens of prompt and answer together that are filled at most."),
    optional(
      "model.providers", "MNEME_MODEL_PROVIDERS", form: .path, \.chatModel.providersFile,
      defaultText: "`providers.json` in the data folder, where there is one",
      "File that lists providers of models, several at once; docs/models.md says how."),
    text(
      "model.local", "MNEME_MODEL_LOCAL", \.chatModel.localEngine,
      "The local chat engine: `auto` runs the model that `mneme models install` has installed, `off` none; anything else is "
        + "the path of a GGUF file."),
  ]

  private static let embedding = [
    optional(
      "embedding.model_dir", "MNEME_EMBEDDING_MODEL_DIR", form: .path, \.embedding.modelDirectory,
      defaultText: "`models/all-MiniLM-L6-v2` in the cache folder",
      "Folder with the sentence encoder's `model.safetensors` and `vocab.txt`."),
    integer(
      "embedding.queue_limit", "MNEME_EMBEDDING_QUEUE_LIMIT", 1...1_000_000, \.embedding.queueLimit,
      "Texts that may wait to be embedded."),
    optional(
      "embedding.url", "MNEME_EMBEDDING_URL", form: .url, \.embedding.baseURL,
      defaultText: "none: texts are embedded in this process",
      "Base URL of a server that embeds texts: an OpenAI-compatible one or Gemini's. It is sent all that is remembered."
    ),
    Setting(
      key: "embedding.protocol", environment: "MNEME_EMBEDDING_PROTOCOL", flag: nil,
      form: .choice([ModelProtocol.openai.rawValue, ModelProtocol.gemini.rawValue]), isSecret: false,
      summary: "How that server is spoken to.", defaultText: "by the host of `embedding.url`",
      read: { $0.embedding.speaks.map { .text($0.rawValue) } },
      write: { settings, value in
        if case .text(let name) = value { settings.embedding.speaks = ModelProtocol(rawValue: name) }
      }),
    optional(
      "embedding.key", "MNEME_EMBEDDING_KEY", secret: true, \.embedding.apiKey, "Key sent to `embedding.url`."),
    optional(
      "embedding.model", "MNEME_EMBEDDING_MODEL", \.embedding.model,
      "Name of the embedding model at `embedding.url`, which needs it."),
    optionalInteger(
      "embedding.dimension", "MNEME_EMBEDDING_DIMENSION", 2...8192, \.embedding.dimension,
      defaultText: "what is known of the model",
      "Numbers in the vectors of `embedding.model`; asked of the server where it can give shorter ones."),
  ]

  private static let memory = [
    Setting(
      key: "memory.time_zone", environment: "MNEME_TIME_ZONE", flag: nil, form: .timeZone, isSecret: false,
      summary: "Time zone of the owner: what \"today\" and \"tomorrow\" mean, and the dates in answers.",
      defaultText: "the system's", read: { .text($0.memory.timeZone.identifier) },
      write: { settings, value in
        if case .text(let name) = value, let zone = TimeZone(identifier: name) { settings.memory.timeZone = zone }
      }),
    integer(
      "memory.session_idle_minutes", "MNEME_SESSION_IDLE_MINUTES", 1...10_080, \.memory.sessionIdleMinutes,
      "Minutes of silence that end a session."),
    integer(
      "memory.recall_limit", "MNEME_RECALL_LIMIT", 1...100, \.memory.recallLimit,
      "Recalled items given to the model with each turn, at most."),
    number(
      "memory.recall_share", "MNEME_RECALL_SHARE", 0.05...0.8, \.memory.recallShare,
      "Share of the context window that recalled text may fill."),
    number(
      "memory.base_decay_rate", "MNEME_BASE_DECAY_RATE", 0...1, \.memory.baseDecayRate,
      "Decay of importance per hour, before modifiers."),
    number(
      "memory.min_retention", "MNEME_MIN_RETENTION", 0...1, \.memory.minRetention,
      "Share of its importance below which a memory never decays."),
    number(
      "memory.duplicate_similarity", "MNEME_DUPLICATE_SIMILARITY", 0.5...1, \.memory.duplicateSimilarity,
      "Cosine similarity from which two memories are taken for the same."),
    toggle(
      "memory.inbox", "MNEME_INBOX", \.memory.asksFirst,
      "New memories wait in the inbox until they are approved; neither they nor their messages are recalled before."),
    integer(
      "memory.archive_days", "MNEME_ARCHIVE_DAYS", 1...36_500, \.memory.archiveDays,
      "Days after its last message at which an ended conversation is put away."),
    integer(
      "memory.retention_days", "MNEME_RETENTION_DAYS", 0...36_500, \.memory.retentionDays,
      "Days after which messages are erased unless a memory comes from them; 0 keeps them for good."),
    integer(
      "memory.index_mebibytes", "MNEME_INDEX_MEBIBYTES", 16...1_048_576, \.memory.indexMebibytes,
      "Memory for the indexes of all spaces together, in MiB; the least recently used leave it first."),
  ]
}

extension Setting {
  private static let telemetry = [
    integer(
      "telemetry.interaction_days", "MNEME_INTERACTION_DAYS", 0...36_500, \.telemetry.interactionDays,
      "Days that the log of turns (numbers, never text) reaches back; 0 keeps none."),
    optional(
      "telemetry.alert_url", "MNEME_ALERT_URL", form: .url, secret: true, \.telemetry.alertURL,
      "Where alerts are posted as JSON when failures pile up."),
    optional(
      "telemetry.log_file", "MNEME_LOG_FILE", form: .path, \.telemetry.logFile,
      "File that a server's log is written to beside standard error, readable by its owner alone. SIGHUP opens it anew."
    ),
    integer(
      "telemetry.log_file_mebibytes", "MNEME_LOG_FILE_MEBIBYTES", 1...10_240, \.telemetry.logFileMebibytes,
      "Size at which a new log file is begun, in MiB."),
    integer(
      "telemetry.log_files", "MNEME_LOG_FILES", 1...100, \.telemetry.logFiles,
      "Log files that are kept: `FILE`, `FILE.1` and so on, the oldest last."),
  ]
}

extension Setting {
  private static let tools = [
    list("tools.disabled", "MNEME_TOOLS_DISABLED", \.tools.disabled, "Tools that can be neither seen nor run."),
    list(
      "tools.disabled_categories", "MNEME_TOOLS_DISABLED_CATEGORIES", \.tools.disabledCategories,
      "Whole categories of them: \(ToolCategory.allCases.map(\.rawValue).joined(separator: ", "))."),
    list(
      "tools.allow", "MNEME_TOOLS_ALLOW", \.tools.allowed,
      "Tools (or beginnings of names, ended by `*`) that a model may call without your approval, whatever it has read."),
    list(
      "tools.ask", "MNEME_TOOLS_ASK", \.tools.asked,
      "Tools (or beginnings of names, ended by `*`) that run only when you approve the call, whoever makes it: a model, a "
        + "client of MCP, the API."),
    list(
      "tools.allow_commands", "MNEME_TOOLS_ALLOW_COMMANDS", \.tools.commands,
      "Commands that `run_command` may run: program and arguments; `*` stands for any characters of one argument, alone "
        + "at the end for any further arguments. None may run when this is empty."),
    list(
      "tools.roots", "MNEME_TOOLS_ROOTS", \.tools.roots,
      "Folders whose files tools may read, by their whole paths. None can be read when this is empty."),
    list(
      "tools.write_roots", "MNEME_TOOLS_WRITE_ROOTS", \.tools.writeRoots,
      "Folders that commands may write to; nowhere when this is empty."),
    list(
      "tools.log_roots", "MNEME_TOOLS_LOG_ROOTS", \.tools.logRoots,
      "Folders whose `*.log` files the log tools read."),
    integer(
      "tools.approval_minutes", "MNEME_TOOLS_APPROVAL_MINUTES", 1...1440, \.tools.approvalMinutes,
      "Minutes that a call waits for your approval."),
    integer(
      "tools.audit_days", "MNEME_TOOLS_AUDIT_DAYS", 1...36_500, \.tools.auditDays,
      "Days that the log of calls reaches back."),
    integer(
      "tools.deadline_seconds", "MNEME_TOOLS_DEADLINE_SECONDS", 1...600, \.tools.deadlineSeconds,
      "Seconds that a tool may take which has no limit of its own."),
    integer(
      "tools.offered", "MNEME_TOOLS_OFFERED", 1...500, \.tools.offered,
      "Tools offered to a model at once; where there are more, those that fit the question and `find_tools`."),
    integer(
      "tools.command_mebibytes", "MNEME_TOOLS_COMMAND_MEBIBYTES", 64...1_048_576, \.tools.commandMebibytes,
      "Address space of a command, in MiB."),
  ]
}

extension Setting {
  private static let backup = [
    optional(
      "backup.directory", "MNEME_BACKUP_DIR", form: .path, \.backup.directory,
      defaultText: "`backups` in the data folder; the server then makes none by itself but those before a migration",
      "Folder of backups, best on another disk. Receipts of forgetting name what in it may still hold what was forgotten."
    ),
    integer(
      "backup.every_hours", "MNEME_BACKUP_EVERY_HOURS", 0...8784, \.backup.everyHours,
      "Hours between the backups that a server makes by itself once `backup.directory` is set; 0 makes none."),
    integer("backup.keep", "MNEME_BACKUP_KEEP", 1...1000, \.backup.keep, "The newest backups that are kept."),
    integer(
      "backup.keep_weeks", "MNEME_BACKUP_KEEP_WEEKS", 0...520, \.backup.keepWeeks,
      "Weeks, counted back, of which the newest backup is kept too."),
    integer(
      "backup.keep_months", "MNEME_BACKUP_KEEP_MONTHS", 0...120, \.backup.keepMonths,
      "Months, counted back, of which the newest backup is kept too."),
    optional(
      "backup.passphrase", "MNEME_BACKUP_PASSPHRASE", secret: true, \.backup.passphrase,
      "Encrypts every backup. Without it nobody can read them, you neither: keep it somewhere else."),
  ]
}

// Each of these makes one row of the table from the place of the value in `Settings`. Key paths are constants made of
// stored properties, so sharing them between threads is safe.
extension Setting {
  private typealias Place<Value> = WritableKeyPath<Settings, Value> & Sendable

  private static func text(
    _ key: String, _ environment: String, flag: String? = nil, form: Form = .text, secret: Bool = false,
    _ place: any Place<String>, defaultText: String? = nil, _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: flag, form: form, isSecret: secret, summary: summary,
      defaultText: defaultText, read: { .text($0[keyPath: place]) },
      write: { if case .text(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func optional(
    _ key: String, _ environment: String, flag: String? = nil, form: Form = .text, secret: Bool = false,
    _ place: any Place<String?>, defaultText: String? = nil, _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: flag, form: form, isSecret: secret, summary: summary,
      defaultText: defaultText, read: { $0[keyPath: place].map { .text($0) } },
      write: { if case .text(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func integer(
    _ key: String, _ environment: String, flag: String? = nil, _ range: ClosedRange<Int>, _ place: any Place<Int>,
    _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: flag, form: .integer(range), isSecret: false, summary: summary,
      defaultText: nil, read: { .integer($0[keyPath: place]) },
      write: { if case .integer(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func optionalInteger(
    _ key: String, _ environment: String, _ range: ClosedRange<Int>, _ place: any Place<Int?>, defaultText: String,
    _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: nil, form: .integer(range), isSecret: false, summary: summary,
      defaultText: defaultText, read: { $0[keyPath: place].map { .integer($0) } },
      write: { if case .integer(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func number(
    _ key: String, _ environment: String, _ range: ClosedRange<Double>, _ place: any Place<Double>, _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: nil, form: .number(range), isSecret: false, summary: summary,
      defaultText: nil, read: { .number($0[keyPath: place]) },
      write: { if case .number(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func toggle(
    _ key: String, _ environment: String, _ place: any Place<Bool>, _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: nil, form: .flag, isSecret: false, summary: summary,
      defaultText: nil, read: { .flag($0[keyPath: place]) },
      write: { if case .flag(let value) = $1 { $0[keyPath: place] = value } })
  }

  private static func list(
    _ key: String, _ environment: String, _ place: any Place<[String]>, _ summary: String
  ) -> Setting {
    Setting(
      key: key, environment: environment, flag: nil, form: .list, isSecret: false, summary: summary,
      defaultText: nil, read: { .list($0[keyPath: place]) },
      write: { if case .list(let value) = $1 { $0[keyPath: place] = value } })
  }
}
