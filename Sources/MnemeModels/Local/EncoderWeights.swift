package import MnemeCore

/// The shape of all-MiniLM-L6-v2.
enum EncoderShape {
  static let layers = 6
  static let hidden = 384
  static let heads = 12
  static let headSize = 32
  static let inner = 1536
  static let positions = 512
  /// Tokens of one window, `[CLS]` and `[SEP]` included.
  static let window = 256
}

/// The encoder's parameters, read in place from the mapped file wherever the arithmetic allows.
///
/// Two biases never reach the inner loops: that of the keys shifts all scores of a row alike, so softmax cancels it;
/// that of the values passes through attention unchanged (its weights sum to one), so it joins the output's bias.
package struct EncoderWeights: Sendable {
  struct Layer: Sendable {
    let projections: Projections
    let queryBias: FloatTensor
    let attentionOutput: LinearLayer
    let attentionBias: FloatTensor
    let attentionGain: FloatTensor
    let attentionShift: FloatTensor
    let expand: LinearLayer
    let expandBias: FloatTensor
    let contract: LinearLayer
    let contractBias: FloatTensor
    let outputGain: FloatTensor
    let outputShift: FloatTensor
  }

  /// Query, key and value matrices as one matrix, so that one product yields all three.
  struct Projections: Sendable {
    let matrix: LinearLayer
    /// Row, and so column of the product, where each begins.
    let query: Int
    let key: Int
    let value: Int
  }

  let vocabularyCount: Int
  let words: FloatTensor
  /// Position embedding plus that of token type 0.
  let positions: FloatTensor
  let embeddingGain: FloatTensor
  let embeddingShift: FloatTensor
  let layers: [Layer]

  /// - Throws: `unprocessable` when the file is not this model.
  package init(_ file: SafetensorsFile, vocabularyCount: Int) throws(MnemeError) {
    let hidden = EncoderShape.hidden
    let inner = EncoderShape.inner
    // Some exports keep the prefix of the class that was trained.
    let prefix = file.tensors["bert.embeddings.word_embeddings.weight"] == nil ? "" : "bert."
    func tensor(_ name: String, _ shape: [Int]) throws(MnemeError) -> FloatTensor {
      try file.floats(prefix + name, shape: shape)
    }
    self.vocabularyCount = vocabularyCount
    words = try tensor("embeddings.word_embeddings.weight", [vocabularyCount, hidden])
    let position = try tensor("embeddings.position_embeddings.weight", [EncoderShape.positions, hidden])
    let type = try tensor("embeddings.token_type_embeddings.weight", [2, hidden])
    positions = FloatTensor(count: EncoderShape.window * hidden) {
      position.pointer[$0] + type.pointer[$0 % hidden]
    }
    embeddingGain = try tensor("embeddings.LayerNorm.weight", [hidden])
    embeddingShift = try tensor("embeddings.LayerNorm.bias", [hidden])
    var layers: [Layer] = []
    for index in 0..<EncoderShape.layers {
      let name = "encoder.layer.\(index)."
      let attention = name + "attention.self."
      let output = name + "attention.output."
      let attentionOutput = try tensor(output + "dense.weight", [hidden, hidden])
      let outputBias = try tensor(output + "dense.bias", [hidden])
      let valueBias = try tensor(attention + "value.bias", [hidden])
      layers.append(
        Layer(
          projections: Projections(
            query: try tensor(attention + "query.weight", [hidden, hidden]),
            key: try tensor(attention + "key.weight", [hidden, hidden]),
            value: try tensor(attention + "value.weight", [hidden, hidden])),
          queryBias: try tensor(attention + "query.bias", [hidden]),
          attentionOutput: LinearLayer(attentionOutput, columns: hidden, inner: hidden),
          attentionBias: FloatTensor(count: hidden) { row in
            (0..<hidden).reduce(outputBias.pointer[row]) {
              $0 + attentionOutput.pointer[row * hidden + $1] * valueBias.pointer[$1]
            }
          },
          attentionGain: try tensor(output + "LayerNorm.weight", [hidden]),
          attentionShift: try tensor(output + "LayerNorm.bias", [hidden]),
          expand: LinearLayer(
            try tensor(name + "intermediate.dense.weight", [inner, hidden]), columns: inner, inner: hidden),
          expandBias: try tensor(name + "intermediate.dense.bias", [inner]),
          contract: LinearLayer(
            try tensor(name + "output.dense.weight", [hidden, inner]), columns: hidden, inner: inner),
          contractBias: try tensor(name + "output.dense.bias", [hidden]),
          outputGain: try tensor(name + "output.LayerNorm.weight", [hidden]),
          outputShift: try tensor(name + "output.LayerNorm.bias", [hidden])))
    }
    self.layers = layers
  }

  /// Floats from one row of the fused product to the next, for any layer.
  var projectionStride: Int {
    let widest = layers.map(\.projections.matrix.columns).max() ?? 0
    return LinearLayer.stride(ofColumns: widest)
  }
}

extension EncoderWeights.Projections {
  /// In the published file the three matrices lie a whole number of rows apart (a bias vector, one row long, stands
  /// between them): seen as one matrix they need no copy, at the price of two rows that nobody reads.
  /// Any other layout is copied.
  init(query: FloatTensor, key: FloatTensor, value: FloatTensor) {
    let hidden = EncoderShape.hidden
    let parts = [query, key, value]
    let sorted = parts.map(\.pointer).sorted()
    let gaps = [sorted[1] - sorted[0], sorted[2] - sorted[1]]
    let square = hidden * hidden
    if gaps.allSatisfy({ $0 >= square && $0 <= square + 2 * hidden && $0 % hidden == 0 }) {
      let base = sorted[0]
      func row(_ pointer: UnsafePointer<Float>) -> Int { (pointer - base) / hidden }
      self.init(
        matrix: LinearLayer(base, owners: parts, columns: row(sorted[2]) + hidden, inner: hidden),
        query: row(query.pointer), key: row(key.pointer), value: row(value.pointer))
    } else {
      let copy = FloatTensor(count: 3 * square) { parts[$0 / square].pointer[$0 % square] }
      self.init(
        matrix: LinearLayer(copy, columns: 3 * hidden, inner: hidden),
        query: 0, key: hidden, value: 2 * hidden)
    }
  }
}
