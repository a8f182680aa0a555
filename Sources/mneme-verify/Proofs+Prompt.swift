import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport

extension Proofs {
  /// A hundred turns of one client, then one of a client with system messages of its own, through the assistant.
  static func headChecks(_ heads: StableHead) async throws -> [Check] {
    let home = try ProofHome()
    let model = ScriptedModel()
    let assistant = Assistant(
      memory: home.engine, stores: MemoryStores(home.store), chatModels: OneModel(model: model),
      settings: Settings(dataDirectory: home.folder.path), clock: home.clock, identifiers: CountingIdentifiers(),
      heads: heads, logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
    func turn(_ text: String, system: [String] = []) async throws {
      let messages =
        system.map { ModelMessage(role: .system, content: $0) } + [ModelMessage(role: .user, content: text)]
      let request = ChatRequest(space: .me, channel: "test", messages: messages, memory: .read)
      for try await _ in assistant.reply(to: request) {}
    }
    for number in 0..<100 { try await turn("Where is box \(number)?") }
    let first = heads.renders
    try await turn("Where is it?", system: ["Be brief."])
    let second = heads.renders
    await assistant.drained()
    let sent = model.requests.map { $0.messages.first?.content ?? "" }
    return [
      Check("heads rendered for 100 prompts", first, .exactly, 1),
      Check("and for a client with another system message", second, .exactly, 2),
      Check("different heads in 100 prompts", Set(sent.prefix(100)).count, .exactly, 1),
      Check("heads that hold the other system message", sent.count { $0.hasSuffix("Be brief.") }, .exactly, 1),
    ]
  }

  private struct OneModel: ChatModelSource {
    let model: any ChatModel
    func models() async -> [any ChatModel] { [model] }
  }
}
