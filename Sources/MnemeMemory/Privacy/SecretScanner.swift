/// Finds secrets in what people write: keys and tokens of common issuers, private keys, passwords and PINs that are told,
/// card and account numbers, national identity numbers, credentials in URLs.
///
/// Rules, not a model. Numbers are taken for secrets only where a checksum, a fixed grouping or the words before them say
/// so; order numbers, telephone numbers, UUIDs, hashes, ISBNs and examples like `<your-key>` pass. English and Korean. One
/// pass over the UTF-8 with bounded looks ahead and back; linear in the text, and free of allocation where nothing is found.
package enum SecretScanner {
  /// Secrets in ascending order, none overlapping another.
  package static func scan(_ text: String) -> [SecretFinding] {
    var copy = text
    return copy.withUTF8 { bytes in
      var scan = SecretScan(bytes)
      scan.run()
      return scan.findings
    }
  }

  /// The text with every secret replaced by its kind, such as `[api_key]`; itself where there is none.
  package static func redact(_ text: String) -> String {
    redact(text, scan(text))
  }

  /// - Parameter findings: of `text`, ascending.
  package static func redact(_ text: String, _ findings: [SecretFinding]) -> String {
    guard !findings.isEmpty else { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var end = text.startIndex
    for finding in findings {
      let range = finding.range(in: text)
      result += text[end..<range.lowerBound]
      result += "[\(finding.kind.rawValue)]"
      end = range.upperBound
    }
    result += text[end...]
    return result
  }
}
