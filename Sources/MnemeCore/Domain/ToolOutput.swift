/// What a tool gave back.
package struct ToolOutput: Sendable, Hashable {
  package var content: [ToolContent]
  /// Fits the tool's `output` schema where it has one and the call did not fail.
  package var structured: JSONValue?
  /// Nil when the call succeeded; else `content` says to the model what went wrong.
  package var failure: ToolFailure?
  /// What the owner is asked, where the call waits for their approval; then `failure` says so too. Not for a model's eyes.
  package var approval: Approval?
  /// Holds nobody's words but the user's own and the program's.
  package var isOwn = false

  package init(_ content: [ToolContent], structured: JSONValue? = nil, failure: ToolFailure? = nil) {
    self.content = content
    self.structured = structured
    self.failure = failure
  }

  package init(_ text: String, structured: JSONValue? = nil) {
    self.init([.text(text)], structured: structured)
  }

  /// Told to the model as the failure's message.
  package init(failure: ToolFailure) {
    self.init([.text(failure.message)], failure: failure)
  }

  /// The same, marked as holding nobody's words but the user's own and the program's.
  package func owned(_ isOwn: Bool = true) -> ToolOutput {
    var copy = self
    copy.isOwn = isOwn
    return copy
  }

  package var succeeded: Bool { failure == nil }

  /// What a model that reads text alone is told: texts as they are, everything else named by its type. O(length).
  package var text: String {
    content.map { part in
      switch part {
      case .text(let text): text
      case .image(_, let mediaType): "[image, \(mediaType)]"
      case .audio(_, let mediaType): "[audio, \(mediaType)]"
      case .link(let uri, let name, _): "[\(name): \(uri)]"
      case .resource(let uri, _, .text(let text)): "[\(uri)]\n\(text)"
      case .resource(let uri, let mediaType, .bytes): "[\(uri), \(mediaType ?? "bytes")]"
      }
    }.joined(separator: "\n")
  }
}

extension ToolOutput: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }
}

/// One part of a tool's output.
package enum ToolContent: Sendable, Hashable {
  case text(String)
  case image([UInt8], mediaType: String)
  case audio([UInt8], mediaType: String)
  /// Something that can be read under this address.
  case link(uri: String, name: String, mediaType: String?)
  /// The thing itself.
  case resource(uri: String, mediaType: String?, Body)

  package enum Body: Sendable, Hashable {
    case text(String)
    case bytes([UInt8])
  }
}

/// Why a call of a tool failed.
package struct ToolFailure: Error, Sendable, Hashable {
  package let code: ToolErrorCode
  /// Says what to do; shows nothing that is secret.
  package let message: String

  package init(_ code: ToolErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// Kinds of failure that a caller can act on; the raw values are what goes over the wire.
package enum ToolErrorCode: String, Sendable, Hashable, CaseIterable {
  case invalidParameter = "E001"
  case missingParameter = "E002"
  case outOfRange = "E003"
  case invalidFormat = "E004"
  case homeUnreachable = "E101"
  case homeUnauthorized = "E102"
  case homeEntity = "E103"
  case homeService = "E104"
  case homeCircuitOpen = "E105"
  case browserTimeout = "E201"
  case pageLoad = "E202"
  case noResults = "E203"
  case searchProvider = "E204"
  case invalidURL = "E205"
  case tooLarge = "E206"
  case memoryStore = "E301"
  case memoryRetrieve = "E302"
  case embedding = "E303"
  case graph = "E304"
  case notFound = "E305"
  case rateLimited = "E401"
  case circuitOpen = "E402"
  case timeout = "E403"
  case command = "E404"
  case file = "E405"
  /// Refused by the policy, or it waits for the owner's approval.
  case permission = "E406"
  case `internal` = "E499"

  /// The same call may succeed later.
  package var isRetryable: Bool {
    switch self {
    case .homeUnreachable, .browserTimeout, .pageLoad, .searchProvider, .embedding, .rateLimited, .timeout: true
    default: false
    }
  }
}
