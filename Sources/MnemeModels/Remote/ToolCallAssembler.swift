import MnemeCore

/// Puts calls of tools together from the pieces that a stream brings.
struct ToolCallAssembler: Sendable {
  /// Calls of one answer; more are a model that runs away.
  static let callLimit = 128
  /// Bytes of one call's arguments.
  static let argumentLimit = 1 << 20

  private struct Draft: Sendable {
    var index: Int?
    var id: String?
    var name = ""
    var pieces: [String] = []
    var bytes = 0
    var signature: String?
  }

  private var drafts: [Draft] = []

  /// Adds a piece to the call it belongs to: the one of its index, else the last one. An id that differs from that call's
  /// begins another one, since some servers give every call the index 0.
  /// - Parameter isWhole: it is a call of its own, whatever came before.
  mutating func add(
    index: Int?, id: String?, name: String?, arguments: String?, signature: String? = nil, isWhole: Bool = false,
    server: String
  ) throws(MnemeError) {
    let given = id.flatMap { $0.isEmpty ? nil : $0 }
    var place = index == nil ? drafts.indices.last : drafts.lastIndex { $0.index == index }
    if let found = place, let given, let known = drafts[found].id, known != given { place = nil }
    // Without index and id a name begins a call.
    if index == nil, given == nil, name?.isEmpty == false { place = nil }
    if isWhole { place = nil }
    if place == nil {
      guard drafts.count < Self.callLimit else {
        throw MnemeError(.upstream, "\(server) called more than \(Self.callLimit) tools at once.")
      }
      drafts.append(Draft(index: index))
      place = drafts.count - 1
    }
    guard let place else { return }
    if let given { drafts[place].id = given }
    if drafts[place].name.isEmpty, let name { drafts[place].name = name }
    if let signature { drafts[place].signature = signature }
    guard let arguments, !arguments.isEmpty else { return }
    drafts[place].bytes += arguments.utf8.count
    guard drafts[place].bytes <= Self.argumentLimit else {
      throw MnemeError(.upstream, "\(server) sent a tool call with more than \(Self.argumentLimit) bytes.")
    }
    drafts[place].pieces.append(arguments)
  }

  /// The calls in their order; each has an id.
  /// - Throws: `upstream` for a call without a name.
  func finish(server: String) throws(MnemeError) -> [ToolCall] {
    var taken: Set<String> = []
    var calls: [ToolCall] = []
    for (number, draft) in drafts.enumerated() {
      guard !draft.name.isEmpty else {
        throw MnemeError(.upstream, "\(server) called a tool without saying which.")
      }
      // Not seen before in the conversation either.
      var id = draft.id ?? "call_" + String(UInt64.random(in: .min ... .max), radix: 36)
      while !taken.insert(id).inserted { id += "_\(number)" }
      let arguments = draft.pieces.joined()
      calls.append(
        ToolCall(
          id: id, name: draft.name, arguments: arguments.isEmpty ? "{}" : arguments, signature: draft.signature))
    }
    return calls
  }
}
