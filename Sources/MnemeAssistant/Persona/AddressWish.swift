import Foundation

/// How somebody wants to be called: "Please call me Sam", "나를 대장이라고 불러줘".
enum AddressWish {
  private static let longest = 40

  static func name(in sentence: String) -> String? {
    english(sentence) ?? korean(sentence)
  }

  private static func english(_ sentence: String) -> String? {
    let lowered = sentence.lowercased()
    guard let found = lowered.range(of: "call me ") else { return nil }
    // "They call me", "people who call me late" tell of others.
    let before = lowered[..<found.lowerBound].split { !$0.isLetter && $0 != "'" }.suffix(1)
    guard before.allSatisfy({ ["please", "can", "always", "just", "to", "on", "and", "could", "should"].contains($0) })
    else {
      return nil
    }
    let offset = lowered.distance(from: lowered.startIndex, to: found.upperBound)
    guard let start = sentence.index(sentence.startIndex, offsetBy: offset, limitedBy: sentence.endIndex) else {
      return nil
    }
    let words = sentence[start...].split { " ,.;!?\n".contains($0) }
    // A name is capitalised; what follows it is not part of it.
    let name = words.prefix(3).prefix { $0.first?.isUppercase == true && $0.allSatisfy(isOfName) }
    return checked(name.joined(separator: " "))
  }

  private static func korean(_ sentence: String) -> String? {
    guard let call = sentence.range(of: "라고 불러") else { return nil }
    var name = sentence[..<call.lowerBound].split(separator: " ").last.map(String.init) ?? ""
    if name.hasSuffix("이"), name.count > 2 { name.removeLast() }
    return checked(name)
  }

  private static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character == "-" || character == "'" || character == "\u{2019}"
  }

  private static func checked(_ name: String) -> String? {
    name.isEmpty || name.count > longest || !name.allSatisfy({ isOfName($0) || $0 == " " }) ? nil : name
  }
}
