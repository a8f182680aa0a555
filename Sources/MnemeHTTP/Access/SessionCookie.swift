import Foundation
import HTTPTypes

/// The cookie of who is logged in on the page. No script reads it, and no other site's request brings it.
enum SessionCookie {
  private static let name = "mneme_session"

  static func token(_ headers: HTTPFields) -> String? {
    for pair in headers[values: .cookie].joined(separator: ";").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else { continue }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  /// - Parameter seconds: until it ends; 0 takes it away.
  static func header(_ token: String, seconds: Int, isSecure: Bool) -> String {
    "\(name)=\(token); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "")
  }
}
