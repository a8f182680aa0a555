/// Secrets that are told in Korean.
extension SecretScan {
  private static let passwordWords: [StaticString] = ["비밀번호", "비밀 번호", "비번", "패스워드", "암호"]
  private static let codeWords: [StaticString] = ["핀번호", "핀 번호", "인증번호", "인증 번호", "인증코드", "보안코드"]
  private static let credentialWords: [StaticString] = ["토큰", "시크릿", "키"]
  private static let keyOwners: [StaticString] = ["api", "비밀", "시크릿", "액세스", "접근", "인증", "개인"]
  private static let particles: [StaticString] = ["은", "는", "이", "가", "을", "를", "도"]

  /// A statement whose key word begins at the syllable at `start`.
  mutating func koreanStatement(at start: Int) -> Bool {
    // The first syllable decides, because this is asked of every syllable.
    switch syllable(at: start) {
    case "비", "패", "암": return first(of: Self.passwordWords, at: start).map { koreanPassword(after: $0) } ?? false
    case "핀", "인", "보": return first(of: Self.codeWords, at: start).map { koreanCode(after: $0) } ?? false
    case "토", "시", "키": return first(of: Self.credentialWords, at: start).map { koreanCredential(start, $0) } ?? false
    default: return false
    }
  }

  /// The scalar of three bytes at `start`.
  private func syllable(at start: Int) -> Unicode.Scalar {
    let value = UInt32(self[start] & 0x0F) << 12 | UInt32(self[start + 1] & 0x3F) << 6 | UInt32(self[start + 2] & 0x3F)
    return Unicode.Scalar(value) ?? " "
  }

  private mutating func koreanPassword(after end: Int) -> Bool {
    guard let next = koreanLink(end), let value = value(at: next), value.count >= 4, !isPlaceholder(value.range),
      !isMeasure(value)
    else { return false }
    let after = value.range.upperBound
    if value.isDigits, isKoreanCounter(at: after) { return false }
    let isTold = value.quotes == .closed ? value.spaces == 0 : value.isStrong || isKoreanEnd(after)
    return isTold ? found(.password, value.range) : false
  }

  private mutating func koreanCode(after end: Int) -> Bool {
    guard let next = koreanLink(end), let range = digits(at: next, 4...8) else { return false }
    return found(.pin, range)
  }

  private mutating func koreanCredential(_ start: Int, _ end: Int) -> Bool {
    if has("키", at: start), !context(before: start, within: 10, has: Self.keyOwners) { return false }
    guard let next = koreanLink(end), let value = value(at: next), isCredential(value) else { return false }
    return found(.credential, value.range)
  }

  /// End of a topic, subject or object particle at `index` that ends its word.
  func koreanParticle(at index: Int) -> Int? {
    guard self[index] >= 0xEA, let end = first(of: Self.particles, at: index) else { return nil }
    return self[end] >= 0x80 ? nil : end
  }

  /// From the end of the key word to the value: a particle, a sign, or nothing but spaces.
  private func koreanLink(_ end: Int) -> Int? {
    var index = end
    if let particle = koreanParticle(at: index) { index = particle }
    index = skipSpaces(index)
    if self[index] == UInt8(ascii: ":") || self[index] == UInt8(ascii: "=") { index = skipSpaces(index + 1) }
    return index > end || self[end].isGraphic ? index : nil
  }

  private func first(of list: [StaticString], at index: Int) -> Int? {
    for text in list where has(text, at: index) { return index + text.utf8CodeUnitCount }
    return nil
  }

  private static let copulas: [StaticString] = [
    "이야", "야", "이에요", "예요", "이예요", "에요", "입니다", "이다", "임", "이고", "이니까", "니까", "라고", "이라고", "였", "이었",
  ]

  /// The sentence says that what stands before `index` is it, or ends there.
  func isKoreanEnd(_ index: Int) -> Bool {
    if first(of: Self.copulas, at: index) != nil { return true }
    switch self[index] {
    case 0, UInt8(ascii: "\n"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: ","): return true
    default: return false
    }
  }

  private static let counters: [StaticString] = [
    "년", "월", "자", "번", "개", "회", "시", "분", "명", "원", "만", "차", "단", "초", "주", "위", "도", "글자", "가지", "대", "호",
  ]

  /// The digits before `index` count or date something.
  func isKoreanCounter(at index: Int) -> Bool {
    self[index] >= 0xEA && first(of: Self.counters, at: index) != nil
  }
}
