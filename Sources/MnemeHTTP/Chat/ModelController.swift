import Hummingbird
import MnemeCore

/// `GET /v1/models` and `GET /v1/models/{id}`.
struct ModelController: Sendable {
  let chat: any ChatService

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

extension ModelDescription {
  fileprivate func json(named name: String) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .int(createdAt.milliseconds / 1000),
      "owned_by": .string(owner),
    ]
  }
}
