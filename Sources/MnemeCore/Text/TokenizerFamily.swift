/// Vocabularies that cut text alike, told apart by how many tokens they make of it.
///
/// How far ``TokenEstimator`` is off, on texts of 64 tokens and more that its costs were not fitted to (1400 messages,
/// help texts, program sources, JSON documents and tables in English, Korean, Japanese and Chinese for each family):
///
/// | family | mean of kinds of text | under by more than 5 % | 1 % of texts are below |
/// |---|---|---|---|
/// | o200k | +8.0 % | 0.6 % of texts | -3.5 % |
/// | cl100k | +7.4 % | 0.5 % of texts | -3.4 % |
/// | claude3 | +7.7 % | 0.7 % of texts | -4.0 % |
/// | claude47 | +7.7 % | 0.9 % of texts | -4.7 % |
/// | gemini | +6.4 % | 0.4 % of texts | -3.3 % |
/// | llama3 | +8.8 % | 0.4 % of texts | -3.6 % |
/// | llama2 | +5.8 % | 0.2 % of texts | -3.0 % |
/// | mistral | +6.1 % | 0.4 % of texts | -2.7 % |
/// | tekken | +8.3 % | 0.6 % of texts | -4.1 % |
/// | qwen | +8.9 % | 0.6 % of texts | -3.7 % |
/// | qwen35 | +8.5 % | 0.7 % of texts | -4.6 % |
/// | deepseek | +7.7 % | 0.5 % of texts | -3.7 % |
/// | generic | +7.2 % | 0.4 % of texts | -3.0 % |
///
/// What was counted with: OpenAI's, Meta's, Mistral's, Qwen's and DeepSeek's published vocabularies; for Gemini that of
/// Gemma 3; for Claude, whose vocabulary is not published, a public reconstruction of its counts.
package enum TokenizerFamily: String, Sendable, Hashable, Codable, CaseIterable {
  /// OpenAI from GPT-4o on, gpt-oss.
  case o200k
  /// GPT-4, GPT-3.5, Phi-4.
  case cl100k
  /// Claude up to 4.6.
  case claude3
  /// Claude from 4.7 on: about a third more tokens for English than its predecessors.
  case claude47
  /// Gemini and Gemma.
  case gemini
  /// Llama 1 and 2 and what was built on them: small SentencePiece vocabulary, Korean and Chinese fall to bytes.
  case llama2
  /// Llama 3 and 4.
  case llama3
  /// Mistral 7B, Mixtral, Codestral: SentencePiece.
  case mistral
  /// Mistral from Nemo on.
  case tekken
  /// Qwen up to 3.
  case qwen
  /// Qwen from 3.5 on.
  case qwen35
  case deepseek
  /// The highest of the vocabularies above but Claude's, Llama 2's and the old Mistral one, for other models.
  case generic
}
