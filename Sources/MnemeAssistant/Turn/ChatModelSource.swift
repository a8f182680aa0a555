package import MnemeCore

/// The chat models there are now. The executable implements it over configuration and probing.
package protocol ChatModelSource: Sendable {
  /// The default first, the `recall` responder always last. May wait for the first probing to end.
  func models() async -> [any ChatModel]
  /// The model that answers when none is asked for, with those that stand in for it when it fails.
  func standard() async -> (any ChatModel)?
}

extension ChatModelSource {
  package func standard() async -> (any ChatModel)? { await models().first }
}
