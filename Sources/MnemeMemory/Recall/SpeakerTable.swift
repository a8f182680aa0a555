import MnemeCore

/// Who speaks in a space, as small numbers.
struct SpeakerTable: Sendable {
  /// The owner of the space, speaking in its own name.
  static let owner: Int32 = 0
  static let assistant: Int32 = 1
  /// Tools and system notes.
  static let machine: Int32 = 2

  private var numbers: [String: Int32] = [:]
  private(set) var names: [String] = []

  /// Number of the speaker, a new one where it is not known yet.
  mutating func number(of name: String?, role: Role) -> Int32 {
    guard let name, !name.isEmpty else {
      return switch role {
      case .user: Self.owner
      case .assistant: Self.assistant
      case .system, .tool: Self.machine
      }
    }
    if let known = numbers[name] { return known }
    let number = Int32(names.count) + 3
    numbers[name] = number
    names.append(name)
    return number
  }

  func number(of name: String) -> Int32? { numbers[name] }
}
