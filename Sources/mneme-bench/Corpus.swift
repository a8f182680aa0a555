import Foundation
import MnemeTestSupport

/// Generated messages: words drawn by Zipf's law from a made-up vocabulary whose commonest words are English function words, so
/// that stop words, posting lists and text lengths are like those of real text. Text `i` depends on the seed and `i` alone.
enum Corpus {
  /// Part of every cache name: grows when the texts or vectors change.
  static let version = 2
  private static let vocabulary = 30_000
  private static let functionWords = """
    the and I to a of in it that you was for is my on with me at we have but so this not be are they had he she just what \
    like do about as if all then or there can would from one her his out up when our got really been an will how some more
    """.split(separator: " ").map(String.init)

  /// 6 to 45 words, 18 on average.
  static func text(_ index: Int) -> String {
    var random = SplitMix64(stream: 1, index: index)
    let length = 6 + min(39, Int(-12 * Foundation.log(1 - random.unit())))
    let words = (0..<length).map { _ in word(rank: zipf(&random)) }
    return words.joined(separator: " ") + "."
  }

  /// The words of text `index` in reverse.
  static func reversed(_ index: Int) -> String {
    text(index).dropLast().split(separator: " ").reversed().joined(separator: " ") + "."
  }

  /// A question that shares three words with one of the first `count` messages, among function words.
  static func query(_ index: Int, about count: Int) -> String {
    var random = SplitMix64(stream: 2, index: index)
    let source = text(Int(random.unit() * Double(count))).dropLast().split(separator: " ").map(String.init)
    let rare = source.filter { !functionWords.contains($0) }
    let asked = (rare.isEmpty ? source : rare).shuffled(using: &random).prefix(3)
    return (["what", "was", "the"] + asked + ["that", "she", "had"]).joined(separator: " ")
  }

  /// Words that stand for names: three or four in a text on average.
  private static let names = Set((300..<2_300).map { word(rank: $0) })

  /// The names in text `index`, each once, in order.
  static func names(in index: Int) -> [String] {
    var seen: Set<String> = []
    return text(index).dropLast().split(separator: " ").map(String.init).filter {
      names.contains($0) && seen.insert($0).inserted
    }
  }

  /// Log-uniform ranks: Zipf's law with exponent 1.
  private static func zipf(_ random: inout SplitMix64) -> Int {
    min(vocabulary - 1, Int(Foundation.pow(Double(vocabulary), random.unit())) - 1)
  }

  private static func word(rank: Int) -> String {
    if rank < functionWords.count { return functionWords[rank] }
    var rest = rank
    var word = ""
    repeat {
      let syllable = rest % 70
      word += ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"][syllable / 5]
      word += ["a", "e", "i", "o", "u"][syllable % 5]
      rest /= 70
    } while rest > 0
    return word.count < 4 ? word + "n" : word
  }

  /// A file with the first `count` texts, one a line, for the peers.
  static func file(in folder: URL, count: Int) throws -> URL {
    let file = folder.appendingPathComponent("texts-\(version)-\(count).txt")
    if !FileManager.default.fileExists(atPath: file.path) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try (0..<count).map { text($0) + "\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
    }
    return file
  }
}

extension SplitMix64 {
  /// - Parameter stream: what the numbers are for; streams and indexes are independent of one another.
  init(stream: UInt64, index: Int) {
    self.init(stream &* 0xd134_2543_de82_ef95 &+ UInt64(index) &* 0xbf58_476d_1ce4_e5b9)
  }

  /// In 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
