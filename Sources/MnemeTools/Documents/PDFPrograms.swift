import Foundation
import MnemeCore

/// Poppler's programs, each run confined on one file and nothing else.
struct PDFPrograms: Sendable {
  static let names = ["pdfinfo", "pdftoppm", "pdftotext"]
  private static let folders = ["/usr/bin", "/usr/local/bin", "/bin", "/opt/homebrew/bin"]
  /// What they need of the system: themselves, libraries, fonts. Neither `/proc` nor `/home`.
  private static let system = [
    "/usr", "/bin", "/lib", "/lib32", "/lib64", "/opt/homebrew", "/etc/ld.so.cache", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/fonts", "/etc/localtime", "/var/cache/fontconfig",
  ]

  /// `mneme` itself, which becomes the program.
  let helper: String
  var folders = Self.folders

  /// Whole path of a program; nil where it is not installed.
  func path(_ name: String) -> String? {
    folders.lazy.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Blocks: for a thread of `FileWorkers`.
  /// - Parameter kept: bytes of its output that are kept.
  /// - Throws: `ToolFailure`; `CancellationError`.
  func run(
    _ name: String, _ arguments: [String], file: String, seconds: Double, kept: Int, _ signal: WorkSignal
  ) throws -> CommandRunner.Ending {
    guard let program = path(name) else { throw ToolFailure(.notFound, "\(name) is not installed.") }
    var confinement = Confinement(
      program: program, arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"], directory: "/",
      readable: Self.system + [file], writable: [], addressSpace: PDFLimits.addressSpace, fileSize: 0,
      processorSeconds: UInt64(seconds.rounded(.up)) + 1)
    confinement.hasNetwork = false
    return try CommandRunner(helper: helper, kept: kept).run(confinement, seconds: seconds, signal)
  }
}

/// What reading the PDF files of one message may take.
enum PDFLimits {
  /// Pages of one file that are shown as images.
  static let shownPages = 10
  /// Pages of one file whose text is told.
  static let toldPages = 200
  static let dotsPerInch = 150.0
  static let pixelsPerPage = 20_000_000.0
  /// Bytes of PNG, of one page and of all of them.
  static let pageBytes = 20 << 20
  static let imageBytes = 40 << 20
  /// Bytes of text of one file.
  static let textBytes = 2 << 20
  static let fileBytes = 25 << 20
  /// Pages of one message that are drawn at once.
  static let parallelPages = 2
  static let addressSpace: UInt64 = 1 << 30
}
