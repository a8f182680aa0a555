import HTTPTypes
import MnemeCore

/// The OpenAPI 3.1 document of the addresses that a server has.
struct APIDocument: Sendable {
  let operations: [APIOperation]
  let version: String

  /// - Parameter routes: only what is among them is told.
  init(routes: [Route], version: String) {
    var served: Set = ["GET /openapi.json"]
    for route in routes {
      for handler in route.handlers { served.insert("\(handler.method.rawValue) \(route.pattern)") }
    }
    operations = APITable.all.filter { served.contains("\($0.method) \($0.path)") }
    self.version = version
  }

  var json: JSON {
    var paths: [(String, [(String, JSON)])] = []
    for operation in operations {
      let told = (operation.method.lowercased(), Self.operation(operation))
      if let place = paths.firstIndex(where: { $0.0 == operation.template }) {
        paths[place].1.append(told)
      } else {
        paths.append((operation.template, [told]))
      }
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Mneme", "version": .string(version),
        "summary": "A self-hosted personal AI that remembers.",
        "license": ["name": "See the LICENSE file of the project."],
      ],
      "servers": [["url": "/"]],
      "tags": .array(APIOperation.Tag.allCases.map { ["name": .string($0.rawValue)] }),
      "paths": .object(paths.map { ($0.0, .object($0.1)) }),
      "components": [
        "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
        "schemas": .object(APITable.schemas),
      ],
      "security": [["key": []], [:]],
    ]
  }

  private static func operation(_ operation: APIOperation) -> JSON {
    let path = operation.pathParameters.map { name -> JSON in
      [
        "name": .string(name), "in": "path", "required": true,
        "schema": name == "ordinal"
          ? ["type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991] : ["type": "string", "minLength": 1],
      ]
    }
    var members: [(String, JSON)] = [
      ("operationId", .string(operation.id)), ("summary", .string(operation.summary)),
      ("tags", [.string(operation.tag.rawValue)]),
    ]
    let headers = operation.isOpen ? [] : [APISchema.space]
    let parameters = path + operation.parameters + headers
    if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
    if let body = operation.body {
      members.append(
        (
          "requestBody",
          [
            "required": .bool(!operation.isBodyOptional),
            "content": .object(operation.bodyTypes.map { ($0, ["schema": body]) }),
          ]
        ))
    }
    if operation.isOpen { members.append(("security", [])) }
    members.append(("responses", responses(operation)))
    return .object(members)
  }

  private static func responses(_ operation: APIOperation) -> JSON {
    var content: [(String, JSON)] = []
    if let answer = operation.answer {
      content.append((operation.answerType, ["schema": answer]))
    } else if operation.answerType != "application/json" {
      content.append((operation.answerType, ["schema": APISchema.string]))
    }
    if let stream = operation.streamType { content.append((stream, ["schema": APISchema.any])) }
    var good: [(String, JSON)] = [("description", .string(operation.summary))]
    if !content.isEmpty { good.append(("content", .object(content))) }
    return .object([
      (String(operation.status), .object(good)),
      (
        "default",
        [
          "description": "A refusal or a failure, with the reason.",
          "content": ["application/json": ["schema": APISchema.named("Error")]],
        ]
      ),
    ])
  }
}
