import MnemeCore
import MnemeTestSupport
import Synchronization

/// Calls a tool whenever it is offered one.
final class EndlessModel: ChatModel {
  let name = "endless"
  let isLocal = true
  private let call: @Sendable () -> ToolCall
  private let received = Mutex<[ModelRequest]>([])

  init(_ call: @escaping @Sendable () -> ToolCall) { self.call = call }

  var requests: [ModelRequest] { received.withLock { $0 } }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    received.withLock { $0.append(request) }
    let call = call()
    return AsyncThrowingStream { continuation in
      for event in request.toolChoice == .none ? RoundsModel.saying("Enough.") : RoundsModel.calling(call) {
        continuation.yield(event)
      }
      continuation.finish()
    }
  }
}

final class Noted: Sendable {
  private let values = Mutex<[Bool]>([])
  var all: [Bool] { values.withLock { $0 } }
  func add(_ value: Bool) { values.withLock { $0.append(value) } }
}

/// Lets those that arrive go on when both are there.
actor Meeting {
  private var waiting: CheckedContinuation<Void, Never>?

  func meet() async {
    if let other = waiting {
      waiting = nil
      other.resume()
    } else {
      await withCheckedContinuation { waiting = $0 }
    }
  }
}

struct MeetingTool: Tool {
  let description: ToolDescription
  let reach = ToolReach.none
  let category = ToolCategory.memory
  let meeting: Meeting

  init(name: String, meeting: Meeting) {
    description = ToolDescription(name: name, summary: "Meets the other.")
    self.meeting = meeting
  }

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    await meeting.meet()
    return "\(description.name) met"
  }
}

struct HangingTool: Tool {
  let description = ToolDescription(name: "hang", summary: "Hangs.")
  let reach = ToolReach.none
  let category = ToolCategory.memory
  var started = Noted()
  let ended: Noted

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    started.add(true)
    defer { ended.add(true) }
    try await Task.sleep(for: .seconds(3600))
    return "never"
  }
}

struct LongTool: Tool {
  let description = ToolDescription(name: "long", summary: "Says much.")
  let reach = ToolReach.none
  let category = ToolCategory.memory

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    ToolOutput((1...5000).map { "line \($0) of many" }.joined(separator: "\n"))
  }
}
