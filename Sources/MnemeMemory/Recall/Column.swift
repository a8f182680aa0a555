/// A column of a table that grows at its end, in pages: a copy shares them, and a change copies the page it touches.
struct Column<Element: Sendable>: Sendable {
  private static var shift: Int { 12 }

  private var pages: [[Element]] = []
  private(set) var count = 0

  var last: Element? { pages.last?.last }

  subscript(index: Int) -> Element {
    get { pages[index >> Self.shift][index & (1 << Self.shift - 1)] }
    set { pages[index >> Self.shift][index & (1 << Self.shift - 1)] = newValue }
  }

  mutating func append(_ element: Element) {
    if count == pages.count << Self.shift {
      var page: [Element] = []
      // Many spaces have but one page, and that not full.
      if count > 0 { page.reserveCapacity(1 << Self.shift) }
      pages.append(page)
    }
    pages[pages.count - 1].append(element)
    count += 1
  }
}

extension Column<Int64> {
  /// How many elements from `index` on equal those of `others` from `start` on, without looking past the end of a page; at least
  /// one is taken to be equal.
  func length(ofRunFrom index: Int, equalTo others: UnsafeBufferPointer<Int64>, from start: Int) -> Int {
    pages[index >> Self.shift].withUnsafeBufferPointer { page in
      let first = index & (1 << Self.shift - 1)
      let most = min(page.count - first, others.count - start)
      var length = 1
      while length < most, page[first + length] == others[start + length] { length += 1 }
      return length
    }
  }

  /// The first index from which `belongs` is true, when it is false before and true after it.
  func partitioningIndex(where belongs: (Int64) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
