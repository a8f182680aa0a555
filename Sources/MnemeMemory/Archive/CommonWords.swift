import MnemeCore

/// What is common in conversations, where nothing is known of other ones. Words in lower case as they are written; Korean
/// words without particles.
enum CommonWords {
  /// Share of messages that hold a common word, and one that does not stand here.
  static let commonShare = 0.12
  static let rareShare = 0.004

  /// Verbs, adverbs and the like: they part phrases and name nothing.
  static func isBreaking(_ word: String) -> Bool { breaking.contains(word) }

  /// Nouns and adjectives that say little alone, but may stand in a phrase: "trip to Lisbon", "new job".
  ///
  /// - Parameter stem: Porter's.
  static func isWeak(stem: String) -> Bool { weakStems.contains(stem) }

  static func isKoreanBreaking(_ word: String) -> Bool { koreanBreaking.contains(word) }

  static func isKoreanWeak(_ word: String) -> Bool { koreanWeak.contains(word) }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  // MARK: English

  private static let breaking: Set<String> = Set(words(others)).union(words(regularVerbs).flatMap(inflected))

  /// A regular verb with its endings.
  private static func inflected(_ verb: String) -> [String] {
    if verb.hasSuffix("e") { return [verb, verb + "s", verb + "d", verb.dropLast() + "ing"] }
    if verb.hasSuffix("y"), let before = verb.dropLast().last, !"aeou".contains(before) {
      return [verb, verb.dropLast() + "ies", verb.dropLast() + "ied", verb + "ing"]
    }
    let plural = ["s", "x", "sh", "ch"].contains(where: verb.hasSuffix) ? verb + "es" : verb + "s"
    // "stopped", "planning"
    if let last = verb.last, verb.count <= 4, !"aeiouwxy".contains(last), let middle = verb.dropLast().last,
      "aeiou".contains(middle), verb.dropLast(2).last.map({ !"aeiou".contains($0) }) ?? false
    {
      return [verb, plural, verb + String(last) + "ed", verb + String(last) + "ing", verb + "ed", verb + "ing"]
    }
    return [verb, plural, verb + "ed", verb + "ing"]
  }

  private static let regularVerbs = """
    accept achieve add admit adopt affect agree aim allow announce apologize appear apply appreciate arrange arrive ask
    assume attach attend avoid bake become begin believe belong book boil borrow bother bring build burn buy call cancel
    care carry catch cause celebrate change charge chat check choose chop clean climb close collect combine come compare
    complain complete concern confirm connect consider consist contact contain continue convert cook copy correct cost
    count cover create cry cut cycle dance deal decide declare decrease delay delete deliver depend describe deserve design
    destroy determine develop disappear discover discuss divide double draw dream dress drink drive drop dry earn eat
    employ enable encourage end enjoy enter escape estimate examine exist expect explain explore express extend face fail
    fall feed feel figure fill find finish fit fix float flow fold follow force forget forgive freeze fry function gain
    gather generate get give go grab greet grow guess handle hang happen hate hear help hide hire hit hold hope hurry hurt
    identify ignore imagine implement imply impress improve include increase indicate inform insist install intend
    introduce invent invest invite involve join jump keep kick kill know lack land last laugh launch lead learn leave lend
    let lie lift like listen live load look lose love maintain make manage mark matter mean measure meet melt mention mind
    miss mix move name need notice obtain occur offer open order owe own pack paint park pass pay perform permit persuade
    phone pick place plan plant play please point pour practice practise prefer prepare present press pretend prevent
    print produce promise protect prove provide publish pull push put question quit raise reach react read realise realize
    receive recognise recognize recommend record reduce refer reflect refuse regret relate relax release remain remember
    remind remove rent repair repeat replace reply report represent request require respond rest return ride ring rise
    roll rub ruin rule run save say search see seem sell send separate serve set settle shake share shine shoot shop shout
    show shut sign sing sit sleep slip slow smell smile solve sort sound speak spell spend split spoil spread stand stare
    start stay steal step stick stop store stretch study succeed suffer suggest suit supply support suppose surprise
    surround suspect swim switch take talk taste teach tear tell tend test thank think throw tie touch train travel treat
    trust try turn type understand unlock update upgrade use visit vote wait wake walk want warm warn wash waste watch wear
    win wipe wish wonder work worry wrap write
    """

  private static let others = """
    able across actually afraid ago ah alive all alone along already also although always am amazing among amp another
    anybody anymore anyone anything anyway apart apparently are around asleep ate available aware away awesome awful back
    bad basically beautiful became because been before began begun being besides better between beyond bit boring both
    bought bought broke broken brought built busy came careful caught certain certainly chose chosen clear clearly close
    completely cool correct could crazy cute dear definitely delicious dense did different difficult does doing done down
    drank drawn drew drove drunk due dying each early easily easy eaten either else empty enough entire entirely especially
    etc even eventually ever every everybody everyone everything everywhere exactly excellent excited exciting extremely far
    fast fed fell felt few final finally fine first five flew flown for former forward found four frequently fresh full fully
    funny gave general generally glad going gone gonna good got gotten great grew grown had half happy hard hardly has have
    having healthy heard heavy held here hey hi high hopefully how however huge hundred hungry ill immediately important
    impossible inside instead interested interesting its ive just kept kinda knew known large late lately later least led
    left less lets likely little local long lost lot lots loud lovely low luckily lucky made main mainly many may maybe meant
    met might mine minor moment more most mostly much must my myself near nearly necessary neither never nevertheless new
    next nice nine no nobody none nope nor normal normally not nothing now nowhere obviously occasionally off often oh ok okay
    old once one ones only onto other otherwise ought out outside over own paid particular particularly past per perfect
    perfectly perhaps please plenty poor popular possible possibly practically pretty previous previously probably proud
    purple quick quickly quiet quite ran rarely rather ready real really recent recently regular regularly responsible
    ridden right risen rode round rude sad safe said same sang sat saw scared second seen separately serious seriously seven
    several sharp shot should shown sick significant silly similar simple simply since six slept slightly slow slowly small
    smart so soft sold some somebody somehow someone something sometimes somewhat somewhere soon sorry sour specific spent
    spoke spoken still stood stolen strange strict strong stuck stuff stupid such sudden suddenly super sure surely swam sweet
    taken tall taught ten terrible than that thats then there therefore theyre thing things third thirty thought thoughts
    thousand threw thrown three through throughout thus tight till tiny tired today together told tomorrow tonight too took
    total totally tough toward towards true truly twelve twenty twice two typical ugly under understood unfortunately unique
    unless unlikely until upon upset usual usually various very via warm was way ways weak well went were wet whatever
    whether while whole why wide wild willing wise within without woke woken won wonderful wont wore worn worse worst worth
    would wow written wrong wrote yeah yep yes yesterday yet youd youll young youre zero us others em wanna gotta pic pics plus btw
    special creative tough thrilled inspiring powerful rewarding passionate determined grateful lol omg blast tons bunch
    whatever anytime everyday sometime forever hopeful unexpected
    """

  private static let weakStems: Set<String> = Set(words(weak).map { PorterStemmer.stem($0) })

  private static let weak = """
    account action address advice age amount answer area article aspect baby bag bank beginning benefit best big birthday
    body book box boy brother business car case center chance change child children choice city class clothes code coffee
    color colour company conversation cost country couple cup dad data date daughter day deal decision detail difference
    dinner dog door dream effort email error event example experience eye family father feature feedback file food form free
    friend fun future game garden gift girl goal group guy hand head health hello history hobby holiday home hope hour house
    husband idea image info information interest issue item job journey kid kind language level life light line link list
    lunch main man mark meal men message minute mom money month mood morning mother mum music name night note number office
    option page parent part party people person phone photo piece picture place plan point post price problem process product
    program progress project purpose question rate reason recipe result road room rule sale school season section sense
    service side sister situation size skill sleep social son song space spot spring state step stick story student style
    subject summer autumn support system table task team text time tip title tool top topic town trip type version video view
    voice wall water weather website week weekend wife winter woman women word work world year evening afternoon thing
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
    november december breakfast suggestion recommendation help thanks
    """

  // MARK: Korean

  private static let koreanBreaking: Set<String> = Set(
    words(
      """
      것 거 게 건 걸 수 때 뭐 뭔가 줄 듯 만큼 정도 이번 저번 다음 지난 오늘 내일 어제 모레 지금 아까 나중 요즘 최근 항상 자주 가끔 매일 계속 다시 벌써
      아직 이미 바로 먼저 같이 함께 혼자 직접 진짜 정말 너무 아주 매우 많이 조금 좀 더 덜 가장 제일 거의 전혀 그냥 사실 솔직히 아마 혹시 만약 특히
      별로 자꾸 갑자기 드디어 결국 방금 금방 얼른 일부러 원래 보통 대충 푹 꼭 꽤 훨씬 워낙 그래서 그런데 근데 그리고 하지만 그러면 그럼 그러니까
      왜냐하면 그래도 그러나 또 또한 즉 이런 저런 그런 어떤 무슨 어느 이렇게 그렇게 저렇게 어떻게 여기 거기 저기 이거 그거 저거 이것 그것 저것 누구 언제
      어디 무엇 왜 얼마나 얼마 모두 모든 다 전부 서로 각각 나 너 우리 저 저희 당신 자기 걔 얘 쟤 내 네 제 덕분 때문 대해 대한 위해 통해 따라 일단 우선
      역시 물론 당연히 약간 살짝 새로운 좋은 나쁜 큰 작은 많은 다른 같은 비슷한 하나 둘 셋 넷 한번 두번 여러 몇 첫 한 두 세 안 못 잘 이제 근처 하루
      이틀 사흘 그날 전 후 뒤 앞 위 아래 옆 안쪽 밖 사이 동안 쯤 씩 채 대로 이상 이하 가지
      """))

  private static let koreanWeak: Set<String> = Set(
    words(
      """
      생각 느낌 기분 마음 이야기 얘기 사람 사람들 친구 친구들 시간 문제 질문 대답 답 방법 이유 경우 부분 내용 결과 정보 상황 필요 가능 관련 추천 도움
      부탁 설명 확인 시작 끝 준비 사용 이용 공부 집 회사 학교 엄마 아빠 가족 동생 형 누나 언니 오빠 남편 아내 아이 아침 점심 저녁 밤 오전 오후 주말 평일
      이번주 지난주 다음주 올해 작년 내년 이번달 지난달 다음달 처음 마지막 월요일 화요일 수요일 목요일 금요일 토요일 일요일 첫날 계획 예정 일정 약속 연락
      전화 날씨 음식 물 책 영화 음악 사진 노래 게임 운동 일 말 번 개 명 점 쪽 중 등 데 날 달 해 년 월 주 예약 구매 결정 이해 기억 사랑 걱정 고민 문의
      중요 궁금 피곤 다행 최고 이름 나이 생일 선물 가격 예산 만원 천원
      """))
}
