import Foundation
import Synchronization

/// Whose memory it is: a person or an agent. 1 to 64 characters of `A-Z a-z 0-9 . _ - @`.
package struct SpaceID: Hashable, Sendable, Codable, CustomStringConvertible {
  package let rawValue: String

  package static let me = SpaceID(unchecked: "me")

  private init(unchecked: String) { rawValue = unchecked }

  /// - Throws: `MnemeError.invalidInput` naming the allowed form.
  package init(_ text: String) throws(MnemeError) {
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "@"):
        true
      default: false
      }
    }
    guard allowed, (1...64).contains(text.utf8.count) else {
      throw MnemeError(
        .invalidInput, "A space is 1 to 64 characters of A-Z, a-z, 0-9, '.', '_', '-' and '@'.")
    }
    rawValue = text
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  package var description: String { rawValue }
}

/// Makes identifiers. Injected, so that tests are reproducible.
package protocol IdentifierSource: Sendable {
  /// A new identifier, later than every one before it in string order.
  func next() -> String
}

/// UUID version 7 (RFC 9562 §5.7) with a monotonic 12-bit counter inside one millisecond (§6.2, method 1).
package final class UUIDv7Source: IdentifierSource {
  private struct State {
    var lastMillisecond: UInt64 = 0
    var counter: UInt16 = 0
  }

  private let clock: any WallClock
  private let state = Mutex(State())

  package init(clock: any WallClock = SystemClock()) {
    self.clock = clock
  }

  package func next() -> String {
    let (millisecond, counter) = state.withLock { state -> (UInt64, UInt16) in
      let now = UInt64(max(0, clock.now().milliseconds))
      if now > state.lastMillisecond {
        state.lastMillisecond = now
        state.counter = UInt16.random(in: 0...0x3FF)
      } else if state.counter < 0xFFF {
        state.counter += 1
      } else {
        state.lastMillisecond += 1
        state.counter = 0
      }
      return (state.lastMillisecond, state.counter)
    }
    let high = (millisecond << 16) | 0x7000 | UInt64(counter)
    let low = (UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    func byte(_ word: UInt64, _ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
    return UUID(
      uuid: (
        byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
        byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
        byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
        byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
      )
    ).uuidString.lowercased()
  }
}
