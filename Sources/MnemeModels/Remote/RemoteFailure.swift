import Foundation
import MnemeCore

/// What an error status of a model's server means. Its text is never passed on: it may quote the prompt or the key.
struct RemoteFailure {
  let status: Int
  let detail: WireError?
  /// Seconds, from `Retry-After`.
  let retryAfter: Double?

  init(_ response: FetchResponse, body: [UInt8], now: Date) {
    status = response.status
    // No error object, or no JSON at all: the status decides alone.
    detail = (try? JSONDecoder().decode(WireErrorBody.self, from: Data(body)))?.error
    retryAfter = response.header("Retry-After").flatMap { Self.seconds($0, now: now) }
  }

  /// Trying the same request again may help.
  var isPassing: Bool { [408, 429, 500, 502, 503, 504, 529].contains(status) }

  /// The request itself was refused.
  var isRefusal: Bool { status == 400 || status == 422 }

  func error(server: String, model: String) -> MnemeError {
    switch status {
    case 401, 403:
      return MnemeError(.unauthorized, "\(server) refused the key; check the API key of the chat model.")
    case 402:
      return MnemeError(.unauthorized, "\(server) wants to be paid; check the credit of the key's account.")
    case 404:
      return MnemeError(
        .notFound, "\(server) does not know the model \(model); check the model's name and the base URL, or load it.")
    case 408, 504:
      return MnemeError(.timeout, "\(server) did not answer in time.")
    case 413: return Self.contextOverflow(server)
    // 529 is Anthropic's word for overloaded.
    case 429, 529:
      let wait =
        switch wholeSeconds {
        case nil: "later"
        case 1: "in one second"
        case let seconds?: "in \(seconds) seconds"
        }
      return MnemeError(
        .overloaded, "\(server) limits its requests; try again \(wait).", retryAfter: wholeSeconds)
    case 400 where detail?.code == "model_loop":
      return MnemeError(.upstream, "\(server) is a Mneme itself; set the base URL of a language model.")
    case 400, 422:
      if detail?.isContextOverflow == true { return Self.contextOverflow(server) }
      return MnemeError(
        .invalidInput,
        "\(server) refused the request (status \(status)): the prompt may be too long for the model, or an option unknown to it."
      )
    case 300..<400:
      return MnemeError(
        .upstream, "\(server) redirects (status \(status)); set the base URL to the address it redirects to.")
    default:
      return MnemeError(.upstream, "\(server) failed with status \(status).", retryAfter: wholeSeconds)
    }
  }

  private var wholeSeconds: Int? { retryAfter.map { Int($0.rounded(.up)) } }

  /// What an error in the middle of an answer means.
  static func inAnswer(_ error: WireError?, server: String) -> MnemeError {
    if error?.isContextOverflow == true { return contextOverflow(server) }
    if error?.isOverload == true {
      return MnemeError(.overloaded, "\(server) has too much to do; try again later.")
    }
    return MnemeError(.upstream, "\(server) reported an error in the middle of its answer.")
  }

  static func contextOverflow(_ server: String) -> MnemeError {
    MnemeError(
      .tooLarge,
      "The prompt is longer than the model at \(server) can read; set the model's context length to what it is.")
  }

  /// `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3).
  private static func seconds(_ text: String, now: Date) -> Double? {
    if let seconds = Double(text), seconds.isFinite { return min(max(0, seconds), 86_400) }
    let format = Date.VerbatimFormatStyle(
      format:
        "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
    // Any other form is no advice.
    guard let date = try? Date(text, strategy: format.parseStrategy) else { return nil }
    return min(max(0, date.timeIntervalSince(now)), 86_400)
  }
}
