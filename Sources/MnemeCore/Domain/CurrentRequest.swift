/// Which request a task works for, so that what is logged on the way can be told together.
package enum CurrentRequest {
  /// Id of the HTTP request; nil outside of one.
  @TaskLocal package static var id: String?
}
