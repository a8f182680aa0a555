/// How formal and how long answers on a channel are: 0…1 each.
package struct ChannelStyle: Sendable, Hashable {
  package let formality: Double
  package let verbosity: Double

  /// The table of the specification; a channel that is not in it is like any other chat.
  private static let known: [String: ChannelStyle] = [
    "discord": ChannelStyle(formality: 0.2, verbosity: 0.3),
    "telegram": ChannelStyle(formality: 0.1, verbosity: 0.2),
    "slack": ChannelStyle(formality: 0.5, verbosity: 0.5),
    "cli": terminal,
    "terminal": terminal,
    "webchat": ChannelStyle(formality: 0.3, verbosity: 0.5),
    "mcp": ChannelStyle(formality: 0.4, verbosity: 0.6),
  ]
  private static let terminal = ChannelStyle(formality: 0, verbosity: 0.4)
  private static let other = ChannelStyle(formality: 0.3, verbosity: 0.5)

  package static func of(_ channel: String) -> ChannelStyle { known[channel.lowercased()] ?? other }

  /// What a model is told of it; empty where there is nothing to say.
  package var hint: String {
    var parts: [String] = []
    if formality < 0.3 { parts.append("Keep a casual, friendly tone") }
    if formality > 0.6 { parts.append("Keep a formal, polite tone") }
    if verbosity < 0.3 { parts.append("Be concise") }
    if verbosity > 0.7 { parts.append("Be detailed") }
    return parts.isEmpty ? "" : parts.joined(separator: ". ") + "."
  }
}
