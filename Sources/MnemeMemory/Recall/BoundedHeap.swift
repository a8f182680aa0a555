/// The best `limit` of what is offered. O(log limit) for each that gets in.
struct BoundedHeap<Element> {
  private let limit: Int
  private let isBetter: (Element, Element) -> Bool
  /// The worst kept stands first.
  private var items: [Element] = []

  init(limit: Int, isBetter: @escaping (Element, Element) -> Bool) {
    self.limit = limit
    self.isBetter = isBetter
    items.reserveCapacity(min(limit, 1024))
  }

  mutating func offer(_ element: Element) {
    if items.count < limit {
      items.append(element)
      var i = items.count - 1
      while i > 0, isBetter(items[(i - 1) / 2], items[i]) {
        items.swapAt(i, (i - 1) / 2)
        i = (i - 1) / 2
      }
    } else if let worst = items.first, isBetter(element, worst) {
      items[0] = element
      sink()
    }
  }

  /// Best first.
  func sorted() -> [Element] { items.sorted(by: isBetter) }

  private mutating func sink() {
    var i = 0
    while true {
      var worst = i
      for child in [2 * i + 1, 2 * i + 2] where child < items.count && isBetter(items[worst], items[child]) {
        worst = child
      }
      if worst == i { return }
      items.swapAt(i, worst)
      i = worst
    }
  }
}
