/// Numbers written as words, up to what people write in a chat.
package enum NumberWords {
  /// The value of one word ("seven", "twelfth", "일곱"), nil when it is no number.
  package static func value(of word: String) -> Int? { table[word] }

  private static let table: [String: Int] = {
    var table: [String: Int] = [:]
    let english = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen", "twenty",
    ]
    for (value, word) in english.enumerated() { table[word] = value }
    let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    for (step, word) in tens.enumerated() { table[word] = 30 + 10 * step }
    table["hundred"] = 100
    table["dozen"] = 12
    table["twice"] = 2
    table["once"] = 1
    let korean = ["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
    for (step, word) in korean.enumerated() { table[word] = step + 1 }
    for (word, value) in [("한", 1), ("두", 2), ("세", 3), ("네", 4), ("스무", 20)] { table[word] = value }
    return table
  }()
}
