extension TimeLexicon {
  static let englishEntries: [Entry] = months + weekdays + periods + counts + pointers + joints + others

  private static let months: [Entry] = [
    (.month, 1, "january"), (.month, 2, "february"), (.month, 4, "april"), (.month, 6, "june"), (.month, 7, "july"),
    (.month, 8, "august"), (.month, 9, "september"), (.month, 10, "october"), (.month, 11, "november"),
    (.month, 12, "december"),
    (.verbMonth, 3, "march"), (.verbMonth, 5, "may"),
    (.shortMonth, 1, "jan"), (.shortMonth, 2, "feb"), (.shortMonth, 3, "mar"), (.shortMonth, 4, "apr"),
    (.shortMonth, 6, "jun"), (.shortMonth, 7, "jul"), (.shortMonth, 8, "aug"), (.shortMonth, 9, "sep sept"),
    (.shortMonth, 10, "oct"), (.shortMonth, 11, "nov"), (.shortMonth, 12, "dec"),
  ]

  private static let weekdays: [Entry] = [
    (.weekday, 0, "monday"), (.weekday, 1, "tuesday"), (.weekday, 2, "wednesday"), (.weekday, 3, "thursday"),
    (.weekday, 4, "friday"), (.weekday, 5, "saturday"), (.weekday, 6, "sunday"),
    (.weekdays, 0, "mondays"), (.weekdays, 1, "tuesdays"), (.weekdays, 2, "wednesdays"), (.weekdays, 3, "thursdays"),
    (.weekdays, 4, "fridays"), (.weekdays, 5, "saturdays"), (.weekdays, 6, "sundays"),
    (.shortWeekday, 0, "mon"), (.shortWeekday, 1, "tue tues"), (.shortWeekday, 2, "wed"),
    (.shortWeekday, 3, "thu thur thurs"), (.shortWeekday, 4, "fri"), (.shortWeekday, 5, "sat"),
    (.shortWeekday, 6, "sun"),
    (.weekend, 0, "weekend"),
  ]

  private static let periods: [Entry] = [
    (.dayWord, 0, "today"), (.dayWord, -1, "yesterday yday"), (.dayWord, 1, "tomorrow tmrw tomorow"),
    (.nightWord, 0, "tonight"),
    (.recently, 0, "recently lately recent"), (.now, 0, "now present"),
    (.season, 0, "spring"), (.season, 1, "summer summertime"), (.season, 2, "autumn fall"),
    (.season, 3, "winter wintertime"),
    (.holiday, Holiday.christmas.rawValue, "christmas xmas"), (.holiday, Holiday.halloween.rawValue, "halloween"),
    (.holiday, Holiday.valentines.rawValue, "valentine valentines"),
    (.holiday, Holiday.thanksgiving.rawValue, "thanksgiving"),
    (.eve, 0, "eve"), (.newWord, 0, "new"),
    (.springBreak, 0, "break holiday holidays vacation"),
    (.decade, 1920, "twenties"), (.decade, 1930, "thirties"), (.decade, 1940, "forties"), (.decade, 1950, "fifties"),
    (.decade, 1960, "sixties"), (.decade, 1970, "seventies"), (.decade, 1980, "eighties"), (.decade, 1990, "nineties"),
    (.part, DayPart.dawn.rawValue, "dawn"), (.part, DayPart.morning.rawValue, "morning"),
    (.part, DayPart.midday.rawValue, "noon midday lunchtime"), (.part, DayPart.afternoon.rawValue, "afternoon"),
    (.part, DayPart.evening.rawValue, "evening"), (.part, DayPart.night.rawValue, "night"),
    (.unit, TimeUnit.minute.rawValue, "minute minutes min mins"), (.unit, TimeUnit.hour.rawValue, "hour hours hr hrs"),
    (.unit, TimeUnit.day.rawValue, "day days"), (.unit, TimeUnit.week.rawValue, "week weeks wk wks"),
    (.unit, TimeUnit.month.rawValue, "month months"), (.unit, TimeUnit.quarter.rawValue, "quarter quarters"),
    (.unit, TimeUnit.year.rawValue, "year years yr yrs"), (.unit, TimeUnit.decade.rawValue, "decade decades"),
  ]

  private static let counts: [Entry] = [
    (.article, 1, "a an"), (.half, 0, "half"),
    (.vagueCount, count(2, 3), "couple"), (.vagueCount, count(2, 5), "few"), (.vagueCount, count(3, 7), "several"),
    (.count, count(12, 12), "dozen"), (.count, count(1, 1), "one"), (.count, count(2, 2), "two"),
    (.count, count(3, 3), "three"), (.count, count(4, 4), "four"), (.count, count(5, 5), "five"),
    (.count, count(6, 6), "six"), (.count, count(7, 7), "seven"), (.count, count(8, 8), "eight"),
    (.count, count(9, 9), "nine"), (.count, count(10, 10), "ten"), (.count, count(11, 11), "eleven"),
    (.count, count(12, 12), "twelve"), (.count, count(13, 13), "thirteen"), (.count, count(14, 14), "fourteen"),
    (.count, count(15, 15), "fifteen"), (.count, count(16, 16), "sixteen"), (.count, count(17, 17), "seventeen"),
    (.count, count(18, 18), "eighteen"), (.count, count(19, 19), "nineteen"),
    (.tens, count(20, 20), "twenty"), (.tens, count(30, 30), "thirty"), (.tens, count(40, 40), "forty"),
    (.tens, count(50, 50), "fifty"), (.tens, count(60, 60), "sixty"), (.tens, count(90, 90), "ninety"),
    (.dayCount, count(14, 14), "fortnight"),
    (.ordinal, 1, "first"), (.ordinal, 2, "second"), (.ordinal, 3, "third"), (.ordinal, 4, "fourth"),
    (.ordinal, 5, "fifth"), (.ordinal, 6, "sixth"), (.ordinal, 7, "seventh"), (.ordinal, 8, "eighth"),
    (.ordinal, 9, "ninth"), (.ordinal, 10, "tenth"), (.ordinal, 11, "eleventh"), (.ordinal, 12, "twelfth"),
    (.ordinal, 13, "thirteenth"), (.ordinal, 14, "fourteenth"), (.ordinal, 15, "fifteenth"),
    (.ordinal, 16, "sixteenth"), (.ordinal, 17, "seventeenth"), (.ordinal, 18, "eighteenth"),
    (.ordinal, 19, "nineteenth"), (.ordinal, 20, "twentieth"), (.ordinal, 30, "thirtieth"),
  ]

  private static let pointers: [Entry] = [
    (.pointer, -1, "last previous"), (.pointer, 0, "this current"), (.pointer, 1, "next upcoming coming"),
    (.past, 0, "past"), (.another, 0, "other"), (.every, 0, "every each"), (.timeWord, 0, "time"),
    (.third, 0, "early"), (.third, 1, "mid"), (.third, 2, "late"),
    (.edge, 0, "start beginning"), (.edge, 1, "middle"), (.edge, 2, "end"),
  ]

  private static let joints: [Entry] = [
    (.the, 0, "the"), (.of, 0, "of"),
    (.marker, 0, "during around over about throughout within"), (.marker, 1, "in"), (.marker, 2, "on at"),
    (.since, 0, "since"), (.until, 0, "until till by"), (.before, 0, "before"), (.after, 0, "after"),
    (.from, 0, "from"), (.to, 0, "to"), (.through, 0, "through thru"), (.between, 0, "between"),
    (.and, 0, "and"), (.or, 0, "or"), (.ago, 0, "ago back"), (.onward, 0, "onward onwards forward"), (.so, 0, "so"),
    (.mention, 0, "as mentioned discussed noted dated"), (.approximately, 0, "roughly almost nearly exactly"),
  ]

  private static let others: [Entry] = [
    (.filler, 0, "i we you he she they it with for that who what where when why how there"),
    (.possessive, 0, "my our his her their your"),
    (
      .measure, 0,
      "dollars euros pounds won yen steps calories kcal km miles meters metres feet grams kg people words times pieces "
        + "points pages lines percent degrees bytes"
    ),
    (.plan, 0, "will gonna plan plans planning planned schedule scheduled going shall"),
    (
      .pastVerb, 0,
      "did was were had went told happened talked ate bought saw met got made gave took came left spoke said"
    ),
  ]
}
