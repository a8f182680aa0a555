import Foundation
import MnemeCore

extension Date {
  /// A time as a client states it: ISO 8601, years 1 to 9999, to the millisecond; nil for anything else.
  init?(input text: String) {
    guard text.utf8.count <= 64, let date = Date(iso8601: text), date.hasFourDigitYear else { return nil }
    self.init(milliseconds: date.milliseconds)
  }

  /// Years 1 to 9999: what ISO 8601 can say.
  var hasFourDigitYear: Bool { (-62_135_596_800..<253_402_300_800).contains(timeIntervalSince1970) }
}
