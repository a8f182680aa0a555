/// Who counts what is done. Neither waits nor fails: it is called on the way of requests.
package protocol ActivityObserver: Sendable {
  func observe(_ activity: Activity)
}

/// Counts nothing.
package struct NoObserver: ActivityObserver {
  package init() {}
  package func observe(_ activity: Activity) {}
}
