/// Another process keeps the data directory. A kind of its own, because scripts wait for it by its exit status, unlike for
/// other conflicts.
struct DirectoryInUse: Error, CustomStringConvertible {
  let message: String

  var description: String { message }
}
