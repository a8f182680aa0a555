import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The settings file of a program, and the copy that is kept of it before it is changed.
struct ClientSettings: Sendable {
  /// What will be written where.
  struct Change: Sendable, Equatable {
    let path: String
    let before: String?
    /// Nil: the file is removed.
    let after: String?
  }

  private static let name = "mneme"
  let program: ClientProgram
  /// With links followed: the file itself is replaced, not the link to it.
  let path: String

  init(_ program: ClientProgram, path: String) {
    self.program = program
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  var backup: String { path + ".before-mneme" }

  func installing(_ entry: JSONValue) throws(MnemeError) -> Change {
    let before = try read(path)
    return Change(path: path, before: before, after: try installed(entry, in: before))
  }

  private func installed(_ entry: JSONValue, in before: String?) throws(MnemeError) -> String {
    var text = SettingsText(before ?? "")
    do { try text.set(Self.name, in: program.section, to: entry) } catch { throw unreadable }
    return text.text
  }

  /// Back to the copy when nothing else was changed since, else without our entry alone.
  func undoing(_ entry: JSONValue) throws(MnemeError) -> Change {
    guard let before = try read(path) else {
      throw MnemeError(.notFound, "\(program.title) has no settings in \(path).")
    }
    if let copy = try read(backup), !holdsEntry(copy), (try? installed(entry, in: copy)) == before {
      return Change(path: path, before: before, after: copy)
    }
    if try read(backup) == nil, try installed(entry, in: nil) == before {
      return Change(path: path, before: before, after: nil)
    }
    var text = SettingsText(before)
    do {
      guard try text.has(Self.name, in: program.section) else {
        throw MnemeError(.notFound, "\(program.title) does not know of Mneme (\(path)).")
      }
      try text.remove(Self.name, in: program.section)
    } catch let error as MnemeError {
      throw error
    } catch {
      throw unreadable
    }
    return Change(path: path, before: before, after: text.text)
  }

  /// Keeps a copy of what was there and replaces the file at once. Nobody else may read a new one.
  func apply(_ change: Change, keepsCopy: Bool) throws(MnemeError) {
    do {
      guard try read(path) == change.before else {
        throw MnemeError(.conflict, "\(path) was changed meanwhile; try again.")
      }
      guard let after = change.after else {
        try FileManager.default.removeItem(atPath: path)
        return
      }
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      let mode = (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) ?? 0o600
      // A second change must not put our own entry in the place of what was there before the first.
      if keepsCopy, let before = change.before, try !holdsEntry(before) || read(backup) == nil {
        try replace(backup, with: before, mode: mode)
      }
      try replace(path, with: after, mode: mode)
      if !keepsCopy { try? FileManager.default.removeItem(atPath: backup) }  // none is there where none was kept
    } catch let error as MnemeError {
      throw error
    } catch {
      throw MnemeError(
        .storage, "\(path) cannot be written; is the folder yours and the disk not full?", underlying: error)
    }
  }

  private func holdsEntry(_ text: String) -> Bool {
    (try? SettingsText(text).has(Self.name, in: program.section)) ?? false
  }

  private func replace(_ target: String, with text: String, mode: Int) throws {
    let temporary = target + ".\(getpid())"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(mode))
    guard descriptor >= 0 else { throw MnemeError(.storage, DataDirectory.explain(errno, temporary)) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.synchronize()
    try handle.close()
    guard rename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw MnemeError(.storage, DataDirectory.explain(code, target))
    }
  }

  private func read(_ path: String) throws(MnemeError) -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else {
      throw MnemeError(.unprocessable, "\(path) cannot be read as text.")
    }
    return text
  }

  private var unreadable: MnemeError {
    MnemeError(
      .unprocessable,
      "\(path) is not the JSON that \(program.title) writes; put in by hand what 'mneme mcp install \(program.rawValue) "
        + "--print' shows.")
  }
}

extension ClientSettings.Change {
  /// The lines that go and come, for people.
  var lines: [String] {
    func split(_ text: String?) -> [Substring] {
      (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    }
    let (old, new) = (split(before), split(after))
    return new.difference(from: old).sorted { left, right in
      func key(_ change: CollectionDifference<Substring>.Change) -> (Int, Int) {
        switch change {
        case .remove(let place, _, _): (place, 0)
        case .insert(let place, _, _): (place, 1)
        }
      }
      return key(left) < key(right)
    }.map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }
  }
}
