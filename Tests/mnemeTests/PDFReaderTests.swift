import Foundation
import MnemeCore
import MnemeTools
import Testing

/// PDF files read with Poppler's programs, which the built program confines.
@Suite(.enabled(if: PDFReader.missingPrograms().isEmpty, "Poppler's programs are not installed (poppler-utils)."))
struct PDFReaderTests {
  private struct Bench {
    let home: TemporaryFolder
    let reader: PDFReader
    var folder: String { home.path + "/documents" }

    init(seconds: Double = 36_000, programFolders: [String]? = nil) throws {
      home = try TemporaryFolder()
      reader = PDFReader(
        helper: Program.path, folder: home.path + "/documents", seconds: seconds, programFolders: programFolders)
    }

    func read(_ pdf: Data..., asImages: Bool) async throws -> [DocumentContent] {
      try await reader.read(
        pdf.enumerated().map { ModelDocument(name: "file \($0.offset).pdf", data: $0.element.base64EncodedString()) },
        asImages: asImages)
    }

    func failure(_ pdf: Data, asImages: Bool = true) async -> MnemeError? {
      do {
        _ = try await read(pdf, asImages: asImages)
        return nil
      } catch {
        return error as? MnemeError
      }
    }

    /// Files that are left over.
    var left: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }
  }

  private func size(_ image: ModelImage) throws -> (Int, Int) {
    let bytes = try #require(Data(base64Encoded: image.data)).map(Int.init)
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | $1 } }
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    return (number(16), number(20))
  }

  @Test func theFirstTenPagesAreImagesInTheirOrder() async throws {
    let bench = try Bench()
    var pdf = TestPDF(pages: 12)
    // The width tells which page it is.
    for place in pdf.pages.indices { pdf.pages[place].width = 144 + 48 * place }
    let content = try #require(try await bench.read(pdf.data, asImages: true).first)
    #expect(content.images.count == 10)
    let sizes = try content.images.map(size)
    #expect(sizes.enumerated().allSatisfy { abs($1.0 - 300 - 100 * $0) <= 1 })
    #expect(sizes.allSatisfy { $0.1 == 1650 } && content.images.allSatisfy { $0.type == "image/png" })
    #expect(content.file.name == "file 0.pdf")
    #expect(content.file.text == "A PDF file with 12 pages. Attached as images: pages 1 to 10 of 12.")
    #expect(bench.left.isEmpty)
  }

  @Test func aModelWithoutEyesIsToldTheTextOfThePages() async throws {
    let bench = try Bench()
    let contents = try await bench.read(TestPDF(pages: 3).data, TestPDF(pages: 1).data, asImages: false)
    #expect(
      contents.map(\.file.text) == [
        "A PDF file with 3 pages. The text of pages 1 to 3:\n\n[Page 1]\nPage 1 says hello\n\n[Page 2]\nPage 2 says hello\n\n[Page 3]\nPage 3 says hello",
        "A PDF file with 1 page. The text of page 1:\n\n[Page 1]\nPage 1 says hello",
      ])
    #expect(contents.allSatisfy { $0.images.isEmpty })
    var silent = TestPDF(pages: 1)
    silent.pages[0].text = ""
    #expect(
      try await bench.read(silent.data, asImages: false)[0].file.text
        == "A PDF file with 1 page. No text stands in it: its pages are images.")
  }

  @Test(arguments: [(14_400, 14_400), (14_400, 72), (1, 14_400)])
  func noPageHasMorePixelsThanItMay(_ width: Int, _ height: Int) async throws {
    let bench = try Bench()
    var pdf = TestPDF()
    pdf.pages = [TestPDF.Page(width: width, height: height, text: "x")]
    let image = try #require(try await bench.read(pdf.data, asImages: true)[0].images.first)
    let (wide, high) = try size(image)
    #expect(wide * high <= 20_000_000 && max(wide, high) <= 16_000)
    #expect(width != height || wide * high > 19_000_000)
  }

  @Test func tenThousandPagesAreCountedAndTheFirstOnesRead() async throws {
    let bench = try Bench()
    let pdf = TestPDF(pages: 10_000).data
    let shown = try await bench.read(pdf, asImages: true)[0]
    #expect(shown.images.count == 10)
    #expect(shown.file.text.contains("pages 1 to 10 of 10000"))
    let told = try await bench.read(pdf, asImages: false)[0].file.text
    #expect(told.hasPrefix("A PDF file with 10000 pages. The text of pages 1 to 200:"))
    #expect(told.contains("[Page 200]") && !told.contains("[Page 201]"))
  }

  @Test func whatCannotBeReadIsRefusedInWordsThatHelp() async throws {
    let bench = try Bench()
    var encrypted = TestPDF(pages: 1)
    encrypted.isEncrypted = true
    let cases: [(Data, String)] = [
      (encrypted.data, "encrypted"), (Data("%PDF-1.4\nnothing of the kind".utf8), "damaged"),
      (Data("Just words".utf8), "is none"), (Data(TestPDF(pages: 2).data.prefix(120)), "damaged"),
    ]
    for (data, words) in cases {
      for asImages in [true, false] {
        let error = await bench.failure(data, asImages: asImages)
        #expect(error?.code == .unprocessable && error?.message.contains(words) == true, "\(words)")
      }
    }
    #expect(bench.left.isEmpty)
  }

  @Test func aFileThatTakesForeverIsStopped() async throws {
    let bench = try Bench(seconds: 3)
    var bomb = TestPDF(pages: 1)
    // Each form draws the next one a hundred times: a hundred to the power of six rectangles.
    bomb.forms = (0..<6).map { String(repeating: "/X\($0 + 1) Do ", count: 100) } + ["0 0 500 500 re f"]
    bomb.pages[0].content = "/X0 Do"
    let error = await bench.failure(bomb.data)
    #expect(error?.code == .unprocessable && error?.message.contains("longer than 3 seconds") == true)
    #expect(bench.left.isEmpty)
  }

  @Test func withoutTheProgramsItIsSaidHowToGetThem() async throws {
    let bench = try Bench(programFolders: ["/nowhere"])
    let error = await bench.failure(TestPDF(pages: 1).data)
    #expect(error?.code == .unprocessable && error?.message.contains("apt install poppler-utils") == true)
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let home = try TemporaryFolder()
    let folder = home.path + "/" + PDFReader.folderName
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let ours = UUID().uuidString + ".pdf"
    _ = try home.write("secret", to: PDFReader.folderName + "/" + ours)
    // Whatever else stands there, or where a link leads, is not ours.
    for name in ["thesis.pdf", "notes.txt", UUID().uuidString + ".txt"] {
      _ = try home.write("kept", to: PDFReader.folderName + "/" + name)
    }
    _ = PDFReader(helper: Program.path, folder: folder)
    #expect(!FileManager.default.fileExists(atPath: folder + "/" + ours))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
    _ = try home.write("kept", to: PDFReader.folderName + "/" + ours)
    try FileManager.default.createSymbolicLink(atPath: home.path + "/link", withDestinationPath: folder)
    _ = PDFReader(helper: Program.path, folder: home.path + "/link")
    #expect(FileManager.default.fileExists(atPath: folder + "/" + ours))
  }

  @Test func aTurnThatIsCancelledLeavesNoFile() async throws {
    let bench = try Bench()
    var bomb = TestPDF(pages: 1)
    bomb.forms = (0..<6).map { String(repeating: "/X\($0 + 1) Do ", count: 100) } + ["0 0 500 500 re f"]
    bomb.pages[0].content = "/X0 Do"
    let data = bomb.data
    let task = Task { await bench.failure(data) }
    while bench.left.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    #expect(await task.value != nil)
    #expect(bench.left.isEmpty)
  }
}
