/// Where a text that is being typed stands on the screen, and how it is drawn again.
struct LineView: Sendable {
  /// Of the terminal.
  var columns: Int
  /// Before the first line, and before each further one.
  let prompt: String
  let more: String
  /// Columns that the prompts take: their colours take none.
  let promptWidth: Int
  /// The row of the cursor, counted from the first one of the text.
  private var row = 0

  init(columns: Int, prompt: String, more: String, promptWidth: Int) {
    (self.columns, self.prompt, self.more, self.promptWidth) = (columns, prompt, more, promptWidth)
  }

  /// What has to be written to show the text with its cursor.
  mutating func drawing(_ editor: LineEditor) -> String {
    var output = row > 0 ? "\r\u{1B}[\(row)A" : "\r"
    output += "\u{1B}[J" + prompt
    for character in editor.text {
      if character == "\n" { output += "\r\n" + more } else { output += shown(character) }
    }
    let end = position(editor.text)
    let cursor = position(editor.text[..<editor.cursor])
    // A terminal waits at the right edge until something more comes.
    if end.column == 0, end.row > 0, editor.text.last != "\n" { output += "\r\n" }
    if end.row > cursor.row { output += "\u{1B}[\(end.row - cursor.row)A" }
    output += "\r"
    if cursor.column > 0 { output += "\u{1B}[\(cursor.column)C" }
    row = cursor.row
    return output
  }

  /// What has to be written to leave the text behind.
  mutating func leaving(_ editor: LineEditor) -> String {
    let rows = position(editor.text).row - row
    row = 0
    return (rows > 0 ? "\u{1B}[\(rows)B" : "") + "\r\n"
  }

  /// The screen was cleared.
  mutating func atTop() { row = 0 }

  private func shown(_ character: Character) -> String { String(character).terminalSafe }

  private func position(_ text: some Sequence<Character>) -> (row: Int, column: Int) {
    var (row, column) = (promptWidth / columns, promptWidth % columns)
    for character in text {
      if character == "\n" {
        (row, column) = (row + 1, promptWidth)
        continue
      }
      let width = TextWidth.of(character)
      // A wide one that does not fit goes to the next row whole.
      if column + width > columns { (row, column) = (row + 1, 0) }
      column += width
      if column == columns { (row, column) = (row + 1, 0) }
    }
    return (row, column)
  }
}
