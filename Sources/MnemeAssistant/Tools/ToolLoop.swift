import MnemeCore

/// Decides what follows an answer that calls tools, so that no model can keep a turn from ending. Does no I/O.
///
/// Every round asks the model once. It ends when the model answers without calls, when the client has to run one of its own,
/// or when `rounds` are over, the same calls come back, or the prompt has no room left: then the model is asked a last time,
/// without tools.
struct ToolLoop {
  enum Step: Equatable {
    /// The answer stands.
    case finish
    /// The client runs these; ours that stand beside them are asked for again by the model when it has their results.
    case handOver([ToolCall])
    /// We run these, in this order of results.
    case run([ToolCall])
  }

  static let rounds = 15
  /// How often the same call may be made; another time it is answered without being run.
  static let repeats = 2
  /// Tokens that must be left of the window to go on.
  static let leastRoom = 256

  /// Names of the client's tools.
  private let clients: Set<String>
  /// Tokens that results may still take.
  private(set) var room: Int
  private(set) var round = 0
  private var made: [String: Int] = [:]
  private var isStuck = false

  /// - Parameters:
  ///   - clients: names of the tools that the client runs.
  ///   - room: tokens of the window that results may take in all.
  init(clients: Set<String>, room: Int) {
    self.clients = clients
    self.room = room
  }

  /// Whether the next request may offer our tools. The client's are its own business: it decides how long it goes on.
  var offersOurs: Bool { round < Self.rounds && !isStuck && room >= Self.leastRoom }

  /// Calls of tools that nobody offered are run with ours: the model is told that there are none.
  mutating func next(after calls: [ToolCall]) -> Step {
    let handed = calls.filter { clients.contains($0.name) }
    if !handed.isEmpty { return .handOver(handed) }
    if calls.isEmpty || !offersOurs { return .finish }
    round += 1
    return .run(calls)
  }

  /// Whether a call is to be run; false for one that was made `repeats` times already. When a whole round is made of such
  /// calls the model is not offered tools any more.
  mutating func admits(_ calls: [ToolCall]) -> [Bool] {
    let admitted = calls.map { call in
      let key = call.name + "\u{0}" + ((try? JSONValue(parsing: call.arguments).text) ?? call.arguments)
      made[key, default: 0] += 1
      return (made[key] ?? 0) <= Self.repeats
    }
    isStuck = !admitted.contains(true)
    return admitted
  }

  mutating func spend(_ tokens: Int) { room -= tokens }
}
