import ArgumentParser
import MnemeCore

struct ApprovalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approvals", abstract: "Calls of tools that wait for your word.",
    subcommands: [ListApprovals.self, ApproveCall.self, DenyCall.self], defaultSubcommand: ListApprovals.self)
}

struct ListApprovals: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What, with which arguments, and why it asks.")

  @OptionGroup var view: ViewOptions
  @Flag(help: "Those that were decided or are over as well.") var all = false

  func run() async throws {
    try await view.run {
      try await $0.tools.approvals(ApprovalSearch(isPending: !all, limit: 200), in: view.space)
    } json: {
      WireApprovals(approvals: $0.map(WireApproval.init))
    } text: {
      ToolOutputText.approvals($0)
    }
  }
}

struct ApproveCall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Run the call once, with exactly the arguments that are shown.")

  @OptionGroup var decision: DecisionOptions

  func run() async throws { try await decision.run(approves: true) }
}

struct DenyCall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "deny", abstract: "Do not run the call.")

  @OptionGroup var decision: DecisionOptions

  func run() async throws { try await decision.run(approves: false) }
}

struct DecisionOptions: ParsableArguments {
  @OptionGroup var view: ViewOptions
  @Argument(help: "The id that 'mneme approvals' shows.") var id: String

  func run(approves: Bool) async throws {
    try await view.run(draining: .seconds(10)) { services in
      let shown = try await services.tools.approvals(
        ApprovalSearch(id: id, isPending: true, limit: 200), in: view.space)
      guard let call = shown.first(where: { $0.id == id }) else {
        throw MnemeError(.notFound, "No call with this id waits for approval.")
      }
      return try await services.tools.decide(id, token: call.token, approves: approves, in: view.space)
    } json: {
      WireApproval($0)
    } text: {
      ToolOutputText.approval($0)
    }
  }
}
