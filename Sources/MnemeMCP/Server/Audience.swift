import MnemeCore
import Synchronization

/// Who is told of changes: sessions, and streams that `subscriptions/listen` opened.
final class Audience: Sendable {
  enum News: Sendable, Hashable {
    case tools
    case prompts
    case resource(ResourceChange)
  }

  /// What one stream wants to know.
  struct Listener: Sendable {
    let id: RequestID
    let space: SpaceID
    let tools: Bool
    let prompts: Bool
    let resources: Bool
    let uris: Set<String>
    let output: any ServerOutput
  }

  private struct State {
    var sessions: [ObjectIdentifier: ServerSession] = [:]
    var listeners: [Int: Listener] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  func join(_ session: ServerSession) {
    state.withLock { $0.sessions[ObjectIdentifier(session)] = session }
  }

  func leave(_ session: ServerSession) {
    state.withLock { _ = $0.sessions.removeValue(forKey: ObjectIdentifier(session)) }
  }

  /// - Parameter first: sent before anything that the listener is told.
  /// - Returns: nil when there are `limit` already.
  func join(_ listener: Listener, limit: Int, first: RPCMessage) -> Int? {
    state.withLock { state in
      guard state.listeners.count < limit else { return nil }
      listener.output.send(first)
      state.next += 1
      state.listeners[state.next] = listener
      return state.next
    }
  }

  func leave(_ key: Int) { state.withLock { _ = $0.listeners.removeValue(forKey: key) } }

  var count: Int { state.withLock { $0.sessions.count + $0.listeners.count } }

  func tell(_ news: News) {
    let (sessions, listeners) = state.withLock { (Array($0.sessions.values), Array($0.listeners.values)) }
    for session in sessions {
      for message in Audience.messages(news, space: session.space, watching: session.subscriptions) {
        session.output.send(.notification(message))
      }
    }
    for listener in listeners {
      let isWanted =
        switch news {
        case .tools: listener.tools
        case .prompts: listener.prompts
        case .resource(.list): listener.resources
        case .resource: true
        }
      guard isWanted else { continue }
      for message in Audience.messages(news, space: listener.space, watching: listener.uris) {
        listener.output.send(.notification(message.tagged(listener.id)))
      }
    }
  }

  private static func messages(_ news: News, space: SpaceID, watching uris: Set<String>) -> [RPCNotification] {
    switch news {
    case .tools: [RPCNotification(MethodName.toolsChanged)]
    case .prompts: [RPCNotification(MethodName.promptsChanged)]
    case .resource(.list): [RPCNotification(MethodName.resourcesChanged)]
    case .resource(.updated(let uri, let changed)):
      changed == space && uris.contains(uri) ? [updated(uri)] : []
    case .resource(.everything(let changed)):
      changed == nil || changed == space ? uris.sorted().map(updated) : []
    }
  }

  private static func updated(_ uri: String) -> RPCNotification {
    RPCNotification(MethodName.resourceUpdated, params: ["uri": .string(uri)])
  }
}

extension RPCNotification {
  /// With the stream that it belongs to.
  func tagged(_ id: RequestID) -> RPCNotification {
    let params = self.params ?? [:]
    let meta = (params["_meta"] ?? [:]).setting(MetaKey.subscription, to: id.json)
    return RPCNotification(method, params: params.setting("_meta", to: meta))
  }
}
