import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reading of one message's PDF files, which share their time.
struct PDFReading: Sendable {
  let programs: PDFPrograms
  let folder: String
  let workers: FileWorkers
  let seconds: Double
  let end: ContinuousClock.Instant

  static func tooSlow(_ seconds: Double) -> MnemeError {
    MnemeError(
      .unprocessable,
      "The PDF file takes longer than \(Int(seconds)) seconds to read; send fewer or simpler pages.")
  }

  private var secondsLeft: Double { (end - .now) / .seconds(1) }

  /// - Parameter imageBytes: what the images of the files before have already.
  func read(_ document: ModelDocument, asImages: Bool, imageBytes: Int) async throws -> (DocumentContent, bytes: Int) {
    let path = folder + "/" + UUID().uuidString + ".pdf"
    defer { unlink(path) }
    let isEncrypted = try await workers.run(within: max(1, secondsLeft)) { _ in
      try put(document, at: path)
    }
    let summary = try await summary(of: path, isEncrypted: isEncrypted)
    if asImages { return try await images(of: document, at: path, summary, imageBytes: imageBytes) }
    return (try await text(of: document, at: path, summary), 0)
  }

  /// Decodes the file and writes it where the programs find it.
  /// - Returns: whether it says of itself that it is encrypted.
  private func put(_ document: ModelDocument, at path: String) throws -> Bool {
    guard let bytes = Data(base64Encoded: document.data) else {
      throw MnemeError(.invalidInput, "The data of the PDF file is not base64.")
    }
    guard bytes.count <= PDFLimits.fileBytes else {
      throw MnemeError(.tooLarge, "A PDF file has at most \(PDFLimits.fileBytes >> 20) MiB.")
    }
    // Readers look for the mark in the first kilobyte.
    guard bytes.prefix(1024).range(of: Data("%PDF-".utf8)) != nil else {
      throw MnemeError(.unprocessable, "The file that is sent as a PDF is none.")
    }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard FileManager.default.createFile(atPath: path, contents: bytes, attributes: [.posixPermissions: 0o600]) else {
      throw MnemeError(.storage, "There is no room to read the PDF file.")
    }
    return bytes.range(of: Data("/Encrypt".utf8)) != nil
  }

  private func summary(of path: String, isEncrypted: Bool) async throws -> PDFSummary {
    let ending = try await run(
      "pdfinfo", ["-f", "1", "-l", String(PDFLimits.shownPages), "-enc", "UTF-8", path], file: path, kept: 1 << 20)
    if ending.cause == .late { throw Self.tooSlow(seconds) }
    guard ending.status == 0, let summary = PDFSummary(String(decoding: ending.output, as: UTF8.self)) else {
      if ending.status == Confinement.failureStatus {
        throw MnemeError(.unavailable, "The program that reads PDF files could not be started.")
      }
      throw MnemeError(
        .unprocessable,
        isEncrypted
          ? "The PDF file is encrypted and cannot be opened without its password; send one that is not."
          : "The PDF file is damaged and cannot be read.")
    }
    return summary
  }

  // MARK: Images

  private enum Page: Sendable {
    case image(ModelImage, bytes: Int)
    /// Too large, too slow, or damaged.
    case left
  }

  /// The first pages, a few of them drawn at once. A page that cannot be drawn is left out, and the note says so.
  private func images(of document: ModelDocument, at path: String, _ summary: PDFSummary, imageBytes: Int)
    async throws -> (DocumentContent, bytes: Int)
  {
    let wanted = Array(1...min(summary.pages, PDFLimits.shownPages))
    let drawn = try await withThrowingTaskGroup(of: (Int, Page).self) { group in
      var pages: [Int: Page] = [:]
      var next = wanted.makeIterator()
      func start() {
        guard let number = next.next() else { return }
        group.addTask { (number, try await draw(number, of: path, summary)) }
      }
      for _ in 0..<PDFLimits.parallelPages { start() }
      var bytes = imageBytes
      while let (number, page) = try await group.next() {
        pages[number] = page
        if case .image(_, let more) = page { bytes += more }
        // Beyond this nothing more is kept; what follows is not drawn.
        if bytes <= PDFLimits.imageBytes { start() }
      }
      return pages
    }
    var (shown, images, bytes) = ([Int](), [ModelImage](), 0)
    for number in wanted {
      guard case .image(let image, let more)? = drawn[number] else { continue }
      guard imageBytes + bytes + more <= PDFLimits.imageBytes else { break }
      shown.append(number)
      images.append(image)
      bytes += more
    }
    guard !images.isEmpty else {
      if secondsLeft <= 0 { throw Self.tooSlow(seconds) }
      let isDrawn = drawn.values.contains { if case .image = $0 { true } else { false } }
      if isDrawn {
        throw MnemeError(
          .tooLarge, "The pages of the PDF files are too many or too large together; send fewer of them at once.")
      }
      throw MnemeError(
        .unprocessable, "No page of the PDF file can be drawn; it is damaged, or its pages are too large.")
    }
    let note = Self.note(summary.pages) + " Attached as images: \(Self.list(shown)) of \(summary.pages)."
    return (DocumentContent(file: ModelFile(name: document.name, text: note), images: images), bytes)
  }

  private func draw(_ number: Int, of path: String, _ summary: PDFSummary) async throws -> Page {
    guard secondsLeft > 0, let size = summary.sizes[number] else { return .left }
    let ending = try await run(
      "pdftoppm",
      [
        "-q", "-png", "-f", String(number), "-l", String(number), "-cropbox", "-scale-to", String(size.longSide), path,
      ], file: path, kept: PDFLimits.pageBytes)
    guard ending.cause == nil, !ending.isCut, ending.status == 0, let drawn = PNGSize(ending.output),
      Double(drawn.width) * Double(drawn.height) <= PDFLimits.pixelsPerPage * 1.01
    else { return .left }
    return .image(
      ModelImage(type: "image/png", data: Data(ending.output).base64EncodedString()), bytes: ending.output.count)
  }

  // MARK: Text

  private func text(of document: ModelDocument, at path: String, _ summary: PDFSummary) async throws -> DocumentContent
  {
    let last = min(summary.pages, PDFLimits.toldPages)
    let ending = try await run(
      "pdftotext", ["-q", "-f", "1", "-l", String(last), "-enc", "UTF-8", path, "-"], file: path,
      kept: PDFLimits.textBytes)
    if ending.cause == .late { throw Self.tooSlow(seconds) }
    guard ending.status == 0 else {
      throw MnemeError(.unprocessable, "The text of the PDF file cannot be read; it is damaged or forbids it.")
    }
    // Each page ends with a form feed.
    let pages = String(decoding: ending.output, as: UTF8.self).split(
      separator: "\u{0C}", omittingEmptySubsequences: false)
    var lines: [String] = []
    for (place, page) in pages.enumerated() where place < last {
      let words = page.trimmingCharacters(in: .whitespacesAndNewlines)
      if !words.isEmpty { lines.append("[Page \(place + 1)]\n\(words)") }
    }
    var note = Self.note(summary.pages)
    if lines.isEmpty {
      note += " No text stands in it: its pages are images."
    } else {
      note += " The text of \(last == 1 ? "page 1" : "pages 1 to \(last)"):"
    }
    if ending.isCut { note += " (It is cut: there is more.)" }
    return DocumentContent(
      file: ModelFile(name: document.name, text: ([note] + lines).joined(separator: "\n\n")), images: [])
  }

  // MARK: Words and programs

  private static func note(_ pages: Int) -> String { "A PDF file with \(pages) \(pages == 1 ? "page" : "pages")." }

  /// `pages 1 to 10`, `page 3`, `pages 1, 2, 5`.
  private static func list(_ pages: [Int]) -> String {
    guard let first = pages.first, let last = pages.last, pages.count > 1 else { return "page \(pages.first ?? 0)" }
    if last - first == pages.count - 1 { return "pages \(first) to \(last)" }
    return "pages " + pages.map(String.init).joined(separator: ", ")
  }

  /// On a thread of its own, never the executor's.
  private func run(_ name: String, _ arguments: [String], file: String, kept: Int) async throws -> CommandRunner.Ending
  {
    let left = secondsLeft
    guard left > 0 else { throw Self.tooSlow(seconds) }
    return try await workers.run(within: left + 5) { [programs, end] signal in
      // Some of it may have gone by in waiting for a place.
      let left = (end - .now) / .seconds(1)
      guard left > 0 else { throw ToolFailure(.rateLimited, "Too many files are being read.") }
      return try programs.run(name, arguments, file: file, seconds: left, kept: kept, signal)
    }
  }
}
