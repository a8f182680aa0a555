import Foundation
import GRDB
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTelemetry
import Synchronization
import Testing

@testable import MnemeSQLite
@testable import mneme_verify

/// The proofs of the assistant hold, and fail as soon as what they prove is taken out.
@Suite struct AssistantProofTests {
  @Test(arguments: Proofs.assistant.map(\.id))
  func everyConditionHolds(_ id: String) async throws {
    let proof = try #require(Proofs.assistant.first { $0.id == id })
    let row = await proof.row()
    #expect(row.isAcceptable(builtOnly: true), "\(row.text)")
  }

  /// One naive variant for each condition.
  private static let naive: [Proof] = [
    Proofs.alerts { SessionForEachAlert(connect: $0, clock: $1) },
    Proofs.flushes { FlushingHandler(outputs: $0) },
    Proofs.patterns { text, _, make in make().report(on: text) },
    {
      let turnstile = Turnstile()
      return Proofs.tools { OneAtATime(inner: $0, turnstile: turnstile) }
    }(),
    Proofs.reply { assistant, request in
      AsyncThrowingStream { output in
        // Ends with the turn; its consumer cancels it by going away.
        let task = Task {
          var said = ""
          do {
            for try await event in assistant.reply(to: request) {
              guard case .text(let piece) = event, said.utf8.count < 10_000 else {
                output.yield(event)
                continue
              }
              // All that was said so far with each piece.
              said += piece
              output.yield(.text(said))
            }
            output.finish()
          } catch {
            output.finish(throwing: error)
          }
        }
        output.onTermination = { _ in task.cancel() }
      }
    },
    Proofs.start { home in
      let engine = home.anotherEngine()
      _ = try await engine.memories(in: .me, includeInactive: false, before: nil, limit: 1)
    },
    Proofs.shutdown { _, _, steps in
      for step in steps { await step.run() }
      return []
    },
    Proofs.turn { $0.messages = AsksForColumns(inner: $0.messages) },
    Proofs.manifest { ListsTwice(inner: $0) },
  ]

  @Test(arguments: Array(naive.indices))
  func aConditionFailsWhenItsOptimisationIsTakenOut(_ index: Int) async {
    let row = await Self.naive[index].row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test(arguments: [true, false])
  func healthChecksThatAreRunNaivelyFailTheirCondition(_ inTurn: Bool) async {
    let row = await Proofs.tools(health: inTurn ? NaiveHealth.oneAfterTheOther : NaiveHealth.unbounded).row()
    #expect(row.error == nil && row.checks.contains { !$0.holds }, "\(row.text)")
    let whole = await Proofs.tools().row()
    #expect(whole.error == nil && whole.checks.allSatisfy(\.holds), "\(whole.text)")
  }

  @Test func everyConditionHasANaiveVariant() {
    #expect(Self.naive.map(\.id) == Proofs.assistant.map(\.id))
  }

  @Test func aLogOfTurnsThatAsksForItsColumnsFailsItsCondition() async {
    let row = await Proofs.noHashing(adjust: { $0.interactions = AsksForColumnsOfTurns(inner: $0.interactions) }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func everyClassOfFailureHasItsThresholdOrIsTheCallersOwn() {
    let codes: [MnemeError.Code] = [
      .upstream, .unavailable, .overloaded, .timeout, .storage, .internal, .configuration,
    ]
    #expect(codes.map(ErrorWindow.threshold) == [3, 3, 5, 5, 10, 10, 10])
    #expect(ErrorWindow.threshold(of: .invalidInput) == nil)
  }
}

/// Makes a client for each alert, and has no cool-down.
private final class SessionForEachAlert: AlertingObserver {
  let connect: @Sendable () -> AlertClient
  let clock: any WallClock
  private let counts = Mutex<[MnemeError.Code: Int]>([:])
  private let (alerts, pending) = AsyncStream<Void>.makeStream()

  init(connect: @escaping @Sendable () -> AlertClient, clock: any WallClock) {
    self.connect = connect
    self.clock = clock
  }

  func observe(_ activity: Activity) {
    guard case .failure(let code) = activity, let threshold = ErrorWindow.threshold(of: code) else { return }
    let count = counts.withLock { counts in
      counts[code, default: 0] += 1
      return counts[code] ?? 0
    }
    if count % threshold == 0 { pending.yield() }
  }

  func run() async {
    for await _ in alerts {
      let client = connect()
      // The failure of a double is not what is counted.
      _ = try? await client.http.fetch(FetchRequest(method: "POST", url: "http://127.0.0.1:9"))
      await client.close()
    }
  }

  func stop() { pending.finish() }
}

/// Flushes with every line.
private struct FlushingHandler: LogHandler {
  let outputs: [any LogOutput]
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(outputs: [any LogOutput]) { self.outputs = outputs }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    for output in outputs {
      output.write(Array("\(event.message)\n".utf8))
      output.flush()
    }
  }
}

private final class Turnstile: Sendable {
  private let isTaken = Mutex(false)

  func pass<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
    while !isTaken.withLock({ taken in
      if taken { return false }
      taken = true
      return true
    }) { try await Task.sleep(for: .milliseconds(1)) }
    defer { isTaken.withLock { $0 = false } }
    return try await body()
  }
}

private struct OneAtATime: Tool {
  let inner: any Tool
  let turnstile: Turnstile
  var description: ToolDescription { inner.description }
  var reach: ToolReach { inner.reach }
  var category: ToolCategory { inner.category }
  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    try await turnstile.pass { try await inner.run(arguments, in: turn) }
  }
}

private struct AsksForColumnsOfTurns: InteractionStore {
  let inner: any InteractionStore

  func append(_ interaction: Interaction) async throws(MnemeError) { try await inner.append(interaction) }

  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] {
    guard let store = inner as? SQLiteStore else { throw MnemeError(.internal, "There is no database to ask.") }
    do {
      _ = try await store.pool.read { try $0.columns(in: "interactions") }
    } catch {
      throw MnemeError(.storage, "The columns cannot be read.", underlying: error)
    }
    return try await inner.interactions(search, in: space)
  }

  func removeInteractions(before: Date) async throws(MnemeError) -> Int {
    try await inner.removeInteractions(before: before)
  }
  func totals() async throws(MnemeError) -> StoreTotals { try await inner.totals() }
}
