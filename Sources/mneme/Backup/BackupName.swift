import Foundation
import MnemeCore

/// Names of backup files: `mneme-20261130T211800Z.tar.gz`, with the reason where nobody asked for it (`-scheduled`, `-migration`), a
/// number where one of the same second is there already, and `.enc` behind an encrypted one.
enum BackupName {
  static let suffix = ".tar.gz"
  static let sealedSuffix = ".tar.gz.enc"

  static func make(_ madeAt: Date, _ reason: BackupReason, isEncrypted: Bool, number: Int = 1) -> String {
    let why = reason == .manual ? "" : "-\(reason.rawValue)"
    return "mneme-\(stamp(madeAt))\(why)\(number > 1 ? "-\(number)" : "")\(isEncrypted ? sealedSuffix : suffix)"
  }

  /// `20261130T211800Z`
  static func stamp(_ date: Date) -> String {
    let whole = Date(milliseconds: date.milliseconds / 1000 * 1000)
    return whole.iso8601.filter { $0 != "-" && $0 != ":" }
  }

  /// Nil for a name of another form.
  static func read(_ name: String) -> (madeAt: Date, reason: BackupReason, isEncrypted: Bool)? {
    let isEncrypted = name.hasSuffix(sealedSuffix)
    guard name.hasPrefix("mneme-"), isEncrypted || name.hasSuffix(suffix) else { return nil }
    let middle = name.dropFirst("mneme-".count).dropLast((isEncrypted ? sealedSuffix : suffix).count)
    let parts = middle.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard let stamp = parts.first, stamp.count == 16, let madeAt = Date(iso8601: spelled(stamp)) else { return nil }
    var rest = parts.dropFirst()
    var reason = BackupReason.manual
    if let named = rest.first.flatMap(BackupReason.init(rawValue:)) {
      reason = named
      rest = rest.dropFirst()
    }
    guard rest.isEmpty || (rest.count == 1 && Int(rest.first ?? "") != nil) else { return nil }
    return (madeAt, reason, isEncrypted)
  }

  /// `2026-11-30T21:18:00Z` of `20261130T211800Z`.
  private static func spelled(_ stamp: String) -> String {
    let digits = Array(stamp)
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))\(part(8..<9))\(part(9..<11)):\(part(11..<13)):\(part(13..<16))"
  }
}
