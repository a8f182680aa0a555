import MnemeCore
import Testing

@Suite struct TokenEstimatorTests {
  @Test(arguments: TokenSample.families.indices)
  func estimatesAreCloseAndSeldomUnder(index: Int) {
    let family = TokenSample.families[index]
    let estimator = TokenEstimator(family: family)
    var errors: [Double] = []
    for sample in TokenSample.all {
      let error = Double(estimator.tokens(in: sample.text)) / Double(sample.counts[index]) - 1
      errors.append(error)
      #expect(error > -0.13 && error < 0.45, "\(family) \(sample.kind) \(error)")
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    #expect((0..<0.12).contains(mean), "\(family) \(mean)")
    #expect(errors.count { $0 < -0.05 } <= errors.count / 10)
  }

  @Test(arguments: TokenSample.families.indices)
  func theSumOverAKindOfTextIsNeverFivePercentUnder(index: Int) {
    let estimator = TokenEstimator(family: TokenSample.families[index])
    for (kind, samples) in Dictionary(grouping: TokenSample.all, by: \.kind) {
      let estimate = samples.reduce(0) { $0 + estimator.tokens(in: $1.text) }
      let count = samples.reduce(0) { $0 + $1.counts[index] }
      #expect(Double(estimate) >= 0.95 * Double(count), "\(estimator.family) \(kind) \(estimate) \(count)")
    }
  }

  @Test func anUnknownModelIsCountedLikeTheMostExpensiveModernOne() {
    let modern = TokenSample.families.indices.filter {
      ![.claude3, .claude47, .llama2, .mistral].contains(TokenSample.families[$0])
    }
    let generic = TokenEstimator()
    for sample in TokenSample.all {
      let highest = modern.map { sample.counts[$0] }.max() ?? 0
      #expect(Double(generic.tokens(in: sample.text)) >= 0.9 * Double(highest), "\(sample.kind)")
      #expect(TokenEstimator.estimate(sample.text) == generic.tokens(in: sample.text))
    }
  }

  @Test(arguments: TokenizerFamily.allCases)
  func moreTextIsNeverFewerTokens(family: TokenizerFamily) {
    let estimator = TokenEstimator(family: family)
    var random = SplitMix(seed: 11)
    let alphabet = Array("aeiouBTNt'’.,-_/()\"  \n\t019가힣뷁ㅋ中龘あアー。，é😀❤\u{FE0F}\u{200D}ßЖαא안ع─→｡Ａ".unicodeScalars)
    for _ in 0..<60 {
      var text = ""
      var last = 0
      for _ in 0..<60 {
        text.unicodeScalars.append(alphabet[random.below(alphabet.count)])
        let now = estimator.tokens(in: text)
        #expect(now >= last)
        last = now
      }
    }
  }

  @Test(arguments: TokenizerFamily.allCases)
  func linesTogetherAreNoMoreThanLinesAlone(family: TokenizerFamily) {
    let estimator = TokenEstimator(family: family)
    for sample in TokenSample.all {
      let lines = sample.text.split(separator: "\n").map(String.init)
      let alone = lines.reduce(0) { $0 + estimator.tokens(in: $1) + estimator.tokens(in: "\n") }
      #expect(estimator.tokens(in: lines.joined(separator: "\n")) <= alone)
    }
  }

  @Test(arguments: TokenizerFamily.allCases)
  func onlyTheEmptyTextHasNoTokens(family: TokenizerFamily) {
    let estimator = TokenEstimator(family: family)
    #expect(estimator.tokens(in: "") == 0)
    for text in [" ", "\n", "\u{0}", "\u{7F}", "a", "가", "\u{200B}", "\u{FEFF}", "\u{10FFFF}", "\u{301}", "\u{FFFD}"] {
      #expect(estimator.tokens(in: text) >= 1)
    }
  }

  @Test func everyPlaneOfUnicodeIsCounted() {
    let estimator = TokenEstimator()
    var text = ""
    for value in stride(from: UInt32(1), to: 0x110000, by: 37) {
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    #expect(estimator.tokens(in: text) > text.unicodeScalars.count / 2)
  }

  @Test func koreanCostsLlama2TwiceWhatItCostsGPT4o() {
    let text = "우리 강아지 이름은 보리야. 세 살이고 산책을 엄청 좋아해."
    let old = TokenEstimator(family: .llama2).tokens(in: text)
    #expect(old > 2 * TokenEstimator(family: .o200k).tokens(in: text))
  }

  @Test(
    arguments: [
      ("gpt-4o-mini", .o200k), ("openai/gpt-oss-20b", .o200k), ("gpt-5.1", .o200k), ("o3-mini", .o200k),
      ("gpt-4.1", .o200k), ("gpt-4-turbo", .cl100k), ("gpt-3.5-turbo", .cl100k), ("phi4:14b", .cl100k),
      ("claude-3-5-sonnet-20241022", .claude3), ("claude-sonnet-4-20250514", .claude3), ("claude-2.1", .claude3),
      ("claude-opus-4-6", .claude3), ("claude-opus-4-7", .claude47), ("anthropic/claude-opus-4.8", .claude47),
      ("claude-sonnet-5", .claude47), ("claude", .claude47), ("models/gemini-2.5-flash", .gemini),
      ("gemma3:12b", .gemini), ("llama2:7b", .llama2), ("meta-llama/Llama-2-7b-chat-hf", .llama2),
      ("codellama:13b", .llama2), ("llama3.2:3b", .llama3), ("Llama-4-Scout-17B-16E-Instruct", .llama3),
      ("hf.co/someone/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", .llama3), ("llama-v3p1-8b", .llama3),
      ("mistral:7b", .mistral), ("mixtral:8x7b", .mistral), ("mistral-nemo", .tekken), ("mistralai/Devstral", .tekken),
      ("ministral-8b", .tekken), ("qwen2.5:7b", .qwen), ("Qwen/Qwen3-32B", .qwen), ("qwen3.5:9b", .qwen35),
      ("Qwen3.6-27B", .qwen35), ("deepseek-chat", .deepseek), ("DeepSeek-R1-Distill-Qwen-7B", .qwen),
      ("DeepSeek-R1-Distill-Llama-8B", .llama3), ("exaone3.5:7.8b", .generic), ("default", .generic), ("", .generic),
    ] as [(String, TokenizerFamily)])
  func aModelsNameTellsItsFamily(name: String, family: TokenizerFamily) {
    #expect(TokenizerFamily(model: name) == family)
    #expect(TokenEstimator(model: name).family == family)
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
private struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
