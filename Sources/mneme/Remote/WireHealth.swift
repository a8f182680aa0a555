import MnemeCore

/// What `/health` tells of a running server.
struct WireHealth: Decodable {
  struct Component: Decodable {
    let state: String
    let critical: Bool?
    let message: String?
  }

  let status: String
  let componentChecks: [String: Component]?

  /// One for each part, those that are well too; of a part that is not critical the worst is a warning.
  var findings: [Finding] {
    (componentChecks ?? [:]).sorted { $0.key < $1.key }.map { name, part in
      let state = HealthState(rawValue: part.state) ?? .degraded
      let level = Finding.Level(part.critical == false ? min(state, .degraded) : state)
      return Finding(level, "server \(name)", part.message ?? "well")
    }
  }
}
