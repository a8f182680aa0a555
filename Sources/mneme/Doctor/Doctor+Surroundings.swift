import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands around the server: files and their permissions, backups, access, clock, language and log.
extension Doctor {
  // MARK: Files

  /// Files that others could read or change. The next start closes the folder and the database, not the rest.
  func permissions() -> [Finding] {
    let manager = FileManager.default
    var open: [String] = []
    var foreign: [String] = []
    let names = (try? manager.contentsOfDirectory(atPath: directory.path)) ?? []  // told by the line of the directory
    for name in names.sorted() {
      var status = stat()
      guard lstat(directory.path + "/" + name, &status) == 0 else { continue }
      if status.st_uid != geteuid(), geteuid() != 0 { foreign.append(name) }
      let isLink = status.st_mode & S_IFMT == S_IFLNK
      if !isLink, status.st_mode & 0o077 != 0, !name.hasSuffix(".sqlite-shm") { open.append(name) }
    }
    var findings: [Finding] = []
    if !foreign.isEmpty {
      findings.append(
        Finding(
          .fail, "permissions",
          "\(Self.some(foreign)) in \(directory.path) belong to another user; give them to yours: "
            + "chown -R \(NSUserName()) '\(directory.path)'"))
    }
    let isClosed = ((try? manager.attributesOfItem(atPath: directory.path))?[.posixPermissions] as? Int).map {
      $0 & 0o077 == 0
    }
    // Behind a closed folder nobody gets at them; a copy of the folder would be another matter.
    if !open.isEmpty, isClosed != true {
      findings.append(
        Finding(
          .warn, "permissions",
          "\(Self.some(open)) may be read by other users: chmod -R go-rwx '\(directory.path)'"))
    }
    if let file = loaded.configurationFile,
      let mode = (try? manager.attributesOfItem(atPath: file))?[.posixPermissions] as? Int,
      mode & 0o077 != 0, let text = manager.contents(atPath: file).map({ String(decoding: $0, as: UTF8.self) }),
      text.range(
        of: #"(?m)^\s*(api_key|key|passphrase|alert_url)\s*:\s*(?!keyring:|credential:)\S"#, options: .regularExpression
      ) != nil
    {
      findings.append(
        Finding(.warn, "permissions", "\(file) holds a secret and may be read by other users: chmod 600 '\(file)'"))
    }
    return findings.isEmpty
      ? [Finding(.ok, "permissions", "nobody else can read what is in the data directory")] : findings
  }

  private static func some(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }

  // MARK: Backups

  func backups(now: Date) -> Finding {
    let subject = "backup"
    let shelf = BackupShelf(path: settings.backupDirectory)
    let all: [Backup]
    do throws(MnemeError) { all = try shelf.backups() } catch { return Finding(.fail, subject, error.message) }
    let timetable = BackupTimetable(settings.backup)
    guard let newest = all.first else {
      guard FileManager.default.fileExists(atPath: directory.databasePath) else {
        return Finding(.ok, subject, "nothing to back up yet")
      }
      return Finding(
        .warn, subject,
        "there is none: 'mneme backup' makes one; with MNEME_BACKUP_DIR set the server makes one every day")
    }
    let hours = Int(now.timeIntervalSince(newest.madeAt) / 3600)
    let age = hours < 48 ? "\(max(0, hours)) hours old" : "\(hours / 24) days old"
    let text = "\(Output.count(all.count, "backup")) in \(shelf.path), the newest \(age)"
    if newest.madeAt > now.addingTimeInterval(300) {
      return Finding(.warn, subject, "\(text): it is from the future; is the clock right?")
    }
    let isOld = timetable.interval == nil ? hours > 24 * 7 : timetable.isLate(now: now, newest: newest.madeAt)
    if isOld { return Finding(.warn, subject, text + "; 'mneme backup' makes one now") }
    if timetable.interval == nil {
      return Finding(.ok, subject, text + "; none is made by itself (set MNEME_BACKUP_DIR, best to another disk)")
    }
    if Self.isSameDisk(shelf.path, directory.path) {
      return Finding(.ok, subject, text + "; they are on the data's disk and would be lost with it")
    }
    return Finding(.ok, subject, text)
  }

  private static func isSameDisk(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev
  }

  // MARK: Access

  /// Who can reach the server, and what keeps others out.
  func access() -> [Finding] {
    var findings: [Finding] = []
    let server = settings.server
    let isPublic = !["127.0.0.1", "::1", "localhost"].contains(server.host)
    if isPublic, server.tlsCertificate == nil {
      findings.append(
        Finding(
          .warn, "listening",
          "on \(server.host) without TLS: keys and what is said can be read on the way. Set MNEME_TLS_CERTIFICATE and MNEME_TLS_KEY, "
            + "or listen on 127.0.0.1 behind a reverse proxy"))
    } else {
      findings.append(
        Finding(.ok, "listening", isPublic ? "on \(server.host) with TLS" : "on \(server.host): this machine alone"))
    }
    guard let key = server.apiKey, !key.isEmpty else { return findings }
    let flaw = KeyStrength.flaw(key)
    findings.append(
      flaw.map {
        Finding(isPublic ? .fail : .warn, "api key", "\($0); make a good one: openssl rand -hex 32")
      } ?? Finding(.ok, "api key", "long and mixed enough not to be guessed"))
    return findings
  }

  // MARK: Clock, language, log

  /// Times of memories stand on the clock: one that is behind what is stored was set back.
  func clock(now: Date) -> Finding {
    let subject = "clock"
    if now.timeIntervalSince1970 < 1_704_067_200 {
      return Finding(.fail, subject, "it says \(now.iso8601), which is long past: set it (timedatectl set-ntp true)")
    }
    let written = [directory.databasePath, directory.databasePath + "-wal"].compactMap {
      (try? FileManager.default.attributesOfItem(atPath: $0))?[.modificationDate] as? Date
    }.max()
    if let written, written > now.addingTimeInterval(300) {
      return Finding(
        .warn, subject,
        "it says \(now.iso8601), but the database was written at \(written.iso8601): it was set back; check it")
    }
    return Finding(.ok, subject, "\(now.iso8601), time zone \(settings.memory.timeZone.identifier)")
  }

  /// Terminals and programs must agree on UTF-8, or letters are shown wrong.
  func language(_ environment: [String: String]) -> Finding {
    let subject = "locale"
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0].flatMap { $0.isEmpty ? nil : $0 } }
      .first
    guard let named else {
      return Finding(.ok, subject, "none set; Mneme speaks UTF-8 always")
    }
    let isUTF8 = named.lowercased().replacingOccurrences(of: "-", with: "").contains("utf8")
    return isUTF8
      ? Finding(.ok, subject, named)
      : Finding(.warn, subject, "\(named) is no UTF-8: other letters than English ones look wrong (LANG=C.UTF-8)")
  }

  func log() -> Finding {
    let telemetry = settings.telemetry
    guard let path = telemetry.logFile else {
      return Finding(.ok, "log", "on standard error alone; MNEME_LOG_FILE keeps it in a file, too")
    }
    let folder = (path as NSString).deletingLastPathComponent
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
    if FileManager.default.fileExists(atPath: folder), !FileManager.default.isWritableFile(atPath: folder) {
      return Finding(.warn, "log", "\(path) cannot be written: this user may not write in \(folder)")
    }
    let held = size.map { ", \(BackupOutput.size($0.int64Value)) now" } ?? ""
    return Finding(
      .ok, "log",
      "\(path)\(held); a new one is begun at \(telemetry.logFileMebibytes) MiB, \(telemetry.logFiles) are kept")
  }

}

/// Whether a key can be guessed.
enum KeyStrength {
  /// What is wrong with it; never the key.
  static func flaw(_ key: String) -> String? {
    if key.utf8.count < 16 { return "it has fewer than 16 characters and can be guessed" }
    if Set(key).count < 8 { return "it has few different characters and can be guessed" }
    let lower = key.lowercased()
    if ["password", "changeme", "secret", "example", "12345678", "mneme-key"].contains(where: lower.contains) {
      return "it holds a word that everybody tries"
    }
    return nil
  }
}
