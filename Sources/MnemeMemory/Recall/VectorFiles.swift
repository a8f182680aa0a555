import Foundation
import MnemeCore
import MnemeVectors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file of a space's graph of message vectors, beside its lexical index.
///
/// Messages alone have one: their words never change, so that a vector in the file is right as long as the message is there, and
/// the ordinals tell what it lacks. A memory may get other words and with them another vector under the same ordinal, which no
/// file could tell from the old one; graphs of memories, which are far fewer, are built anew at each start.
struct VectorFiles: Sendable {
  let folder: URL
  /// What made the vectors; files made by another model are of no use.
  let fingerprint: String

  init(folder: URL, model: EmbedderInfo) {
    self.folder = folder
    fingerprint = "1 \(model.dimension) \(model.model)"
  }

  var file: URL { folder.appendingPathComponent("vectors.graph") }

  /// What the file holds; nil where there is none that can be used: one that is damaged or of another model is removed.
  /// - Throws: `storage` when it cannot be removed.
  func load() throws(MnemeError) -> GraphIndex? {
    // What a save that was cut off has left may hold what has been erased since.
    try remove(partial)
    do {
      let (graph, mark) = try GraphIndex.load(from: file)
      if mark == Data(fingerprint.utf8) { return graph }
    } catch {
      if error.code == .missing { return nil }
    }
    try remove(file)
    return nil
  }

  /// Writes the graph in the place of an older one.
  /// - Parameter overwriting: whether the bytes of the older one must not stay on the disk.
  /// - Throws: `storage`; the older one is then as it was.
  func save(_ graph: GraphIndex, overwriting: Bool) throws(MnemeError) {
    let old = overwriting ? open(file.path, O_WRONLY | O_CLOEXEC) : -1
    var length: Int?
    defer {
      if old >= 0 {
        if let length { LexicalFiles.overwrite(old, count: length) } else { close(old) }
      }
    }
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try graph.save(to: file, watermark: Data(fingerprint.utf8))
    } catch {
      throw MnemeError(
        .storage, "The vector index cannot be saved: check the data directory's permissions and space.",
        underlying: error)
    }
    if old >= 0 { length = Self.length(old) }
  }

  /// Removes the file and its bytes from the disk; one that is not there is no error.
  func erase() throws(MnemeError) {
    let old = open(file.path, O_WRONLY | O_CLOEXEC)
    try remove(file)
    try remove(partial)
    if old >= 0 { LexicalFiles.overwrite(old, count: Self.length(old)) }
  }

  private var partial: URL { file.appendingPathExtension("partial") }

  private func remove(_ file: URL) throws(MnemeError) {
    if unlink(file.path) != 0, errno != ENOENT {
      throw MnemeError(.storage, "A vector index cannot be removed: check the data directory's permissions.")
    }
  }

  private static func length(_ descriptor: Int32) -> Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }
}
