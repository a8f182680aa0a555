/// What a text can show a tokenizer, one small step at a time: the coordinates of a ``TokenCosts`` table.
///
/// Runs of the same kind count their places, because a byte-pair vocabulary pays for the beginning of a word and little
/// for its middle. The numbers are positions in the table; the order is that of the tables in `TokenCosts+Families.swift`.
enum TokenEvent {
  /// Letters of a word after a space, a line break or at the start, by place 1…12 and beyond.
  static let word = 0
  /// Letters of a word right after something else, by place.
  static let glued = 13
  /// Letters after an apostrophe inside a word, places 1, 2 and beyond.
  static let contraction = 26
  /// A capital that begins a word after a space, and one right after something else.
  static let capital = 29
  /// A capital after a small letter: a new part of a name such as `camelCase`.
  static let camel = 31
  /// The second, third, fourth, fifth and later capitals in a row.
  static let capitals = 32
  /// A small letter after capitals.
  static let capitalsEnd = 36
  /// The first letter with a diacritic in a word, and each later one.
  static let accent = 37
  /// Letters of the Vietnamese block.
  static let vietnamese = 39
  /// A combining mark.
  static let combining = 40
  /// Pairs of small letters of oddity 1…4 (``LetterPairs``) up to the sixth letter of a word, then those after it.
  static let pair = 41
  /// The apostrophe inside a word, straight and curly.
  static let apostrophe = 49
  /// Digits by place in their group of three: of the first group, then of later ones.
  static let digit = 51
  /// A space before a digit.
  static let spaceDigit = 57
  /// Marks, brackets and other punctuation; each after a letter or digit, after a space, at the start of a line.
  static let punctuation = 58
  /// Another punctuation mark in a run, by class; the same mark again, places 2, 3–4, 5–8, beyond.
  static let punctuationNext = 67
  static let punctuationSame = 70
  /// The second space, the third and fourth, up to eight, up to sixteen, beyond.
  static let spaces = 74
  /// One space at the start of a line.
  static let indent = 79
  /// The first tab and each further one.
  static let tab = 80
  /// A line break after punctuation, after anything else, the second in a row, each further one.
  static let newline = 82
  /// Cyrillic letters by place 1…8 and beyond.
  static let cyrillic = 86
  /// First letter of a word and each further one: Greek, Arabic, Hebrew, Devanagari.
  static let greek = 94
  static let arabic = 96
  static let hebrew = 98
  static let devanagari = 100
  /// Other Indian scripts; Thai and its neighbours; Armenian, Georgian, Ethiopic and the rest.
  static let brahmic = 102
  static let thai = 103
  static let otherLetter = 104
  /// Hangul syllables of a run by place 1…4 and beyond; a space before them; a syllable of tier 1 and of
  /// tier 2; a single jamo, repeated.
  static let hangul = 105
  static let spaceHangul = 109
  static let rareHangul = 110
  static let jamo = 112
  /// Chinese characters, first in a run and later; a space before them; of tier 1 and of tier 2; outside the
  /// basic block.
  static let han = 114
  static let spaceHan = 116
  static let rareHan = 117
  static let extendedHan = 119
  /// Kana, first in a run and later.
  static let hiragana = 120
  static let katakana = 122
  /// Wide punctuation, first and later in a run; wide letters and digits.
  static let widePunctuation = 124
  static let wideLetter = 126
  /// Dashes, quotes, bullets of the general block; signs of Latin-1; arrows, mathematics; the same again.
  static let dash = 127
  static let latinSign = 128
  static let symbol = 129
  /// Emoji outside the basic plane, the same again, one from the basic plane, and what joins and colours them.
  static let emoji = 131
  static let basicEmoji = 133
  static let emojiJoiner = 134
  /// Anything else by the length of its UTF-8.
  static let other = 135
  /// Lines and blocks of which frames are drawn: the first, up to the fourth in a row, beyond.
  static let frame = 139
  /// A Cyrillic letter that Russian lacks.
  static let cyrillicExtra = 142
  /// How many there are.
  static let count = 143
}
