import Foundation
import MnemeCore

/// The file of an export, as it is or out of its archive.
enum ForeignFile {
  /// What is read, and what must live for as long as it is.
  struct Opened {
    let handle: FileHandle
    let program: RunningProcess?
  }

  /// Bytes of a file that is read as a whole.
  private static let wholeLimit = 256 << 20

  /// Reads it to its end, batch after batch.
  /// - Parameter progress: called with the number of records so far.
  static func read(_ opened: Opened, name: String, into run: inout ForeignImport, progress: (Int) -> Void) async throws
  {
    var elements = JSONElements()
    var whole = Data()
    var bytes = 0
    while let piece = try ImportCommand.read(opened.handle, name: name) {
      bytes += piece.count
      guard run.source.isList else {
        whole += piece
        guard whole.count <= wholeLimit else {
          throw MnemeError(.tooLarge, "\(name) is longer than \(wholeLimit >> 20) MiB.")
        }
        continue
      }
      try elements.feed(piece) { run.add($0) }
      guard run.isBatchFull else { continue }
      try await run.flush()
      progress(run.records)
    }
    if run.source.isList {
      guard bytes > 0 || opened.program == nil else {
        throw MnemeError(
          .invalidInput, "\(name) holds no \(run.source.archived ?? "conversations.json"); is it the right archive?")
      }
      guard elements.isFinished else {
        try await run.flush()
        throw MnemeError(.unprocessable, "\(name) is cut off before its end; what came before that is stored.")
      }
    } else {
      try run.add(whole: whole)
    }
    try await run.flush()
    progress(run.records)
  }

  static func open(_ handle: FileHandle, path: String, source: ForeignSource) throws(MnemeError) -> Opened {
    guard path != "-", let name = source.archived, isArchive(path) else { return Opened(handle: handle, program: nil) }
    guard let unzip = unzip() else {
      throw MnemeError(
        .unavailable, "\(path) is a zip archive and there is no unzip; install it, or give the \(name) in it.")
    }
    // In the archive's root, or in a folder of it.
    var launch = ProcessLaunch(
      path: unzip, arguments: ["-p", URL(fileURLWithPath: path).path, name, "*/\(name)"],
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"])
    launch.output = .pipe
    let program = try launch.start()
    guard let output = program.output else { throw MnemeError(.internal, "The program has no output.") }
    return Opened(handle: output, program: program)
  }

  private static func isArchive(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }
    // What cannot be read is told when it is read.
    return (try? handle.read(upToCount: 4)) == Data([0x50, 0x4B, 0x03, 0x04])
  }

  private static func unzip() -> String? {
    ["/usr/bin/unzip", "/usr/local/bin/unzip", "/opt/homebrew/bin/unzip", "/bin/unzip"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
