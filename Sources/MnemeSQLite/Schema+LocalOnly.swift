extension Schema {
  /// What must not leave is looked up before every turn with a model that runs elsewhere; there is little of it.
  static let localOnly = """
    CREATE INDEX memories_local_only ON memories (space) WHERE local_only = 1;
    """
}
