import HTTPTypes
import MnemeCore

/// What a caller needs for an address.
enum RouteAccess: Sendable {
  /// Nothing: the page, and what tells no more than that the server is there.
  case open
  /// A good key or login, whatever its scopes.
  case anyone
  case scope(AccessScope)
  /// To read the memory, or to change it: as the method says.
  case memory
  /// To call tools, among which are those of the memory: all of this is needed.
  case toolCall

  static let chat = RouteAccess.scope(.chat)
  static let tools = RouteAccess.scope(.tools)
  static let admin = RouteAccess.scope(.admin)
  /// For what only reads but is asked for with POST.
  static let memoryRead = RouteAccess.scope(.memoryRead)
  static let memoryWrite = RouteAccess.scope(.memoryWrite)

  /// All of them are needed; empty: none in particular.
  func needed(for method: HTTPRequest.Method) -> [AccessScope] {
    switch self {
    case .open, .anyone: []
    case .scope(let scope): [scope]
    case .memory: [method == .get || method == .head ? .memoryRead : .memoryWrite]
    case .toolCall: [.tools, .memoryRead, .memoryWrite]
    }
  }

  var isOpen: Bool {
    if case .open = self { true } else { false }
  }
}
