import MnemeCore

/// A server that a relay speaks to.
struct RelayTarget: Sendable, Hashable {
  let url: String
  let key: String

  init(url: String, key: String) {
    self.url = url
    self.key = key
  }

  init(_ record: ServerRecord, _ settings: Settings) {
    self.init(url: record.url, key: Access.key(for: record, settings))
  }
}
