import Foundation
import Logging
import MnemeCore
import NIOSSL
import Synchronization

/// The certificate that the port shows, read anew when its files change: whoever renews it need not restart the server.
final class TLSIdentity: Sendable {
  /// What tells one state of a file from another.
  private struct Mark: Hashable {
    let number: Int?
    let size: Int?
    let changed: Date?

    /// Of the file that a link leads to, as those of certificates mostly do.
    init(_ path: String) {
      let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      // What cannot be looked at is another state, too.
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      number = (attributes?[.systemFileNumber] as? NSNumber)?.intValue
      size = (attributes?[.size] as? NSNumber)?.intValue
      changed = attributes?[.modificationDate] as? Date
    }
  }

  private let certificate: String
  private let key: String
  private let logger: Logger
  private let state: Mutex<(context: NIOSSLContext, marks: [Mark])>

  /// Nil where neither file is named.
  /// - Throws: `configuration` when one is missing, cannot be read, or the two do not belong together.
  init?(_ settings: ServerSettings, logger: Logger) throws(MnemeError) {
    guard settings.tlsCertificate != nil || settings.tlsKey != nil else { return nil }
    guard let certificate = settings.tlsCertificate, let key = settings.tlsKey else {
      throw MnemeError(.configuration, "HTTPS needs both server.tls_certificate and server.tls_key.")
    }
    let marks = [Mark(certificate), Mark(key)]
    state = Mutex((try TLSIdentity.context(certificate, key), marks))
    self.certificate = certificate
    self.key = key
    self.logger = logger
  }

  /// For a connection that begins now.
  var context: NIOSSLContext { state.withLock { $0.context } }

  /// Looks at the files every so often until the task is cancelled.
  func run(every pause: Duration = .seconds(10)) async {
    while !Task.isCancelled {
      do { try await Task.sleep(for: pause) } catch { return }
      renew()
    }
  }

  /// What cannot be used leaves the certificate there is; it is tried again when a file changes once more.
  func renew() {
    let marks = [Mark(certificate), Mark(key)]
    guard state.withLock({ $0.marks }) != marks else { return }
    do throws(MnemeError) {
      let context = try TLSIdentity.context(certificate, key)
      state.withLock { $0 = (context, marks) }
      logger.notice("server.certificate_renewed")
    } catch {
      state.withLock { $0.marks = marks }
      logger.error("server.certificate_unusable", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }

  private static func context(_ certificate: String, _ key: String) throws(MnemeError) -> NIOSSLContext {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["http/1.1"]
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw MnemeError(
        .configuration,
        "The certificate \(certificate) and its key \(key) cannot be used: both must be PEM files, readable, and belong "
          + "together.", underlying: error)
    }
  }
}
