import Foundation
import Logging
import MnemeCore
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import MnemeHTTP

@Suite struct TLSTests {
  /// A certificate of its own authority for `localhost`, made by OpenSSL.
  private final class Certificate: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-tls-\(UUID().uuidString)").path
    var certificate: String { folder + "/cert.pem" }
    var key: String { folder + "/key.pem" }

    init() async throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try await make("localhost")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func make(_ name: String) async throws {
      let launch = ProcessLaunch(
        path: "/usr/bin/openssl",
        arguments: [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
          "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ], environment: ["PATH": "/usr/bin:/bin"])
      let process = try launch.start()
      let status = await withCheckedContinuation { continuation in
        Thread { continuation.resume(returning: process.waitUntilEnd()) }.start()
      }
      try #require(status == .exited(0))
    }
  }

  /// One request over TLS.
  /// - Returns: the answer's text and the common name of the certificate that was shown.
  private func get(_ port: Int, trusting certificate: String, _ path: String) async throws -> String {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .file(certificate)
    let context = try NIOSSLContext(configuration: configuration)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
      host: "127.0.0.1", port: port
    ) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          NIOSSLClientHandler(context: context, serverHostname: "localhost"))
        return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(
        ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
      var text = ""
      for try await piece in inbound { text += String(buffer: piece) }
      return text
    }
  }

  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test func thePortSpeaksTLSAndShowsARenewedCertificateWithoutARestart() async throws {
    let files = try await Certificate()
    var settings = ServerSettings()
    (settings.tlsCertificate, settings.tlsKey) = (files.certificate, files.key)
    let identity = try #require(try TLSIdentity(settings, logger: logger))
    let first = ObjectIdentifier(identity.context)
    identity.renew()
    #expect(ObjectIdentifier(identity.context) == first, "nothing has changed")
    try await TestServer.run(settings: {
      ($0.tlsCertificate, $0.tlsKey) = (files.certificate, files.key)
    }) { server in
      let answer = try await get(server.port, trusting: files.certificate, "/health/quick")
      #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("\"status\""))
      // Without TLS nothing is answered there.
      await #expect(throws: (any Error).self) { try await server.send("GET", "/health/quick") }
    }
    try await files.make("renewed")
    identity.renew()
    let second = ObjectIdentifier(identity.context)
    #expect(second != first)
    // One that is half written leaves what there is.
    try Data("-----BEGIN CERTIFICATE-----\n".utf8).write(to: URL(fileURLWithPath: files.certificate))
    identity.renew()
    #expect(ObjectIdentifier(identity.context) == second)
  }

  @Test func whatDoesNotBelongTogetherIsSaidAtTheStart() async throws {
    let (one, other) = (try await Certificate(), try await Certificate())
    for (certificate, key) in [
      (one.certificate, other.key), ("/nowhere", one.key), (one.key, one.certificate), (one.certificate, nil),
      (nil, one.key),
    ] {
      var settings = ServerSettings()
      (settings.tlsCertificate, settings.tlsKey) = (certificate, key)
      do {
        _ = try TLSIdentity(settings, logger: logger)
        Issue.record("taken")
      } catch {
        #expect(error.code == .configuration)
      }
    }
  }
}
