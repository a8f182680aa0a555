import MnemeCore
import Synchronization

/// Identifiers in order: `id-000001`, `id-000002`, …
package final class CountingIdentifiers: IdentifierSource {
  private let counter = Mutex(0)

  package init() {}

  package func next() -> String {
    let number = counter.withLock { value in
      value += 1
      return value
    }
    let digits = String(number)
    return "id-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }
}
