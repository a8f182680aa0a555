import Foundation
import HTTPTypes
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct MessagePartsTests {
  private func parts(_ json: String) throws -> MessageParts {
    let parts = try JSONDecoder().decode([ChatMessageBody.Part].self, from: Data(json.utf8))
    return try MessageParts(parts, at: "content")
  }

  @Test func textImagesAndFilesAreTaken() throws {
    let notes = Data("Tide tables. 조석표.".utf8).base64EncodedString()
    let found = try parts(
      #"""
      [{"type":"text","text":"What is this?"},
       {"type":"image_url","image_url":{"url":"data:image/PNG;base64,iVBORw0KGgo=","detail":"low"}},
       {"type":"image_url","image_url":"data:image/webp;base64,AAAA"},
       {"type":"file","file":{"filename":"tides.md","file_data":"data:text/markdown;base64,\#(notes)"}},
       {"type":"file","file":{"filename":"bare.csv","file_data":"\#(notes)"}}]
      """#)
    #expect(
      found.text
        == "What is this?\n[Image attached]\n[Image attached]\n[File attached]\n[File attached]")
    #expect(
      found.images == [
        ModelImage(type: "image/png", data: "iVBORw0KGgo="), ModelImage(type: "image/webp", data: "AAAA"),
      ])
    #expect(
      found.files == ["tides.md", "bare.csv"].map { ModelFile(name: $0, text: "Tide tables. 조석표.") })
  }

  @Test func aPDFIsTakenInEveryShapeAndNotDecoded() throws {
    let found = try parts(
      #"""
      [{"type":"file","file":{"filename":"A.PDF","file_data":"JVBERg=="}},
       {"type":"file","file":{"file_data":"data:application/pdf;base64,AAAA"}},
       {"type":"input_file","filename":"b.pdf","file_data":"data:application/pdf;base64,BBBB"},
       {"type":"document","title":"c","source":{"type":"base64","media_type":"application/pdf","data":"CCCC"}},
       {"type":"document","file":{"filename":"d.pdf","file_data":"DDDD"}},
       {"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}}]
      """#)
    #expect(
      found.documents == [
        ModelDocument(name: "A.PDF", data: "JVBERg=="), ModelDocument(name: "file", data: "AAAA"),
        ModelDocument(name: "b.pdf", data: "BBBB"), ModelDocument(name: "c", data: "CCCC"),
        ModelDocument(name: "d.pdf", data: "DDDD"),
      ])
    #expect(found.files == [ModelFile(name: "document", text: "words")])
    #expect(found.text == Array(repeating: "[File attached]", count: 6).joined(separator: "\n"))
  }

  @Test(arguments: [
    (#"{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}"#, "content[0].image_url.url"),
    (#"{"type":"image_url","image_url":{"url":"data:image/svg+xml;base64,AAAA"}}"#, "content[0].image_url.url"),
    (#"{"type":"image_url","image_url":{"url":"data:image/png,AAAA"}}"#, "content[0].image_url.url"),
    (#"{"type":"image_url","image_url":{"url":"data:image/png;base64,"}}"#, "content[0]"),
    (#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AA AA"}}"#, "content[0]"),
    (#"{"type":"image_url"}"#, "content[0].image_url"), (#"{"type":"text"}"#, "content[0].text"),
    (#"{"type":"file","file":{"file_id":"f-1"}}"#, "content[0].file"),
    (#"{"type":"file","file":{"filename":"a.pdf","file_data":"A A"}}"#, "content[0].file.file_data"),
    (#"{"type":"file","file":{"filename":"a.doc","file_data":"AAAA"}}"#, "content[0].file"),
    (#"{"type":"document","source":{"type":"url","url":"https://example.org/a.pdf"}}"#, "content[0].source"),
    (#"{"type":"file","file":{"filename":"a.txt","file_data":"A"}}"#, "content[0].file.file_data"),
    (#"{"type":"input_audio","input_audio":{}}"#, "content[0]"),
  ])
  func whatCannotBeTakenIsNamed(part: String, param: String) throws {
    let error = #expect(throws: HTTPFailure.self) { try parts("[\(part)]") }
    #expect(error?.status == .badRequest && error?.param == param)
  }

  @Test func anAttachmentHasAMostSizeAndAMessageAMostNumber() throws {
    let long = String(repeating: "A", count: 36 << 20)
    let error = #expect(throws: HTTPFailure.self) {
      try parts(#"[{"type":"image_url","image_url":"data:image/png;base64,\#(long)"}]"#)
    }
    #expect(error?.status == .contentTooLarge)
    let many = Array(repeating: #"{"type":"image_url","image_url":"data:image/png;base64,AAAA"}"#, count: 17)
    #expect(throws: HTTPFailure.self) { try parts("[\(many.joined(separator: ","))]") }
  }
}
