import ArgumentParser
import Foundation
import Logging
import MnemeCore

struct RememberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remember", abstract: "Keep a statement; prints its id.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Argument(help: "The statement; several words are joined. '-' reads it from standard input.")
  var text: [String]

  func validate() throws {
    guard text != ["-"] else { return }
    try CommandFailure.usage { () throws(MnemeError) in _ = try MemoryVerbs.statement(text.joined(separator: " ")) }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let statement = try MemoryVerbs.statement(try words())
      let settings = try await common.settings(secrets: .whenNeeded, console: console)
      let memory = try await Access.withServices(
        settings, logger: .commandLine(settings), draining: .seconds(5)
      ) {
        try await $0.memory.remember(statement, in: owner.space)
      }
      console.line(memory.id)
    }
  }

  private func words() throws(MnemeError) -> String {
    guard text == ["-"] else { return text.joined(separator: " ") }
    do {
      // One byte more than any allowed text can have shows that it is too long.
      let data = try FileHandle.standardInput.read(upToCount: Limits.memoryCharacters * 4 + 1)
      return String(decoding: data ?? Data(), as: UTF8.self)
    } catch {
      throw MnemeError(.invalidInput, "Standard input cannot be read.", underlying: error)
    }
  }
}
