/// Every condition of the performance contract, by id. A proof takes the parts that a test may put a naive variant in the
/// place of.
enum Proofs {
  /// Those of the memory half, which are counted.
  static let counted: [Proof] = [
    classification(), addition(), consolidationOpensNoGraph(), pagedEviction(), graph(), accessFlush(), statistics(),
    preservation(),
    survivors(), sessionSaves(), orderedReads(), embeddingCache(), batchedReflection(), turnCount(), oneSnapshot(),
    parsedOnce(), noHashing(), boundedBuffers(), hedges(), graphPersistence(),
  ]

  /// Those of the assistant, its tools, its log and its alerts.
  static let assistant: [Proof] = [
    alerts(), flushes(), patterns(), tools(), reply(), start(), shutdown(), turn(), manifest(),
  ]

  /// Those of tools over files and memory.
  static let ofTools: [Proof] = [fileTools(), resultTimes(), pathPasses(), components()]

  /// Those of other programs' tools.
  static let remote: [Proof] = [remoteSessions()]

  /// All of the contract, ascending.
  static let all = (counted + assistant + ofTools + remote + open).sorted {
    ($0.id.hasPrefix("PERF") ? 0 : 1, $0.id) < ($1.id.hasPrefix("PERF") ? 0 : 1, $1.id)
  }
}
