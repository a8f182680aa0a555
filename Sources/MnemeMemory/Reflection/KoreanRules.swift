import MnemeCore

extension LanguageRules {
  /// Who somebody is. Korean drops the first person: without another subject a sentence is about the speaker.
  static let koreanIdentity: [ReflectionRule] = [
    ReflectionRule(
      "name", .fact, 0.9, attribute: "name",
      [
        "@my 이름은|이름이|이름 <v>", "@my 이름을|성을 <x@to> 바꿨*|개명*", "^ 이름을 <x@to> 바꿨*", "*라고 불러*|부르세요|합니다|해요 $",
        "이라고 불러*|부르세요 $", "^ 나는|난|저는|전 *라고 해 $",
      ],
      examples: ["제 이름은 미나예요", "내 이름은 라비야", "저는 미나라고 해요", "난 라비라고 해"]),
    ReflectionRule(
      "birthday", .fact, 0.85, attribute: "birthday",
      ["@my 생일은|생일이 <v>", "^ 생일은|생일이 <v>", "@my 생일 <v>", "*년생이에요|*년생이야|*년생입니다|*년생", "*에 태어났*"],
      examples: ["제 생일은 3월 5일이에요", "내 생일 7월 2일이야", "저는 1990년생이에요"]),
    ReflectionRule(
      "someone's home", .fact, 0.7, attribute: "{p}:home",
      others(["*에|*에서|*서|*쪽에|*근처에 @live", "*로|*으로|*에 이사했*|이사왔*|이사갔*|이사함", "*로|*으로 이사 했*|왔*|갔*|와*"]),
      examples: ["제 여동생은 인천에 살아요", "형이 대전으로 이사했어"]),
    ReflectionRule(
      "someone's age", .fact, 0.7, attribute: "{p}:age",
      others(["*살이에요|*살이야|*살입니다|*살이고|*살인데|*살이 ", ". 살이에요|살이야|살입니다|살이고|살 ", "*살이 됐*|되었*"]),
      examples: ["우리 딸은 세 살이야", "아들은 12살이에요"]),
    ReflectionRule(
      "someone's job", .fact, 0.7, attribute: "{p}:job", others(["@job $", "*로|*으로 일해*|일하고|일합니다"]),
      examples: ["제 동생은 간호사예요", "남편은 번역가로 일해요"]),
    ReflectionRule(
      "someone's employer", .fact, 0.7, attribute: "{p}:employer",
      others(["*에|*으로|*로 취직했*|취업했*|입사했*|이직했*", "*에 다녀*|다니고|다닙니다|근무*", "*에서 일해*|일하고|일합니다|근무*"]),
      examples: ["남동생이 우체국에 취직했어", "아내는 병원에서 일해요"]),
    ReflectionRule(
      "couple ended", .fact, 0.8, attribute: "marital status", ends: ["partner"], isCorrection: true,
      ["^ @couple 헤어졌*|이별했*", "@my @couple 헤어졌*|이별했*"], examples: ["여자친구랑 헤어졌어"]),
    ReflectionRule(
      "partner", .fact, 0.75, attribute: "partner", ends: ["marital status"],
      ["^ @couple 있어*|있습니다|생겼*|사귀*", "@my @couple 있어*|있습니다|생겼*", "^ *랑|*이랑|*와|*과 사귀*"],
      examples: ["여자친구가 있어", "남자친구가 생겼어요"]),
    ReflectionRule(
      "third person", .fact, 0.65,
      [
        "@my @relation <v>", "^ @relation <v>", "@my * @relation <v>",
      ],
      examples: ["제 동생은 키가 커요", "남편은 택시 운전을 해요"]),
    ReflectionRule(
      "moved on", .fact, 0.85, attribute: "home", isCorrection: true,
      ["*에서|*에 살다가 ?지금은 <x> @live|이사했*|이사왔*|왔*|옮겼*", "*에서|*에 살다 ?지금은 <x> @live|이사했*|이사왔*|왔*|옮겼*"],
      examples: ["수원에서 살다가 지금은 인천에 살아"]),
    ReflectionRule(
      "home ended", .fact, 0.8, attribute: "home", isCorrection: true,
      ["*에 안 살아*", "*에 살지 않*", "*에서 안 살아*", "*에는 안 살아*"],
      examples: ["이제 서울에 안 살아요"]),
    ReflectionRule(
      "past home", .fact, 0.6, ["*에|*에서 살았*", "*에|*에서 . 살았*", "*에|*에서 살다가", "*에 산 적*"],
      examples: ["예전에 부산에 살았어요", "어릴 때 대전에서 살았어"]),
    ReflectionRule(
      "moved", .fact, 0.85, attribute: "home", isCorrection: true,
      [
        "<v1> *이사했*|*이사왔*|*이사갔*", "*로|*으로|*에 이사했*|이사왔*|이사갔*|이사함", "*로|*으로|*에 이사 했*|왔*|갔*|와*",
        "집을|거처를 *로|*으로 옮겼*",
        "*로|*으로 이사를 했*|왔*|갔*",
      ],
      examples: ["리스본으로 이사했어요", "지난주에 제주도로 이사왔어", "얼마 전에 인천으로 이사 갔어요"]),
    ReflectionRule(
      "home", .fact, 0.8, attribute: "home",
      ["*에|*에서|*서|*쪽에|*근처에 @live", "*에|*에서 혼자|같이|둘이 @live", "@my 집은|집이 <v>", "^ 집은|집이 <v>"],
      examples: ["저는 서울에 살아요", "지금 포르투에서 살고 있어요", "우리 집은 수원이에요"]),
    ReflectionRule(
      "origin", .fact, 0.7, attribute: "hometown",
      ["고향은|고향이 <v>", "*출신이에요|*출신이야|*출신입니다|*출신", "*에서 자랐*", "*에서 태어났*", "*에서 태어나*"],
      examples: ["고향은 전주예요", "저는 광주 출신이에요", "대구에서 자랐어요"]),
    ReflectionRule(
      "age", .fact, 0.8, attribute: "age",
      ["*살이에요|*살이야|*살입니다|*살임|*살이고|*살인데", "# 살이에요|살이야|살입니다", "@my 나이는 <v>", "스물* 살이에요|살이야|살입니다|살"],
      examples: ["저는 34살이에요", "나 스물일곱 살이야"]),
    ReflectionRule(
      "job exchanged", .fact, 0.8, attribute: "job", isCorrection: true,
      ["<o> @leaving ?지금은 <x@to> @work", "<o> @leaving ?지금은 * @job $"],
      examples: ["교사를 그만두고 번역가로 일해요"]),
    ReflectionRule(
      "employer exchanged", .fact, 0.85, attribute: "employer", isCorrection: true,
      ["<o> @leaving ?지금은 <x> @work", "<o@from> <x@to> 이직했*"],
      examples: ["우체국을 그만두고 도서관에서 일해", "병원에서 학교로 이직했어요"]),
    ReflectionRule(
      "phone model", .fact, 0.65, attribute: "phone model",
      [
        "@handset 써*|쓰고*|씁니다|사용*|샀*|바꿨*|갈아탔*", "@my 폰은|폰이|핸드폰은|핸드폰이|휴대폰은|휴대폰이|전화기는 <v>", "^ 폰은|핸드폰은|휴대폰은 <v>",
        "* @handset 바꿨*|갈아탔*|바꾸었*",
      ],
      examples: ["갤럭시를 쓰고 있어요", "내 폰은 픽셀이야"]),
    ReflectionRule(
      "operating system", .fact, 0.65, attribute: "operating system", ["@system 써*|쓰고*|씁니다|사용*|바꿨*|갈아탔*"],
      examples: ["리눅스를 써요"]),
    ReflectionRule(
      "exchange", .fact, 0.65, isCorrection: true,
      [
        "<o> @leaving <x@to> 옮겼*", "<o@from> <x> @swap", "<o@topic> <x> @swap", "<o@object> <x> @swap",
        "<o> @ending <v>",
      ],
      examples: ["월요일에서 화요일로 바뀌었어", "회의가 세 시로 미뤄졌어", "자전거를 팔고 스쿠터를 샀어"]),
    ReflectionRule(
      "work ended", .fact, 0.8, attribute: "employer", isCorrection: true,
      ["회사를|회사|직장을|직장|일을 그만뒀*|그만두었*|그만두고|관뒀*|때려치*", "퇴사했*|퇴사함|퇴직했*|은퇴했*|해고됐*|해고당했*", "*에 안 다녀*", "회사를|직장을 나왔*"],
      examples: ["회사를 그만뒀어요", "저 어제 퇴사했어요"]),
    ReflectionRule(
      "something ended", .event, 0.65, isCorrection: true, ["<v> 그만뒀*|그만두었*|그만두고|관뒀*|그만둠"],
      examples: ["출판사를 그만뒀어요", "피아노를 그만뒀어"]),
    ReflectionRule(
      "new employer", .fact, 0.85, attribute: "employer", isCorrection: true,
      ["*로|*으로|*에 이직했*|취직했*|취업했*|입사했*|입사해*", "회사를|직장을|일터를 *로|*으로 옮겼*", "*에 합격했*"],
      examples: ["새로운 회사 한빛소프트에 입사했어요", "은행으로 이직했어"]),
    ReflectionRule(
      "visit", .event, 0.45, ["*에|*에서|*을|*를|* 다녀왔*|다녀온*|다녀올*|다녀갔*"], examples: ["오늘 치과에 다녀왔어요"]),
    ReflectionRule(
      "school", .fact, 0.7, attribute: "school",
      ["*대|*대학교|*대학|*학교|*대에|*대학교에|*대학에|*학교에|*고등학교에 다녀*|다니고|다닙니다|다녀요|재학*", "*학교|*대학교 학생이*"],
      examples: ["한강고등학교에 다녀요"]),
    ReflectionRule(
      "employer", .fact, 0.8, attribute: "employer",
      ["*에 다녀*|다니고|다닙니다|근무*", "*에서 일해*|일하고|일합니다|근무*|일함", "*에서 . 일해*|일하고|일합니다"],
      examples: ["저는 출판사에 다녀요", "병원에서 일하고 있어요", "시청에서 근무해요"]),
    ReflectionRule(
      "job", .fact, 0.8, attribute: "job",
      [
        "@my 직업은|직업이 <v>", "^ 직업은 <v>", "@job $", "*로|*으로 일해*|일하고|일합니다", "@job 이에요|예요|입니다|이야|야 $",
        "*을|*를 가르쳐*|가르치고|가르칩니다",
      ],
      examples: ["저는 간호사예요", "제 직업은 건축가입니다", "번역가로 일하고 있어요", "중학교에서 수학을 가르쳐요"]),
    ReflectionRule(
      "major", .fact, 0.7, attribute: "field of study",
      ["*을|*를 전공*", "전공은|전공이 <v>", "*을|*를 공부하고", "*을|*를 공부해*", "전공을 * <x@to> 바꿨*|변경*"],
      examples: ["전공은 언어학이에요", "저는 건축을 전공해요"]),
    ReflectionRule(
      "contact", .fact, 0.8, attribute: "phone",
      ["전화번호는|전화번호|번호는|연락처는|뒷자리는|뒷번호는 <v>", "* 뒷자리는|뒷번호는 <v>", "전화번호가|번호가 바뀌었*|바뀜|바꼈*"],
      examples: ["제 전화번호는 010-5555-0102예요"]),
    ReflectionRule(
      "email", .fact, 0.8, attribute: "email", ["이메일은|이메일|메일은 <v>", "이메일 주소는 <v>"],
      examples: ["제 이메일은 mina@example.org예요"]),
    ReflectionRule(
      "relationship ended", .fact, 0.8, attribute: "marital status", ends: ["partner"], isCorrection: true,
      ["이혼했*|이혼함|미혼이*|헤어졌*|*싱글이*|솔로야|솔로예요|솔로입니다"],
      examples: ["저는 미혼이에요"]),
    ReflectionRule(
      "marital", .fact, 0.8, attribute: "marital status", isCorrection: true,
      ["결혼했*|약혼했*|기혼이*|재혼했*|유부남이*|유부녀*"],
      examples: ["작년에 결혼했어요"]),
  ]

  /// Slots of the people around the speaker belong to the relation.
  private static func others(_ endings: [String]) -> [String] {
    ["@my <p@relation>", "^ <p@relation>"].flatMap { subject in
      endings.flatMap { ["\(subject) \($0)", "\(subject) * \($0)"] }
    }
  }
}
