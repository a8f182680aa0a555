import MnemeCore

/// The stream on which a server with sessions tells what it starts by itself: opened by GET, and again whenever it ends.
struct HTTPEventStream: Sendable {
  let channel: StreamableHTTPChannel
  /// Given when the server has answered for the first time.
  let answered: StopSignal

  /// Returns when the server has no such stream, when it cannot be had any more, or when the task is cancelled.
  func run() async {
    var position = StreamPosition()
    var failures = 0
    while channel.isOpen, !Task.isCancelled {
      do {
        let response = try await channel.open(position)
        // 405 says that there is none; another refusal will not become an answer by asking again.
        guard response.status == 200, StreamableHTTPChannel.isStream(response) else {
          _ = try? await response.collect(upTo: 1 << 16)
          return
        }
        answered.stop()
        _ = try await channel.events(of: response, &position)
        failures = 0
      } catch is CancellationError {
        return
      } catch let error as RemoteServerError where [.unauthorized, .tooLarge, .badAnswer].contains(error.code) {
        return
      } catch {
        failures += 1
        guard channel.isOpen, failures <= channel.pace.attempts else { return }
      }
      let pause = position.pause(channel.pace) * (1 << min(failures, 5))
      do { try await channel.pace.sleep(pause) } catch { return }
    }
  }
}
