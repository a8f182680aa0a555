import Foundation
package import MnemeCore

/// A read-only view of a safetensors file: named tensors, little-endian, row-major.
///
/// Layout: eight bytes with the header's length, the header in JSON, then the data the header's offsets point into.
/// Everything is checked when the file is opened, so that later reads cannot leave the map.
package struct SafetensorsFile: Sendable {
  package struct Tensor: Sendable, Hashable {
    package let dtype: String
    package let shape: [Int]
    /// Byte range within the file.
    package let range: Range<Int>
  }

  /// Longest header that is read, in bytes.
  package static let headerLimit = 100 << 20

  package let tensors: [String: Tensor]
  private let file: MappedFile

  /// - Throws: `notFound` without a file, `unprocessable` when the header is not sound.
  package init(path: String) throws(MnemeError) {
    let file = try MappedFile(path: path)
    let name = (path as NSString).lastPathComponent
    func broken(_ what: String) -> MnemeError {
      MnemeError(.unprocessable, "\(name) is damaged (\(what)): fetch the model again.")
    }
    guard file.bytes.count >= 8 else { throw broken("shorter than its header") }
    let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(min(file.bytes.count - 8, Self.headerLimit)) else {
      throw broken("header length out of range")
    }
    let start = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(file.bytes[8..<start]))
    } catch {
      throw MnemeError(
        .unprocessable, "\(name) is damaged (unreadable header): fetch the model again.", underlying: error)
    }
    var tensors: [String: Tensor] = [:]
    for (key, entry) in header.entries {
      guard let size = entry.byteCount, entry.offsets.count == 2, entry.offsets[0] >= 0,
        entry.offsets[0] <= entry.offsets[1], entry.offsets[1] <= file.bytes.count - start,
        entry.offsets[1] - entry.offsets[0] == size
      else { throw broken("tensor \(key.prefix(80)) out of range or of the wrong size") }
      tensors[key] = Tensor(
        dtype: entry.dtype, shape: entry.shape, range: (start + entry.offsets[0])..<(start + entry.offsets[1]))
    }
    var end = start
    for tensor in tensors.values.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard tensor.range.lowerBound >= end else { throw broken("tensors overlap") }
      end = tensor.range.upperBound
    }
    self.tensors = tensors
    self.file = file
  }

  /// The numbers of a tensor: in place for aligned F32, converted on the heap for F16 and unaligned F32.
  /// - Throws: `unprocessable` when it is missing, has another shape, or holds another type.
  package func floats(_ name: String, shape: [Int]) throws(MnemeError) -> FloatTensor {
    guard let tensor = tensors[name] else {
      throw MnemeError(.unprocessable, "The model lacks the tensor \(name): it is not the expected model.")
    }
    guard tensor.shape == shape else {
      throw MnemeError(
        .unprocessable,
        "The tensor \(name) has shape \(tensor.shape) instead of \(shape): it is not the expected model.")
    }
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[tensor.range])
    switch tensor.dtype {
    case "F32":
      if let base = bytes.baseAddress, UInt(bitPattern: base) % 4 == 0 {
        return FloatTensor(pointer: base.assumingMemoryBound(to: Float.self), count: bytes.count / 4, owner: file)
      }
      return FloatTensor(count: bytes.count / 4) {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
      }
    case "F16":
      return FloatTensor(count: bytes.count / 2) {
        Self.float(half: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self)))
      }
    default:
      throw MnemeError(
        .unprocessable, "The tensor \(name) holds \(tensor.dtype.prefix(20)); only F32 and F16 are supported.")
    }
  }

  /// IEEE 754 binary16 to binary32; written out because `Float16` does not exist on every platform.
  package static func float(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1F
    let fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}

/// Numbers that stay valid as long as the tensor value lives.
package struct FloatTensor: @unchecked Sendable {
  // Invariant behind @unchecked Sendable: `pointer` is never written after initialisation and `owner` keeps it alive.
  package let pointer: UnsafePointer<Float>
  package let count: Int
  private let owner: AnyObject

  fileprivate init(pointer: UnsafePointer<Float>, count: Int, owner: AnyObject) {
    self.pointer = pointer
    self.count = count
    self.owner = owner
  }

  package init(count: Int, _ element: (Int) -> Float) {
    let storage = FloatStorage(count: count)
    for index in 0..<count { storage.pointer[index] = element(index) }
    self.init(pointer: UnsafePointer(storage.pointer), count: count, owner: storage)
  }
}

/// Heap memory for floats, aligned for SIMD, freed with its owner.
final class FloatStorage {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: count)
  }

  deinit { pointer.deallocate() }
}

/// The JSON header: tensors by name, beside one free-form entry of metadata.
private struct Header: Decodable {
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    /// Bytes that dtype and shape call for; nil when the type is unknown or the product overflows.
    var byteCount: Int? {
      let sizes = [
        "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2,
        "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
      ]
      guard var size = sizes[dtype] else { return nil }
      for extent in shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else { return nil }
        size = product
      }
      return size
    }
  }

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  let entries: [String: Entry]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var entries: [String: Entry] = [:]
    for key in container.allKeys where key.stringValue != "__metadata__" {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
    self.entries = entries
  }
}
