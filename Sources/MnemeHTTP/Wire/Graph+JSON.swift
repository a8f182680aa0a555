import MnemeCore

extension GraphSummary {
  var json: JSON {
    [
      "entities": .number(entities), "relations": .number(relations), "mentions": .number(mentions),
      "by_kind": .counts(byKind), "average_degree": .double(averageDegree),
    ]
  }
}

extension Entity {
  var json: JSON {
    [
      "ordinal": .int(ordinal), "space": .string(space.rawValue), "name": .string(name), "kind": .string(kind.rawValue),
      "aliases": .texts(aliases), "mentions": .number(mentions), "first_seen": .time(firstSeen),
      "last_seen": .time(lastSeen), "owner": .bool(isOwner),
    ]
  }
}

extension WeighedRelation {
  var json: JSON {
    [
      "ordinal": .int(relation.ordinal), "source": .int(relation.source), "target": .int(relation.target),
      "type": .string(relation.type.rawValue), "weight": .double(weight), "occurrences": .number(relation.occurrences),
      "first_seen": .time(relation.firstSeen), "last_seen": .time(relation.lastSeen),
      "valid_from": .time(relation.validFrom), "valid_to": .time(relation.validTo),
    ]
  }
}

extension GraphView {
  var members: [(String, JSON)] {
    [("entities", .array(entities.map(\.json))), ("relations", .array(relations.map(\.json)))]
  }
}
