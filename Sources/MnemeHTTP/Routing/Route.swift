import Foundation
import HTTPTypes
import Hummingbird

/// One path with the methods it knows. A segment that starts with `:` is a parameter, a last one that also ends with
/// `*` takes the rest of the path (names of models may hold slashes).
struct Route: Sendable {
  typealias Handler = @Sendable (RequestScope) async throws -> Response

  let segments: [String]
  let handlers: [(method: HTTPRequest.Method, handle: Handler)]
  /// What a caller needs for it.
  let access: RouteAccess

  init(_ path: String, for access: RouteAccess, _ handlers: [(HTTPRequest.Method, Handler)]) {
    segments = Route.split(path)
    self.handlers = handlers.map { (method: $0.0, handle: $0.1) }
    self.access = access
  }

  static func split(_ path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
  }

  /// - Returns: the parameters, or nil when the path is another one.
  func match(_ path: [String]) -> [String: String]? {
    var path = path
    if let last = segments.last, last.hasSuffix("*"), path.count > segments.count {
      let rest = path[(segments.count - 1)...].joined(separator: "/")
      path = path.prefix(segments.count - 1) + [rest]
    }
    guard path.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, part) in zip(segments, path) {
      if segment.hasPrefix(":") {
        guard let value = part.removingPercentEncoding, !value.isEmpty else { return nil }
        parameters[segment.filter { $0 != ":" && $0 != "*" }] = value
      } else if segment != part {
        return nil
      }
    }
    return parameters
  }

  /// The path as it was declared, for people and counts.
  var pattern: String { "/" + segments.joined(separator: "/") }

  /// HEAD is answered wherever GET is, OPTIONS everywhere.
  var allow: String {
    var names = handlers.map(\.method.rawValue)
    if names.contains("GET") { names.append("HEAD") }
    return (names + ["OPTIONS"]).joined(separator: ", ")
  }
}
