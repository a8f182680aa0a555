import ArgumentParser
import MnemeCore

struct RecallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall", abstract: "Show what memory has to say to a query, best first.")

  @OptionGroup var search: RecallOptions

  @Flag(help: "Say why each result stands where it stands, and what was dropped.")
  var explain = false

  func run() async throws { try await search.run(explain: explain) }
}

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Every candidate for a query with its scores, and why it was kept or dropped.",
    discussion: "What is found is not counted as used, so that looking does not change what is remembered.")

  @OptionGroup var search: RecallOptions

  @Flag(help: "Show what a model's prompt would hold of it, too.")
  var context = false

  @Option(help: "The model whose prompt is shown.")
  var model: String?

  func run() async throws { try await search.run(explain: true, context: context, model: model) }
}

struct RecallOptions: ParsableArguments {
  @OptionGroup var view: ViewOptions

  @Argument(help: "What to look for; several words are joined.")
  var query: [String]

  @Option(help: "How many results, 1 to 200.")
  var limit = 10

  func validate() throws {
    try CommandFailure.usage { () throws(MnemeError) in _ = try recallQuery(explain: false) }
  }

  private func recallQuery(explain: Bool) throws(MnemeError) -> RecallQuery {
    try MemoryVerbs.query(query.joined(separator: " "), in: view.space, limit: limit, explain: explain)
  }

  func run(explain: Bool, context: Bool = false, model: String? = nil) async throws {
    try await view.run { services -> (RecallResult, PromptExplanation?) in
      let query = try recallQuery(explain: explain)
      let result = try await services.memory.recall(query)
      guard context else { return (result, nil) }
      return (result, try await services.prompts.explainPrompt(of: query.text, model: model, in: query.space))
    } json: {
      WireRecallResult($0, explained: explain, context: $1)
    } text: {
      RecallOutput.text($0) + ($1.map(PromptOutput.text) ?? "")
    }
  }
}
