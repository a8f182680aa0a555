/// Compares secrets in time that depends on the expected one's length alone.
enum SecretComparison {
  static func equal(_ presented: String, _ expected: String) -> Bool {
    let presented = Array(presented.utf8)
    let expected = Array(expected.utf8)
    guard !expected.isEmpty else { return false }
    var difference = UInt(bitPattern: presented.count ^ expected.count)
    for index in expected.indices {
      let byte = presented.isEmpty ? 0 : presented[index % presented.count]
      difference |= UInt(byte ^ expected[index])
    }
    return difference == 0
  }
}
