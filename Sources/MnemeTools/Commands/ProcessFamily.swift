import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program with everything that it started.
///
/// None of it can leave its group where the kernel filters calls (see `SystemCalls.filterCalls`): one signal reaches all. Where it
/// does not, the program adopts what loses its parent (see `SystemCalls.adoptOrphans`), so that as long as it lives all that it
/// started is below it; and when it has ended the rest is found by a mark.
struct ProcessFamily {
  private let leader: RunningProcess
  /// Stands in the environment of each of them, so that one that left the group is found too.
  private let mark: String

  init(_ leader: RunningProcess, mark: String) {
    self.leader = leader
    self.mark = mark
  }

  /// Kills all, the program last, and returns when it has ended.
  func kill() {
    #if os(Linux)
      // All at once: what is stopped starts nothing, and the program goes on adopting.
      leader.signal(SIGSTOP)
      for _ in 0..<ProcessTable.rounds where leader.isRunning {
        let left = descendants(upTo: .max).filter { Self.isOutside(leader.id, $0) }
        if left.isEmpty { break }
        for process in left { send(SIGKILL, to: process) }
        usleep(1000)
      }
    #endif
    leader.signal(SIGKILL)
    _ = leader.waitUntilEnd()
    killMarked()
  }

  /// What was killed takes its time to go, when the machine is busy; a second at most is waited for it.
  private func waitForGroup() {
    for _ in 0..<100 {
      // The leader is gone. What else of its group became ours, as all orphans do where this is the first process of a container,
      // nobody but us clears away; elsewhere there is none.
      while waitpid(-leader.id, nil, WNOHANG) > 0 {}
      #if canImport(Glibc)
        let isThere = Glibc.kill(-leader.id, 0) == 0 || errno != ESRCH
      #else
        let isThere = Darwin.kill(-leader.id, 0) == 0 || errno != ESRCH
      #endif
      guard isThere else { return }
      usleep(10_000)
    }
  }

  /// When the program has ended, and its group with it: returns when both are gone, and the rest too. Again until none is left: one
  /// may start another meanwhile.
  func killMarked() {
    waitForGroup()
    ProcessTable.killMarked(by: mark)
  }

  /// Whether there are more than so many, those included that have ended and are not cleared away. They stand still while they
  /// are counted: no number of them outruns it.
  func isLarger(than limit: Int) -> Bool {
    #if os(Linux)
      leader.signal(SIGSTOP)
      let isLarger = descendants(upTo: limit).count >= limit
      if !isLarger { leader.signal(SIGCONT) }
      return isLarger
    #else
      return false
    #endif
  }

  private func send(_ signal: Int32, to process: Int32) {
    #if canImport(Glibc)
      _ = Glibc.kill(process, signal)
    #else
      _ = Darwin.kill(process, signal)
    #endif
  }

  #if os(Linux)
    /// Of the program, by the system's list of children. O(found · their threads).
    private func descendants(upTo limit: Int) -> [Int32] {
      var found: [Int32] = []
      var next = [leader.id]
      var seen: Set<Int32> = [leader.id]
      while let process = next.popLast(), found.count < limit {
        for child in Self.children(of: process) where seen.insert(child).inserted {
          found.append(child)
          next.append(child)
        }
      }
      return found
    }

    private static func children(of process: Int32) -> [Int32] {
      ProcessTable.numbers(in: "/proc/\(process)/task").flatMap { thread in
        ProcessTable.read("/proc/\(process)/task/\(thread)/children", upTo: 1 << 20).split(separator: UInt8(ascii: " "))
          .compactMap {
            Int32(String(decoding: $0, as: UTF8.self))
          }
      }
    }

    /// Lives, in another group.
    private static func isOutside(_ group: Int32, _ process: Int32) -> Bool {
      let text = ProcessTable.read("/proc/\(process)/stat", upTo: 512)
      // The name in brackets may hold anything; state, parent and group follow.
      guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return false }
      let fields = text[(end + 1)...].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count > 2, fields[0] != "Z", fields[0] != "X" else { return false }
      return Int32(fields[2]) != group
    }
  #endif
}
