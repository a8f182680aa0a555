import Foundation
import MnemeCore
import Testing

@testable import MnemeModels

@Suite final class SafetensorsFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    // A folder left behind in the temporary directory harms nobody.
    try? FileManager.default.removeItem(at: folder)
  }

  private func file(_ header: String, length: UInt64? = nil, data: [UInt8] = []) throws -> String {
    var bytes = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
    bytes += header.utf8
    bytes += data
    let url = folder.appendingPathComponent(UUID().uuidString + ".safetensors")
    try bytes.write(to: url)
    return url.path
  }

  private func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
  }

  private func values(_ tensor: FloatTensor) -> [Float] {
    (0..<tensor.count).map { tensor.pointer[$0] }
  }

  @Test func floatsAreReadInPlaceAndUnaligned() throws {
    let numbers: [Float] = [1, -2.5, .pi, 1e-30]
    // Headers of all lengths modulo four: one is aligned, three are not.
    for padding in 0..<4 {
      let header =
        #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
        + String(repeating: " ", count: padding)
      let file = try SafetensorsFile(path: try file(header, data: bytes(numbers)))
      #expect(values(try file.floats("a", shape: [2, 2])) == numbers)
    }
  }

  @Test func halfPrecisionIsConverted() throws {
    let patterns: [(UInt16, Float)] = [
      (0x0000, 0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x03FF, 0x1.ff8p-15),
      (0x0400, 0x1p-14), (0x3555, 0.333_251_95), (0x7C00, .infinity), (0xFC00, -.infinity),
    ]
    let data = patterns.flatMap { [UInt8($0.0 & 0xFF), UInt8($0.0 >> 8)] }
    let header = #"{"a":{"dtype":"F16","shape":[10],"data_offsets":[0,20]}}"#
    let tensor = try SafetensorsFile(path: try file(header, data: data)).floats("a", shape: [10])
    #expect(values(tensor) == patterns.map(\.1))
    #expect(SafetensorsFile.float(half: 0x7E00).isNaN)
    #expect(SafetensorsFile.float(half: 0x8000).sign == .minus)
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}"#,
    #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"F99","shape":[4],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
    #"{"a":{"dtype":"F32","shape":[4]}}"#, #"{"a":"#, "", "[]",
  ])
  func anUnsoundHeaderIsRefused(header: String) throws {
    let path = try file(header, data: Array(repeating: 0, count: 16))
    #expect(code { _ = try SafetensorsFile(path: path) } == .unprocessable)
  }

  @Test(arguments: [UInt64.max, 1 << 40, 1000, 3])
  func aWrongHeaderLengthIsRefused(length: UInt64) throws {
    let path = try file(#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#, length: length, data: bytes([1]))
    #expect(code { _ = try SafetensorsFile(path: path) } == .unprocessable)
  }

  @Test func missingEmptyAndForeignFilesAreTold() throws {
    let empty = folder.appendingPathComponent("empty")
    try Data().write(to: empty)
    #expect(code { _ = try SafetensorsFile(path: empty.path) } == .unprocessable)
    let folderPath = folder.path
    #expect(code { _ = try SafetensorsFile(path: folderPath) } == .unprocessable)
    #expect(code { _ = try SafetensorsFile(path: empty.path + "-not") } == .notFound)
    let header = #"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#
    let file = try SafetensorsFile(path: try file(header, data: Array(repeating: 0, count: 16)))
    #expect(code { _ = try file.floats("a", shape: [2]) } == .unprocessable)
    #expect(code { _ = try file.floats("a", shape: [1, 2]) } == .unprocessable)
    #expect(code { _ = try file.floats("b", shape: [2]) } == .unprocessable)
  }

  private func code(_ body: () throws -> Void) -> MnemeError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? MnemeError)?.code
    }
  }
}
