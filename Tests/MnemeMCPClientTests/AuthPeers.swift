import Foundation
import MnemeCore
import MnemeNet
import MnemeTestSupport
import Synchronization

@testable import MnemeMCP

/// An authorization server, and what it gave out.
final class AuthPeer: Sendable {
  enum Issuer: Sendable { case correct, omitted, wrong, slash }

  struct Options: Sendable {
    var metadataPath = "/.well-known/oauth-authorization-server"
    /// Before the endpoints.
    var prefix = ""
    var issuer: (@Sendable (String) -> String)?
    var scopes: [String]?
    var methods: [String]? = ["none"]
    var challenges: [String]? = ["S256"]
    var takesDocuments = false
    var registers = true
    /// Behind the address where one logs in.
    var suffix = ""
    var namesItself: Bool?
    var redirectIssuer = Issuer.omitted
    var clientID = "registered-client"
    var secret: String?
    var tokenPrefix = "token"
    var lifetime: JSONValue = 3600
    var secretExpires: JSONValue?
    var givesRefresh = false
    var refusesRefresh = false
    var state: (@Sendable (String) -> String)?
  }

  private struct State {
    var tokens: [String: [String]] = [:]
    var challenge = ""
    var scopes: [String] = []
    var given = 0
  }

  let options: Options
  private let state = Mutex(State())

  init(_ options: Options = Options()) { self.options = options }

  /// Scopes of a token that it gave.
  func scopes(of token: String?) -> [String]? { token.flatMap { token in state.withLock { $0.tokens[token] } } }
  func revokeAll() { state.withLock { $0.tokens = [:] } }
  func issuer(_ base: String) -> String { options.issuer?(base) ?? base + options.prefix }

  func answer(_ heard: Heard) -> Reply {
    let base = "http://\(heard.headers["host"] ?? "")"
    switch heard.path {
    case options.metadataPath: return .json(200, metadata(base))
    case options.prefix + "/register" where options.registers:
      var client: [String: JSONValue] = ["client_id": .string(options.clientID)]
      client["client_secret"] = options.secret.map(JSONValue.string)
      client["client_secret_expires_at"] = options.secretExpires
      client["token_endpoint_auth_method"] = options.methods?.first.map(JSONValue.string)
      return .json(201, .object(client))
    case options.prefix + "/authorize": return authorize(heard, base)
    case options.prefix + "/token": return token(heard)
    default: return .status(404)
    }
  }

  private func metadata(_ base: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "issuer": .string(issuer(base)),
      "authorization_endpoint": .string(base + options.prefix + "/authorize" + options.suffix),
      "token_endpoint": .string(base + options.prefix + "/token"), "response_types_supported": ["code"],
    ]
    if options.registers { members["registration_endpoint"] = .string(base + options.prefix + "/register") }
    members["scopes_supported"] = options.scopes.map { .array($0.map(JSONValue.string)) }
    members["token_endpoint_auth_methods_supported"] = options.methods.map { .array($0.map(JSONValue.string)) }
    members["code_challenge_methods_supported"] = options.challenges.map { .array($0.map(JSONValue.string)) }
    if options.takesDocuments { members["client_id_metadata_document_supported"] = true }
    members["authorization_response_iss_parameter_supported"] = options.namesItself.map(JSONValue.bool)
    return .object(members)
  }

  private func authorize(_ heard: Heard, _ base: String) -> Reply {
    let items = Dictionary(FormEncoding.items(heard.query).map { ($0.name, $0.value) }) { first, _ in first }
    state.withLock {
      $0.challenge = items["code_challenge"] ?? ""
      $0.scopes = items["scope"]?.split(separator: " ").map(String.init) ?? []
    }
    let sent = items["state"] ?? ""
    var back = [(name: "code", value: "test-code"), (name: "state", value: options.state?(sent) ?? sent)]
    switch options.redirectIssuer {
    case .correct: back.append((name: "iss", value: issuer(base)))
    case .wrong: back.append((name: "iss", value: "https://evil.example.com"))
    case .slash: back.append((name: "iss", value: issuer(base) + "/"))
    case .omitted: break
    }
    return .status(302, ["Location": (items["redirect_uri"] ?? "") + "?" + FormEncoding.text(back)])
  }

  private func token(_ heard: Heard) -> Reply {
    let form = heard.form
    let isRefresh = form["grant_type"] == "refresh_token"
    if isRefresh, options.refusesRefresh { return .json(400, ["error": "invalid_grant"]) }
    return state.withLock { state in
      let verifier = Base64URL.encode(SHA256.digest((form["code_verifier"] ?? "").utf8))
      guard isRefresh || verifier == state.challenge else { return .json(400, ["error": "invalid_grant"]) }
      state.given += 1
      let token = "\(options.tokenPrefix)-\(state.given)"
      state.tokens[token] = state.scopes
      var answer: [String: JSONValue] = [
        "access_token": .string(token), "token_type": "Bearer", "expires_in": options.lifetime,
      ]
      if options.givesRefresh { answer["refresh_token"] = .string("refresh-\(state.given)") }
      return .json(200, .object(answer))
    }
  }
}

/// A server that asks for a login.
struct GuardedPeer: Sendable {
  var lane: Lane
  var metadataPath = "/.well-known/oauth-protected-resource/mcp"
  var namesMetadata = true
  var resource: (@Sendable (String) -> String)?
  var scopesSupported: [String]?
  /// Named in the first challenge.
  var challenge: [String]?
  /// Those that a method needs.
  var needs: @Sendable (_ method: String) -> [String] = { _ in [] }
  /// Methods that need no login.
  var open: Set<String> = []
  /// Where one logs in, and who knows the tokens.
  var issuer: @Sendable () -> String
  var scopesOfToken: @Sendable (String?) -> [String]?

  func answer(_ heard: Heard) -> Reply {
    let base = "http://\(heard.headers["host"] ?? "")"
    if heard.path == metadataPath {
      let isRoot = metadataPath == "/.well-known/oauth-protected-resource"
      let resource = JSONValue.object([
        "resource": .string(self.resource?(base) ?? (isRoot ? base : base + "/mcp")),
        "authorization_servers": [.string(issuer())],
      ])
      return .json(
        200, resource.setting("scopes_supported", to: scopesSupported.map { .array($0.map(JSONValue.string)) }))
    }
    guard heard.path == "/mcp" else { return .status(404) }
    let method = heard.method ?? ""
    if !open.contains(method) {
      var parts: [String] = []
      if namesMetadata { parts.append("resource_metadata=\"\(base)\(metadataPath)\"") }
      guard let scopes = scopesOfToken(heard.token) else {
        if let challenge { parts.append("scope=\"\(challenge.joined(separator: " "))\"") }
        return .status(401, ["WWW-Authenticate": "Bearer realm=\"a, b\", " + parts.joined(separator: ", ")])
      }
      let needed = needs(method)
      if !Set(needed).isSubset(of: scopes) {
        parts += ["error=\"insufficient_scope\"", "scope=\"\(needed.joined(separator: " "))\""]
        return .status(403, ["WWW-Authenticate": "Bearer " + parts.joined(separator: ", ")])
      }
    }
    return Peers.plain(lane, heard)
  }
}

/// A person who agrees to everything: follows the address and takes the redirect's query.
final class ObligingBrowser: AuthorizationBrowser {
  private let fetcher = HTTPFetcher()
  private let addresses = Mutex<[String]>([])
  /// How long it takes to agree.
  private let pause: Duration

  init(pause: Duration = .zero) { self.pause = pause }

  /// Queries of the addresses that it was sent to.
  var visits: [[String: String]] {
    addresses.withLock { $0 }.map { address in
      let query = address.split(separator: "?", maxSplits: 1).last ?? ""
      return Dictionary(FormEncoding.items(query).map { ($0.name, $0.value) }) { first, _ in first }
    }
  }

  func listen(port: Int?) async throws -> any AuthorizationListener { Listener(browser: self, port: port ?? 45_601) }
  func shutdown() async { await fetcher.shutdown() }

  private struct Listener: AuthorizationListener {
    let browser: ObligingBrowser
    let port: Int
    var redirect: String { "http://127.0.0.1:\(port)/callback" }

    func query(after address: String) async throws -> String {
      browser.addresses.withLock { $0.append(address) }
      try await Task.sleep(for: browser.pause)
      let response = try await browser.fetcher.fetch(FetchRequest(url: address))
      _ = try await response.collect(upTo: 1 << 16)
      let place = response.header("Location") ?? ""
      return String(place.split(separator: "?", maxSplits: 1).last ?? "")
    }

    func close() async {}
  }
}

/// What happened in a scenario of logins.
struct AuthOutcome: Sendable {
  let error: RemoteServerError?
  let text: String?
  let visits: [[String: String]]
  let server: [Heard]
  let issuer: [Heard]
  let stored: String
  let mode: Int

  func tokenRequests() -> [Heard] { issuer.filter { $0.path.hasSuffix("/token") } }
}

/// Lists the tools and calls one of a server that asks for a login.
func logIn(
  _ lane: Lane, _ options: AuthPeer.Options = .init(), calls: Int = 1,
  peer change: @Sendable @escaping (inout GuardedPeer) -> Void = { _ in },
  login: @Sendable @escaping (inout OAuthOptions) -> Void = { _ in },
  client changeClient: @Sendable @escaping (inout ClientOptions) -> Void = { _ in }, pause: Duration = .zero,
  between: @Sendable @escaping (AuthPeer, ManualClock) -> Void = { _, _ in }
) async throws -> AuthOutcome {
  let auth = AuthPeer(options)
  let browser = ObligingBrowser(pause: pause)
  let outcome = try await withFolder { folder in
    try await withPeer {
      auth.answer($0)
    } _: { issuerBase, issuerLog in
      var guarded = GuardedPeer(
        lane: lane, issuer: { issuerBase + options.prefix }, scopesOfToken: { auth.scopes(of: $0) })
      change(&guarded)
      let peer = guarded
      return try await withPeer {
        peer.answer($0)
      } _: { base, log in
        var client = ClientOptions()
        client.browser = browser
        let path = folder + "/logins.json"
        client.store = OAuthStore(path: path)
        changeClient(&client)
        let clock = client.clock
        var address = RemoteServerConfiguration.HTTPAddress(url: base + "/mcp")
        login(&address.login)
        let configuration = RemoteServerConfiguration(name: "peer", way: .http(address))
        let (text, error): (String?, RemoteServerError?) = try await withServers([configuration], client) { servers in
          do {
            let server = servers.servers[0]
            _ = try await server.tools()
            var text = try await server.text("add_numbers")
            for _ in 1..<max(calls, 1) {
              between(auth, clock)
              text = try await server.text("add_numbers")
            }
            return (text, nil)
          } catch let error as RemoteServerError {
            return (nil, error)
          }
        }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
        return AuthOutcome(
          error: error, text: text, visits: browser.visits, server: log.all, issuer: issuerLog.all,
          stored: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "", mode: mode?.intValue ?? 0)
      }
    }
  }
  await browser.shutdown()
  return outcome
}
