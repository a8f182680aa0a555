import Foundation
import GRDB
import MnemeCore

/// Translates what SQLite and the file system report into errors a person can act on.
enum StoreErrors {
  static func translate(_ error: any Error) -> MnemeError {
    if let error = error as? MnemeError { return error }
    if error is CancellationError {
      return MnemeError(.unavailable, "The request was cancelled.", underlying: error)
    }
    guard let error = error as? DatabaseError else {
      return MnemeError(
        .storage, "The store failed unexpectedly; run 'mneme doctor' to check it.", underlying: error)
    }
    let (code, message) = describe(error)
    return MnemeError(code, message, underlying: error)
  }

  private static func describe(_ error: DatabaseError) -> (MnemeError.Code, String) {
    switch error.resultCode {
    case .SQLITE_FULL:
      (
        .storage,
        "The disk is full: nothing was stored. Free some space in the data directory and try again."
      )
    case .SQLITE_CORRUPT:
      (
        .storage,
        "The database is damaged. Stop Mneme, keep a copy of the data directory, and restore your latest backup."
      )
    case .SQLITE_NOTADB:
      (
        .storage,
        "The database file is not a Mneme database. Move it away or choose another data directory."
      )
    case .SQLITE_READONLY, .SQLITE_PERM:
      (
        .storage,
        "The database cannot be written: give this user write permission on the data directory and its files."
      )
    case .SQLITE_CANTOPEN:
      (
        .storage,
        "The database cannot be opened: check that the data directory exists, belongs to this user and has free space."
      )
    case .SQLITE_IOERR:
      (
        .storage,
        "The disk reported an error: nothing was stored. Check the medium and the free space of the data directory."
      )
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      (
        .unavailable,
        "Another program holds the database. Close it and try again."
      )
    case .SQLITE_CONSTRAINT:
      (.invalidInput, "The store refused a value that breaks one of its rules; nothing was stored.")
    case .SQLITE_TOOBIG:
      (.tooLarge, "A value is too large to be stored.")
    case .SQLITE_NOMEM:
      (.unavailable, "The machine is out of memory; nothing was stored.")
    case .SQLITE_INTERRUPT, .SQLITE_ABORT:
      (.unavailable, "The request was cancelled.")
    case .SQLITE_MISUSE where error.message == "Connection is closed":
      (.unavailable, "The store is closed.")
    default:
      (.storage, "The store failed; run 'mneme doctor' to check it.")
    }
  }

  static let closed = MnemeError(.unavailable, "The store is closed.")
}
