import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

extension Proofs {
  typealias PersonaMaker = @Sendable (ProofHome) -> Persona
  typealias InsightSearch = @Sendable ([LearnedInsight], String) -> (id: String?, probes: Int)

  /// A hundred turns, then as many after the owner's file changed.
  static func personaChecks(_ make: PersonaMaker) async throws -> [Check] {
    let home = try ProofHome()
    let model = ScriptedModel()
    let persona = make(home)
    let assistant = Assistant(
      memory: home.engine, stores: MemoryStores(home.store), chatModels: OnlyModel(model: model),
      settings: Settings(dataDirectory: home.folder.path), clock: home.clock, identifiers: CountingIdentifiers(),
      persona: persona, logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
    func turns() async throws {
      for number in 0..<100 {
        let request = ChatRequest(
          space: .me, channel: "test", messages: [ModelMessage(role: .user, content: "Where is box \(number)?")],
          memory: .read)
        for try await _ in assistant.reply(to: request) {}
      }
    }
    try await turns()
    let (first, looks) = (await persona.renders, await persona.looks)
    let file = home.folder.appendingPathComponent(IdentityFile.name)
    try Data(#"{"core": "You are the keeper of the boxes."}"#.utf8).write(to: file)
    home.clock.advance(by: Persona.lookSeconds)
    try await turns()
    let second = await persona.renders
    await assistant.drained()
    let heads = model.requests.map { $0.messages.first?.content ?? "" }
    return [
      Check("personas written for 100 prompts", first, .exactly, 1),
      Check("looks at the identity file for them", looks, .exactly, 1),
      Check("personas written after the file changed", second, .exactly, 2),
      Check("prompts that begin with the new one", heads.count { $0.hasPrefix("You are the keeper") }, .exactly, 100),
    ]
  }

  /// The same words among one insight and among ten thousand.
  static func insightChecks(_ search: InsightSearch) -> [Check] {
    func insights(_ count: Int) -> [LearnedInsight] {
      (0..<count).map { number in
        LearnedInsight(
          id: "\(number)", text: "Give the numbers of shelf \(number) in metric units.", topic: nil, sources: ["m"],
          confidence: 0.7, learnedAt: Date(milliseconds: 0))
      }
    }
    let few = search(insights(1), insights(1)[0].text)
    let many = search(insights(10_000), insights(10_000)[9_999].text)
    return [
      Check("insights that were not found again", [few.id, many.id].count { $0 == nil }, .exactly, 0),
      Check("probes for a known insight among 1", few.probes, .exactly, 1),
      Check("more of them among 10,000", many.probes - few.probes, .exactly, 0),
    ]
  }

  private struct OnlyModel: ChatModelSource {
    let model: any ChatModel
    func models() async -> [any ChatModel] { [model] }
  }
}

extension Persona {
  /// In the folder of a home, on its clock.
  init(_ home: ProofHome, lookSeconds: Double = Persona.lookSeconds, keepsTexts: Bool = true) {
    self.init(
      directory: home.folder.path, memories: home.store, messages: home.store, clock: home.clock,
      identifiers: CountingIdentifiers(), lookSeconds: lookSeconds, keepsTexts: keepsTexts,
      logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
  }
}
