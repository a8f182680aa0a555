/// References that come back to themselves without going into a property or an item: checking them would not end.
enum SchemaCycles {
  /// Takes away what refers to nothing that is left, until nothing more goes. O(definitions + references).
  static func none(in definitions: [String: SchemaNode]) -> Bool {
    var left: [String: Int] = [:]
    var users: [String: [String]] = [:]
    for (name, node) in definitions {
      let targets = references(of: node)
      left[name] = targets.count
      for target in targets { users[target, default: []].append(name) }
    }
    var free = left.filter { $0.value == 0 }.map(\.key)
    var gone = 0
    while let name = free.popLast() {
      gone += 1
      for user in users[name] ?? [] {
        left[user, default: 0] -= 1
        if left[user] == 0 { free.append(user) }
      }
    }
    return gone == definitions.count
  }

  /// Those that are checked on the same value.
  private static func references(of node: SchemaNode) -> Set<String> {
    var found: Set<String> = []
    var waiting = [node]
    while let node = waiting.popLast() {
      let rules = node.combination
      if let reference = rules.reference { found.insert(reference) }
      waiting += rules.all + (rules.any ?? []) + (rules.one ?? [])
      waiting += [rules.not, rules.condition, rules.then, rules.otherwise].compactMap(\.self)
      waiting += node.object.dependentSchemas.map(\.node)
    }
    return found
  }
}
