/// Makes of documents what a model can read. Their authors are not trusted: reading is confined and bounded in time, memory and
/// pixels, and what comes of it is foreign text.
package protocol DocumentReader: Sendable {
  /// - Parameter asImages: pages become images, as far as the limits allow; else their text is taken.
  /// - Returns: one for each document, in their order.
  /// - Throws: `unprocessable` for a document that cannot be read (damaged, encrypted, too slow to read), `overloaded` when too many
  ///   are being read, `unavailable` where the programs are missing that read them.
  func read(_ documents: [ModelDocument], asImages: Bool) async throws(MnemeError) -> [DocumentContent]
}

/// What a document says.
package struct DocumentContent: Sendable, Hashable {
  /// A note on what was taken of how many pages, then the text, if text was asked for.
  package let file: ModelFile
  /// Pages in their order.
  package let images: [ModelImage]

  package init(file: ModelFile, images: [ModelImage]) {
    self.file = file
    self.images = images
  }
}
