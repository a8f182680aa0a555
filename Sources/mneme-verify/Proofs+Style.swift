import MnemeAssistant

extension Proofs {
  /// Phrases of doubt in a sentence.
  typealias HedgeCount = @Sendable (_ sentence: CountingBytes) -> Int

  private static let countHedges: HedgeCount = { sentence in
    var pass = HedgeMatcher.Pass()
    HedgeMatcher.shared.begin(&pass)
    HedgeMatcher.shared.read(sentence, &pass)
    HedgeMatcher.shared.end(&pass)
    return pass.count
  }

  static func hedges(count: @escaping HedgeCount = countHedges) -> Proof {
    Proof(
      id: "PERF-041",
      condition: "Hedges are found in one reading of a sentence; schemas are built once and looked up by table",
      missing: ["tools and devices"]
    ) {
      let hedged = ["It is perhaps the third box", "아마 세 번째 상자에 있어요", "I'm not sure where it went"]
      let plain = ["It is the third box on the left", "세 번째 상자에 있어요", "The perhapses of old maps are gone"]
      let sentences = (hedged + plain).map { CountingBytes($0) }
      let counts = sentences.map(count)
      return [
        Check(
          "most readings of a byte", sentences.map { ($0.reads + $0.count - 1) / $0.count }.max() ?? 0, .exactly, 1),
        Check("sentences with a hedge found", counts.prefix(hedged.count).count { $0 == 1 }, .exactly, hedged.count),
        Check("sentences without one", counts.suffix(plain.count).count { $0 == 0 }, .exactly, plain.count),
      ]
    }
  }
}
