import MnemeCore
import Synchronization

/// Making segments; all of it with `upkeep` held.
extension InvertedIndex {
  /// Seals what waits and merges some of it, unless somebody else is at it and there is time.
  func sealWaiting() {
    let waiting = content.withLock { content in content.parts.reduce(0) { $0 + $1.fresh.count - 1 } }
    if waiting < tuning.waitingBatches {
      // Whoever holds the lock is persisting, or sealing for another `put`; the next call seals the rest.
      _ = upkeep.withLockIfAvailable { tidyUp(&$0) }
    } else {
      upkeep.withLock { tidyUp(&$0) }
    }
  }

  private func tidyUp(_ upkeep: inout Upkeep) {
    for part in ItemSource.allCases.indices {
      let waiting = content.withLock { $0.parts[part].fresh.dropLast() }
      for documents in waiting { _ = seal(documents, part: part) }
      while true {
        let sealed = content.withLock { $0.parts[part].sealed }
        guard let range = nextMerge(sealed, most: tuning.mergedByPut) else { break }
        let inputs = Array(sealed[range])
        let spills = files != nil && inputs.reduce(0) { $0 + $1.liveCount } > tuning.spilledDocuments
        do throws(SegmentFailure) {
          do throws(SegmentFailure) {
            try merge(inputs, part: part, onDisk: spills, &upkeep)
          } catch .disk where spills {
            // Nothing is lost yet: memory takes what the disk did not. `persist` will meet the error and report it.
            try merge(inputs, part: part, onDisk: false, &upkeep)
          }
        } catch {
          content.withLock { $0.drop(inputs.map(\.segment)) }
        }
      }
    }
  }

  func nextMerge(_ sealed: [SealedSegment], most: Int) -> Range<Int>? {
    tuning.policy.next(live: sealed.map(\.liveCount), removed: sealed.map(\.removed.count), most: most)
  }

  /// Makes a segment in memory of documents that came.
  func seal(_ documents: FreshDocuments, part: Int) -> LexicalSegment? {
    do throws(SegmentFailure) {
      let segment = try documents.sealed(source: ItemSource.allCases[part])
      content.withLock { $0.replace(documents, by: segment, part: part) }
      return segment
    } catch {
      // Memory does not fail; were it a defect of the writer, the index must not call itself whole.
      content.withLock { content in
        content.replace(documents, by: nil, part: part)
        content.condition = .needsRebuild(.damaged)
      }
      return nil
    }
  }

  /// Puts one segment in the place of several neighbours, or of one.
  @discardableResult
  func merge(_ inputs: [SealedSegment], part: Int, onDisk: Bool, _ upkeep: inout Upkeep) throws(SegmentFailure)
    -> LexicalSegment?
  {
    let segment = try write(inputs, onDisk: onDisk, &upkeep)
    content.withLock { $0.replace(inputs, by: segment, part: part) }
    upkeep.obsolete += inputs.map(\.segment).filter { $0.file != nil }
    return segment
  }

  private func write(_ inputs: [SealedSegment], onDisk: Bool, _ upkeep: inout Upkeep) throws(SegmentFailure)
    -> LexicalSegment?
  {
    guard onDisk, let files else {
      return try SegmentMerge.write(inputs, to: SegmentSink(file: nil), as: nil, in: nil)
    }
    let number = upkeep.nextNumber
    upkeep.nextNumber += 1
    let sink: SegmentSink
    do throws(MnemeError) {
      sink = SegmentSink(file: try files.create(LexicalFiles.segmentName(number)))
    } catch {
      throw .disk(error)
    }
    do throws(SegmentFailure) {
      let segment = try SegmentMerge.write(inputs, to: sink, as: number, in: files)
      if segment == nil { sink.abandon() }
      return segment
    } catch {
      sink.abandon()
      throw error
    }
  }
}
