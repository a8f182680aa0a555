import ArgumentParser
import Logging
import MnemeCore

struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Follow what happens in a space of the running server, until Ctrl-C.",
    discussion: """
      One event per line: time, sequence, type and what it is about; ids and counts, never what was said. Where events are \
      missing stands a line that says so. With --json one object per line. Ends with status 0 when the server stops.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Option(help: ArgumentHelp("First what happened since this event.", valueName: "sequence"))
  var after: UInt64?

  @Flag(help: "Print one JSON object per line.")
  var json = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let server = try await Access.server(of: DataDirectory(settings.dataDirectory))
      try await RemoteServices.withEvents(of: server.url, key: Access.key(for: server, settings)) { events in
        try await events.follow(owner.space, after: after) { delivery in
          console.line(json ? try EventOutput.json(delivery) : EventOutput.text(delivery))
        }
      }
      console.writeError("mneme: The server has ended the feed.\n")
    }
  }
}
