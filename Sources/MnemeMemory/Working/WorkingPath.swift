import MnemeCore

/// Finds the branch that a message continues.
enum WorkingPath {
  /// The messages before `message`, ascending, without those of other branches (regenerated answers, edited questions).
  ///
  /// Follows `parent` back from the message. Messages without parents (imports, notes) form a line: before one of them
  /// comes the message that arrived before it, as long as that has no parent either. A message without a parent follows
  /// everything; one whose parent is older than `all` follows nothing that is kept. When nothing is left out the array is returned as it is, without a copy.
  /// - Parameter all: recent messages of the session, ascending.
  static func messages(before message: Message, in all: [Message]) -> [Message] {
    var end = all.count
    while end > 0, all[end - 1].ordinal >= message.ordinal { end -= 1 }
    guard var wanted = message.parent else { return end == all.count ? all : Array(all[..<end]) }
    var path: [Int] = []
    var index = end - 1
    while index >= 0 {
      guard all[index].id == wanted else {
        index -= 1
        continue
      }
      path.append(index)
      guard let parent = all[index].parent else {
        while index > 0, all[index - 1].parent == nil {
          index -= 1
          path.append(index)
        }
        break
      }
      wanted = parent
      index -= 1
    }
    if path.count == all.count { return all }
    return path.reversed().map { all[$0] }
  }
}
