import Foundation
import MnemeCore
import Testing

@testable import mneme

/// The layers of a backup file: archive, compression, encryption.
@Suite struct BackupStreamTests {
  /// Cheap keys: what is tested is not how long they take.
  private static let work = SealHead.Work(logRounds: 2, blockSize: 1, parallelism: 1)

  private final class Collected: ByteSink {
    var bytes: [UInt8] = []
    func write(_ piece: [UInt8]) throws(MnemeError) { bytes += piece }
    func finish() throws(MnemeError) {}
  }

  /// Gives its bytes in pieces of a length.
  private final class Given: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let piece: Int

    init(_ bytes: [UInt8], piece: Int = 1000) { (rest, self.piece) = (bytes[...], piece) }

    func read() throws(MnemeError) -> [UInt8] {
      defer { rest = rest.dropFirst(piece) }
      return Array(rest.prefix(piece))
    }
  }

  private func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state >> 32)
    }
  }

  private func sealed(_ bytes: [UInt8], _ passphrase: String = "correct horse") throws -> [UInt8] {
    let collected = Collected()
    let sink = try SealedSink(collected, passphrase: passphrase, work: Self.work)
    for start in stride(from: 0, to: bytes.count, by: 30_000) {
      try sink.write(Array(bytes[start..<min(bytes.count, start + 30_000)]))
    }
    try sink.finish()
    return collected.bytes
  }

  private func opened(_ bytes: [UInt8], _ passphrase: String = "correct horse") throws -> [UInt8] {
    let source = try SealedSource(BufferedSource(Given(bytes)), passphrase: passphrase)
    var result: [UInt8] = []
    while true {
      let piece = try source.read()
      if piece.isEmpty { return result }
      result += piece
    }
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
  func whatIsSealedIsOpened(_ count: Int) throws {
    let bytes = noise(count)
    let closed = try sealed(bytes)
    #expect(try opened(closed) == bytes)
    #expect(try sealed(bytes) != closed, "the key is another one in every file")
  }

  @Test func aCutSealedFileIsFoundWhereverItIsCut() throws {
    let closed = try sealed(noise(200_000))
    let piece = 65_536 + 16
    let head = SealHead.bytes
    for length in [0, 7, head - 1, head, head + 15, head + piece, head + 2 * piece, head + piece + 5, closed.count - 1]
    {
      #expect(throws: MnemeError.self, "\(length)") { try opened(Array(closed[..<length])) }
    }
    let atAnEdge = #expect(throws: MnemeError.self) { try opened(Array(closed[..<(head + 2 * piece)])) }
    #expect(atAnEdge?.message == BackupFault.truncated.message)
  }

  @Test func changedSwappedAndAddedPiecesAreFound() throws {
    let closed = try sealed(noise(200_000))
    let piece = 65_536 + 16
    let head = SealHead.bytes
    for place in [head - 1, head, head + 100, head + piece - 1, closed.count - 1] {
      var changed = closed
      changed[place] ^= 1
      #expect(throws: MnemeError.self, "\(place)") { try opened(changed) }
    }
    let swapped = Array(
      closed[..<head] + closed[(head + piece)..<(head + 2 * piece)] + closed[head..<(head + piece)]
        + closed[(head + 2 * piece)...])
    #expect(throws: MnemeError.self) { try opened(swapped) }
    #expect(throws: MnemeError.self) { try opened(closed + [0]) }
  }

  @Test func anotherPassphraseIsToldFromDamage() throws {
    let closed = try sealed(noise(10))
    let error = #expect(throws: MnemeError.self) { try opened(closed, "correct house") }
    #expect(error?.code == .unauthorized)
  }

  @Test func aFileMayNotAskForEndlessWork() throws {
    var closed = try sealed(noise(10))
    closed[SealHead.mark.count + 1] = 31
    let error = #expect(throws: MnemeError.self) { try opened(closed) }
    #expect(error?.code == .unprocessable)
  }

  @Test func whatIsCompressedIsReadAndItsEndIsMissed() throws {
    let bytes = Array(repeating: Array("What was said is kept. ".utf8), count: 9000).flatMap(\.self) + noise(100_000)
    let collected = Collected()
    let sink = try GzipSink(collected)
    for start in stride(from: 0, to: bytes.count, by: 70_000) {
      try sink.write(Array(bytes[start..<min(bytes.count, start + 70_000)]))
    }
    try sink.finish()
    #expect(collected.bytes.count < bytes.count)
    func read(_ packed: [UInt8]) throws -> [UInt8] {
      let source = try GzipSource(Given(packed, piece: 777))
      var result: [UInt8] = []
      while true {
        let piece = try source.read()
        if piece.isEmpty { return result }
        result += piece
      }
    }
    #expect(try read(collected.bytes) == bytes)
    for length in [0, 5, 1000, collected.bytes.count - 1] {
      let error = #expect(throws: MnemeError.self) { try read(Array(collected.bytes[..<length])) }
      #expect(error?.message == BackupFault.truncated.message, "\(length)")
    }
    #expect(throws: MnemeError.self) { try read(collected.bytes + [1]) }
  }

  @Test func archivesAreReadHereAndByTar() async throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "folder/", count: 20) + "persona.json"
    let contents = [
      ("manifest.json", noise(3)), (long, noise(1024)), ("data/empty", []), ("data/한국어.md", noise(70_000)),
    ]
    let collected = Collected()
    let writer = TarWriter(collected, time: 1_780_000_000)
    for (name, content) in contents { try writer.add(name, content) }
    try writer.finish()
    let reader = TarReader(Given(collected.bytes, piece: 321))
    for (name, content) in contents {
      let entry = try #require(try reader.next())
      var read: [UInt8] = []
      try reader.readBody { (piece) throws(MnemeError) in read += piece }
      #expect(entry == .init(name: name, bytes: Int64(content.count)) && read == content)
    }
    #expect(try reader.next() == nil)

    let file = folder.path + "/x.tar"
    try Data(collected.bytes).write(to: URL(fileURLWithPath: file))
    var launch = ProcessLaunch(
      path: "/bin/tar", arguments: ["-xf", file, "-C", folder.path], environment: ["LC_ALL": "C.UTF-8"])
    launch.output = .null
    #expect(try await launch.start().ended() == .exited(0))
    for (name, content) in contents {
      #expect(FileManager.default.contents(atPath: folder.path + "/" + name) == Data(content), "\(name)")
    }
    for length in [0, 100, 512, 1000, collected.bytes.count - 1024, collected.bytes.count - 1500] {
      let cut = TarReader(Given(Array(collected.bytes[..<length])))
      #expect(throws: MnemeError.self, "\(length)") { while try cut.next() != nil {} }
    }
  }
}
