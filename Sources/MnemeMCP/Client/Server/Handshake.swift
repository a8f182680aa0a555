import MnemeCore

/// What a handshake found out about a server.
struct ServerProfile: Sendable, Hashable {
  var revision: ProtocolRevision
  /// What it says it can do.
  var capabilities: JSONValue
  /// What it calls itself; nothing proves it.
  var info: PeerInfo?
  /// Which process of Mneme it is; nil for other programs.
  var instance: String?

  var tellsToolChanges: Bool { capabilities["tools"]?["listChanged"] == true }
}

/// Finds the newest revision that both sides speak: first the stateless ones, by `server/discover`; then `initialize`.
struct Handshake: Sendable {
  let channel: any ServerChannel
  let client: PeerInfo
  let capabilities: JSONValue
  /// For each request of it.
  let deadline: Duration
  /// How long a server of the older kind may be silent about a method it does not know.
  let probeDeadline: Duration

  /// What the probe came to.
  enum Probe: Sendable, Hashable {
    case stateless(ServerProfile)
    /// It has `initialize`. `error` says what the probe got, in case that fails too.
    case stateful(RemoteServerError?)
  }

  /// - Throws: `RemoteServerError`: `unsupported` where there is no revision in common.
  func probe() async throws -> Probe {
    var tries = 0
    while true {
      tries += 1
      let revision = ProtocolRevision.newest
      do {
        await channel.settle(on: revision)
        var request = OutgoingRequest(
          MethodName.discover, params: ["_meta": Self.meta(revision, client, capabilities)], deadline: probeDeadline)
        request.headers = Self.headers(revision, MethodName.discover)
        request.tellsCancellation = false
        let result = try await channel.request(request)
        // A server that answers everything has not understood the question.
        guard let versions = result["supportedVersions"]?.array?.compactMap(\.string) else { return .stateful(nil) }
        if versions.contains(revision.rawValue) {
          return .stateless(
            ServerProfile(
              revision: revision, capabilities: result["capabilities"] ?? [:],
              info: PeerInfo(result["serverInfo"]) ?? PeerInfo(result["_meta"]?[MetaKey.serverInfo]),
              instance: result["_meta"]?[MetaKey.instance]?.string))
        }
        guard Self.hasStateful(versions) else { throw Self.unsupported }
        return .stateful(nil)
      } catch let error as RemoteServerError {
        switch error.code {
        case .refused where error.answer?.code == RPCError.unsupportedRevisionCode:
          let versions = error.answer?.data?["supported"]?.array?.compactMap(\.string) ?? []
          if versions.contains(revision.rawValue), tries == 1 { continue }
          guard Self.hasStateful(versions) else { throw Self.unsupported }
          return .stateful(nil)
        case .refused
        where [RPCError.headerMismatchCode, RPCError.missingCapabilityCode].contains(error.answer?.code):
          // Errors that only a newer server knows.
          throw error
        case .refused, .badAnswer, .timeout: return .stateful(error)
        case .unreachable where error.answer == nil && channel.isOpen: return .stateful(error)
        // A program of the older kind may end over a method it does not know.
        case .closed: return .stateful(error)
        default: throw error
        }
      }
    }
  }

  /// - Throws: `RemoteServerError`: `unsupported` where the server insists on a revision that is not spoken here.
  func initialize() async throws -> ServerProfile {
    let wish = ProtocolRevision.newestStateful
    await channel.settle(on: nil)
    var request = OutgoingRequest(
      MethodName.initialize,
      params: [
        "protocolVersion": .string(wish.rawValue), "capabilities": capabilities, "clientInfo": client.json,
      ], deadline: deadline)
    request.tellsCancellation = false
    let result = try await channel.request(request)
    guard let name = result["protocolVersion"]?.string else {
      throw RemoteServerError(.badAnswer, "The server did not say which revision of the protocol it speaks.")
    }
    guard let revision = ProtocolRevision(rawValue: name), !revision.isStateless else {
      await channel.close()
      throw Self.unsupported
    }
    await channel.settle(on: revision)
    try await channel.notify(MethodName.initialized, params: nil)
    return ServerProfile(
      revision: revision, capabilities: result["capabilities"] ?? [:], info: PeerInfo(result["serverInfo"]),
      instance: result["_meta"]?[MetaKey.instance]?.string)
  }

  private static func hasStateful(_ versions: [String]) -> Bool {
    versions.contains { ProtocolRevision(rawValue: $0).map { !$0.isStateless } ?? false }
  }

  private static var unsupported: RemoteServerError {
    RemoteServerError(
      .unsupported,
      "The server speaks no revision of the protocol that Mneme does (\(ProtocolRevision.names.joined(separator: ", ")))."
    )
  }

  /// What every request of a stateless revision says in its `_meta`.
  static func meta(_ revision: ProtocolRevision, _ client: PeerInfo, _ capabilities: JSONValue) -> JSONValue {
    [
      MetaKey.revision: .string(revision.rawValue), MetaKey.clientInfo: client.json,
      MetaKey.clientCapabilities: capabilities,
    ]
  }

  /// What it repeats in its headers.
  static func headers(_ revision: ProtocolRevision, _ method: String, name: String? = nil) -> [(
    name: String, value: String
  )] {
    var headers = [(name: HeaderName.revision, value: revision.rawValue), (name: HeaderName.method, value: method)]
    if let name { headers.append((name: HeaderName.name, value: HeaderText.encode(name))) }
    return headers
  }
}
