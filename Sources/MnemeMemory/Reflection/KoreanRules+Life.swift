import MnemeCore

extension LanguageRules {
  /// Health, tastes, pets, plans, events.
  static let koreanLife: [ReflectionRule] = [
    ReflectionRule(
      "allergy", .fact, 0.9, ["*알레르기*|*알러지*|*앨러지*", "*을|*를|* 못 먹어*|먹습니다*|마셔*", "*못먹어*", "*체질이라*"],
      examples: ["저 땅콩 알레르기 있어요", "새우 알러지가 심해요", "우유를 못 마셔요"]),
    ReflectionRule(
      "health", .fact, 0.8,
      [
        "*당뇨*|*천식*|*편두통*|*고혈압*|*우울증*|*불면증*|*아토피*|*비염* 있*|앓*|진단*|심해*", "*진단받았*|*진단을 받았*", "다쳤*|부러졌*|부러뜨렸*|수술받았*|수술했*",
        "왼손잡이*|색맹이*|임신* ",
      ],
      examples: ["저는 천식이 있어요", "저 왼손잡이예요", "지난달에 팔이 부러졌어요"]),
    ReflectionRule(
      "diet", .preference, 0.8, attribute: "diet",
      ["채식주의자*|비건이*|비건*|채식해*|채식하고|채식합니다", "고기를|고기 안 먹어*|먹습니다", "이제|다시 고기도|고기를|고기|생선도|생선을 먹어*|먹습니다|먹기로"],
      examples: ["저는 채식주의자예요", "고기 안 먹어요"]),
    ReflectionRule(
      "favourite", .preference, 0.75, attribute: "favourite:{f}",
      ["제일|가장 좋아하는 <f> <v>", "최애 <f> <v>"],
      examples: ["제일 좋아하는 색은 청록색이에요", "내가 가장 좋아하는 영화는 괴물이야"]),
    ReflectionRule(
      "pet", .fact, 0.75,
      [
        "@pet 키워*|키우고|키웁니다|있어*|있습니다|키움|입양했*", "@pet * 키워*|키우고|키웁니다|있어*|입양했*", "@my @pet <v>", "@pet 이름은|이름이 <v>",
        "@pet *마리* <v>", "*을|*를 * 키워*|키우고*|키웁니다|길러*|기르고*|기릅니다", "@pet *마리* ",
      ],
      examples: ["강아지를 키워요", "고양이 두 마리 키우고 있어", "우리 강아지 이름은 보리예요"]),
    ReflectionRule(
      "family", .fact, 0.75, ["아들이|딸이|아이가|동생이|형이|누나가|언니가|오빠가|자녀가|애가 * 있어*|있습니다", "외동이*|외동딸*|외동아들*|막내*|맏이*|첫째*|둘째* $"],
      examples: ["저는 외동이에요"]),
    ReflectionRule(
      "ended taste", .preference, 0.65, isCorrection: true,
      ["*을|*를 끊었*", "*끊었어*", "이제|더이상 안 먹어*|마셔*|해요|해|좋아해*", "담배를|커피를|술을 끊*"],
      examples: ["담배 끊었어요", "커피를 끊었어"]),
    ReflectionRule(
      "dislike", .preference, 0.65,
      ["*을|*를|*은|*는|*이|*가 @dislike", ". @dislike", "*안 좋아해*", "안 좋아해*|좋아합니다*", "*지 않아* $", "*별로 안 *"],
      examples: ["저는 버섯을 싫어해요", "공포영화 싫어해", "매운 거 안 좋아해요"]),
    ReflectionRule(
      "like", .preference, 0.65,
      ["*을|*를|*은|*는|*도|*이|*가|*랑 @like", ". @like", "취미는|취미가 <v>", "*을|*를 * 모아*|모으고*|모읍니다|수집*", "*팬이에요|*팬이야|*팬입니다"],
      examples: ["등산을 좋아해요", "나 재즈 좋아해", "취미는 도자기 만들기예요", "커피보다 차를 더 좋아해요"]),
    ReflectionRule(
      "hobby", .preference, 0.65,
      ["*을|*를 배우고|배워*|배웁니다|연습*|쳐요|켜요|연주*", "*치는|*타는 걸|것을 좋아*", "매일|매주|매년|아침마다|주말마다|*마다 <v>"],
      examples: ["첼로를 배우고 있어요", "주말마다 등산을 가요"]),
    ReflectionRule(
      "goal", .preference, 0.6, ["꿈은|목표는|꿈이 <v>", "*고 싶어요|싶어|싶습니다 $"],
      examples: ["제 꿈은 마라톤 완주예요", "언젠가 파타고니아에 가고 싶어요"]),
    ReflectionRule(
      "schedule", .event, 0.65, attribute: "{s} 시간", isPlan: true,
      [
        "@my <s@topic> <x@day>", "^ <s> <s@topic> <x@day>", "^ <s@topic> <x@day>", "^ <s@topic> 다음|이번 <v>",
        "^ <s> <s@topic> 다음|이번 <v>",
      ],
      examples: ["치과 예약은 화요일이야", "수영은 월요일에 해"]),
    ReflectionRule(
      "plan", .event, 0.65, isPlan: true,
      [
        "*할|*갈|*볼|*올|*먹을|*살|*받을|*만날|*시작할|*떠날|*칠 @future", "@future $", "@thing 있어*|있습니다|잡혔*|있음",
        "@thing * 있어*|있습니다|가요|갑니다|봐요|봅니다", "*월|*일|*요일|*주|*달|내일|모레|*주에|*달에|*일에|*요일에 * 가요|갑니다|떠나*|결혼해*|시작해*|출발*",
      ],
      examples: ["다음 주에 오슬로에 갈 거예요", "6월에 결혼할 예정이에요", "금요일에 치과 예약이 있어요", "다음달에 부산으로 이사할 거예요"]),
    ReflectionRule(
      "milestone", .event, 0.6,
      ["*을|*를 샀*|팔았*|땄*|입양했*|시작했*|졸업했*|이겼*|완주했*|출간했*", "합격했*|졸업했*|완주했*|출산했*|승진했*|은퇴했*", "*에 합격*|가입했*"],
      examples: ["운전면허를 땄어요", "드디어 집을 샀어!", "승진했어요"]),
    ReflectionRule(
      "single possession", .fact, 0.65, attribute: "{s}",
      ["@my <s@topic> <v>", "@my <s> <s@topic> <v>", "^ <s@topic> # <v>", "^ <s@topic> #", "^ <s> <s@topic> # <v>"],
      examples: ["제 신발 사이즈는 270이에요", "내 별명은 곰이야", "월세는 50만 원이야"]),
    ReflectionRule(
      "use", .fact, 0.55, ["*을|*를 쓰고|써요|써|씁니다|사용해*|사용하고*|사용합니다"], examples: ["에버노트를 써요"]),
    ReflectionRule(
      "possession", .fact, 0.6, ["@my <x> @is $", "@my *은|*는|*이|*가 <v>"],
      examples: ["제 신발 사이즈 270 이에요"]),
    ReflectionRule(
      "everyday event", .event, 0.4, ["*갔어요|*갔어|*먹었어요|*먹었어|*봤어요|*봤어|*했어요|*했어|*갔다왔* $"],
      examples: ["오늘 헬스장 갔어요"]),
  ]
}
