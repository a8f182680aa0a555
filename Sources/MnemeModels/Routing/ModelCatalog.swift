import MnemeCore

/// The ways to each model, gathered from all providers in their order.
struct ModelCatalog {
  private(set) var names: [String] = []
  private var routes: [String: [Route]] = [:]
  /// Names of our own models, never given to another's.
  private static let reserved: Set<String> = ["mneme", "recall"]

  /// A model of a name that is there already becomes another way to it.
  mutating func add(_ route: Route) {
    let name = route.model.name
    guard !Self.reserved.contains(name) else { return }
    if routes[name] == nil { names.append(name) }
    routes[name, default: []].append(route)
  }

  var isEmpty: Bool { names.isEmpty }

  func contains(_ name: String) -> Bool { routes[name] != nil }

  mutating func prefer(_ name: String) {
    guard let place = names.firstIndex(of: name) else { return }
    names.insert(names.remove(at: place), at: 0)
  }

  var models: [RoutedChatModel] { names.map { RoutedChatModel(name: $0, routes: routes[$0] ?? []) } }

  /// The first model, with others to stand in for it. A small model stands in for none that is not: the prompt is written,
  /// and the answer kept, for the one that was asked.
  func standard(fallbacks: [String]) -> RoutedChatModel? {
    guard let name = names.first else { return nil }
    let own = routes[name] ?? []
    let isSmall = own.first?.model.profile.isSmall ?? false
    let others = fallbacks.filter { $0 != name }.flatMap { routes[$0] ?? [] }
      .filter { isSmall || !$0.model.profile.isSmall }
    return RoutedChatModel(name: name, routes: own + others)
  }
}
