import ArgumentParser
import MnemeCore

/// Turns errors of a command into one message on standard error and an exit status.
enum CommandFailure {
  /// Status for scripts, after sysexits.h where it has a word for it.
  static func status(of code: MnemeError.Code) -> ExitCode {
    switch code {
    case .configuration: ExitCode(78)
    default: ExitCode(1)
    }
  }

  /// A wrong argument: what `body` throws as the parser reports it, with the usage and status 64.
  static func usage(_ body: () throws(MnemeError) -> Void) throws {
    do { try body() } catch { throw ValidationError(error.message) }
  }

  static func run(_ console: Console, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as MnemeError {
      console.fail(error.message)
      throw status(of: error.code)
    } catch let error as DirectoryInUse {
      console.fail(error.message)
      throw ExitCode(75)
    } catch let code as ExitCode {
      throw code
    } catch is CancellationError {
      throw ExitCode(130)
    } catch {
      // Descriptions of foreign errors may quote input; only their kind is told.
      console.fail("This failed for a reason Mneme does not know (\(type(of: error))).")
      throw ExitCode(1)
    }
  }
}
