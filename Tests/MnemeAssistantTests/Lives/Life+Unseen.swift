extension Life {
  /// Halves that no rule was fitted to.
  static let unseen: [Life] = [orchard, hill]

  private static let orchard = Life(
    name: "orchard",
    days: [
      Day(
        0,
        [
          "Hello there, I'm called Jonas Verrik.", "My home is in Utrecht.", "I'm a nurse at Lindenhof hospital.",
          "I turned 41 in January.", "My son Bram is nine years old.", "I own a Toyota.", "What a grey day.",
        ]),
      Day(
        1,
        [
          "My husband is named Piet.", "I have a cat called Juniper.", "I can't eat shellfish.",
          "My favourite film is The Quiet Lake.", "My cousin Odette lives in Lyon.", "How do I boil an egg?",
          "I play the oboe in a small orchestra.",
        ]),
      Day(
        4,
        [
          "My boss is called Marit.", "My father is a retired carpenter.", "I hate cauliflower.",
          "My locker number is 218.", "I go to the Riverside pool every Thursday.", "ok great",
          "My best friend Ulla teaches chemistry.",
        ]),
      Day(
        8,
        [
          "We've moved to Groningen.", "I traded the Toyota in for a Kia.", "Odette has moved to Nantes.",
          "My email is jonas@example.org.", "The insurance papers are in the blue folder.",
        ]),
      Day(
        13,
        [
          "I quit my job at Lindenhof.", "I now work for Meadow Clinic.", "Bram turned ten today.",
          "My grandmother was born in Riga.", "Our trip to Bergen starts on 2 May.",
        ]),
      Day(
        19,
        [
          "My favourite film is The Glass Orchard now.", "I no longer play the oboe.",
          "My email is now verrik@example.org.",
          "Ulla was promoted to head of department.", "I planted two pear trees.", "Piet is a pharmacist.",
        ]),
      Day(26, ["I signed the lease for a studio.", "My driving licence runs out in September."]),
      Day(
        28, ["We watched a film about whales.", "I fixed the bathroom tap.", "Please forget that I hate cauliflower."]),
      Day(29, ["I have a job interview next Monday at 9.", "I ran eight kilometres."]),
    ],
    askedOn: 30,
    questions: [
      .fact("What's my name?", "jonas"),
      .fact("Where is my home?", "groningen", outdated: ["utrecht"]),
      .fact("Which town do I live in?", "groningen", outdated: ["utrecht"]),
      .fact("Where did I use to live?", "utrecht"),
      .fact("Where do I work?", "meadow", outdated: ["nurse at lindenhof"]),
      .fact("Who is my employer?", "meadow", outdated: ["nurse at lindenhof"]),
      .fact("Where did I work previously?", "lindenhof"),
      .fact("How old am I?", "41"),
      .fact("What age is my son?", "ten", outdated: ["nine"]),
      .fact("How old is Bram now?", "ten", outdated: ["nine"]),
      .fact("What's my son's name?", "bram"),
      .fact("Which car do I own?", "kia", outdated: ["i own a toyota"]),
      .fact("what am i driving these days", "kia", outdated: ["i own a toyota"]),
      .fact("What is my husband's name?", "piet"),
      .fact("What does my husband do for a living?", "pharmacist"),
      .fact("What's my cat called?", "juniper"),
      .fact("Which food can't I eat?", "shellfish"),
      .fact("What's my favourite film?", "glass orchard", outdated: ["quiet lake"]),
      .fact("Where does my cousin live?", "nantes", outdated: ["lyon"]),
      .fact("Where does Odette live?", "nantes", outdated: ["lyon"]),
      .fact("Do I still play the oboe?", "no longer", outdated: ["small orchestra"]),
      .fact("Who is my boss?", "marit"),
      .fact("What was my father's job?", "carpenter"),
      .fact("What's my locker number?", "218"),
      .fact("Which pool do I go to?", "riverside"),
      .fact("What does my best friend do?", "chemistry", "head of department"),
      .fact("Who is Ulla?", "friend"),
      .fact("What is my email address?", "verrik@example", outdated: ["jonas@example"]),
      .fact("Where are the insurance papers?", "blue folder"),
      .fact("Where was my grandmother born?", "riga"),
      .fact("When does our trip to Bergen start?", "2 may"),
      .fact("When does my driving licence run out?", "september"),
      .fact("When is my job interview?", "next monday"),
      .fact("How many pear trees did I plant?", "two"),
      .unknown("What's my middle name?"),
      .unknown("How old is my husband?"),
      .unknown("What is my dog's name?"),
      .unknown("Where was my mother born?"),
      .unknown("What is my sister's job?"),
      .unknown("When is my son's birthday?"),
      .unknown("What's my favourite book?"),
      .unknown("What is my bank account number?"),
      .unknown("What is his surname?"),
      .list(
        "What do you know about me?", "jonas", "groningen", "meadow", "shellfish", outdated: ["home is in utrecht"]),
      .list("What have I told you so far?", "groningen", "meadow", outdated: ["home is in utrecht"]),
      .list("What do you know about Odette?", "nantes", outdated: ["lyon"]),
      .list("Tell me about my family.", "bram", "piet", "odette"),
      .list("What did I tell you yesterday?", "interview", "eight kilometres", outdated: ["whales"]),
      .list("What did I talk about two days ago?", "whales", "tap", outdated: ["kilometres"]),
      .list("What did I say on 10 March?", "kia", outdated: ["whales"]),
    ])

  private static let hill = Life(
    name: "hill",
    days: [
      Day(0, ["내 이름은 서진이야.", "나는 수원에 살고 있어.", "나는 우체국에서 일해.", "우리 형은 광주에 살아.", "나는 스물아홉 살이야.", "복숭아 알레르기가 있어."]),
      Day(2, ["우리 강아지 이름은 감자야.", "내가 제일 좋아하는 음식은 냉면이야.", "요즘 드럼을 배우고 있어.", "아내는 간호사야."]),
      Day(7, ["지난주에 춘천으로 이사했어.", "형이 대전으로 이사했어.", "우체국을 그만뒀어."]),
      Day(13, ["도서관에 취직했어.", "내 생일은 11월 2일이야.", "우리 딸은 세 살이야."]),
      Day(21, ["딸이 이제 네 살이야.", "제일 좋아하는 음식은 이제 떡볶이야.", "금요일에 치과 예약이 있어."]),
      Day(29, ["오늘 자전거를 샀어.", "저녁에 김밥을 만들었어."]),
    ],
    askedOn: 30,
    questions: [
      .fact("내 이름이 뭐야?", "서진"),
      .fact("내가 어디 살지?", "춘천", outdated: ["수원"]),
      .fact("우리 형은 어디에 살아?", "대전", outdated: ["광주"]),
      .fact("내 직장이 어디야?", "도서관", outdated: ["우체국에서 일해"]),
      .fact("내 나이가 몇이야?", "스물아홉"),
      .fact("우리 딸은 몇 살이야?", "네 살", outdated: ["세 살"]),
      .fact("나는 무슨 알레르기가 있지?", "복숭아"),
      .fact("강아지 이름이 뭐야?", "감자"),
      .fact("내가 제일 좋아하는 음식이 뭐야?", "떡볶이", outdated: ["냉면"]),
      .fact("아내 직업이 뭐야?", "간호사"),
      .fact("내 생일이 언제야?", "11월 2일"),
      .fact("치과 예약이 언제야?", "금요일"),
      .unknown("내 전화번호가 뭐야?"),
      .unknown("누나 이름이 뭐야?"),
      .unknown("고양이 이름이 뭐야?"),
      .list("나에 대해 아는 거 다 말해줘", "서진", "춘천", "도서관", outdated: ["수원"]),
      .list("어제 내가 무슨 말을 했지?", "자전거", "김밥", outdated: ["치과"]),
      .list("가족에 대해 뭘 알고 있어?", "네 살", "대전", "간호사", outdated: ["광주"]),
    ])
}
