import ArgumentParser
import Foundation
import MnemeCore
import MnemeHTTP

/// A command that changes one memory and shows what became of it. Every change is in the memory's history and can be undone.
protocol MemoryChangeCommand: AsyncParsableCommand {
  var view: ViewOptions { get }
  var id: String { get }

  func change(_ services: Services) async throws(MnemeError) -> MemoryChange
}

extension MemoryChangeCommand {
  func run() async throws {
    // A reworded memory is embedded anew.
    try await view.run(draining: .seconds(5)) {
      try await $0.curation.change(try await change($0), in: view.space)
    } json: {
      WireMemory($0)
    } text: {
      MemoryOutput.line($0) + "\n"
    }
  }
}

struct PinMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Let it neither fade nor expire.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) -> MemoryChange { .pin(id: id, isPinned: true, reason: MemoryVerbs.reason) }
}

struct UnpinMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(commandName: "unpin", abstract: "Let it fade again.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) -> MemoryChange { .pin(id: id, isPinned: false, reason: MemoryVerbs.reason) }
}

struct EditMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Say it in other words.", aliases: ["reword"])

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String
  @Argument(help: "The new wording; several words are joined.") var text: [String]

  func validate() throws { try CommandFailure.usage { () throws(MnemeError) in _ = try wording() } }

  func change(_ services: Services) throws(MnemeError) -> MemoryChange {
    .reword(id: id, text: try wording(), reason: MemoryVerbs.reason)
  }

  private func wording() throws(MnemeError) -> String {
    try MemoryVerbs.statement(text.joined(separator: " ")).text
  }
}

struct ReassessMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "reassess", abstract: "Say how important it is.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String
  @Argument(help: "Its importance, 0 to 1.") var importance: Double

  func validate() throws {
    guard (0...1).contains(importance) else {
      throw ValidationError("The importance is a number from 0 to 1.")
    }
  }

  func change(_ services: Services) -> MemoryChange {
    .reassess(id: id, importance: importance, reason: MemoryVerbs.reason)
  }
}

struct MarkMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "mark", abstract: "Keep it on this machine, or label it.",
    discussion: "A memory that is local only is never sent to a model that runs elsewhere.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  @Flag(inversion: .prefixedNo, help: "Whether it stays on this machine.")
  var localOnly: Bool?

  @Option(help: ArgumentHelp("A label it gets; may be repeated.", valueName: "text"))
  var label: [String] = []

  @Option(help: ArgumentHelp("A label it loses; may be repeated.", valueName: "text"))
  var unlabel: [String] = []

  func validate() throws {
    guard localOnly != nil || !label.isEmpty || !unlabel.isEmpty else {
      throw ValidationError("Give --local-only, --no-local-only, --label or --unlabel.")
    }
    guard Set(label).isDisjoint(with: unlabel) else {
      throw ValidationError("--label and --unlabel name the same label.")
    }
    guard label.allSatisfy(MemoryInput.isLabel) else {
      throw ValidationError(
        "--label: a label has 1 to \(MemoryInput.labelCharacters) characters, none of them control ones.")
    }
  }

  func change(_ services: Services) async throws(MnemeError) -> MemoryChange {
    let memory = try await services.curation.memory(id, in: view.space)
    let labels = Set(memory.labels).union(label).subtracting(unlabel).sorted()
    guard labels.count <= MemoryInput.labels else {
      throw MnemeError(.invalidInput, "A memory has at most \(MemoryInput.labels) labels.")
    }
    return .mark(
      id: id, labels: labels, isLocalOnly: localOnly ?? memory.isLocalOnly, reason: MemoryVerbs.reason)
  }
}

struct JudgeMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge", abstract: "Say that it is right, wrong or outdated.",
    discussion: "A right one gains confidence, a wrong one loses most of it, one that is outdated no longer speaks.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String
  @Argument(help: "right, wrong or outdated.") var judgement: Judgement

  func change(_ services: Services) async throws(MnemeError) -> MemoryChange {
    judgement.change(of: try await services.curation.memory(id, in: view.space))
  }
}

extension Judgement: ExpressibleByArgument {}

struct RetireMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire", abstract: "Let it speak no longer; it is kept. 'mneme forget' erases.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) -> MemoryChange { .retire(id: id, reason: MemoryVerbs.reason) }
}

struct RestoreMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Let a retired or superseded memory speak again.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) -> MemoryChange { .restore(id: id, reason: MemoryVerbs.reason) }
}

struct UndoMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take back its last change that was not taken back yet.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) -> MemoryChange { .undo(id: id, reason: MemoryVerbs.reason) }
}
