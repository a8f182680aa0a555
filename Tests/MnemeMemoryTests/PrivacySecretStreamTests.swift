import Foundation
import MnemeMemory
import MnemeTestSupport
import Testing

@Suite struct PrivacySecretStreamTests {
  private static let known = "mk-0f83bb71c5e94d0a"

  private func shown(_ text: String, pieces: [Int] = [.max]) -> (text: String, count: Int) {
    var stream = SecretStream(knowing: [Self.known, "short"])
    var result = ""
    var rest = Substring(text)
    var turn = 0
    while !rest.isEmpty {
      let size = pieces[turn % pieces.count]
      result += stream.read(String(rest.prefix(size)))
      rest = rest.dropFirst(size)
      turn += 1
    }
    return (result + stream.finish(), stream.count)
  }

  private static let openAI = "sk-" + "a1B2c3D4e5F6g7H8i9J0k1"
  private static let cases: [(String, String)] = [
    ("Your key is \(openAI).", "Your key is [redacted]."),
    ("Ask for sk-help or task-force.", "Ask for sk-help or task-force."),
    ("mask-a1B2c3D4e5F6g7H8i9J0k1", "mask-a1B2c3D4e5F6g7H8i9J0k1"), ("It is \(known)!", "It is [redacted]!"),
    ("xx\(known)xx", "xx[redacted]xx"), ("It is \(known.uppercased()).", "It is [redacted]."),
    ("m k - 0 f 8 3 b b 7 1 c 5 e 9 4 d 0 a", "[redacted]"), ("mk-0f83 is short", "mk-0f83 is short"),
    ("AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7", "[redacted]"), ("short", "short"),
    ("한글 \(known) 끝", "한글 [redacted] 끝"), ("- one\n- two -- three --- four", "- one\n- two -- three --- four"),
    (
      "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----\nb",
      "a\n[redacted]\nb"
    ),
    ("-----BEGIN CERTIFICATE-----\nx", "-----BEGIN CERTIFICATE-----\nx"),
    ("-----BEGIN PRIVATE KEY-----\nMIIabc", "[redacted]"),
    ("A `-----BEGIN PRIVATE KEY-----` begins it. Go on.", "A `-----BEGIN PRIVATE KEY-----` begins it. Go on."),
    ("-----BEGIN PRIVATE KEY-----\nThis is how.", "-----BEGIN PRIVATE KEY-----\nThis is how."),
    (
      "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\nb",
      "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\nb"
    ),
    ("-----BEGIN PRIVATE KEY-----\nMIIabc\n\nThat was it.", "[redacted]\n\nThat was it."),
    ("-----BEGIN PRIVATE KEY-----\r\nMIIabc\r\nThat was it.", "[redacted]\r\nThat was it."),
    ("-----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhkiG x", "[redacted] x"),
    (
      #""k": "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\n", "x": 1"#,
      #""k": "[redacted]\n", "x": 1"#
    ),
    (
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\nlQOYBF\n=aB1c\n-----END PGP PRIVATE KEY BLOCK-----.",
      "[redacted]."
    ),
    (
      "-----BEGIN PRIVATE KEY-----\n" + String(repeating: "Ab1+", count: 50) + "\nQUJD\n-----END PRIVATE KEY-----!",
      "[redacted]!"
    ),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.abcdefghijk and", "[redacted] and"),
    ("eye, eyJ and e.g. this", "eye, eyJ and e.g. this"), (String(known.reversed()) + ".", "[redacted]."), ("", ""),
  ]

  @Test(arguments: cases) func secretsGoAndAllElseStays(_ text: String, _ wanted: String) {
    #expect(shown(text).text == wanted)
  }

  @Test func howATextIsCutIntoPiecesDoesNotMatter() {
    var random = SplitMix64(3)
    for (text, wanted) in Self.cases {
      for size in 1...5 { #expect(shown(text, pieces: [size]).text == wanted, "\(text) by \(size)") }
      for _ in 0..<20 {
        let pieces = (0..<4).map { _ in Int.random(in: 1...11, using: &random) }
        #expect(shown(text, pieces: pieces).text == wanted, "\(text) by \(pieces)")
      }
    }
  }

  @Test func aKnownSecretIsFoundInBase64WhereverItStands() {
    for padding in ["", "x", "xy", "xyz", "some words "] {
      let encoded = Data("\(padding)\(Self.known) and more".utf8).base64EncodedString()
      let result = shown("See \(encoded).", pieces: [1])
      #expect(result.count == 1)
    }
  }

  @Test func plainWordsAreNotHeldBack() {
    var stream = SecretStream(knowing: [Self.known])
    for piece in ["Hello", " there", ", this", " is"] { #expect(stream.read(piece) == piece) }
    #expect(stream.read(" a sk") == " a ")
    #expect(stream.read("y.") == "sky.")
  }

  /// In hexadecimal digits the known one begins with a six.
  @Test func theEndOfANumberIsNotHeldBack() {
    var stream = SecretStream(knowing: [Self.known])
    #expect(stream.read("#12:529125246 ") == "#12:529125246 ")
    #expect(stream.read("at 6 ") == "at ")
    #expect(stream.finish() == "6 ")
  }

  @Test func whatIsHeldBackIsBounded() {
    var stream = SecretStream(knowing: [])
    let run = "sk-" + String(repeating: "a", count: 5000)
    var shown = 0
    var most = 0
    for (place, scalar) in run.enumerated() {
      shown += stream.read(String(scalar)).count
      most = max(most, place + 1 - shown)
    }
    #expect(most <= 520)
  }
}
