import Foundation
import MnemeCore

/// What images may take of a model's window. Servers count in ways of their own, so it is between two bounds.
enum ImageTokens {
  /// Of one image that is shrunk to what Anthropic's and OpenAI's models read of it (both about 1,600 at the most).
  private static let longest = 1600
  /// Of one image as Gemini and Gemma count a single tile.
  private static let shortest = 256
  /// Pixels of a token (Anthropic, "Vision": width · height / 750).
  private static let pixels = 750

  static func least(_ images: [ModelImage]) -> Int { images.count * shortest }

  /// O(images): of each no more than its head is read.
  static func most(_ images: [ModelImage]) -> Int {
    images.reduce(0) { sum, image in
      guard let (width, height) = size(image), width > 0, height > 0 else { return sum + longest }
      let (all, overflows) = width.multipliedReportingOverflow(by: height)
      return sum + (overflows ? longest : min(longest, max(shortest, all / pixels)))
    }
  }

  /// Of a PNG, whose size stands at a fixed place; nil for other kinds.
  private static func size(_ image: ModelImage) -> (Int, Int)? {
    guard image.type == "image/png", let head = Data(base64Encoded: String(image.data.prefix(32))), head.count == 24
    else { return nil }
    func number(_ place: Int) -> Int { head[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }
}
