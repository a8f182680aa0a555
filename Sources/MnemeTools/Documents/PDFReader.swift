import Foundation
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads PDF files with Poppler's programs: pages as images, or their text.
///
/// Every program runs with limited memory and time, and on Linux confined: where the kernel has filters it makes no socket, and where
/// it has Landlock it reads the one file and writes nothing. Files stand in a folder of their own for as long as they are read.
package struct PDFReader: DocumentReader {
  private let programs: PDFPrograms
  /// Of the data directory; its owner's alone.
  private let folder: String
  /// What it is called there: a name that nobody gives to anything else.
  package static let folderName = ".pdf-reading"
  private let workers: FileWorkers
  private let seconds: Double

  /// Programs that are missing here; those of Debian's package `poppler-utils`.
  package static func missingPrograms() -> [String] {
    let programs = PDFPrograms(helper: "")
    return PDFPrograms.names.filter { programs.path($0) == nil }
  }

  package static let seconds = 20.0
  package static let installation =
    "install Poppler's programs (Debian: apt install poppler-utils; macOS: brew install poppler)"

  /// - Parameters:
  ///   - helper: the path of `mneme` itself.
  ///   - folder: for the files; what a process that was killed has left there is removed. One process has it at a time.
  ///   - seconds: for all files of one message.
  ///   - programFolders: where the programs are looked for; nil: in the usual places.
  package init(
    helper: String, folder: String, workers: FileWorkers = FileWorkers(limit: 4, patience: .seconds(20)),
    seconds: Double = PDFReader.seconds, programFolders: [String]? = nil
  ) {
    programs = programFolders.map { PDFPrograms(helper: helper, folders: $0) } ?? PDFPrograms(helper: helper)
    self.folder = folder
    self.workers = workers
    self.seconds = seconds
    Self.removeRest(in: folder)
  }

  /// Files of ours that a process left when it was killed; nothing else, wherever the folder leads.
  private static func removeRest(in folder: String) {
    var status = stat()
    guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    // What cannot be listed cannot be read by others either; the next start tries again.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard name.hasSuffix(".pdf"), UUID(uuidString: String(name.dropLast(4))) != nil else { continue }
      unlink(folder + "/" + name)
    }
  }

  package func read(_ documents: [ModelDocument], asImages: Bool) async throws(MnemeError) -> [DocumentContent] {
    let missing = PDFPrograms.names.filter { programs.path($0) == nil }
    guard missing.isEmpty else {
      throw MnemeError(.unprocessable, "PDF files cannot be read on this server: \(Self.installation).")
    }
    do {
      // Whoever waits for a place is not being read yet.
      try await workers.run(within: seconds) { _ in }
      let reading = PDFReading(
        programs: programs, folder: folder, workers: workers, seconds: seconds, end: .now + .seconds(seconds))
      var contents: [DocumentContent] = []
      var imageBytes = 0
      for document in documents {
        let (content, bytes) = try await reading.read(document, asImages: asImages, imageBytes: imageBytes)
        contents.append(content)
        imageBytes += bytes
      }
      return contents
    } catch {
      throw told(error)
    }
  }

  private func told(_ error: any Error) -> MnemeError {
    switch error {
    case let error as MnemeError: return error
    case let failure as ToolFailure where failure.code == .rateLimited:
      return MnemeError(.overloaded, "Too many PDF files are being read; try again shortly.")
    case let failure as ToolFailure where failure.code == .timeout: return PDFReading.tooSlow(seconds)
    case is CancellationError: return MnemeError(.unavailable, "Nobody waits for the PDF file any more.")
    default: return MnemeError(.unprocessable, "The PDF file cannot be read.")
    }
  }
}
