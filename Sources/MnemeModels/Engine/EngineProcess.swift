import Foundation
import MnemeCore
import Synchronization

/// One run of the engine's program as a child of this process.
///
/// A shell stands between: it ends the engine when this process is gone, however it went, since its input closes then.
final class EngineProcess: Sendable {
  private let process: Mutex<Process>
  /// Its closing is what tells the child that we are gone.
  private let lifeline = Pipe()
  private let endings: AsyncStream<Int32>

  /// - Throws: `unavailable` when it cannot be started.
  init(_ arguments: [String], program: String, environment: [String: String]) throws(MnemeError) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.guardian, "sh", program] + arguments
    process.environment = environment
    process.standardInput = lifeline
    // Its log is of no use to a person and may quote what was said.
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (endings, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(1))
    self.endings = endings
    process.terminationHandler = { ended in
      continuation.yield(ended.terminationStatus)
      continuation.finish()
    }
    do {
      try process.spawn()
    } catch {
      throw MnemeError(.unavailable, "The local engine cannot be started.", underlying: error)
    }
    self.process = Mutex(process)
  }

  /// The engine inherits no copy of the lifeline that could be written to; the reader of it holds the only other end.
  private static let guardian = """
    exec 3<&0 </dev/null
    "$@" 3<&- &
    engine=$!
    (read -r _ <&3; kill $engine 2>/dev/null; sleep 2; kill -9 $engine 2>/dev/null) &
    watcher=$!
    exec 3<&-
    trap 'kill $engine 2>/dev/null' TERM INT
    wait $engine
    status=$?
    kill $watcher 2>/dev/null
    exit $status
    """

  /// Asks it to end; it is killed when it has not within two seconds.
  func stop() {
    // Closing a pipe that is closed already is of no matter.
    try? lifeline.fileHandleForWriting.close()
  }

  /// Returns when it has ended. One caller.
  func ended() async { for await _ in endings { return } }
}
