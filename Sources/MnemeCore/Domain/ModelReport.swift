/// Which language models there are, how they do, and why one of them answers.
package struct ModelReport: Sendable, Hashable, Codable {
  package struct Entry: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable {
      /// It answered last time, or was not asked yet.
      case ready
      /// It failed lately and is left alone for a while.
      case resting
      case loading
      /// It cannot be used as things are.
      case unusable
    }

    /// What clients ask for.
    package let name: String
    /// Where it comes from, in words: `Ollama`, `local engine`, the provider's name in the list of providers.
    package let provider: String
    /// `HOST:PORT`; nil for one inside this process.
    package let server: String?
    /// Nothing leaves the machine and its private network.
    package let isLocal: Bool
    package let window: Int?
    package let state: State
    /// Why it is not ready, one sentence.
    package let reason: String?

    package init(
      name: String, provider: String, server: String?, isLocal: Bool, window: Int?, state: State, reason: String? = nil
    ) {
      self.name = name
      self.provider = provider
      self.server = server
      self.isLocal = isLocal
      self.window = window
      self.state = state
      self.reason = reason
    }
  }

  /// The default first, the `recall` responder last.
  package var models: [Entry]
  /// Name of the model that answers when none is asked for.
  package var chosen: String
  /// Why that one, in one sentence.
  package var why: String
  /// What a person should know, one sentence each.
  package var notes: [String]

  package init(models: [Entry], chosen: String, why: String, notes: [String] = []) {
    self.models = models
    self.chosen = chosen
    self.why = why
    self.notes = notes
  }
}
