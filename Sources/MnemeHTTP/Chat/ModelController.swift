import Hummingbird
import MnemeCore

/// `GET /v1/models`, `GET /v1/models/{id}` and `GET /v1/providers`.
struct ModelController: Sendable {
  let chat: any ChatService
  let models: any ModelInspection

  func list(_ scope: RequestScope) async throws -> Response {
    // A Mneme that looks for models, perhaps this one: it learns what is here without our looking for models in turn.
    if scope.headers[.mnemeHop] != nil {
      return .json(.ok, ["object": "list", "data": [["id": "mneme", "object": "model", "owned_by": "mneme"]]])
    }
    return .json(.ok, ["object": "list", "data": .array(await chat.models().map { $0.json(named: $0.name) })])
  }

  func show(_ scope: RequestScope) async throws -> Response {
    let name = scope.parameters["id"] ?? ""
    let models = await chat.models()
    // "mneme" always means the default.
    guard let model = models.first(where: { $0.name == name }) ?? (name == "mneme" ? models.first : nil) else {
      throw HTTPFailure.noModel(named: "model")
    }
    return .json(.ok, model.json(named: name))
  }
}

extension ModelController {
  /// Which models there are, where from, how they do, and why one of them answers.
  func report(_ scope: RequestScope) async throws -> Response {
    .json(.ok, try await models.modelReport().json)
  }
}

extension ModelReport {
  fileprivate var json: JSON {
    [
      "chosen": .string(chosen), "why": .string(why), "notes": .array(notes.map { .string($0) }),
      "models": .array(
        models.map { entry in
          [
            "name": .string(entry.name), "provider": .string(entry.provider),
            "server": entry.server.map { .string($0) } ?? .null, "is_local": .bool(entry.isLocal),
            "window": entry.window.map { .int(Int64($0)) } ?? .null, "state": .string(entry.state.rawValue),
            "reason": entry.reason.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}

extension ModelDescription {
  fileprivate func json(named name: String) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .int(createdAt.milliseconds / 1000),
      "owned_by": .string(owner),
    ]
  }
}
