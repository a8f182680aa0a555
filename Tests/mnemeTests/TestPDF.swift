import Foundation

/// A small PDF file, written by hand.
struct TestPDF {
  struct Page {
    var width = 612
    var height = 792
    var text = ""
    /// Content of the page in place of the text.
    var content: String?
  }

  var pages: [Page] = []
  /// Objects besides, referred to as `/X0`, `/X1` …
  var forms: [String] = []
  var isEncrypted = false

  /// - Parameter count: of pages with `Page N` on them.
  init(pages count: Int = 0) { pages = (0..<count).map { Page(text: "Page \($0 + 1) says hello") } }

  var data: Data {
    var objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    let firstForm = objects.count + 1
    let resources =
      "/Resources << /Font << /F1 3 0 R >> /XObject << "
      + forms.indices.map { "/X\($0) \(firstForm + $0) 0 R" }.joined(separator: " ") + " >> >>"
    for form in forms {
      objects.append(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 600 700] \(resources) /Length \(form.utf8.count) >>\nstream\n\(form)\nendstream"
      )
    }
    var kids: [String] = []
    for page in pages {
      let content = page.content ?? "BT /F1 24 Tf 72 \(page.height / 2) Td (\(page.text)) Tj ET"
      objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
      objects.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(page.width) \(page.height)] /Contents \(objects.count) 0 R \(resources) >>"
      )
      kids.append("\(objects.count) 0 R")
    }
    objects[1] = "<< /Type /Pages /Kids [\(kids.joined(separator: " "))] /Count \(pages.count) >>"
    let key = String(repeating: "61", count: 32)
    if isEncrypted { objects.append("<< /Filter /Standard /V 1 /R 2 /O <\(key)> /U <\(key)> /P -4 >>") }
    var text = "%PDF-1.4\n"
    var places: [Int] = []
    for (number, object) in objects.enumerated() {
      places.append(text.utf8.count)
      text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let start = text.utf8.count
    text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places {
      let digits = String(place)
      text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
    }
    let protection = isEncrypted ? " /Encrypt \(objects.count) 0 R /ID [<61> <61>]" : ""
    text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R\(protection) >>\nstartxref\n\(start)\n%%EOF\n"
    return Data(text.utf8)
  }
}
