/// Time that only passes, for durations: seconds since an arbitrary moment.
package struct Stopwatch: Sendable {
  private let read: @Sendable () -> Double

  /// - Parameter read: never falls.
  package init(_ read: @escaping @Sendable () -> Double) { self.read = read }

  package static let system: Stopwatch = {
    let start = ContinuousClock.now
    return Stopwatch { (ContinuousClock.now - start) / .seconds(1) }
  }()

  package func seconds() -> Double { read() }
}
