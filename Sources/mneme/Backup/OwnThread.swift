import Foundation
import MnemeCore

/// Work that blocks for long, on a thread of its own: the shared pool has few.
enum OwnThread {
  static func run<Value: Sendable>(
    _ name: String, _ work: @escaping @Sendable () throws(MnemeError) -> Value
  ) async throws(MnemeError) -> Value {
    let result: Result<Value, MnemeError> = await withCheckedContinuation { continuation in
      let thread = Thread {
        do throws(MnemeError) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      thread.name = name
      thread.start()
    }
    return try result.get()
  }
}
