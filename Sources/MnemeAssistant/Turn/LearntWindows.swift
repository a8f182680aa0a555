import MnemeCore
import Synchronization

/// Windows of models that turned out to be smaller than was known: a prompt was refused as too long.
final class LearntWindows: Sendable {
  /// How often one turn tries a shorter prompt, so that it ends.
  static let triesOfATurn = 3
  private static let smallest = 512
  private let windows = Mutex<[String: Int]>([:])

  func window(of model: any ChatModel) -> Int {
    windows.withLock { min($0[model.name] ?? model.profile.window, model.profile.window) }
  }

  /// Halves what is known.
  /// - Returns: false when nothing is left to halve.
  func narrow(_ model: any ChatModel) -> Bool {
    windows.withLock { windows in
      let known = min(windows[model.name] ?? model.profile.window, model.profile.window)
      guard known > Self.smallest else { return false }
      windows[model.name] = max(Self.smallest, known / 2)
      return true
    }
  }
}
