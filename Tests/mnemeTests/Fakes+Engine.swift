import Foundation
import MnemeCore

/// The services that the commands do not call: they answer with what is known, or that they are not there.
extension FakeServices: MemoryCuration, ArchiveService, GraphService, ForgettingService, TransferService,
  MaintenanceService, EventFeed, PromptInspection, PersonaService, MessageReadingStore,
  ExtractionService
{
  private static let absent = MnemeError(.unavailable, "Not part of this test.")

  func memory(_ id: String, in space: SpaceID) async throws(MnemeError) -> Memory { Self.memory }
  func change(_ change: MemoryChange, in space: SpaceID) async throws(MnemeError) -> Memory { throw Self.absent }
  func inbox(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Memory] { [] }
  func memories(asOf: AsOf, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError) -> [Memory] { [] }

  func sessions(_ search: SessionSearch, in space: SpaceID) async throws(MnemeError) -> [Session] { [Self.session] }
  func session(_ id: String, in space: SpaceID, before: Int64?, limit: Int) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  { (Self.session, []) }
  func end(session id: String, in space: SpaceID) async throws(MnemeError) -> Session { Self.session }
  func search(_ text: String, from: Date?, to: Date?, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> [Message]
  { [] }
  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] { [] }
  func statistics(of space: SpaceID) async throws(MnemeError) -> SpaceStatistics { throw Self.absent }

  func explainPrompt(of question: String, model: String?, in space: SpaceID) async throws(MnemeError)
    -> PromptExplanation
  { throw Self.absent }
  func persona(in space: SpaceID) async throws(MnemeError) -> PersonaDescription { throw Self.absent }
  func insights(in space: SpaceID) async throws(MnemeError) -> [LearnedInsight] { [] }
  func retire(insight id: String, in space: SpaceID) async throws(MnemeError) -> LearnedInsight { throw Self.absent }
  func testExtraction(of model: String?) async throws(MnemeError) -> ExtractionFloor { throw Self.absent }
  func extractionResults() async throws(MnemeError) -> [ExtractionFloor] { [] }
  func put(_ readings: [MessageReading], in space: SpaceID) async throws(MnemeError) {}
  func readings(of messages: [String], in space: SpaceID) async throws(MnemeError) -> [MessageReading] { [] }
  func tokenEstimates() async throws(MnemeError) -> [TokenEstimateQuality] { [] }

  func entities(named name: String?, in space: SpaceID, limit: Int) async throws(MnemeError) -> [Entity] { [] }
  func neighbourhood(of entity: Int64, depth: Int, in space: SpaceID, limit: Int) async throws(MnemeError)
    -> GraphView
  { throw Self.absent }
  func path(from: Int64, to: Int64, maxDepth: Int, in space: SpaceID) async throws(MnemeError) -> GraphView? { nil }
  func provenance(of entity: Int64, in space: SpaceID, limit: Int) async throws(MnemeError) -> [String] { [] }
  func overview(of space: SpaceID, limit: Int) async throws(MnemeError) -> GraphView { throw Self.absent }
  func statistics(ofGraph space: SpaceID) async throws(MnemeError) -> GraphSummary { throw Self.absent }

  func forget(_ selection: ForgetSelection, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> ForgetReceipt {
    throw Self.absent
  }
  func export(_ space: SpaceID) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { $0.finish(throwing: Self.absent) }
  }
  func importRecords(_ lines: [TransferLine], into space: SpaceID) async throws(MnemeError) -> ImportCount {
    throw Self.absent
  }
  func maintain(_ space: SpaceID?, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport { throw Self.absent }
  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport { throw Self.absent }

  func publish(_ payload: MemoryEvent.Payload, in space: SpaceID) -> UInt64 { 0 }
  func subscribe(to space: SpaceID?, after sequence: UInt64?) -> AsyncStream<EventDelivery> {
    AsyncStream { $0.finish() }
  }
  func recent(_ limit: Int, of kind: MemoryEvent.Kind?, in space: SpaceID?) -> [MemoryEvent] { [] }
  var statistics: EventStatistics {
    EventStatistics(held: 0, capacity: 0, totalPushed: 0, totalDropped: 0, subscribers: 0, lostBySubscribers: 0)
  }
}

extension FakeServices: ModelInspection {
  static let report = ModelReport(
    models: [
      .init(
        name: "story", provider: "box", server: "127.0.0.1:9", isLocal: true, window: 4096, state: .resting,
        reason: "It did not answer in time."),
      .init(name: "recall", provider: "Mneme", server: nil, isLocal: true, window: nil, state: .ready),
    ], chosen: "story", why: "It is the first.", notes: ["The key box/work is not set."])

  func modelReport() async throws(MnemeError) -> ModelReport { Self.report }
}

extension FakeServices: ToolAdministration {
  static let listing: ToolListing = {
    var metrics = ToolMetrics()
    (metrics.calls, metrics.successes, metrics.totalMilliseconds) = (4, 3, 10)
    (metrics.lastCallAt, metrics.lastErrorAt, metrics.lastErrorCode) = (time, time, .timeout)
    return ToolListing(
      description: ToolDescription(
        name: "tide", title: "The tide", summary: "Tells the tide.",
        parameters: ["type": "object", "properties": ["harbour": ["type": "string"]]], output: ["type": "object"],
        annotations: ToolAnnotations(isReadOnly: false, isDestructive: true)),
      category: .research, isReady: true, metrics: metrics)
  }()
  static let approval = Approval(
    id: "a-1", space: .me, session: "s-1", channel: "web", caller: "model", tool: "tide",
    arguments: ["harbour": "Brest"], reason: "It asks.", token: "token-of-the-call", leavesHome: false, createdAt: time,
    expiresAt: time.addingTimeInterval(900))
  static let call = ToolAuditEntry(
    id: "c-1", space: .me, at: time, caller: "model", session: "s-1", tool: "tide", decision: .allowed,
    reason: "It reads.", outcome: .succeeded, code: nil, milliseconds: 3, digest: "00ff")

  func listTools(in space: SpaceID) async throws(MnemeError) -> [ToolListing] { [Self.listing] }

  func call(_ name: String, arguments: JSONValue, by client: String, in space: SpaceID) async throws(MnemeError)
    -> ToolOutput
  {
    guard name == "tide" else { return ToolOutput(failure: ToolFailure(.notFound, "There is no tool of this name.")) }
    return ToolOutput("High at noon in \(arguments.text).", structured: ["hour": 12])
  }

  func audit(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] { [Self.call] }

  func approvals(_ search: ApprovalSearch, in space: SpaceID) async throws(MnemeError) -> [Approval] {
    search.id == nil || search.id == "a-1" ? [Self.approval] : []
  }

  func decide(_ id: String, token: String, approves: Bool, in space: SpaceID) async throws(MnemeError) -> Approval {
    guard id == "a-1", token == Self.approval.token else { throw MnemeError(.notFound, "There is no such call.") }
    var decided = Self.approval
    (decided.state, decided.decidedAt, decided.result) = (approves ? .done : .denied, Self.time, approves ? "ran" : nil)
    return decided
  }
}
