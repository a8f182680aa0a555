import Foundation
import MnemeCore
import Testing

@testable import mneme

/// Names, times and numbers of backups.
@Suite struct BackupRuleTests {
  private func backup(_ time: String, _ reason: BackupReason = .scheduled) throws -> Backup {
    Backup(path: "/b/" + time, madeAt: try #require(Date(iso8601: time)), reason: reason, bytes: 1, isEncrypted: false)
  }

  @Test func namesTellTimeReasonAndEncryption() throws {
    let time = try #require(Date(iso8601: "2026-11-30T21:18:05.700Z"))
    #expect(BackupName.make(time, .manual, isEncrypted: false) == "mneme-20261130T211805Z.tar.gz")
    for reason in BackupReason.allCases {
      for isEncrypted in [false, true] {
        for number in [1, 2, 17] {
          let name = BackupName.make(time, reason, isEncrypted: isEncrypted, number: number)
          let read = try #require(BackupName.read(name), "\(name)")
          #expect(read.madeAt.iso8601 == "2026-11-30T21:18:05Z")
          #expect(read.reason == reason && read.isEncrypted == isEncrypted)
        }
      }
    }
    for name in [
      "mneme.sqlite", "mneme-20261130T211805Z.zip", "mneme-yesterday.tar.gz", "mneme-20261330T211805Z.tar.gz",
      "mneme-20261130T211805Z-x.tar.gz", ".mneme-20261130T211805Z.tar.gz.12.part", "mneme-20261130T211805Z-1-2.tar.gz",
    ] { #expect(BackupName.read(name) == nil, "\(name)") }
  }

  @Test func theNewestOfDaysWeeksAndMonthsStay() throws {
    var all: [Backup] = []
    let first = try #require(Date(iso8601: "2026-01-01T03:00:00Z"))
    for day in 0..<120 {
      all.append(try backup(first.addingTimeInterval(TimeInterval(day) * 86_400).iso8601))
    }
    let gone = Set(BackupRetention(newest: 7, weeks: 4, months: 3).superfluous(all).map(\.path))
    let kept = all.map(\.path).filter { !gone.contains($0) }.map { $0.dropFirst(3).prefix(10) }
    // The last is of Thursday, 30 April: seven days; the Sundays of the three weeks before (one of them among the seven); ends of months.
    #expect(
      kept == [
        "2026-02-28", "2026-03-31", "2026-04-12", "2026-04-19", "2026-04-24", "2026-04-25", "2026-04-26", "2026-04-27",
        "2026-04-28", "2026-04-29", "2026-04-30",
      ])
    #expect(BackupRetention(newest: 200).superfluous(all).isEmpty)
    #expect(BackupRetention(newest: 1).superfluous(all).count == 119)
  }

  @Test func theTimetableWaitsTriesAgainAndCatchesUp() throws {
    var settings = BackupSettings()
    #expect(BackupTimetable(settings).interval == nil, "not without a folder")
    settings.directory = "/b"
    let table = BackupTimetable(settings)
    let now = try #require(Date(iso8601: "2026-11-30T12:00:00Z"))
    func ago(_ hours: Double) -> Date { now.addingTimeInterval(-hours * 3600) }
    #expect(table.isDue(now: now, newest: nil, failedAt: nil))
    #expect(!table.isDue(now: now, newest: ago(23), failedAt: nil))
    #expect(table.isDue(now: now, newest: ago(24), failedAt: nil))
    #expect(!table.isDue(now: now, newest: ago(30), failedAt: ago(0.5)), "a failure is not repeated at once")
    #expect(table.isDue(now: now, newest: ago(30), failedAt: ago(1.5)))
    #expect(table.isDue(now: now, newest: ago(-48), failedAt: nil), "one of the future does not end them")
    #expect(table.isLate(now: now, newest: ago(50)) && !table.isLate(now: now, newest: ago(47)))
    settings.everyHours = 0
    #expect(!BackupTimetable(settings).isDue(now: now, newest: nil, failedAt: nil))
  }

  @Test func aJournalIsCarriedOutFromEveryPlaceAtWhichItWasCutOff() throws {
    // Each move of the exchange, in order; the process may die after any of them.
    let moves = [
      ("a", "before-restore-x/a"), ("wal", "before-restore-x/wal"), ("restore.staging/a", "a"),
      ("restore.staging/b", "b"),
    ]
    for done in 0...moves.count {
      let folder = try TemporaryFolder()
      let directory = DataDirectory(folder.path)
      let files = FileManager.default
      _ = try folder.write("old", to: "a")
      _ = try folder.write("old", to: "wal")
      _ = try folder.write("lock", to: "lock")
      for name in ["restore.staging", "before-restore-x"] where name == "restore.staging" || done > 0 {
        try files.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      }
      _ = try folder.write("new", to: "restore.staging/a")
      _ = try folder.write("new", to: "restore.staging/b")
      try RestoreJournal(aside: "before-restore-x", old: ["a", "wal"], new: ["a", "b"]).write(directory)
      for (from, to) in moves.prefix(done) {
        try files.moveItem(atPath: folder.path + "/" + from, toPath: folder.path + "/" + to)
      }
      let lock = try #require(try DataDirectoryLock.take(directory))
      lock.release()
      let there = try files.subpathsOfDirectory(atPath: folder.path).sorted()
      #expect(there == ["a", "b", "before-restore-x", "before-restore-x/a", "before-restore-x/wal", "lock"], "\(done)")
      #expect(files.contents(atPath: folder.path + "/a") == Data("new".utf8))
      #expect(files.contents(atPath: folder.path + "/before-restore-x/a") == Data("old".utf8))
    }
  }

  @Test func whatWasNotDecidedIsRemoved() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/restore.staging", withIntermediateDirectories: true)
    _ = try folder.write("new", to: "restore.staging/a")
    _ = try folder.write("old", to: "a")
    try #require(try DataDirectoryLock.take(DataDirectory(folder.path))).release()
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == ["a", "lock"])
  }
}
