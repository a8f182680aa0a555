import ArgumentParser
import Foundation
import MnemeTools

/// Started by `run_command`: limits itself and becomes the program. Not for people.
struct ConfinedRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confined-run", abstract: "Become a confined program.", shouldDisplay: false)

  @Argument(help: "What to run and how to confine it: JSON in Base64, in pieces.") var confinement: [String]

  func run() throws {
    let reason: String
    do {
      let text = confinement.reduce(into: Data()) { $0 += Data(base64Encoded: $1) ?? Data() }
      reason = try JSONDecoder().decode(Confinement.self, from: text).enter()
    } catch {
      reason = "This is no description of a command."
    }
    FileHandle.standardError.write(Data((reason + "\n").utf8))
    throw ExitCode(Confinement.failureStatus)
  }
}
