import MnemeAssistant
import Synchronization

extension Proofs {
  typealias HedgeSearch = @Sendable (_ phrases: [String], _ sentence: CountingBytes) -> Bool

  private static let hedgeMatcher = PhraseMatcher(AnswerStyle.hedges)

  /// - Parameter holds: whether a sentence holds one of the phrases.
  static func hedges(holds: @escaping HedgeSearch = { hedgeMatcher.isIn($1) }) -> Proof {
    Proof(
      id: "PERF-041",
      condition: "Hedges are found in one reading of a sentence; schemas are built once and looked up by table",
      missing: ["tools and devices"]
    ) {
      let hedged = ["It is perhaps the third box", "아마 세 번째 상자인 것 같아요", "I'm not sure where it went"]
      let plain = ["It is the third box on the left", "세 번째 상자에 있어요", "The perhapses of old maps are gone"]
      let text = (hedged + plain).map { $0 + ". " }.joined()
      let passes = Mutex((sentences: 0, surplus: 0))
      let style = AnswerStyle(of: text) { sentence in
        let bytes = CountingBytes(String(Substring(sentence)))
        let isHedged = holds(AnswerStyle.hedges, bytes)
        passes.withLock {
          $0.sentences += 1
          $0.surplus = max($0.surplus, bytes.reads - bytes.count)
        }
        return isHedged
      }
      let counted = passes.withLock { $0 }
      return [
        Check("matcher passes for six sentences", counted.sentences, .exactly, 6),
        Check("readings of each byte beyond one a sentence", max(0, counted.surplus), .exactly, 0),
        Check("share of sentences with a hedge", style.hedgeRatio, .exactly, 0.5),
      ]
    }
  }
}
