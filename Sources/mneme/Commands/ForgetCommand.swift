import ArgumentParser
import Foundation
import MnemeCore

struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Erase for good, with everything derived from it; prints a receipt.",
    discussion: """
      Give one of --memory, --message, --session, --person, --from with --to, and --everything. First it is shown what \
      would go; a person at a terminal is asked, others say --yes. It cannot be undone. Backups made before still hold the \
      data. To let a memory speak no longer and keep it: 'mneme memories retire ID'.
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var time: TimeOptions

  @Option(help: ArgumentHelp("A memory, and the messages it came from unless they carry others too.", valueName: "id"))
  var memory: String?

  @Flag(help: "With --memory: also messages that carry other memories too.")
  var withSources = false

  @Option(help: ArgumentHelp("One message.", valueName: "id"))
  var message: String?

  @Option(help: ArgumentHelp("One conversation.", valueName: "id"))
  var session: String?

  @Option(
    name: [.customLong("person"), .customLong("entity")],
    help: ArgumentHelp("What a person said, and all that names the person, place or thing.", valueName: "name"))
  var person: String?

  @Flag(help: "Everything of the space.")
  var everything = false

  @Flag(help: "Only show what would go.")
  var dryRun = false

  @Flag(help: "Do not ask.")
  var yes = false

  func validate() throws {
    _ = try selection()
    guard yes || dryRun || StandardInput.canAsk else {
      throw ValidationError(
        "Nobody is there to be asked. Look with --dry-run what would go, then say --yes.")
    }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let selection = try selection()
      let space = view.space
      let run = ForgetRun(console: console, asJSON: view.output.json, nextLine: StandardInput.nextLine) { dryRun in
        // The answer is awaited without the data directory's lock.
        try await view.answer(draining: dryRun ? .zero : .seconds(5), console: console) {
          try await $0.forgetting.forget(selection, in: space, dryRun: dryRun)
        }
      }
      guard try await run.run(dryRun: dryRun, yes: yes, space: space) else { throw ExitCode(1) }
    }
  }

  private func selection() throws -> ForgetSelection {
    var found: [ForgetSelection] = []
    if let memory {
      try Arguments.check(name: memory, "--memory")
      found.append(.memory(memory, withSources: withSources))
    }
    if let message {
      try Arguments.check(name: message, "--message")
      found.append(.message(message))
    }
    if let session {
      try Arguments.check(name: session, "--session")
      found.append(.session(session))
    }
    if let person {
      try Arguments.check(name: person, "--person")
      found.append(.person(person))
    }
    switch (time.from, time.to) {
    case (let from?, let to?): found.append(.time(from: from.date, to: to.date))
    case (nil, nil): break
    default: throw ValidationError("--from and --to go together.")
    }
    if everything { found.append(.everything) }
    guard let selection = found.first, found.count == 1 else {
      throw ValidationError(
        "Give exactly one of --memory, --message, --session, --person, --from with --to, and --everything.")
    }
    guard memory != nil || !withSources else { throw ValidationError("--with-sources goes with --memory.") }
    return selection
  }
}

/// Shows what would go, asks, erases and shows the receipt.
struct ForgetRun {
  let console: Console
  let asJSON: Bool
  let nextLine: () async -> String?
  /// Erases, or with true only says what would go.
  let forget: (Bool) async throws -> ForgetReceipt

  /// - Returns: false when the person said no.
  func run(dryRun: Bool, yes: Bool, space: SpaceID) async throws -> Bool {
    if dryRun {
      try Output.write(try await forget(true), asJSON: asJSON, console, json: WireReceipt.init, text: ReportOutput.plan)
      return true
    }
    if !yes {
      let plan = try await forget(true)
      // Beside the result, which a program may read.
      console.writeError(ReportOutput.plan(plan))
      if ReportOutput.isEmpty(plan) { return true }
      console.writeError("Forget this in the space '\(space)'? It cannot be undone. Type yes: ")
      let answer = await nextLine()?.trimmingCharacters(in: .whitespaces)
      guard answer?.lowercased() == "yes" else {
        // Ctrl-D leaves the prompt's line open.
        console.writeError((answer == nil ? "\n" : "") + "Nothing was forgotten.\n")
        return false
      }
    }
    try Output.write(
      try await forget(false), asJSON: asJSON, console, json: WireReceipt.init, text: ReportOutput.receipt)
    return true
  }
}
