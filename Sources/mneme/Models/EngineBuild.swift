import Foundation
import MnemeCore
import MnemeModels

/// Makes the engine's program from its source package: llama.cpp's server, without its web page.
struct EngineBuild: Sendable {
  let files: EngineFiles
  let tools: Toolbox

  /// CMake and Ninja of PyPI, for machines without them.
  private static let buildPackages = ["cmake==4.4.5", "ninja==1.13.2"]

  /// - Parameters:
  ///   - archive: the source package.
  ///   - say: what happens, a line each.
  ///   - progress: steps that are done, and steps in all.
  /// - Throws: `unavailable` when something is missing, naming it; `unprocessable` when it cannot be built.
  func run(archive: String, say: (String) -> Void, progress: @escaping @Sendable (Int, Int) -> Void) async throws {
    guard let tar = tools.find(["tar"]) else { throw Self.missing("tar") }
    guard tools.find(["c++", "g++", "clang++"]) != nil else {
      throw Self.missing("a C++ compiler (on Debian: apt install g++)")
    }
    let folder = files.engineFolder + "/build"
    let manager = FileManager.default
    // What a run before left half done is of no use.
    try? manager.removeItem(atPath: folder)
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    let log = files.engineFolder + "/build.log"
    guard manager.createFile(atPath: log, contents: nil) else {
      throw MnemeError(.storage, "The file \(log) cannot be written; is the disk full?")
    }

    guard try await tools.run(tar, ["-xzf", archive, "-C", folder], log: log) == 0 else {
      throw MnemeError(.storage, "The source of the engine cannot be unpacked; is the disk full? (\(log))")
    }
    let source = folder + "/llama_cpp_python-\(EngineFiles.version)/vendor/llama.cpp"
    let (cmake, generator) = try await cmake(in: folder, log: log, say: say)
    say("Building the engine; this takes some minutes.")
    let configured = try await tools.run(
      cmake, ["-S", source, "-B", folder + "/out"] + generator + Self.options, log: log)
    guard configured == 0 else { throw Self.failed(log) }
    let jobs = String(ProcessInfo.processInfo.activeProcessorCount)
    let built = try await tools.run(
      cmake, ["--build", folder + "/out", "--target", "llama-server", "--parallel", jobs], log: log
    ) { line in
      if let (done, all) = Self.steps(in: line) { progress(done, all) }
    }
    guard built == 0 else { throw Self.failed(log) }
    // It appears by a rename, so that it is whole when it is there.
    let fresh = files.program + ".new"
    try? manager.removeItem(atPath: fresh)
    try manager.copyItem(atPath: folder + "/out/bin/llama-server", toPath: fresh)
    try? manager.removeItem(atPath: files.program)
    try manager.moveItem(atPath: fresh, toPath: files.program)
  }

  /// CMake of this machine, or of PyPI in an environment of its own.
  private func cmake(in folder: String, log: String, say: (String) -> Void) async throws -> (String, [String]) {
    if let cmake = tools.find(["cmake"]), tools.find(["ninja", "make"]) != nil {
      return (cmake, tools.find(["ninja"]) != nil ? ["-G", "Ninja"] : [])
    }
    guard let python = tools.find(["python3"]) else {
      throw Self.missing("CMake (on Debian: apt install cmake make)")
    }
    say("Fetching CMake")
    let environment = folder + "/tools"
    guard try await tools.run(python, ["-m", "venv", environment], log: log) == 0,
      try await tools.run(
        environment + "/bin/python", ["-m", "pip", "install", "--quiet"] + Self.buildPackages, log: log) == 0
    else { throw Self.missing("CMake (on Debian: apt install cmake make)") }
    return (
      environment + "/bin/cmake", ["-G", "Ninja", "-DCMAKE_MAKE_PROGRAM=\(environment)/bin/ninja"]
    )
  }

  /// One program without shared libraries, web page, downloads and threads that spin. Instructions newer than those of
  /// 2013 (AVX2) are not used, so that the program runs on another machine too.
  private static let options: [String] = {
    var options = [
      "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF", "-DGGML_NATIVE=OFF", "-DGGML_OPENMP=OFF",
      "-DLLAMA_CURL=OFF", "-DLLAMA_OPENSSL=OFF", "-DLLAMA_BUILD_TESTS=OFF", "-DLLAMA_BUILD_EXAMPLES=OFF",
      "-DLLAMA_BUILD_TOOLS=ON", "-DLLAMA_BUILD_SERVER=ON", "-DLLAMA_BUILD_APP=OFF", "-DLLAMA_BUILD_UI=OFF",
      "-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_BUILD_IS_DEV=OFF",
    ]
    #if arch(x86_64)
      options += ["-DGGML_AVX2=ON", "-DGGML_FMA=ON", "-DGGML_F16C=ON", "-DGGML_BMI2=ON"]
    #endif
    return options
  }()

  /// `[12/206] Building …` of Ninja, `[ 12%] Building …` of Make.
  static func steps(in line: String) -> (done: Int, all: Int)? {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return nil }
    let inside = line[line.index(after: line.startIndex)..<end].trimmingCharacters(in: .whitespaces)
    if inside.hasSuffix("%"), let percent = Int(inside.dropLast()) { return (percent, 100) }
    let parts = inside.split(separator: "/").map { Int($0) }
    guard parts.count == 2, let done = parts[0], let all = parts[1], all > 0 else { return nil }
    return (done, all)
  }

  private static func missing(_ what: String) -> MnemeError {
    MnemeError(.unavailable, "To build the local engine \(what) is needed, which is not installed.")
  }

  private static func failed(_ log: String) -> MnemeError {
    MnemeError(.unprocessable, "The local engine cannot be built; \(log) says why.")
  }
}
