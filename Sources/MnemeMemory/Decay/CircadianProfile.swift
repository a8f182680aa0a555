/// The hours of the day in which a space is used more than usual.
package struct CircadianProfile: Sendable, Hashable {
  private let busyHours: UInt32
  private let offset: Int64

  /// Busy is an hour whose rate is above the mean by more than half a (population) standard deviation.
  ///
  /// - Parameters:
  ///   - rates: accesses in each hour of the day, 24 values, none negative.
  ///   - secondsFromUTC: the offset with which the hours were counted.
  /// - Returns: nil when that is not what `rates` holds, or when no hour stands out.
  package init?(rates: [Double], secondsFromUTC: Int = 0) {
    guard rates.count == 24, rates.allSatisfy({ $0.isFinite && $0 >= 0 }) else { return nil }
    let mean = rates.reduce(0, +) / 24
    let deviation = (rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 24).squareRoot()
    var busy: UInt32 = 0
    // Equal rates have a deviation of a few rounding errors.
    if deviation > 1e-9 * mean {
      for hour in 0..<24 where rates[hour] > mean + 0.5 * deviation { busy |= 1 << UInt32(hour) }
    }
    guard busy != 0 else { return nil }
    busyHours = busy
    offset = Int64(secondsFromUTC) * 1000
  }

  /// `time` in milliseconds since 1970 in UTC.
  package func isBusy(at time: Int64) -> Bool {
    let (hours, _) = Self.floorDivide(time &+ offset, by: 3_600_000)
    let (_, hour) = Self.floorDivide(hours, by: 24)
    return busyHours & (1 << UInt32(hour)) != 0
  }

  /// Hours 0…23, ascending.
  package var hours: [Int] { (0..<24).filter { busyHours & (1 << UInt32($0)) != 0 } }

  private static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
