import Foundation
import MnemeCore

/// LiteLLM's proxy in front of the same upstream.
final class LiteLLMProxy {
  let url: String
  let version: String
  private let process: RunningProcess
  private let folder: URL

  /// Returns when it answers.
  /// - Parameter python: of the environment that LiteLLM is installed in.
  init(python: String, upstream: String, models: [String], fetcher: any HTTPFetching) async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("litellm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let entries = models.map {
      "  - {model_name: \($0), litellm_params: {model: openai/\($0), api_base: \"\(upstream)\", api_key: stub}}"
    }
    let settings = ["model_list:"] + entries + ["litellm_settings: {telemetry: false, drop_params: true}"]
    let file = folder.appendingPathComponent("config.yaml")
    try Data((settings.joined(separator: "\n") + "\n").utf8).write(to: file)
    let port = 20_000 + Int(ProcessInfo.processInfo.processIdentifier) % 20_000
    process = try ProcessLaunch(
      path: URL(fileURLWithPath: python).deletingLastPathComponent().appendingPathComponent("litellm").path,
      arguments: ["--config", file.path, "--host", "127.0.0.1", "--port", "\(port)", "--telemetry", "False"],
      environment: [
        "PATH": "/usr/bin:/bin", "HOME": folder.path, "LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True",
      ], directory: folder.path
    ).start()
    url = "http://127.0.0.1:\(port)/v1"
    version = try Self.version(python)
    for _ in 0..<1200 {
      guard process.isRunning else { throw PeerProcess.Failure(description: "LiteLLM ended by itself") }
      // It does not listen yet.
      if let response = try? await fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(port)/health/liveliness")) {
        _ = try? await response.collect(upTo: 1 << 16)
        if response.status == 200 { return }
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw PeerProcess.Failure(description: "LiteLLM did not answer in two minutes")
  }

  func stop() {
    process.signal(SIGTERM)
    _ = process.waitUntilEnd()
    try? FileManager.default.removeItem(at: folder)  // only its settings
  }

  private static func version(_ python: String) throws -> String {
    var launch = ProcessLaunch(
      path: python, arguments: ["-c", "import importlib.metadata as m; print(m.version('litellm'))"],
      environment: ProcessInfo.processInfo.environment)
    launch.output = .pipe
    launch.errors = .inherited
    let process = try launch.start()
    let text = process.output?.readDataToEndOfFile() ?? Data()
    _ = process.waitUntilEnd()
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
