import MnemeCore

/// Writes a segment in the order of ``SegmentFormat``: all terms first, then the documents' forward records, then the end.
struct SegmentWriter {
  let sink: SegmentSink
  /// By document.
  private let ordinals: [Int64]
  private let levels: [UInt8]
  private var footer = SegmentFormat.Footer()
  private let dictionary = ByteBuffer()
  private let offsets = ByteBuffer()
  private let record = ByteBuffer()
  private var previous: [UInt8] = []
  private var sectionStart = 0
  private var forwardCount = 0

  /// - Parameters: the documents' ordinals, descending, and levels; at least one.
  init(sink: SegmentSink, source: ItemSource, ordinals: [Int64], levels: [UInt8], totalLength: Int) {
    precondition(!ordinals.isEmpty && ordinals.count == levels.count, "a segment needs documents")
    precondition(ordinals.count <= SegmentFormat.mostDocuments, "too many documents for one segment")
    self.sink = sink
    self.ordinals = ordinals
    self.levels = levels
    footer.source = source
    footer.documents = ordinals.count
    footer.totalLength = totalLength
    footer.highest = ordinals[0]
    footer.lowest = ordinals[ordinals.count - 1]
    footer.keyWidth = UInt64(bitPattern: footer.highest &- footer.lowest) <= UInt64(UInt32.max) ? 4 : 8
    SegmentFormat.writeHeader(to: sink.buffer)
    sectionStart = sink.count
  }

  private mutating func end(_ section: SegmentFormat.Section) {
    footer[section] = sink.count - sectionStart
    sectionStart = sink.count
    sink.drain()
  }

  // MARK: Terms

  /// Terms come in ascending order of their bytes, each with its documents, ascending, at least one.
  mutating func add(
    term: UnsafeBufferPointer<UInt8>, documents: UnsafeBufferPointer<UInt32>, frequencies: UnsafeBufferPointer<UInt32>
  ) {
    var shared = 0
    if footer.terms % SegmentFormat.termsPerBlock == 0 {
      offsets.append(number: UInt64(dictionary.count))
      dictionary.append(varint: UInt64(sink.count - sectionStart))
    } else {
      while shared < min(term.count, previous.count), term[shared] == previous[shared] { shared += 1 }
    }
    let suffix = UnsafeBufferPointer(rebasing: term[shared...])
    dictionary.append(UInt8(shared))
    dictionary.append(UInt8(suffix.count))
    dictionary.append(bytes: UnsafeRawBufferPointer(suffix))
    previous.removeSubrange(min(shared, previous.count)...)
    previous.append(contentsOf: term[previous.count...])
    dictionary.append(varint: UInt64(documents.count))
    if documents.count == 1 {
      dictionary.append(varint: UInt64(documents[0]))
      dictionary.append(varint: UInt64(frequencies[0]))
    } else {
      let start = sink.count
      levels.withUnsafeBufferPointer { levels in
        guard let base = levels.baseAddress else { return }
        PostingList.write(documents: documents, frequencies: frequencies, levels: base, to: sink.buffer)
      }
      dictionary.append(varint: UInt64(sink.count - start))
      sink.drain()
    }
    footer.terms += 1
  }

  /// Writes what stands between the terms and the forward records.
  mutating func endTerms() {
    end(.postings)
    sink.buffer.append(bytes: dictionary.bytes)
    dictionary.removeAll()
    end(.dictionary)
    sink.buffer.append(bytes: offsets.bytes)
    offsets.removeAll()
    end(.dictionaryOffsets)
    for ordinal in ordinals {
      let distance = UInt64(bitPattern: footer.highest &- ordinal)
      if footer.keyWidth == 4 {
        sink.buffer.append(number: UInt32(truncatingIfNeeded: distance))
      } else {
        sink.buffer.append(number: distance)
      }
    }
    end(.keys)
    levels.withUnsafeBytes { sink.buffer.append(bytes: $0) }
    end(.levels)
  }

  // MARK: Documents

  /// The terms of the next document, ascending.
  mutating func add(forward terms: [LexicalSegment.ForwardTerm]) {
    if forwardCount % SegmentFormat.documentsPerBlock == 0 { offsets.append(number: UInt64(sink.count - sectionStart)) }
    forwardCount += 1
    record.removeAll()
    var next: UInt64 = 0
    for term in terms {
      let distance = UInt64(term.term) - next
      record.append(varint: distance << 1 | (term.frequency > 1 ? 1 : 0))
      if term.frequency > 1 { record.append(varint: UInt64(term.frequency - 2)) }
      next = UInt64(term.term) + 1
    }
    sink.buffer.append(varint: UInt64(record.count))
    sink.buffer.append(bytes: record.bytes)
    sink.drain()
  }

  /// - Parameters: the number of the file that the sink writes, and its folder; nil on the heap.
  mutating func finish(as file: UInt64?, in files: LexicalFiles?) throws(SegmentFailure) -> LexicalSegment {
    precondition(forwardCount == footer.documents, "a forward record is missing")
    end(.forward)
    sink.buffer.append(bytes: offsets.bytes)
    end(.forwardOffsets)
    footer.write(to: sink.buffer)
    let bytes: SegmentBytes
    do throws(MnemeError) { bytes = try sink.finish(in: files) } catch { throw .disk(error) }
    do throws(LexicalDamage) {
      return try LexicalSegment(bytes, file: file, verifying: false)
    } catch {
      throw .damaged
    }
  }
}

/// Why a segment could not be made.
enum SegmentFailure: Error {
  /// An input is not what was written.
  case damaged
  case disk(MnemeError)
}
