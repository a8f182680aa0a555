package import Logging
package import MnemeCore
import MnemeMemory
import Synchronization

/// Reads feelings, intents and the need of a search: by what is near in the encoder's space, in Korean by rules where the encoder
/// does not know it.
///
/// The examples are embedded once, in the background, before the first message is read; until then, and without an encoder, rules
/// alone read. A turn's question costs a few hundred products on the vector that recall has made of it, and no request.
package final class MessageReadings: MessageClassifier {
  /// Characters of a message that are read, as Unicode scalars: what follows them changes no reading.
  static let readCharacters = 4_000

  private let embedder: any Embedder
  private let logger: Logger
  private let models = Mutex<[Bool: ReadingModel]>([:])

  package init(embedder: any Embedder, logger: Logger) {
    self.embedder = embedder
    self.logger = logger
  }

  // MARK: Messages

  package func readings(of messages: [Message], vectors: [[Float]], model: String) async -> [MessageReading] {
    await prepare()
    return zip(messages, vectors).compactMap { message, vector in
      guard message.role == .user || message.role == .assistant else { return nil }
      let text = Self.beginning(of: message.text)
      let isKorean = EncoderLanguages.isKorean(text)
      let (emotion, confidence, method) = emotion(of: text, vector, isKorean: isKorean, model)
      return MessageReading(
        message: message.id, emotion: emotion, emotionConfidence: confidence,
        intent: message.role == .user ? intent(of: text, vector, isKorean: isKorean) : nil, method: method)
    }
  }

  /// Embeds the examples where that has not been done; waits for an encoder that is loading.
  package func prepare() async {
    if case .missing = embedder.state { return }
    for isKorean in [false, true]
    where (!isKorean || EncoderLanguages.knowsKorean(embedder.info.model)) && model(isKorean) == nil {
      do throws(MnemeError) {
        let model = try await ReadingModel(ReadingExamples.of(isKorean: isKorean), embedder: embedder)
        models.withLock { $0[isKorean] = model }
      } catch {
        // Tried again with the next messages; until then the rules read.
        logger.warning("readings.no_examples", metadata: ["error.code": "\(error.code.rawValue)"])
      }
    }
  }

  private static func beginning(of text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(readCharacters)))
  }

  private func model(_ isKorean: Bool) -> ReadingModel? { models.withLock { $0[isKorean] } }

  private func emotion(of text: String, _ vector: [Float], isKorean: Bool, _ encoder: String) -> (
    Emotion, Double, String
  ) {
    if let near = model(isKorean)?.emotions.nearest(to: vector) { return (near.label, near.lead, encoder) }
    guard isKorean else { return (.neutral, 0, "rules") }
    let read = KoreanFeelings.read(text)
    return (read.emotion, read.confidence, "rules")
  }

  private func intent(of text: String, _ vector: [Float], isKorean: Bool) -> Intent {
    let near = model(isKorean)?.intents.nearest(to: vector)
    return IntentRules.read(text, isKorean: isKorean && near == nil) ?? near?.label ?? .chat
  }

  // MARK: Questions

  /// What a question is after, and whether its answer is likely to stand in the web. Makes no request.
  /// - Parameter vector: the question's, as recall made it; nil or empty where there is none.
  package func question(_ text: String, vector: [Float]?) -> (intent: Intent, needsSearch: Bool) {
    let text = Self.beginning(of: text)
    let isKorean = EncoderLanguages.isKorean(text)
    let vector = vector ?? []
    let intent = intent(of: text, vector, isKorean: isKorean)
    let similar = model(isKorean)?.searches.nearest(to: vector)
    return (intent, SearchNeed.read(text, similar: similar))
  }
}
