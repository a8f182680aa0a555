import Foundation
import MnemeMemory

/// Words of a text as the responder compares them.
enum WordForms {
  /// Lower-case words in order, apostrophe endings cut; Korean words lose their particles.
  static func words(_ text: String) -> [String] {
    var result: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if word.isEmpty { return }
      if let form = form(of: String(word)) { result.append(form) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x61...0x7A, 0x30...0x39, 0x27, 0xAC00...0xD7A3: word.append(scalar)
      case 0x41...0x5A: word.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
      case 0x2019: word.append("'")
      case 0..<0x80: end()
      default:
        if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || isMark(scalar) {
          word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        } else {
          end()
        }
      }
    }
    end()
    return result
  }

  private static func form(of part: String) -> String? {
    if part.hasSuffix("'s") { return part.utf8.count > 2 ? String(part.dropLast(2)) : nil }
    let word =
      part.utf8.contains(0x27) ? String(String.UnicodeScalarView(part.unicodeScalars.filter { $0 != "'" })) : part
    if word.isEmpty { return nil }
    return StatementText.isKorean(word) ? KoreanParticles.stripped(word) : word
  }

  /// A mark belongs to the letter before it.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }

  /// A light English stem: enough to join "planning" with "plan" and "cities" with "city".
  static func stem(_ word: String) -> String {
    if let base = irregular[word] { return base }
    return plain(word)
  }

  private static func plain(_ word: String) -> String {
    guard word.utf8.count > 3, word.utf8.allSatisfy({ $0 < 0x80 }) else { return word }
    var stem = word
    if stem.hasSuffix("ies") {
      stem = stem.dropLast(3) + "y"
    } else if stem.hasSuffix("sses") || stem.hasSuffix("shes") || stem.hasSuffix("ches") {
      stem.removeLast(2)
    } else if stem.hasSuffix("s"), !stem.hasSuffix("ss"), !stem.hasSuffix("us"), !stem.hasSuffix("is") {
      stem.removeLast()
    }
    for ending in ["ing", "ed"] where stem.hasSuffix(ending) && stem.count > ending.count + 2 {
      stem.removeLast(ending.count)
      if let last = stem.last, stem.dropLast().last == last, !"lsz".contains(last) { stem.removeLast() }
      break
    }
    if stem.hasSuffix("e"), stem.count > 3 { stem.removeLast() }
    return stem
  }

  /// Forms of irregular verbs → their stems.
  private static let irregular: [String: String] = {
    let forms = """
      lose lost|buy bought|break broke broken|meet met|see seen|write wrote written|drive drove driven|ride rode ridden|\
      fly flew flown|take took taken|make made|begin began begun|give gave given|eat ate eaten|drink drank drunk|\
      sell sold|catch caught|teach taught|bring brought|think thought|run ran|swim swam swum|sing sang sung|win won|\
      pay paid|send sent|spend spent|build built|sleep slept|keep kept|leave left|feel felt|hear heard|hold held|\
      choose chose chosen|speak spoke spoken|steal stole stolen|fall fell fallen|grow grew grown|know known|\
      throw threw thrown|wear wore worn|wake woke woken|forget forgot forgotten|hide hid hidden|find found|go went gone|\
      come came|become became|do did done|have had|get got gotten|say said|tell told
      """
    var table: [String: String] = [:]
    for verb in forms.split(separator: "|") {
      let words = verb.split(separator: " ").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      for word in words.dropFirst() { table[word] = plain(words[0]) }
    }
    return table
  }()
}
