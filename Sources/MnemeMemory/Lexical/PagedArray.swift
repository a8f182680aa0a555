/// An array in pages: changing an element while a copy of the array is held copies one page and the list of pages.
struct PagedArray<Element: Sendable>: Sendable {
  private static var pageSize: Int { 256 }

  /// An empty page stands for one that was never written.
  private var pages: [[Element]] = []
  private let filler: Element
  private(set) var count = 0

  /// `count` times `filler`; pages take memory when they are written.
  init(repeating filler: Element, count: Int = 0) {
    self.filler = filler
    self.count = count
    pages = Array(repeating: [], count: (count + Self.pageSize - 1) / Self.pageSize)
  }

  subscript(index: Int) -> Element {
    get {
      precondition(index < count, "index out of range")
      let page = pages[index / Self.pageSize]
      return page.isEmpty ? filler : page[index % Self.pageSize]
    }
    set {
      precondition(index < count, "index out of range")
      let number = index / Self.pageSize
      if pages[number].isEmpty { pages[number] = Array(repeating: filler, count: Self.pageSize) }
      pages[number][index % Self.pageSize] = newValue
    }
  }

  mutating func append(_ element: Element) {
    if count == pages.count * Self.pageSize { pages.append([]) }
    count += 1
    self[count - 1] = element
  }

  /// Bytes of the pages that were written.
  var byteCount: Int {
    pages.reduce(0) { $0 + $1.count } * MemoryLayout<Element>.stride + pages.count * MemoryLayout<[Element]>.stride
  }
}
