package import MnemeCore

/// The chat models there are now. The executable implements it over configuration and probing.
package protocol ChatModelSource: Sendable {
  /// The default first, the `recall` responder always last. May wait for the first probing to end.
  func models() async -> [any ChatModel]
}
