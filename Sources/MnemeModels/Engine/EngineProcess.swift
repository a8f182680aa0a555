import Foundation
import MnemeCore

/// One run of the engine's program as a child of this process.
///
/// A shell stands between: it ends the engine when this process is gone, however it went, since its input closes then.
final class EngineProcess: Sendable {
  /// The closing of its input is what tells the child that we are gone.
  private let process: RunningProcess

  /// - Throws: `unavailable` when it cannot be started.
  init(_ arguments: [String], program: String, environment: [String: String]) throws(MnemeError) {
    // Its log is of no use to a person and may quote what was said.
    var launch = ProcessLaunch(
      path: "/bin/sh", arguments: ["-c", Self.guardian, "sh", program] + arguments, environment: environment)
    launch.input = .pipe
    do {
      process = try launch.start()
    } catch {
      throw MnemeError(.unavailable, "The local engine cannot be started.", underlying: error)
    }
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
    try? process.input?.close()
  }

  /// Returns when it has ended, or when the task is cancelled.
  func ended() async { _ = try? await process.ended() }
}
