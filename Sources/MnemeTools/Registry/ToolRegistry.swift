package import Logging
package import MnemeCore
import Synchronization

/// Every tool of this process, behind one door: what is not in it can be neither seen nor run.
///
/// A call goes through the same steps for everybody: the tool is looked up, its arguments are checked against the schema, the
/// policy decides, the call is entered in the audit log, and the tool runs within its deadline.
package final class ToolRegistry: ToolService {
  let settings: ToolSettings
  let policy: ToolPolicy
  /// Where calls that need the owner's word wait; nil refuses them.
  let approvals: PendingCalls?
  let audit: AuditLog?
  let deadline: Duration
  let clock: any WallClock
  let stopwatch: Stopwatch
  let events: (any EventFeed)?
  let observer: any ActivityObserver
  let logger: Logger
  /// Nil: tools are chosen by words alone.
  let vectors: ToolVectors?
  let shelf: Mutex<ToolShelf>
  private let listeners = Mutex(ChangeListeners())

  /// Characters of a tool's texts that are handed on.
  static let outputCharacters = 100_000

  /// - Parameter deadline: of tools that have none of their own; nil takes that of the settings.
  /// - Throws: `configuration` for a category that there is not.
  package init(
    settings: ToolSettings = ToolSettings(), policy: ToolPolicy? = nil, approvals: PendingCalls? = nil,
    audit: AuditLog? = nil, deadline: Duration? = nil, clock: any WallClock = SystemClock(),
    stopwatch: Stopwatch = .system, events: (any EventFeed)? = nil, observer: any ActivityObserver = NoObserver(),
    embedder: (any Embedder)? = nil, logger: Logger
  ) throws(MnemeError) {
    var categories: Set<ToolCategory> = []
    for name in settings.disabledCategories {
      guard let category = ToolCategory(rawValue: name) else {
        let near = NearestName.of(name, among: ToolCategory.allCases.map(\.rawValue))
        throw MnemeError(
          .configuration,
          "tools.disabled_categories: there is no such category.\(near.map { " Did you mean \($0)?" } ?? "")")
      }
      categories.insert(category)
    }
    self.settings = settings
    if let policy { self.policy = policy } else { self.policy = try ToolPolicy(settings) }
    self.approvals = approvals
    self.audit = audit
    self.deadline = deadline ?? .seconds(settings.deadlineSeconds)
    self.clock = clock
    self.stopwatch = stopwatch
    self.events = events
    self.observer = observer
    self.logger = logger
    vectors = embedder.map { ToolVectors(embedder: $0, logger: logger) }
    shelf = Mutex(ToolShelf(disabled: Set(settings.disabled), categories: categories))
    replace(group: "registry", with: [FindTools(registry: self)])
  }

  deinit { listeners.withLock { $0.end() } }

  // MARK: What there is

  /// Builds a group of tools; one that fails leaves all others as they are.
  package func register(group: String, _ build: () throws -> [any Tool]) {
    do {
      replace(group: group, with: try build())
    } catch {
      logger.error("tools.group_skipped", metadata: ["tools.group": "\(group)", "error.type": "\(type(of: error))"])
    }
  }

  /// Puts these tools in the place of those that the group had. A tool that cannot be used is logged and left out.
  package func replace(group: String, with tools: [any Tool]) {
    let usable = tools.compactMap { tool -> RegisteredTool? in
      do throws(MnemeError) {
        return try RegisteredTool(tool, group: group)
      } catch {
        logger.warning(
          "tools.tool_skipped", metadata: ["tools.group": "\(group)", "reason": "\(error.message)"])
        return nil
      }
    }
    let (taken, isChanged) = shelf.withLock { shelf in
      let before = shelf.ordered.compactMap { shelf.tools[$0]?.tool.description }
      let taken = shelf.replace(group, with: usable)
      return (taken, before != shelf.ordered.compactMap { shelf.tools[$0]?.tool.description })
    }
    for name in taken {
      logger.warning("tools.name_taken", metadata: ["tool.name": "\(name)", "tools.group": "\(group)"])
    }
    if isChanged { listeners.withLock { $0.tell() } }
  }

  package func tools(for caller: ToolCaller, memory: MemoryMode) -> [ToolDescription] {
    visible(to: caller, memory: memory).map(\.tool.description)
  }

  package func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number = listeners.withLock { $0.add(continuation) }
    continuation.onTermination = { [weak self] _ in self?.listeners.withLock { $0.remove(number) } }
    return stream
  }

  /// In order. `find_tools` is there when a model is not offered everything.
  func visible(to caller: ToolCaller, memory: MemoryMode) -> [RegisteredTool] {
    let all = shelf.withLock { shelf in shelf.ordered.compactMap { shelf.tools[$0] } }
    let seen = all.filter { $0.tool.reach.isAllowed(memory) && (caller != .model || $0.tool.isReady) }
    return seen.count - 1 > settings.offered ? seen : seen.filter { $0.name != FindTools.name }
  }

  func listings() -> [ToolListing] {
    let tools = visible(to: .client(name: ""), memory: .full)
    return shelf.withLock { shelf in
      tools.map {
        ToolListing(
          description: $0.tool.description, category: $0.tool.category, isReady: $0.tool.isReady,
          metrics: shelf.metrics(of: $0.name))
      }
    }
  }
}

extension ToolReach {
  func isAllowed(_ memory: MemoryMode) -> Bool { memory.allows(self) }
}

/// Who is told of changes.
private struct ChangeListeners {
  private var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
  private var last = 0

  mutating func add(_ listener: AsyncStream<Void>.Continuation) -> Int {
    last += 1
    waiting[last] = listener
    return last
  }

  mutating func remove(_ number: Int) { waiting[number] = nil }
  func tell() { for listener in waiting.values { listener.yield() } }

  mutating func end() {
    let all = waiting.values
    waiting = [:]
    for listener in all { listener.finish() }
  }
}
