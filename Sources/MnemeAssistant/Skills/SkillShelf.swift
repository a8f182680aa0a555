import Foundation
package import Logging
package import MnemeCore

/// The owner's skills: `SKILL.md` in the folders of `skills` in the data directory.
///
/// The folder is looked at once per `lookSeconds` at most, and read again only where something in it has changed. What stands
/// in a prompt of them is made once for each change.
package actor SkillShelf {
  /// Seconds between two looks at the folder.
  package static let lookSeconds = 2.0
  /// Skills that are kept, by key, ascending; more are left out.
  static let limit = 64
  /// Bytes of one file.
  static let bytes = 64 << 10

  private struct Stamp: Hashable {
    let name: String
    let changed: Date
    let size: Int
  }

  private let directory: URL
  private let clock: any WallClock
  private let logger: Logger
  private let lookSeconds: Double
  private var lookedAt: Date?
  private var stamps: [Stamp] = []
  private var skills: [Skill] = []
  private var heads: [Set<String>: String] = [:]
  /// Times that files were read, since the start.
  package private(set) var reads = 0

  package init(
    directory: String, clock: any WallClock, lookSeconds: Double = SkillShelf.lookSeconds, logger: Logger
  ) {
    self.directory = URL(fileURLWithPath: directory, isDirectory: true).appendingPathComponent("skills")
    self.clock = clock
    self.lookSeconds = lookSeconds
    self.logger = logger
  }

  /// Whether the owner has begun to write any.
  nonisolated var hasFolder: Bool { FileManager.default.fileExists(atPath: directory.path) }

  /// By key, ascending.
  package func all() -> [Skill] {
    look()
    return skills
  }

  package func skill(_ key: String) -> Skill? { all().first { $0.key == key } }

  /// What every prompt says of the skills whose tools are among these; empty where there are none.
  /// - Parameter tools: that the model is offered.
  func head(for tools: Set<String>) -> String {
    look()
    if skills.isEmpty { return "" }
    let needed = tools.intersection(skills.flatMap(\.requires) + [LoadSkillTool.name])
    if let known = heads[needed] { return known }
    let usable = skills.filter { $0.requires.allSatisfy(needed.contains) }
    let loaded = usable.filter(\.isAlwaysLoaded).map(\.body)
    let listed = needed.contains(LoadSkillTool.name) ? usable.filter { !$0.isAlwaysLoaded } : []
    var paragraphs = loaded
    if !listed.isEmpty {
      let lines = listed.map { "- \($0.key): \(($0.emoji.map { $0 + " " } ?? "") + $0.summary)" }
      paragraphs.append(
        "The owner wrote down how some things are done. Before you do one of them, read it with \(LoadSkillTool.name):\n"
          + lines.joined(separator: "\n"))
    }
    let head = paragraphs.joined(separator: "\n\n")
    heads[needed] = head
    return head
  }

  private func look() {
    let now = clock.now()
    // A clock that was set back must not keep the folder from being looked at.
    if let lookedAt, now >= lookedAt, now.timeIntervalSince(lookedAt) < lookSeconds { return }
    lookedAt = now
    let found = Self.stamps(in: directory)
    guard found != stamps else { return }
    stamps = found
    heads = [:]
    skills = []
    for stamp in found {
      do throws(MnemeError) {
        skills.append(try read(stamp))
      } catch {
        logger.warning("skills.unusable", metadata: ["skill.folder": "\(stamp.name)", "reason": "\(error.message)"])
      }
    }
    var keys: Set<String> = []
    skills = Array(skills.sorted { $0.key < $1.key }.filter { keys.insert($0.key).inserted }.prefix(Self.limit))
  }

  private func read(_ stamp: Stamp) throws(MnemeError) -> Skill {
    reads += 1
    guard stamp.size <= Self.bytes else {
      throw MnemeError(.configuration, "A SKILL.md has at most \(Self.bytes >> 10) KiB.")
    }
    let file = directory.appendingPathComponent(stamp.name).appendingPathComponent("SKILL.md")
    guard let data = FileManager.default.contents(atPath: file.path), data.count <= Self.bytes,
      let text = String(validating: data, as: UTF8.self)
    else { throw MnemeError(.configuration, "A SKILL.md is a text in UTF-8 that can be read.") }
    return try Skill(text, folder: stamp.name)
  }

  /// By folder, ascending.
  private static func stamps(in directory: URL) -> [Stamp] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return names.sorted().prefix(limit * 4).compactMap { name in
      let file = directory.appendingPathComponent(name).appendingPathComponent("SKILL.md")
      // A pipe would hold up whoever reads it.
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path),
        attributes[.type] as? FileAttributeType == .typeRegular,
        let changed = attributes[.modificationDate] as? Date, let size = attributes[.size] as? Int
      else { return nil }
      return Stamp(name: name, changed: changed, size: size)
    }
  }
}
