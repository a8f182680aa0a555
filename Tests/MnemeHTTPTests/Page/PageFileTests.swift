import Foundation
import NIOCore
import Testing

@testable import MnemeHTTP

@Suite struct PageFileTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources/MnemeHTTP/Page/Files").standardizedFileURL

  private static func text(_ name: String) throws -> String {
    try #require(PageFile.all.first { $0.name == name }.map { String(buffer: $0.bytes) })
  }

  private static var scripts: [PageFile] { PageFile.all.filter { $0.name.hasSuffix(".mjs") } }

  @Test func whatIsEmbeddedIsWhatStandsInTheFolder() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { !$0.hasPrefix(".") }
    #expect(PageFile.all.map(\.name).sorted() == names.sorted())
    for file in PageFile.all {
      let data = try Data(contentsOf: Self.folder.appending(path: file.name))
      #expect(Data(file.bytes.readableBytesView) == data, "\(file.name)")
    }
    #expect(Set(PageFile.all.map(\.tag)).count == PageFile.all.count)
  }

  @Test func allOfItWeighsNoMoreThanThreeHundredKilobytes() {
    let weight = PageFile.all.reduce(0) { $0 + $1.bytes.readableBytes }
    #expect(weight <= 300_000, "\(weight) bytes")
  }

  @Test func everyFileHasItsTypeAPolicyAndIsRevalidated() async throws {
    try await TestServer.run { server in
      for file in PageFile.all {
        let path = file.name == "index.html" ? "/" : "/page/\(file.name)"
        let answer = try await server.send("GET", path)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == file.mediaType && file.mediaType != "application/octet-stream")
        #expect(answer.headers["content-security-policy"]?.contains("script-src 'self'; style-src 'self'") == true)
        #expect(answer.headers["content-security-policy"]?.contains("unsafe") == false)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        let tag = try #require(answer.headers["etag"])
        let again = try await server.send("GET", path, headers: ["If-None-Match": tag])
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(try await server.send("GET", path, headers: ["If-None-Match": "\"0\""]).status == 200)
      }
      #expect(try await server.send("GET", "/page/none.mjs").status == 404)
      #expect(try await server.send("GET", "/page/..%2Findex.html").status == 404)
    }
  }

  @Test func nothingIsInlineAndEveryAddressIsRelative() throws {
    let page = try Self.text("index.html")
    for forbidden in ["style=", "onclick", "<script>", "<style", "href=\"/", "src=\"/", "https://"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    // Every file that the page names is there.
    for match in page.matches(of: /"page\/([^"]+)"/) {
      #expect(PageFile.all.contains { $0.name == match.1 }, "\(match.1)")
    }
  }

  @Test func noTextCanBecomeMarkup() throws {
    for file in Self.scripts {
      let script = String(buffer: file.bytes)
      for forbidden in [
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
        "createContextualFragment", "srcdoc",
      ] {
        #expect(!script.contains(forbidden), "\(file.name): \(forbidden)")
      }
      #expect(!script.contains("fetch(\"/"), "\(file.name)")
    }
  }

  private static func keys(of table: String) throws -> [String] {
    try text(table).split(separator: "\n").compactMap { $0.firstMatch(of: /^  "([^"]+)": "/).map { String($0.1) } }
  }

  @Test func bothLanguagesHaveEveryString() throws {
    let english = try Self.keys(of: "en.mjs")
    #expect(english.count > 400 && Set(english).count == english.count)
    #expect(try Self.keys(of: "ko.mjs").sorted() == english.sorted())
    let known = Set(english)
    for file in Self.scripts where file.name != "en.mjs" && file.name != "ko.mjs" {
      for match in String(buffer: file.bytes).matches(of: /\bt\("([^"]+)"[,)]/) {
        #expect(known.contains(String(match.1)), "\(file.name): \(match.1)")
      }
    }
  }

  /// What stands between braces in one language stands there in the other.
  @Test func bothLanguagesSpeakOfTheSameValues() throws {
    func values(_ table: String) throws -> [String: Set<String>] {
      var found: [String: Set<String>] = [:]
      for line in try Self.text(table).split(separator: "\n") {
        guard let match = line.firstMatch(of: /^  "([^"]+)": "(.*)",$/) else { continue }
        found[String(match.1)] = Set(match.2.matches(of: /\{(\w+)\}/).map { String($0.1) })
      }
      return found
    }
    let english = try values("en.mjs")
    let korean = try values("ko.mjs")
    for (key, names) in english { #expect(korean[key] == names, "\(key)") }
  }
}
