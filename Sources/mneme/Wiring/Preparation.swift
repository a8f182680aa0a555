import Logging
import ServiceLifecycle

/// What a server gets ready while it answers already: the encoder, and the language models it can find.
struct Preparation: Service, CustomStringConvertible {
  let description = "Preparation"
  private static let lookAgain = Duration.seconds(300)
  private let house: House
  private let bound: AsyncStream<Int>
  private let continuation: AsyncStream<Int>.Continuation

  init(house: House) {
    self.house = house
    (bound, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// The port is open, so that what follows takes no time from the first answer. Further calls do nothing.
  func begin(port: Int) {
    continuation.yield(port)
    continuation.finish()
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await port in bound {
        if let reason = await house.loadEncoder() {
          house.logger.warning("encoder.missing", metadata: ["reason": "\(reason)"])
        }
        await house.models.setOwnPort(port)
        // Looks before the first question does, and again from time to time: models come and go.
        while !Task.isCancelled {
          await house.models.refresh()
          try? await Task.sleep(for: Self.lookAgain)  // cancellation ends the loop
        }
      }
    }
    try await gracefulShutdown()
  }
}
