import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Sees whether the system has many more processes and threads than it had: one short read, where counting those of a program
/// takes some for each.
struct ProcessGrowth {
  /// The fewest there were.
  private var base: Int?
  private var counted = ContinuousClock.now
  /// After which the program's own are counted whatever the system has: others may have ended meanwhile.
  private static let longest = Duration.seconds(1)

  /// Whether there are more than `step` more; then the next step is counted from here. True where the system does not tell.
  mutating func hasGrown(by step: Int) -> Bool {
    guard let now = Self.tasks() else { return true }
    if ContinuousClock.now - counted >= Self.longest {
      counted = .now
      return true
    }
    let least = min(base ?? now, now)
    base = now > least + step ? now : least
    return now > least + step
  }

  /// Of the whole system, by `/proc/loadavg`: the number after the stroke.
  private static func tasks() -> Int? {
    #if os(Linux)
      let file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var buffer = [UInt8](repeating: 0, count: 128)
      let got = Glibc.read(file, &buffer, buffer.count)
      guard got > 0 else { return nil }
      let fields = buffer[..<got].split(separator: UInt8(ascii: " "))
      guard fields.count > 3 else { return nil }
      return fields[3].split(separator: UInt8(ascii: "/")).last.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    #else
      return 0
    #endif
  }
}
