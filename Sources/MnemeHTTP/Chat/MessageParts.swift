import Foundation
import HTTPTypes
import MnemeCore

/// What the content of a message says: its words, and what is attached to them.
struct MessageParts {
  /// With a mark for each attachment, so that a kept message tells that there was one.
  var text = ""
  var images: [ModelImage] = []
  var files: [ModelFile] = []
  /// Of `application/pdf`.
  var documents: [ModelDocument] = []

  /// Bytes of one attachment.
  static let attachmentBytes = 25 << 20
  /// Attachments of one message.
  static let attachmentLimit = 16
  private static let imageTypes: Set<String> = ["image/png", "image/jpeg", "image/gif", "image/webp"]
  private static let textEndings: Set<String> = [
    "txt", "md", "json", "csv", "xml", "yaml", "yml", "py", "js", "ts", "html", "css", "sh", "log", "swift", "toml",
  ]

  init() {}

  /// - Throws: `HTTPFailure` 400 or 413 that names the part.
  init(_ parts: [ChatMessageBody.Part], at path: String) throws(HTTPFailure) {
    var lines: [String] = []
    for (place, part) in parts.enumerated() {
      let param = "\(path)[\(place)]"
      switch part.type {
      case "text", "input_text", "output_text":
        guard let text = part.text else {
          throw .invalid("\(param).text", "A text part needs its text.", code: "missing_field")
        }
        lines.append(text)
      case "refusal": lines.append(part.refusal ?? "")
      case "image_url", "input_image":
        images.append(try Self.image(part, param))
        lines.append("[Image attached]")
      case "document" where part.source != nil:
        add(try Self.document(part.title, part.source, param))
        lines.append("[File attached]")
      case "file", "input_file", "document":
        add(try Self.file(part, param))
        lines.append("[File attached]")
      default:
        throw .invalid(
          param, "Text, images, text files and PDF files are understood; audio and other parts are not.",
          code: "unsupported_content")
      }
    }
    guard images.count + files.count + documents.count <= Self.attachmentLimit else {
      throw .invalid(path, "A message has at most \(Self.attachmentLimit) attachments.")
    }
    text = lines.joined(separator: "\n")
  }

  /// A file as it is read: its text, or what has to be read first.
  enum Attached {
    case text(ModelFile)
    case pdf(ModelDocument)
  }

  mutating func add(_ attached: Attached) {
    switch attached {
    case .text(let file): files.append(file)
    case .pdf(let document): documents.append(document)
    }
  }

  private static func image(_ part: ChatMessageBody.Part, _ param: String) throws(HTTPFailure) -> ModelImage {
    guard let url = part.imageURL?.url else {
      throw .invalid("\(param).image_url", "An image part needs its 'url'.", code: "missing_field")
    }
    guard let data = DataURL(url) else {
      throw .invalid(
        "\(param).image_url.url",
        "An image is sent as a data URL (data:image/png;base64,…); addresses are not fetched.",
        code: "unsupported_content")
    }
    guard imageTypes.contains(data.type) else {
      throw .invalid(
        "\(param).image_url.url", "Images are of the types \(imageTypes.sorted().joined(separator: ", ")).",
        code: "unsupported_content")
    }
    return ModelImage(type: data.type, data: try data.checked(param))
  }

  /// An image as Anthropic's clients send it.
  static func image(_ source: MessagesBody.Block.Source?, _ param: String) throws(HTTPFailure) -> ModelImage {
    guard source?.type == "base64", let type = source?.mediaType, let data = source?.data else {
      throw .invalid(
        "\(param).source", "An image is sent as base64; addresses are not fetched.", code: "unsupported_content")
    }
    guard imageTypes.contains(type) else {
      throw .invalid(
        "\(param).source.media_type", "Images are of the types \(imageTypes.sorted().joined(separator: ", ")).",
        code: "unsupported_content")
    }
    return ModelImage(type: type, data: try DataURL(type: type, base64: data).checked("\(param).source.data"))
  }

  /// A document as Anthropic's clients send it.
  static func document(_ title: String?, _ source: MessagesBody.Block.Source?, _ param: String) throws(HTTPFailure)
    -> Attached
  {
    let name = name(title) ?? "document"
    switch (source?.type, source?.data) {
    case ("text", let data?): return .text(ModelFile(name: name, text: data))
    case ("base64", let data?) where source?.mediaType?.lowercased() == pdfType:
      return .pdf(
        ModelDocument(name: name, data: try DataURL(type: pdfType, base64: data).checked("\(param).source.data")))
    default:
      throw .invalid(
        "\(param).source", "Documents are plain text, or a PDF file as base64; addresses are not fetched.",
        code: "unsupported_content")
    }
  }

  private static let pdfType = "application/pdf"

  /// On one line, and not too long.
  private static func name(_ name: String?) -> String? {
    let line = name?.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(Limits.nameCharacters)
    return line.flatMap { $0.isEmpty ? nil : String($0) }
  }

  private static func file(_ part: ChatMessageBody.Part, _ param: String) throws(HTTPFailure) -> Attached {
    guard let sent = part.file?.fileData ?? part.fileData else {
      throw .invalid(
        "\(param).file", "A file part needs its 'file_data'; files kept elsewhere are not fetched.",
        code: "missing_field")
    }
    let data = DataURL(sent) ?? DataURL(type: "", base64: sent)
    let name = name(part.file?.filename ?? part.filename) ?? "file"
    let ending = name.split(separator: ".").last?.lowercased() ?? ""
    if data.type == pdfType || ending == "pdf" && !data.type.hasPrefix("text/") {
      return .pdf(ModelDocument(name: name, data: try data.checked("\(param).file.file_data")))
    }
    guard data.type.hasPrefix("text/") || data.type == "application/json" || textEndings.contains(ending) else {
      throw .invalid("\(param).file", "Only text files and PDF files are read.", code: "unsupported_content")
    }
    guard let bytes = Data(base64Encoded: try data.checked(param)) else {
      throw .invalid("\(param).file.file_data", "The data is not base64.")
    }
    return .text(ModelFile(name: name, text: String(decoding: bytes, as: UTF8.self)))
  }
}

/// `data:TYPE;base64,DATA`.
private struct DataURL {
  let type: String
  let base64: String

  init(type: String, base64: String) {
    self.type = type
    self.base64 = base64
  }

  /// Nil for another URL, and for data that is not in base64.
  init?(_ text: String) {
    guard text.prefix(5).lowercased() == "data:", let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")) else {
      return nil
    }
    let head = text[text.index(text.startIndex, offsetBy: 5)..<comma].lowercased().split(separator: ";")
    guard head.last == "base64" else { return nil }
    type = head.count > 1 ? String(head[0]) : ""
    base64 = String(text[text.index(after: comma)...])
  }

  /// The data, of which the size is known without decoding it.
  func checked(_ param: String) throws(HTTPFailure) -> String {
    guard base64.utf8.count / 4 * 3 <= MessageParts.attachmentBytes else {
      throw HTTPFailure(
        .contentTooLarge, "attachment_too_large",
        "An attachment has at most \(MessageParts.attachmentBytes >> 20) MiB.", param: param)
    }
    let isBase64 = base64.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
        true
      default: false
      }
    }
    guard isBase64, !base64.isEmpty else { throw .invalid(param, "The data is not base64.") }
    return base64
  }
}
