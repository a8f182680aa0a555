import Logging
import MnemeCore
import MnemeMemory
import Synchronization

/// What keeps the texts of one turn apart: borders around what is data, and what of the answer may be shown.
final class TurnSafety: Sendable {
  let fence: TextFence
  let meter: TurnMeter?
  private let fences: FenceSource
  /// Of every border in the prompt.
  private let marks: Mutex<Set<String>>
  private let foreign = Mutex(false)
  private let scanner = InjectionScanner.shared
  private let secrets: [String]
  private let names: TagNames
  private let observer: any ActivityObserver
  private let logger: Logger

  /// - Parameters:
  ///   - secrets: what no answer may hold.
  ///   - names: of tags that are not for the user.
  init(
    fences: FenceSource, secrets: [String] = [], names: TagNames = TagNames(), meter: TurnMeter? = nil,
    observer: any ActivityObserver = NoObserver(), logger: Logger
  ) {
    fence = fences.next()
    marks = Mutex([fence.mark])
    self.fences = fences
    self.secrets = secrets
    self.names = names
    self.meter = meter
    self.observer = observer
    self.logger = logger
  }

  // MARK: Into the prompt

  /// Words stand in the prompt that are not the user's own: of a tool, a file, or recalled with a lower trust.
  var holdsForeignText: Bool { foreign.withLock { $0 } }

  func result(_ text: String) -> String {
    fence.around(text, name: "result", isSuspicious: isSuspicious(text, .tool))
  }

  /// Of a call that ran between two turns.
  func decided(_ text: String) -> String {
    foreign.withLock { $0 = true }
    return result(text)
  }

  /// The name of a file may hold orders as well.
  func file(_ file: ModelFile) -> String {
    foreign.withLock { $0 = true }
    return fence.around(
      file.text, name: "file", label: ("name", file.name),
      isSuspicious: isSuspicious(file.name + "\n" + file.text, .file))
  }

  /// - Parameter recalled: the items that stand in the notes; those that the user did not say are looked at.
  func notes(_ lines: [String], recalled: [RecallHit]) -> String {
    if !recalled.allSatisfy(\.isUsers) { foreign.withLock { $0 = true } }
    let suspicious = recalled.filter { $0.trust != .user && isSuspicious($0.content, .memory) }
    return fence.around(lines.joined(separator: "\n"), name: "memory", isSuspicious: !suspicious.isEmpty)
  }

  /// A result that the client's own tool brought; other messages stay as they are.
  func clientStep(_ message: ModelMessage) -> ModelMessage {
    guard message.role == .tool, let call = message.toolCallID else { return message }
    foreign.withLock { $0 = true }
    let border = fences.fence(ofCall: call)
    marks.withLock { _ = $0.insert(border.mark) }
    let text = border.around(
      message.content, name: "result", isSuspicious: isSuspicious(message.content, .tool))
    return .result(text, of: call)
  }

  private func isSuspicious(_ text: String, _ origin: TextOrigin) -> Bool {
    let report = scanner.report(on: text)
    meter?.suspects(report.score)
    guard report.isSuspicious else { return false }
    observer.observe(.suspicion(origin))
    logger.notice(
      "text.suspicious",
      metadata: [
        "text.origin": "\(origin.rawValue)", "text.score": "\(Int((report.score * 100).rounded()))",
        "text.reasons": "\(report.reasons.map(\.rawValue).sorted().joined(separator: ","))",
      ])
    return true
  }

  // MARK: Out of the model

  func outputFilter() -> OutputFilter { OutputFilter(names: names, marks: allMarks, secrets: secrets) }

  private var allMarks: [String] { marks.withLock { $0.sorted() } }

  /// The call without secrets in what it would send away.
  func cleaned(_ call: ToolCall) -> ToolCall {
    var filter = ArgumentFilter(secrets: SecretStream(knowing: secrets, plainly: allMarks))
    let arguments = filter.cleaned(call.arguments)
    guard filter.count > 0 else { return call }
    tell(secrets: filter.count, tags: 0)
    return ToolCall(id: call.id, name: call.name, arguments: arguments, signature: call.signature)
  }

  func tell(secrets: Int, tags: Int) {
    meter?.redacted(secrets + tags)
    if tags > 0 { observer.observe(.redaction(isTag: true, count: tags)) }
    guard secrets > 0 else { return }
    observer.observe(.redaction(isTag: false, count: secrets))
    logger.warning("answer.redacted", metadata: ["secrets.count": "\(secrets)"])
  }
}
