/// No connection was made: nobody got the request. `underlying` of the error that says so.
package struct NotConnected: Error {
  package let reason: any Error
}
