import Foundation
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file that lists providers of models: what each is, with which keys it is asked, and which of their models are offered.
package struct ProviderList: Sendable, Hashable {
  package struct Provider: Sendable, Hashable {
    package var name: String
    package var url: String
    package var speaks: ModelProtocol?
    package var keys: [Key] = []
    /// Empty: those that the server lists.
    package var models: [Model] = []
    package var requestsPerMinute: Int?
  }

  package struct Key: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// Without the key, however it is printed.
    package var description: String { "Key(\(id))" }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }

    package var id: String
    package var secret: String
    package var limits = KeyLimits()
  }

  package struct Model: Sendable, Hashable {
    /// What clients ask for.
    package var name: String
    /// What the provider calls it.
    package var remote: String
    package var window: Int?
    /// Whether it sees images; nil takes what is known of its name.
    package var images: Bool?
    package var price = ModelPrice()
  }

  /// In order of preference.
  package var providers: [Provider] = []
  /// Name of the model that answers when none is asked for; nil is the first.
  package var standard: String?
  /// Models that stand in for it, in order, when it fails.
  package var fallbacks: [String] = []

  package init() {}

  /// The keys that the system keeps, to be looked up before the list is read.
  /// - Throws: `configuration`.
  package static func references(_ path: String) throws(MnemeError) -> Set<SecretReference> {
    let keys = try wire(path).providers.flatMap { $0.keys ?? [] }
    return Set(
      keys.flatMap { [$0.credential.map(SecretReference.credential), $0.keyring.map(SecretReference.keyring)] }
        .compactMap(\.self).filter(\.hasName))
  }

  /// Reads the list.
  /// - Parameters:
  ///   - environment: where keys with `env` are looked up; read once.
  ///   - home: what `~/` means.
  ///   - kept: what the system keeps, of ``references(_:)``.
  /// - Returns: the list, and one sentence for each key that is not to be had.
  /// - Throws: `configuration`; its message names the place and never a value.
  package static func read(
    _ path: String, environment: [String: String], home: String, kept: KeptSecrets = KeptSecrets()
  ) throws(MnemeError) -> (list: ProviderList, notes: [String]) {
    let wire = try wire(path)
    if wire.providers.contains(where: { ($0.keys ?? []).contains { $0.key != nil } }), isOpenToOthers(path) {
      throw MnemeError(.configuration, "The list of providers \(path) holds keys and others may read it; chmod 600 it.")
    }
    var reader = Reader(path: path, environment: environment, home: home, kept: kept)
    return (try reader.list(wire), reader.notes)
  }

  private static func wire(_ path: String) throws(MnemeError) -> WireList {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MnemeError(.configuration, "The list of providers \(path) cannot be read; check its path and permissions.")
    }
    do {
      return try JSONDecoder().decode(WireList.self, from: data)
    } catch let error as DecodingError {
      throw MnemeError(.configuration, "The list of providers \(path) is wrong at \(error.place).")
    } catch {
      throw MnemeError(.configuration, "The list of providers \(path) is no JSON.")
    }
  }

  /// Of the file that a link leads to. One that cannot be looked at is one that others own.
  fileprivate static func isOpenToOthers(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return true }
    return status.st_mode & 0o077 != 0
  }

  /// What only its owner may read; nil for what others may, or what cannot be read. Looked at and read by one descriptor.
  fileprivate static func ownersOnly(_ path: String) -> Data? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0 else {
      return nil
    }
    // What cannot be read is missing, as the note says.
    return try? file.read(upToCount: 64 << 10) ?? Data()
  }
}

/// Checks what stands in the file and looks up keys.
private struct Reader {
  let path: String
  let environment: [String: String]
  let home: String
  let kept: KeptSecrets
  var notes: [String] = []

  mutating func list(_ wire: WireList) throws(MnemeError) -> ProviderList {
    var list = ProviderList()
    (list.standard, list.fallbacks) = (wire.standard, wire.fallbacks ?? [])
    for (place, provider) in wire.providers.enumerated() {
      if let provider = try self.provider(provider, at: "providers[\(place)]") { list.providers.append(provider) }
    }
    guard Set(list.providers.map(\.name)).count == list.providers.count else {
      throw wrong("two providers have one name")
    }
    return list
  }

  private mutating func provider(_ wire: WireProvider, at place: String) throws(MnemeError) -> ProviderList.Provider? {
    guard Self.isName(wire.name) else { throw wrong("\(place).name must be 1 to 64 characters without '/'") }
    var provider = ProviderList.Provider(name: wire.name, url: wire.url)
    if let name = wire.protocol {
      guard let speaks = ModelProtocol(rawValue: name) else {
        let names = ModelProtocol.allCases.map(\.rawValue).joined(separator: ", ")
        throw wrong("\(place).protocol must be one of \(names)")
      }
      provider.speaks = speaks
    }
    do throws(MnemeError) {
      _ = try RemoteEndpoint(wire.url, speaks: provider.speaks)
    } catch {
      throw wrong(
        "\(place).url must look like https://HOST or http://HOST:PORT/v1, without user name, query or fragment")
    }
    if let rate = wire.requests_per_minute, !(1...1_000_000).contains(rate) {
      throw wrong("\(place).requests_per_minute must be from 1 to 1000000")
    }
    provider.requestsPerMinute = wire.requests_per_minute
    for (number, key) in (wire.keys ?? []).enumerated() {
      if let key = try self.key(key, number, of: wire.name, at: "\(place).keys[\(number)]") {
        provider.keys.append(key)
      }
    }
    guard Set(provider.keys.map(\.id)).count == provider.keys.count else {
      throw wrong("two keys of \(place) have one id")
    }
    if let keys = wire.keys, !keys.isEmpty, provider.keys.isEmpty {
      notes.append("Provider \(wire.name) has no key that can be read; its models are left out.")
      return nil
    }
    for (number, model) in (wire.models ?? []).enumerated() {
      provider.models.append(try self.model(model, at: "\(place).models[\(number)]"))
    }
    return provider
  }

  private mutating func key(_ wire: WireKey, _ number: Int, of provider: String, at place: String) throws(MnemeError)
    -> ProviderList.Key?
  {
    let id = wire.id ?? "key\(number + 1)"
    guard Self.isName(id) else { throw wrong("\(place).id must be 1 to 64 characters without '/'") }
    if let tokens = wire.tokens_per_day, tokens < 1 { throw wrong("\(place).tokens_per_day must be at least 1") }
    if let spend = wire.spend_per_day, !(spend > 0 && spend < 1e9) {
      throw wrong("\(place).spend_per_day must be above 0")
    }
    let places = [wire.env, wire.file, wire.key, wire.credential, wire.keyring].compactMap(\.self)
    guard places.count == 1 else { throw wrong("\(place) needs exactly one of env, file, key, credential, keyring") }
    let secret: String?
    if let name = wire.env {
      secret = environment[name]
    } else if let file = wire.file {
      let full = file.hasPrefix("~/") ? home + file.dropFirst() : file
      guard let data = ProviderList.ownersOnly(full) else {
        notes.append("The key file of \(provider)/\(id) is missing or others may read it; chmod 600 it.")
        return nil
      }
      secret = String(decoding: data, as: UTF8.self)
    } else if let reference = wire.credential.map(SecretReference.credential)
      ?? wire.keyring.map(SecretReference.keyring)
    {
      guard reference.hasName else {
        throw wrong("\(place) names its key with letters, digits, '.', '_', '-' and '@', at most 128")
      }
      guard let found = kept.found[reference] else {
        notes.append("The key \(provider)/\(id): \(kept.reasons[reference] ?? "it was not looked up.")")
        return nil
      }
      secret = found
    } else {
      secret = wire.key
    }
    let trimmed = secret?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard !trimmed.isEmpty else {
      notes.append("The key \(provider)/\(id) is not set.")
      return nil
    }
    guard trimmed.unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) }) else {
      throw wrong("\(place) holds characters that no key has")
    }
    return ProviderList.Key(
      id: id, secret: trimmed, limits: KeyLimits(tokensPerDay: wire.tokens_per_day, spendPerDay: wire.spend_per_day))
  }

  private func model(_ wire: WireModel, at place: String) throws(MnemeError) -> ProviderList.Model {
    guard !wire.name.isEmpty, wire.name.count <= 200 else { throw wrong("\(place).name must be 1 to 200 characters") }
    if let window = wire.window, !(512...10_000_000).contains(window) {
      throw wrong("\(place).window must be from 512 to 10000000")
    }
    if let price = wire.price,
      !(price.prompt >= 0 && price.completion >= 0 && price.prompt < 1e6 && price.completion < 1e6)
    {
      throw wrong("\(place).price must not be below 0")
    }
    return ProviderList.Model(
      name: wire.name, remote: wire.remote ?? wire.name, window: wire.window, images: wire.images,
      price: wire.price ?? ModelPrice())
  }

  private func wrong(_ what: String) -> MnemeError {
    MnemeError(.configuration, "The list of providers \(path) is wrong: \(what).")
  }

  private static func isName(_ name: String) -> Bool { (1...64).contains(name.count) && !name.contains("/") }
}

extension SecretReference {
  /// Its name is one.
  fileprivate var hasName: Bool {
    switch self {
    case .credential(let name), .keyring(let name): Self.isName(name)
    }
  }
}
