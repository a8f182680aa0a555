/// Check digits of numbers that people hold.
enum Checksums {
  /// Luhn's algorithm (ISO/IEC 7812-1, annex B).
  static func luhn(_ digits: some BidirectionalCollection<Int>) -> Bool {
    var sum = 0
    var isSecond = false
    for digit in digits.reversed() {
      let doubled = isSecond ? digit * 2 : digit
      sum += doubled > 9 ? doubled - 9 : doubled
      isSecond.toggle()
    }
    return sum % 10 == 0
  }

  /// An international bank account number without spaces, in upper case (ISO 13616): modulo 97 of its rearrangement is 1.
  static func iban(_ characters: [UInt8]) -> Bool {
    guard characters.count > 4 else { return false }
    var remainder = 0
    for character in characters[4...] + characters[..<4] {
      if character.isDigit {
        remainder = (remainder * 10 + character.digit) % 97
      } else {
        remainder = (remainder * 100 + Int(character) - 55) % 97
      }
    }
    return remainder == 1
  }

  /// A Korean resident registration number. Those given out since October 2020 have no check digit.
  static func koreanResident(_ digits: [Int]) -> Bool {
    guard digits.count == 13 else { return false }
    let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    // Residents from abroad (5…8) are numbered two higher.
    let base = (5...8).contains(digits[6]) ? 13 : 11
    return (base - sum % 11) % 10 == digits[12]
  }

  /// A resident identity number of the People's Republic of China (GB 11643-1999, ISO 7064 MOD 11-2).
  /// - Parameters:
  ///   - digits: the first seventeen.
  ///   - last: the check character, a digit or X.
  static func chineseResident(_ digits: [Int], last: UInt8) -> Bool {
    guard digits.count == 17 else { return false }
    var sum = 0
    for (index, digit) in digits.enumerated() {
      // 2^(17 - index) modulo 11.
      var weight = 1
      for _ in 0..<(17 - index) { weight = weight * 2 % 11 }
      sum += digit * weight
    }
    let check = (12 - sum % 11) % 11
    return check == 10 ? last.lowercased == UInt8(ascii: "x") : last.isDigit && last.digit == check
  }

  /// A Brazilian taxpayer number (CPF): two check digits modulo 11.
  static func brazilianTaxpayer(_ digits: [Int]) -> Bool {
    guard digits.count == 11, Set(digits).count > 1 else { return false }
    for length in [9, 10] {
      var sum = 0
      for index in 0..<length { sum += digits[index] * (length + 1 - index) }
      let check = sum * 10 % 11 % 10
      if check != digits[length] { return false }
    }
    return true
  }
}
