package import Foundation
import MnemeCore
import Synchronization

/// A clock that moves only when told to.
package final class ManualClock: WallClock {
  private let time: Mutex<Date>

  package init(_ start: Date = Date(milliseconds: 1_750_000_000_000)) {
    time = Mutex(start)
  }

  package func now() -> Date { time.withLock { $0 } }

  package func advance(by seconds: Double) {
    time.withLock { $0 = $0.addingTimeInterval(seconds) }
  }

  package func set(_ date: Date) { time.withLock { $0 = date } }
}
