import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMemory

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write everything of a space as JSON Lines; 'mneme import' takes it in again.",
    discussion: """
      Conversations, messages, the history of every memory and how often it was used; see docs/export-format.md. The same \
      space gives the same bytes. A file appears whole or not at all, readable by you alone.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Argument(help: "The file; '-' writes to standard output.")
  var file = "-"

  /// Bytes after which lines are written.
  private static let pieceBytes = 64 << 10

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(secrets: .whenNeeded, console: console)
      let target = file == "-" ? nil : try ExportFile(file)
      let counts = try await Access.withServices(settings, logger: .commandLine(settings)) { services in
        try await write(services.transfer.export(owner.space)) { piece in
          if let target { try target.write(piece) } else { console.write(String(decoding: piece, as: UTF8.self)) }
        }
      }
      guard let target else { return }
      try target.finish()
      console.line(ReportOutput.export(counts))
    }
  }

  private func write(
    _ lines: AsyncThrowingStream<[UInt8], any Error>, _ put: ([UInt8]) throws -> Void
  ) async throws -> [TransferRecord.Kind: Int] {
    var check = ExportCheck()
    var piece: [UInt8] = []
    for try await line in lines {
      check.add(line)
      piece += line
      piece.append(UInt8(ascii: "\n"))
      guard piece.count >= Self.pieceBytes else { continue }
      try put(piece)
      piece.removeAll(keepingCapacity: true)
    }
    try put(piece)
    return try check.finish()
  }
}
