import MnemeMCP

/// What one line of a client's holds, as it is sent on.
struct RelayParcel: Sendable {
  /// Nil for a batch, which is sent as it came.
  let message: RPCMessage?
  let requests: [RPCRequest]
  let bytes: [UInt8]

  private init(message: RPCMessage?, requests: [RPCRequest], bytes: [UInt8]) {
    self.message = message
    self.requests = requests
    self.bytes = bytes
  }

  init(_ message: RPCMessage) {
    self.init(message: message, requests: Self.request(message).map { [$0] } ?? [], bytes: message.bytes)
  }

  /// - Parameter line: that `input` was read from.
  init(_ input: RPCInput, _ line: [UInt8]) {
    switch input {
    case .single(let message): self.init(message)
    case .batch(let members):
      self.init(
        message: nil, requests: members.compactMap { (try? $0.get()).flatMap(Self.request) }, bytes: line)
    }
  }

  /// The request that begins a session.
  var beginning: RPCRequest? {
    message.flatMap(Self.request).flatMap { $0.method == MethodName.initialize ? $0 : nil }
  }

  private static func request(_ message: RPCMessage) -> RPCRequest? {
    if case .request(let request) = message { request } else { nil }
  }
}
