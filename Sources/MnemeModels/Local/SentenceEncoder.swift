/// all-MiniLM-L6-v2: token windows to unit vectors.
///
/// A batch is one run of tokens without padding: the linear layers see all of it as one matrix, attention takes each
/// window by itself. Immutable and shared; all that changes is in the scratch.
package struct SentenceEncoder: Sendable {
  package static let dimension = EncoderShape.hidden
  package static let window = EncoderShape.window

  private let weights: EncoderWeights

  package init(weights: EncoderWeights) {
    self.weights = weights
  }

  /// Encodes windows of at most `window` tokens, `[CLS]` and `[SEP]` included, at most `scratch.capacity` in sum.
  ///
  /// - Parameters:
  ///   - ids: the tokens of all windows one after another, each below the vocabulary's count.
  ///   - lengths: tokens of each window, at least one.
  ///   - output: one unit vector of 384 floats for each window.
  ///   - betweenLayers: called five times, so that something more urgent can run on this thread (with other scratch).
  package func encode(
    ids: [Int32], lengths: [Int], scratch: EncoderScratch, into output: UnsafeMutablePointer<Float>,
    betweenLayers: () -> Void = {}
  ) {
    let count = ids.count
    precondition(count <= scratch.capacity && lengths.reduce(0, +) == count)
    precondition(ids.allSatisfy { $0 >= 0 && $0 < weights.vocabularyCount })
    embed(ids, lengths, scratch.states)
    for (index, layer) in weights.layers.enumerated() {
      if index > 0 { betweenLayers() }
      attend(layer, lengths, count, scratch)
      transform(layer, count, scratch)
    }
    pool(lengths, scratch.states, output)
  }

  private func embed(_ ids: [Int32], _ lengths: [Int], _ states: UnsafeMutablePointer<Float>) {
    let hidden = EncoderShape.hidden
    var token = 0
    for length in lengths {
      precondition(length >= 1 && length <= EncoderShape.window)
      for position in 0..<length {
        EncoderKernels.add(
          weights.words.pointer + Int(ids[token]) * hidden, weights.positions.pointer + position * hidden,
          into: states + token * hidden, columns: hidden)
        token += 1
      }
    }
    EncoderKernels.addBiasNormalise(
      states, rows: token, columns: hidden, bias: nil, gain: weights.embeddingGain.pointer,
      shift: weights.embeddingShift.pointer)
  }

  private func attend(_ layer: EncoderWeights.Layer, _ lengths: [Int], _ count: Int, _ scratch: EncoderScratch) {
    let hidden = EncoderShape.hidden
    let headSize = EncoderShape.headSize
    let projections = layer.projections
    let stride = scratch.projectionStride
    projections.matrix.multiply(rows: count, scratch.states, into: scratch.projected, strideC: stride)
    EncoderKernels.addBias(
      scratch.projected + projections.query, rows: count, columns: hidden, stride: stride,
      bias: layer.queryBias.pointer)
    let scale = 1 / Float(headSize).squareRoot()
    var first = 0
    for length in lengths {
      let base = scratch.projected + first * stride
      let scoreStride = (length + EncoderKernels.width - 1) / EncoderKernels.width * EncoderKernels.width
      for head in 0..<EncoderShape.heads {
        let column = head * headSize
        BLAS.multiplyTransposed(
          rows: length, columns: length, inner: headSize, scale: scale, base + projections.query + column,
          strideA: stride, base + projections.key + column, strideB: stride, into: scratch.scores,
          strideC: scoreStride)
        EncoderKernels.softmax(scratch.scores, rows: length, columns: length, stride: scoreStride)
        BLAS.multiply(
          rows: length, columns: headSize, inner: length, scratch.scores, strideA: scoreStride,
          base + projections.value + column, strideB: stride, into: scratch.context + first * hidden + column,
          strideC: hidden)
      }
      first += length
    }
    layer.attentionOutput.multiply(
      rows: count, scratch.context, adding: true, into: scratch.states, strideC: hidden)
    EncoderKernels.addBiasNormalise(
      scratch.states, rows: count, columns: hidden, bias: layer.attentionBias.pointer,
      gain: layer.attentionGain.pointer, shift: layer.attentionShift.pointer)
  }

  private func transform(_ layer: EncoderWeights.Layer, _ count: Int, _ scratch: EncoderScratch) {
    let hidden = EncoderShape.hidden
    let inner = EncoderShape.inner
    var first = 0
    while first < count {
      let rows = min(scratch.expandedRows, count - first)
      let states = scratch.states + first * hidden
      layer.expand.multiply(rows: rows, states, into: scratch.expanded, strideC: inner)
      EncoderKernels.addBiasGELU(scratch.expanded, rows: rows, columns: inner, bias: layer.expandBias.pointer)
      layer.contract.multiply(rows: rows, scratch.expanded, adding: true, into: states, strideC: hidden)
      first += rows
    }
    EncoderKernels.addBiasNormalise(
      scratch.states, rows: count, columns: hidden, bias: layer.contractBias.pointer,
      gain: layer.outputGain.pointer, shift: layer.outputShift.pointer)
  }

  /// The mean over all tokens of a window, at length one.
  private func pool(_ lengths: [Int], _ states: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
    let hidden = EncoderShape.hidden
    var token = 0
    for (window, length) in lengths.enumerated() {
      let vector = output + window * hidden
      vector.update(repeating: 0, count: hidden)
      for _ in 0..<length {
        EncoderKernels.accumulate(states + token * hidden, into: vector, columns: hidden)
        token += 1
      }
      // Dividing by the count would not change the direction.
      EncoderKernels.unitLength(vector, columns: hidden)
    }
  }

  /// Working memory for batches of up to `capacity` tokens.
  package func makeScratch(capacity: Int) -> EncoderScratch {
    EncoderScratch(capacity: max(capacity, EncoderShape.window), projectionStride: weights.projectionStride)
  }
}

/// Reused working memory of one batch at a time. Not Sendable: it belongs to one thread.
package final class EncoderScratch {
  /// Tokens.
  package let capacity: Int
  let projectionStride: Int
  /// Tokens of the wide inner layer that are in work at once.
  let expandedRows: Int
  private let storage: FloatStorage
  let states: UnsafeMutablePointer<Float>
  let projected: UnsafeMutablePointer<Float>
  let context: UnsafeMutablePointer<Float>
  let expanded: UnsafeMutablePointer<Float>
  let scores: UnsafeMutablePointer<Float>

  init(capacity: Int, projectionStride: Int) {
    self.capacity = capacity
    self.projectionStride = projectionStride
    expandedRows = min(capacity, 256)
    let sizes = [
      capacity * EncoderShape.hidden, capacity * projectionStride, capacity * EncoderShape.hidden,
      expandedRows * EncoderShape.inner, EncoderShape.window * EncoderShape.window,
    ]
    storage = FloatStorage(count: sizes.reduce(0, +))
    states = storage.pointer
    projected = states + sizes[0]
    context = projected + sizes[1]
    expanded = context + sizes[2]
    scores = expanded + sizes[3]
  }
}
