import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Synchronization
import Testing

@testable import mneme

@Suite struct ModelVerbTests {
  @Test func theReportComesThroughTheServerAsItIs() async throws {
    let fake = FakeServices()
    try await RemoteServicesTests().withServer(fake) { url in
      let remote = RemoteServices.connect(to: url, key: nil)
      let report = try await remote.models.modelReport()
      #expect(report == FakeServices.report)
      await remote.close()
    }
  }

  @Test func theReportIsShownWithTheReason() {
    let text = ModelOutput.report(FakeServices.report)
    #expect(
      text == """
        * story   resting   box, 127.0.0.1:9, local  It did not answer in time.
          recall  ready     Mneme, local

        story answers when no model is asked for. It is the first.

        The key box/work is not set.

        """)
  }

  @Test func stepsOfBothBuildToolsAreRead() {
    #expect(EngineBuild.steps(in: "[12/206] Building CXX object a.o").map { [$0.done, $0.all] } == [12, 206])
    #expect(EngineBuild.steps(in: "[ 7%] Building").map { [$0.done, $0.all] } == [7, 100])
    #expect(EngineBuild.steps(in: "-- Found Threads") == nil)
    #expect(EngineBuild.steps(in: "[x/y] odd") == nil)
  }
}

@Suite struct PackageDownloadTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("download-\(UUID())").path
  private let content = Array("0123456789".utf8)
  private var file: PackageFile {
    PackageFile(
      package: "thing", file: "thing-1.tar.gz",
      checksum: "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882", bytes: 10)
  }

  private func download(_ server: PackageServer, from source: String? = nil) throws -> PackageDownload {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return PackageDownload(
      http: server, folder: folder, source: source, index: "https://index.example",
      checksums: ChecksumTool(tools: Toolbox(environment: ["PATH": "/usr/bin:/bin"])))
  }

  @Test func aBrokenDownloadIsGoneOnWith() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = PackageServer(content, cutAfter: 4)
    let download = try download(server)
    let error = await #expect(throws: MnemeError.self) { try await download.fetch(file) { _, _ in } }
    #expect(error?.code == .upstream)
    let seen = Mutex<[Int]>([])
    let path = try await download.fetch(file) { done, _ in seen.withLock { $0.append(done) } }
    #expect(FileManager.default.contents(atPath: path) == Data(content))
    #expect(server.ranges == [nil, "bytes=4-"] && seen.withLock { $0 } == [10])
    // What is whole is not fetched again.
    _ = try await download.fetch(file) { _, _ in }
    #expect(server.ranges.count == 2)
  }

  @Test func aChangedFileIsNeitherUsedNorKept() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let download = try download(PackageServer(Array("012345678X".utf8)))
    let error = await #expect(throws: MnemeError.self) { try await download.fetch(file) { _, _ in } }
    #expect(error?.code == .unprocessable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test func aFolderTakesThePlaceOfTheNetwork() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let server = PackageServer(content)
    let download = try download(server, from: folder)
    let error = await #expect(throws: MnemeError.self) { try await download.fetch(file) { _, _ in } }
    #expect(error?.code == .notFound)
    try Data(content).write(to: URL(fileURLWithPath: folder + "/thing-1.tar.gz"))
    #expect(try await download.fetch(file) { _, _ in } == folder + "/thing-1.tar.gz")
    #expect(server.ranges.isEmpty)
  }
}

/// An index with one file, whose first answer may break off.
private final class PackageServer: HTTPFetching {
  private let content: [UInt8]
  private let cut: Mutex<Int?>
  private let seen = Mutex<[String?]>([])

  init(_ content: [UInt8], cutAfter: Int? = nil) {
    self.content = content
    cut = Mutex(cutAfter)
  }

  /// Of the requests for the file.
  var ranges: [String?] { seen.withLock { $0 } }

  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    if request.url == "https://index.example/thing/" {
      let page = #"{"files": [{"filename": "thing-1.tar.gz", "url": "https://files.example/thing-1.tar.gz"}]}"#
      return response(200, Array(page.utf8))
    }
    let range = request.headers.first { $0.name == "Range" }?.value
    seen.withLock { $0.append(range) }
    let start = range.flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
    var bytes = Array(content[start...])
    if let cut = cut.withLock({ cut in
      defer { cut = nil }
      return cut
    }) {
      bytes = Array(bytes.prefix(cut))
    }
    return response(range == nil ? 200 : 206, bytes)
  }

  private func response(_ status: Int, _ bytes: [UInt8]) -> FetchResponse {
    FetchResponse(
      status: status, headers: [],
      body: AsyncThrowingStream { continuation in
        continuation.yield(bytes)
        continuation.finish()
      })
  }
}
