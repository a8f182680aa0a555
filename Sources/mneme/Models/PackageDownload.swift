import Foundation
import MnemeCore

/// Fetches files of PyPI: resumed where it broke off, checked before it is used.
struct PackageDownload: Sendable {
  let http: any HTTPFetching
  /// Where files lie while and after they are fetched.
  let folder: String
  /// A folder with the files, for machines without a network; nil fetches them.
  let source: String?
  /// Base of the package index, without a trailing slash.
  var index = "https://pypi.org/simple"
  let checksums: ChecksumTool

  /// - Parameter progress: bytes that are there, and bytes in all.
  /// - Returns: the path of the whole, checked file.
  /// - Throws: `upstream`, `timeout`, `notFound`, `unprocessable` (a wrong checksum), `storage`.
  func fetch(_ file: PackageFile, progress: (Int, Int) -> Void) async throws -> String {
    if let source {
      let path = source + "/" + file.file
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw MnemeError(.notFound, "There is no file \(file.file) in the folder that --from names.")
      }
      try await check(path, file, removing: false)
      return path
    }
    let whole = folder + "/" + file.file
    if FileManager.default.fileExists(atPath: whole) {
      try await check(whole, file, removing: true)
      return whole
    }
    let part = whole + ".part"
    try await download(file, to: part, progress: progress)
    try await check(part, file, removing: true)
    do {
      try FileManager.default.moveItem(atPath: part, toPath: whole)
    } catch {
      throw MnemeError(.storage, "The file \(whole) cannot be written.", underlying: error)
    }
    return whole
  }

  private func download(_ file: PackageFile, to part: String, progress: (Int, Int) -> Void) async throws {
    let url = try await address(of: file)
    let isThere = FileManager.default.fileExists(atPath: part)
    guard isThere || FileManager.default.createFile(atPath: part, contents: nil),
      let output = FileHandle(forWritingAtPath: part)
    else {
      throw MnemeError(.storage, "The file \(part) cannot be written; check the permissions of the cache folder.")
    }
    defer { try? output.close() }  // everything was written or has thrown
    var written = Int(try output.seekToEnd())
    // Whole, but not checked yet.
    if written == file.bytes { return }
    if written > file.bytes {
      try output.truncate(atOffset: 0)
      written = 0
    }
    let response = try await http.fetch(
      FetchRequest(
        url: url, headers: written > 0 ? [(name: "Range", value: "bytes=\(written)-")] : [], idleTimeout: .seconds(30)))
    switch response.status {
    case 206: break
    case 200:
      // The server sends it from its beginning.
      try output.truncate(atOffset: 0)
      written = 0
    default: throw MnemeError(.upstream, "The package index answered with status \(response.status); try again later.")
    }
    for try await piece in response.body {
      guard written + piece.count <= file.bytes else {
        throw MnemeError(.upstream, "The file \(file.file) is longer than it should be; it was not used.")
      }
      do {
        try output.write(contentsOf: Data(piece))
      } catch {
        throw MnemeError(.storage, "The file \(part) cannot be written; is the disk full?", underlying: error)
      }
      written += piece.count
      progress(written, file.bytes)
    }
    guard written == file.bytes else {
      throw MnemeError(.upstream, "The download of \(file.file) broke off; run the command again to go on with it.")
    }
  }

  /// Looks the file up in the index (PEP 691).
  private func address(of file: PackageFile) async throws -> String {
    let response = try await http.fetch(
      FetchRequest(
        url: "\(index)/\(file.package)/",
        headers: [(name: "Accept", value: "application/vnd.pypi.simple.v1+json")]))
    guard response.status == 200 else {
      throw MnemeError(.upstream, "The package index answered with status \(response.status); try again later.")
    }
    let body = try await response.collect(upTo: 32 << 20)
    // Anything else than a page of the index has no such file either.
    let page = try? JSONDecoder().decode(IndexPage.self, from: Data(body))
    guard let url = page?.files.first(where: { $0.filename == file.file })?.url,
      url.hasPrefix("https://") || url.hasPrefix(index)
    else {
      throw MnemeError(.notFound, "The package index does not list \(file.file).")
    }
    return url
  }

  private func check(_ path: String, _ file: PackageFile, removing: Bool) async throws {
    guard try await checksums.sha256(of: path) != file.checksum else { return }
    // A damaged download would be found damaged again.
    if removing { try? FileManager.default.removeItem(atPath: path) }
    throw MnemeError(
      .unprocessable, "\(file.file) has the wrong checksum: it was damaged or changed, and is not used. Try again.")
  }

  private struct IndexPage: Decodable {
    struct File: Decodable {
      let filename: String
      let url: String
    }
    let files: [File]
  }
}
