import Foundation
package import Logging
import MnemeCore

/// Opens files for tools, and judges what was opened instead of what was asked for: nobody can change a name between the look
/// and the use.
///
/// The root is opened by a way without links, and from it on every component by itself, each below the one before: where the kernel
/// can (`openat2`), it sees to that; else no link is followed at a component. What is open then is checked: that it is a
/// file or folder, where it really stands, and that it is none of our own data.
package struct PathPolicy: Sendable {
  package let roots: [PathRoot]
  /// Our data folder: of it tools see `logs`, `artifacts` and `skills` alone.
  private let data: FileIdentity?
  /// Further files and folders that none may read.
  private let hidden: [HiddenPlace]
  private let observer: any FileObserver

  static let openInData: Set<String> = ["logs", "artifacts", "skills"]

  /// Folders that are not there are logged and left out.
  /// - Parameter forbidden: whole paths of files and folders that no tool may read, whether or not they exist.
  package init(
    roots: [String], dataDirectory: String?, forbidden: [String] = [], observer: any FileObserver = NoFileObserver(),
    logger: Logger
  ) {
    self.roots = roots.compactMap { text in
      do throws(ToolFailure) {
        return try PathRoot(text)
      } catch {
        logger.warning("tools.root_skipped", metadata: ["reason": "\(error.message)"])
        return nil
      }
    }
    data = dataDirectory.flatMap(FileIdentity.init(ofFolder:))
    hidden = forbidden.map(HiddenPlace.init)
    self.observer = observer
  }

  /// Opens a file or folder by its whole path, or by one relative to a root (the first that has it).
  /// - Throws: `permission` outside of the roots and for what is forbidden, `notFound`, `file`.
  package func open(_ text: String, folder: Bool = false) throws -> OpenedFile {
    let path = try PathText(text)
    guard !roots.isEmpty else { throw Self.noRoots }
    if path.isAbsolute {
      for root in roots {
        if let below = root.below(path.components) { return try open(below, in: root, folder: folder) }
      }
      throw ToolFailure(.permission, "This path is outside of the folders that tools may read (setting tools.roots).")
    }
    var missing: (any Error)?
    for root in roots {
      do {
        return try open(path.components, in: root, folder: folder)
      } catch let failure as ToolFailure where failure.code == .notFound {
        missing = failure
      }
    }
    throw missing ?? Self.notFound
  }

  static let noRoots = ToolFailure(
    .permission, "No folder is open to tools: the owner lists them in the setting tools.roots.")
  private static let notFound = ToolFailure(.notFound, "There is no such file: not found.")

  /// - Parameter components: below the root.
  package func open(_ components: [String], in root: PathRoot, folder: Bool) throws -> OpenedFile {
    guard !ForbiddenNames.holds(components) else { throw Self.forbidden }
    observer.touched(.open)
    var current = Descriptor(openFolder: root.path)
    guard current.isOpen else { throw Self.failure(errno) }
    var isInData = data != nil && FileIdentity(current) == data
    let hiddenNow = Set(hidden.compactMap(\.identity))
    func isHidden(_ descriptor: Descriptor) -> Bool {
      !hiddenNow.isEmpty && FileIdentity(descriptor).map(hiddenNow.contains) ?? true
    }
    if isHidden(current) { throw Self.forbidden }
    for (place, component) in components.enumerated() {
      if isInData, !Self.openInData.contains(component) { throw Self.forbidden }
      let isLast = place == components.count - 1
      let next = current.open(component, folder: !isLast || folder)
      guard next.isOpen else { throw Self.failure(errno) }
      if isHidden(next) { throw Self.forbidden }
      isInData = data != nil && FileIdentity(next) == data
      current = next
    }
    if isInData { throw Self.forbidden }
    let opened = try OpenedFile(current, observer: observer)
    guard folder == opened.isFolder else {
      throw ToolFailure(.file, folder ? "This is not a folder." : "This is not a file.")
    }
    // Where it really stands, should the system name it: a mount or a race may have led elsewhere.
    if let real = opened.realPath {
      let parts = real.split(separator: "/").map(String.init)
      guard let below = root.below(parts) else {
        throw ToolFailure(.permission, "This path leads out of the folders that tools may read.")
      }
      guard !ForbiddenNames.holds(below), !hidden.contains(where: { $0.holds(parts) }) else { throw Self.forbidden }
    }
    return opened
  }

  static let forbidden = ToolFailure(.permission, "Tools may not read this: it holds secrets or Mneme's own data.")

  private static func failure(_ number: Int32) -> ToolFailure {
    switch number {
    case ENOENT: notFound
    case ELOOP, EMLINK, EXDEV: ToolFailure(.permission, "This path goes through a link; links are not followed.")
    case ENOTDIR: ToolFailure(.file, "A part of this path is not a folder, or is a link; links are not followed.")
    case EACCES, EPERM: ToolFailure(.permission, "Permission denied by the system.")
    case ENAMETOOLONG: ToolFailure(.outOfRange, "A part of this path is too long.")
    case ENXIO, ENODEV, EOPNOTSUPP: ToolFailure(.file, "This is not a file.")
    default: ToolFailure(.file, "The file cannot be opened.")
    }
  }
}
