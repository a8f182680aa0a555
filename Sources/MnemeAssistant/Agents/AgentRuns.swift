import Foundation
package import Logging
package import MnemeCore

/// Agents at work: each has a task of its own, a conversation that nobody else sees, and a limited time.
///
/// They read memory as far as the turn that asked may, and keep nothing: what they find is told to that turn alone, as the
/// output of a tool. They live in this process; a restart ends them.
package actor AgentRuns {
  /// A person's turn is 0; an agent of an agent of an agent is 3.
  package static let deepest = 3
  /// At work at once at one depth; the others wait. One that waits for an agent of its own takes no place from it.
  static let together = 4
  /// Waiting and at work in one space.
  static let openOfASpace = 16
  /// Seconds that a run can be asked for once it has ended.
  static let kept = 3600.0

  private let chat: any ChatService
  private let clock: any WallClock
  private let identifiers: any IdentifierSource
  private let logger: Logger
  private let places = (0..<AgentRuns.deepest).map { _ in RunPlaces(AgentRuns.together) }
  private var runs: [String: AgentRun] = [:]
  private var waiters: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
  private var lastWaiter = 0
  private let (orders, order) = AsyncStream.makeStream(of: String.self)

  package init(chat: any ChatService, clock: any WallClock, identifiers: any IdentifierSource, logger: Logger) {
    self.chat = chat
    self.clock = clock
    self.identifiers = identifiers
    self.logger = logger
  }

  /// Lets agents work until the task is cancelled; those at work are stopped then.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await id in orders {
        group.addTask { await self.work(on: id) }
      }
      group.cancelAll()
    }
  }

  /// Puts an agent to work, which is told to turns of the same conversation alone.
  /// - Throws: `permission` at the deepest level, `rateLimited` where too many are open.
  func spawn(_ task: String, model: String?, timeout: Int, by turn: ToolTurn) throws(ToolFailure) -> AgentRun {
    guard turn.depth < Self.deepest else {
      throw ToolFailure(
        .permission, "An agent this deep cannot have agents of its own: do the task yourself.")
    }
    sweep()
    guard runs.values.count(where: { $0.isOpen && $0.space == turn.space }) < Self.openOfASpace else {
      throw ToolFailure(.rateLimited, "There are \(Self.openOfASpace) agents at work already; wait for one of them.")
    }
    let id = identifiers.next()
    let run = AgentRun(
      id: id, space: turn.space, parent: turn.session, origin: turn.origin, session: "agent-\(id)", task: task,
      model: model,
      timeout: timeout, depth: turn.depth + 1, memory: turn.memory == .off ? .off : .read,
      leavesHome: turn.leavesHome, staysHome: turn.caller == .model && !turn.leavesHome, createdAt: clock.now())
    runs[id] = run
    order.yield(id)
    return run
  }

  /// Those that a turn may ask for, latest first.
  func list(for turn: ToolTurn) -> [AgentRun] {
    sweep()
    return runs.values.filter { $0.isTold(to: turn) }.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
  }

  /// The run when it has ended or `patience` is over; nil for an id that is not known.
  func result(of id: String, for turn: ToolTurn, patience: Duration) async -> AgentRun? {
    guard let run = runs[id], run.isTold(to: turn) else { return nil }
    guard run.isOpen, patience > .zero else { return run }
    let (ended, waiter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    lastWaiter += 1
    let number = lastWaiter
    waiters[id, default: [:]][number] = waiter
    defer { waiters[id]?[number] = nil }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in ended { return } }
      // Ends by cancellation, which it reports by throwing.
      group.addTask { try? await Task.sleep(for: patience) }
      await group.next()
      group.cancelAll()
    }
    return runs[id]
  }

  private func work(on id: String) async {
    guard let run = runs[id] else { return }
    let places = places[run.depth - 1]
    await places.enter()
    defer { places.leave() }
    runs[id]?.state = .running
    var request = ChatRequest(
      space: run.space, channel: "agent", messages: [ModelMessage(role: .user, content: run.task)], model: run.model,
      memory: run.memory)
    request.depth = run.depth
    request.origin = run.origin
    (request.leavesHome, request.staysHome) = (run.leavesHome, run.staysHome)
    let asked = request
    do {
      let text = try await withDeadline(
        .seconds(run.timeout), "The agent took longer than \(run.timeout) seconds and was stopped."
      ) { [chat] in try await chat.answer(to: asked) }
      end(id, .done(text))
    } catch {
      logger.warning("agent.failed", metadata: ["error.type": "\(type(of: error))"])
      end(id, .failed((error as? MnemeError)?.message ?? "The agent was stopped."))
    }
  }

  private func end(_ id: String, _ state: AgentRun.State) {
    runs[id]?.state = state
    runs[id]?.endedAt = clock.now()
    for waiter in (waiters.removeValue(forKey: id) ?? [:]).values { waiter.yield() }
  }

  private func sweep() {
    let now = clock.now()
    runs = runs.filter { _, run in run.endedAt.map { now.timeIntervalSince($0) < Self.kept } ?? true }
  }
}

extension AgentRun {
  /// Whether a turn may ask for it: one of the conversation that did, as far as it may read memory; a client of the owner any.
  fileprivate func isTold(to turn: ToolTurn) -> Bool {
    guard space == turn.space, turn.memory != .off || memory == .off else { return false }
    if turn.leavesHome, !leavesHome { return false }
    return turn.caller != .model || parent == turn.session
  }
}

extension AgentRuns: TaskSource {
  package func tasks(_ id: String?, for turn: ToolTurn) -> [TaskReport] {
    list(for: turn).filter { id == nil || $0.id == id }.sorted { $0.isOpen && !$1.isOpen }.map { run in
      let hint = run.isOpen ? "" : ", get_agent_result tells more"
      return TaskReport(
        id: run.id, kind: "agent", state: "\(run.word) (since \((run.endedAt ?? run.createdAt).iso8601))\(hint)",
        isActive: run.isOpen)
    }
  }
}
