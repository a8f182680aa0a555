import Synchronization

/// Is told of every call that touches the file system, for those who count.
package protocol FileObserver: Sendable {
  func touched(_ call: FileCall)
}

package enum FileCall: Sendable, Hashable {
  case open, read, list
}

/// Counts nothing.
package struct NoFileObserver: FileObserver {
  package init() {}
  package func touched(_ call: FileCall) {}
}

/// Counts calls, and those among them that were made on a thread which is not one of `FileWorkers`.
package final class CountingFileObserver: FileObserver {
  private struct Counts {
    var calls = 0
    var onExecutor = 0
  }

  private let counts = Mutex(Counts())

  package init() {}

  package func touched(_ call: FileCall) {
    let isOurs = FileWorkers.isCurrent
    counts.withLock { counts in
      counts.calls += 1
      if !isOurs { counts.onExecutor += 1 }
    }
  }

  package var calls: Int { counts.withLock { $0.calls } }
  package var onExecutor: Int { counts.withLock { $0.onExecutor } }
}
