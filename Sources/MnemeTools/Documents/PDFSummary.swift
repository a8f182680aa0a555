/// What `pdfinfo` tells of a file, as far as it is believed: the file's author may have written anything.
struct PDFSummary: Sendable, Hashable {
  struct PageSize: Sendable, Hashable {
    /// Points of 1/72 inch, before the page is turned.
    let width: Double
    let height: Double
  }

  /// From 1.
  let pages: Int
  /// Of the first pages, from page 1.
  let sizes: [Int: PageSize]

  /// Nil for a text that names no pages.
  init?(_ text: String) {
    var pages: Int?
    var sizes: [Int: PageSize] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      // Titles and the like come before: of two lines the later one is the program's own.
      if words.count == 2, words[0] == "Pages:" { pages = Int(words[1]) }
      guard words.count >= 6, words[0] == "Page", words[2] == "size:", words[4] == "x", let number = Int(words[1]),
        let width = Double(words[3]), let height = Double(words[5]), width.isFinite, height.isFinite
      else { continue }
      sizes[number] = PageSize(width: width, height: height)
    }
    guard let pages, pages > 0 else { return nil }
    (self.pages, self.sizes) = (pages, sizes)
  }
}

extension PDFSummary.PageSize {
  /// Pixels of the longer side at 150 dots per inch, or fewer where the page would have too many pixels.
  var longSide: Int {
    let (long, short) = (max(width, height), max(1, min(width, height)))
    guard long > 0 else { return 1 }
    let wanted = long / 72 * PDFLimits.dotsPerInch
    let most = (PDFLimits.pixelsPerPage * long / short).squareRoot()
    // Many programs read no image with a longer side.
    return max(1, Int(min(wanted, most, 16_000)))
  }
}

/// The head of a PNG file.
struct PNGSize {
  let width: Int
  let height: Int

  /// Nil for bytes that are no whole PNG.
  init?(_ bytes: [UInt8]) {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let end: [UInt8] = [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
    guard bytes.count > 45, bytes.starts(with: signature), bytes.suffix(8).elementsEqual(end) else { return nil }
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    (width, height) = (number(16), number(20))
  }
}
