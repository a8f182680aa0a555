package import Foundation

/// The times that a text names, read once and handed to whoever needs them.
package struct TemporalReading: Sendable {
  /// Ordered by start, then by end, then by place in the text.
  package let spans: [TemporalSpan]
  /// What the spans with an implicit year were made of.
  private let recurring: [RecurringMention]
  private let builder: SpanBuilder?

  /// A text that names no time.
  package static let none = TemporalReading(spans: [], recurring: [], builder: nil)

  /// Most spans of one reading: a date without a year may name one in each year of a long memory.
  package static let spanLimit = 64
  /// Most years, the latest ones, in which a date without a year is looked for.
  static let yearLimit = 30

  init(spans: [TemporalSpan], recurring: [RecurringMention], builder: SpanBuilder?) {
    self.spans = spans.sorted { a, b in
      if a.range.lowerBound != b.range.lowerBound { return a.range.lowerBound < b.range.lowerBound }
      if a.range.upperBound != b.range.upperBound { return a.range.upperBound < b.range.upperBound }
      return a.textRange.lowerBound < b.textRange.lowerBound
    }
    self.recurring = recurring
    self.builder = builder
  }

  package var isEmpty: Bool { spans.isEmpty }

  /// Whether the instant lies in one of the spans, without slack.
  package func contains(_ date: Date) -> Bool { spans.contains { $0.contains(date) } }

  /// The best weight that one of the spans gives, 0…1; 0 where the text names no time. O(spans).
  package func weight(of date: Date) -> Double {
    var best = 0.0
    for span in spans {
      let weight = span.weight(of: date)
      if weight > best { best = weight }
    }
    return best
  }

  /// The spans without slack, joined where they meet or overlap, in order: what to search an archive in.
  package var explicitRanges: [Range<Date>] {
    var ranges: [Range<Date>] = []
    for span in spans {
      if let last = ranges.last, span.range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, span.range.upperBound)
      } else {
        ranges.append(span.range)
      }
    }
    return ranges
  }

  /// The one range that the text names; nil where it names none, or several that lie apart.
  package var explicitRange: Range<Date>? {
    let ranges = explicitRanges
    return ranges.count == 1 ? ranges[0] : nil
  }

  /// The same reading with dates without a year resolved to every such date between the first and the last message of a
  /// space, the latest ``yearLimit`` years of it; one that has no date there stays as it is. Nothing is read again.
  package func resolved(within known: ClosedRange<Date>) -> TemporalReading {
    guard let builder, !recurring.isEmpty else { return self }
    var result = spans.filter { !$0.isYearImplicit }
    for mention in recurring {
      let found = builder.occurrences(of: mention, within: known, years: Self.yearLimit)
      let room = Self.spanLimit - result.count
      result +=
        found.isEmpty ? spans.filter { $0.isYearImplicit && $0.textRange == mention.textRange } : found.suffix(room)
    }
    return TemporalReading(spans: result, recurring: recurring, builder: builder)
  }
}
