import MnemeAssistant
import MnemeCore

/// Looks at the owner's identity file without changing anything.
enum IdentityCheck {
  static func finding(_ directory: DataDirectory) -> Finding {
    let file = IdentityFile(directory: directory.path)
    do throws(MnemeError) {
      guard try file.read() != nil else {
        return Finding(.ok, "persona", "the standard one; write \(file.path) to have your own")
      }
      return Finding(.ok, "persona", file.path)
    } catch {
      return Finding(.warn, "persona", error.message)
    }
  }
}
