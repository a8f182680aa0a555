package import Foundation
package import MnemeCore

/// `current_time`: date and time, of the owner or of another place.
package struct CurrentTime: Tool {
  private let timeZone: TimeZone
  package let reach = ToolReach.none
  package let category = ToolCategory.system

  package init(timeZone: TimeZone) { self.timeZone = timeZone }

  package let description = ToolDescription(
    name: "current_time", summary: "Tells the date and time now, for the user or for another time zone.",
    parameters: [
      "type": "object",
      "properties": [
        "time_zone": [
          "type": "string", "maxLength": 64, "description": "IANA name such as Asia/Seoul; left out: the user's own.",
        ]
      ],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    var zone = timeZone
    if let name = arguments.string("time_zone") {
      guard let named = TimeZone(identifier: name) else {
        throw ToolFailure(.invalidFormat, "There is no time zone of this name; use one such as Europe/Lisbon.")
      }
      zone = named
    }
    let style = Date.ISO8601FormatStyle(timeZone: zone).year().month().day().timeZone(separator: .colon)
      .time(includingFractionalSeconds: false)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let day = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][
      calendar.component(.weekday, from: turn.now) - 1]
    return ToolOutput("\(day), \(turn.now.formatted(style)) (\(zone.identifier))").owned()
  }
}
