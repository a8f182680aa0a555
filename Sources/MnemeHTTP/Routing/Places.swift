import Synchronization

/// A bounded number of places for something that may run only so often at once.
final class Places: Sendable {
  private let taken = Mutex(0)

  /// Places that are taken.
  var count: Int { taken.withLock { $0 } }

  /// - Returns: nil when `limit` are taken.
  func take(limit: Int) -> Place? {
    let isFree = taken.withLock { taken -> Bool in
      guard taken < limit else { return false }
      taken += 1
      return true
    }
    return isFree ? Place(self) : nil
  }

  fileprivate func giveBack() { taken.withLock { $0 -= 1 } }
}

/// One place taken; given back by `release()` or with the last reference.
final class Place: Sendable {
  private let places: Places
  private let held = Mutex(true)

  fileprivate init(_ places: Places) { self.places = places }

  func release() {
    let was = held.withLock { held in
      defer { held = false }
      return held
    }
    if was { places.giveBack() }
  }

  deinit { release() }
}
