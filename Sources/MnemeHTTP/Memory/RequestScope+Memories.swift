import Foundation
import MnemeCore

extension RequestScope {
  /// `kind` and `trust` (several parted by commas), `pinned`, `q`, `from`, `to`, `include_inactive`.
  func memoryFilter() throws(HTTPFailure) -> MemoryFilter {
    let (from, to) = try timeRange()
    return MemoryFilter(
      kinds: try names("kind"), trusts: try names("trust"),
      isPinned: query("pinned") == nil ? nil : try flag("pinned"), text: try words("q"), from: from, to: to,
      includeInactive: try flag("include_inactive"))
  }

  private func names<Value>(_ parameter: String) throws(HTTPFailure) -> Set<Value>
  where Value: RawRepresentable & CaseIterable & Hashable, Value.RawValue == String {
    guard let text = query(parameter), !text.isEmpty else { return [] }
    var found: Set<Value> = []
    for name in text.split(separator: ",") {
      guard let value = Value(rawValue: String(name)) else {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw HTTPFailure.invalid(parameter, "'\(parameter)' names one or several of: \(known).")
      }
      found.insert(value)
    }
    return found
  }
}
