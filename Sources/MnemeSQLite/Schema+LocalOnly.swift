extension Schema {
  /// What must not leave is looked up before every turn with a model that runs elsewhere, what was worded anew with every change
  /// that may silence a message; there is little of both.
  static let localOnly = """
    CREATE INDEX memories_local_only ON memories (space) WHERE local_only = 1;
    CREATE INDEX ledger_rewordings ON ledger (space, memory) WHERE action = 'reworded';
    """
}
