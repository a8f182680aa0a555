import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct TagFilterTests {
  private func filtered(_ text: String, pieces: [Int] = [.max], marks: [String] = []) -> (text: String, count: Int) {
    var filter = TagFilter(names: TagNames(tools: ["recall"]), marks: marks)
    var result = ""
    var rest = Substring(text)
    var turn = 0
    while !rest.isEmpty {
      let size = max(1, pieces[turn % pieces.count])
      result += filter.read(String(rest.prefix(size)))
      rest = rest.dropFirst(size)
      turn += 1
    }
    return (result + filter.finish(), filter.count)
  }

  private static let cases: [(String, String)] = [
    ("Hello <b>there</b>, 1 < 2 and a<b.", "Hello <b>there</b>, 1 < 2 and a<b."),
    ("<thinking>Hm.</thinking> Yes.", "Hm. Yes."), ("<RESULT foo=\"a>b\">x</result>", "x"),
    ("one<tool_call>{\"name\":\"x\"}</tool_call>two", "one two"),
    ("one <tool_call>{\"a\":1}</tool_call> two", "one  two"), ("a\n<function_call>\n{}\n</function_call>\nb", "a\n\nb"),
    ("<invoke name=\"x\"><invoke>y</invoke></invoke>end", "end"), ("<tool_use/>x", "x"),
    ("<resultSet> and <colorful> stay, <color> goes", "<resultSet> and <colorful> stay,  goes"),
    ("<recall>x</recall> <call:anything a=1>y", "x y"),
    (
      "```\n<tool_call>{}</tool_call>\n    return\n```\n<result>out",
      "```\n<tool_call>{}</tool_call>\n    return\n```\nout"
    ),
    ("Use `<result>` here<result>.", "Use `<result>` here."), ("``a ` <result>`` <result>b", "``a ` <result>`` b"),
    ("~~~xml\n<result>\n~~~\n<result>x", "~~~xml\n<result>\n~~~\nx"),
    ("- ```\n  a\n\n  <result>\n  ```\n<result>x", "- ```\n  a\n\n  <result>\n  ```\nx"),
    ("> ```\n> a\n>\n> <result>\n> ```\n<result>x", "> ```\n> a\n>\n> <result>\n> ```\nx"),
    ("10. Run\n      ~~~\n      <result>\n      ~~~\n<result>x", "10. Run\n      ~~~\n      <result>\n      ~~~\nx"),
    ("```\n- ```\n    ```\n\n<result>\n```\n<result>x", "```\n- ```\n    ```\n\n<result>\n```\nx"),
    ("> ```\n> <result>\n\n<result>x", "> ```\n> <result>\n\nx"), ("- ```<result>``` <result>x", "- ```<result>``` x"),
    ("a stray ` tick\n\n<result>x", "a stray ` tick\n\nx"),
    ("    indented\n\n\n\n  <result>kept", "    indented\n\n\n\n  kept"),
    ("You can use the <invoke> tag to call.", "You can use the  tag to call."), ("x <tool_call>{\"a\":", "x "),
    ("unfinished <too", "unfinished <too"), ("<tool", "<tool"), ("<result a='<b>'>x", "x"), ("<<result>x", "<x"),
    ("</tool_call>done", "done"), ("", ""), ("<", "<"), ("한글 <thought>생각</thought> 끝", "한글 생각 끝"),
  ]

  @Test(arguments: cases) func tagsGoAndAllElseStays(_ text: String, _ wanted: String) {
    #expect(filtered(text).text == wanted)
  }

  @Test func howATextIsCutIntoPiecesDoesNotMatter() {
    var random = SplitMix64(7)
    for (text, wanted) in Self.cases {
      for size in 1...4 { #expect(filtered(text, pieces: [size]).text == wanted, "\(text) by \(size)") }
      for _ in 0..<20 {
        let pieces = (0..<5).map { _ in Int.random(in: 1...9, using: &random) }
        #expect(filtered(text, pieces: pieces).text == wanted, "\(text) by \(pieces)")
      }
    }
  }

  @Test func nothingOfABlockIsShownBeforeItsEnd() {
    var filter = TagFilter(names: TagNames())
    #expect(filter.read("Well, <tool_call>{\"name\":") == "Well, ")
    #expect(filter.read("\"recall\"}") == "")
    #expect(filter.read("</tool_call>there") == "there")
  }

  @Test func aBlockThatNeverEndsIsShownWhenItIsTooLongForACall() {
    let text = String(repeating: "word ", count: TagFilter.blockLimit / 5 + 10)
    let result = filtered("<invoke>" + text, pieces: [1000])
    #expect(result.text == text)
  }

  @Test func aBorderWithTheMarkGoesAndOneWithoutStays() {
    let mark = "00ff00ff00ff00ff"
    #expect(
      filtered("<memory mark=\"\(mark)\">x</memory mark=\"\(mark)\"> <memory>y", marks: [mark]).text == "x <memory>y")
  }

  @Test func workIsLinearInTheText() {
    // A text that begins a tag again and again.
    let text = String(repeating: "<tool_cal", count: 20_000)
    #expect(filtered(text, pieces: [1]).text == text)
    #expect(filtered("<tool_call>" + String(repeating: "<", count: 50_000) + "</tool_call>.", pieces: [7]).text == ".")
  }
}
