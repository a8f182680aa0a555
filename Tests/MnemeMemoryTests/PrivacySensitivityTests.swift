import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct PrivacySensitivityTests {
  private static let sensitive: [(Set<SensitiveTopic>, [String])] = [
    (
      [.health],
      [
        "I was diagnosed with diabetes last year.", "My blood pressure is too high again",
        "She has been in therapy since May",
        "I'm allergic to peanuts", "We are pregnant!", "He died of a heart attack", "My depression got worse in winter",
        "I take antidepressants every morning", "no cancer was found", "I broke my leg skiing", "He uses a wheelchair",
        "Mum has ALZHEIMER'S", "My son has ADHD", "I saw the doctor because of the cough", "The pills make me dizzy",
        "I have an MRI on Friday", "They said it is type-2 diabetic neuropathy", "his migraines are back",
        "HIV-positive since 2012",
        "나 어제 당뇨 진단받았어", "우울증 때문에 약을 먹고 있어", "엄마가 유방암 수술을 받으셨어", "땅콩 알레르기가 있어요", "임신 12주차야",
        "병원에 갔더니 의사가 쉬래", "산후우울증이 왔어", "허리디스크로 입원했다", "HIV에 감염됐어요? 확진 결과 나왔어", "두통이 심해서 병원에 갔어",
        "정신과에 다니고 있어",
      ]
    ),
    (
      [.sexuality],
      [
        "I'm gay and my parents don't know", "She came out as bisexual", "my sexual orientation is nobody's business",
        "We haven't had sex in months", "He is a trans man", "They are non-binary", "our sex life is fine",
        "I bought condoms",
        "same-sex couples in our town", "나는 게이야", "동생이 커밍아웃을 했어", "성정체성에 대해 고민 중이야", "트랜스젠더 친구가 있어", "피임을 하고 있어",
      ]
    ),
    (
      [.religion],
      [
        "I was raised Catholic", "We go to church every Sunday", "He prays... well, he prayed five times a day",
        "I'm an atheist now",
        "Ramadan starts tomorrow", "my grandmother read the Bible to us", "We are Jewish",
        "she teaches at a Sunday school",
        "The priest blessed the altar", "I lost my faith years ago", "나는 교회에 다녀", "할머니는 불교 신자셨어", "일요일마다 성당에 가요",
        "매일 기도해요", "무신론자예요", "목사님이 그러셨어", "스님께 여쭤봤어",
      ]
    ),
    (
      [.politics],
      [
        "I voted for the Greens", "My dad is a republican", "She is very left-wing", "I joined a trade union",
        "We went to a protest march",
        "I can't stand politicians", "the president lost the election", "He calls himself a socialist",
        "I'm a feminist",
        "우리 아빠는 보수당 지지자야", "이번 대선에서 누구 뽑을지 고민이야", "나는 진보 성향이야", "촛불집회에 나갔었어", "노조에 가입했어", "정치 얘기는 싫어",
        "선거 날 투표하러 갔어",
      ]
    ),
    (
      [.finances],
      [
        "My salary is 52,000 a year", "I'm deep in debt", "we can't afford the rent", "My credit score dropped",
        "I owe money to the bank",
        "the mortgage is killing us", "He filed for bankruptcy", "I earn less than my sister",
        "our savings account is empty",
        "I lost money on crypto stocks and bonds", "the tax return was rejected", "student loans until 2040",
        "내 연봉은 오천이야", "대출을 다 갚았어",
        "빚이 너무 많아", "주식에 투자했다가 손실을 봤어", "월급날이야", "통장에 돈이 하나도 없어", "카드값이 너무 많이 나왔어", "신용등급이 떨어졌어",
      ]
    ),
    (
      [.health, .finances],
      ["The surgery put us in debt", "병원비 때문에 대출을 받았는데 수술을 받아야 해"]
    ),
    (
      [.religion, .politics, .sexuality],
      ["The church voted against same-sex marriage and I left my church over it", "교회에 다니는데 동성애와 정치 이야기로 싸웠어"]
    ),
  ]

  private static let plain: [String] = [
    "", "   ", "Hello, how are you?", "I live in a small flat by the river.", "We watched a film and went home.",
    "I'm sick of waiting for the bus", "That is a pain point for users", "Her star is Cancer season's favourite",
    "What a stroke of luck!",
    "The hotel is wheelchair accessible", "The Great Depression began in 1929", "be patient with the build",
    "Let's diagnose the bug in the log",
    "The doctor who lived here was my neighbour", "I work at a hospital", "The stress test of the bridge passed",
    "Oh my god, thank god you're here",
    "Holy cow, a praying mantis!", "She trains religiously", "The temple in the photo is old",
    "Our agnostic driver works with any database",
    "Vote for the best pizza", "Office politics again", "a conservative estimate is 3 days",
    "progressive web apps are neat",
    "The president of the chess club retired", "We like to socialise on Fridays", "They capitalise every word",
    "It was fascinating", "the community garden",
    "We must pay off technical debt", "The item is out of stock", "chicken stock for the soup", "Sit on the river bank",
    "the token budget is 4000",
    "Use class inheritance with care", "I banked on good weather", "A stock answer", "The rent in the fabric was long",
    "She broke her promise",
    "The regime of the pump", "asexual reproduction of ferns", "the affair of the necklace",
    "The game has three genders of nouns", "Essex and Sussex are counties",
    "The therapist's office is round the corner", "Begay is a surname", "The cathodic layer",
    "He plays the lute; sinfully good", "Islay is an island",
    "안녕하세요, 반갑습니다.", "오늘 점심 뭐 먹을까?", "아파트로 이사했어", "의사소통이 중요해", "의사결정을 빨리 하자", "게이트 앞에서 만나", "게이밍 노트북을 샀어",
    "마약김밥 맛있더라", "지나치게 비싸다", "대선배를 만났어", "유지보수 비용이 들어", "보수 공사 중이야", "기술 부채를 줄이자", "부채를 들고 춤췄어",
    "도서관에서 책을 대출했어", "은행나무가 노랗다", "코인노래방 가자", "전세계 사람들이", "이자카야에서 한잔", "만두를 빚을 거야", "지옥철을 탔어",
    "반장 선거에 나갔어", "이 상자는 무게이다", "암호를 바꿨어", "병원 옆에 살아", "교회 건물이 예뻐", "연체동물은 물렁하다", "다중 상속은 어렵다", "비가 많이 오네",
    "커피 한 잔 마시자", "이번 주말에 등산 갈래?",
  ]

  @Test func eachSensitiveLineGetsItsLabels() {
    for (labels, lines) in Self.sensitive {
      for line in lines { #expect(SensitivityLabeler.labels(in: line) == labels, "\(line)") }
    }
    #expect(Self.sensitive.reduce(0) { $0 + $1.1.count } >= 90)
  }

  @Test(arguments: plain) func ordinaryTextGetsNone(line: String) {
    #expect(SensitivityLabeler.labels(in: line).isEmpty)
  }

  @Test func caseWidthAndCompositionMakeNoDifference() {
    #expect(SensitivityLabeler.labels(in: "MY DEPRESSION") == [.health])
    #expect(SensitivityLabeler.labels(in: "same\n sex") == [.sexuality])
    #expect(SensitivityLabeler.labels(in: "I\u{2019}m bipolar") == [.health])
    #expect(SensitivityLabeler.labels(in: "우울증이 왔어".decomposedStringWithCanonicalMapping) == [.health])
  }

  @Test func aWeakWordNeedsAnotherOne() {
    #expect(SensitivityLabeler.labels(in: "the doctor, the doctors, the Doctor").isEmpty)
    #expect(SensitivityLabeler.labels(in: "the doctor gave me a pill") == [.health])
    #expect(SensitivityLabeler.labels(in: "은행 은행 은행").isEmpty)
  }

  /// Nothing in the lists can be read in two ways, and every exclusion excludes something.
  @Test func theListsAreSound() {
    for list in [SensitivityLexicon.english, SensitivityLexicon.korean] {
      #expect(Set(list.map(\.0)) == Set(SensitiveTopic.allCases))
      var all: [String] = []
      for (topic, text) in list {
        for entry in text.split(whereSeparator: { $0 == "," || $0.isNewline }) {
          let term = entry.trimmingCharacters(in: .whitespaces)
          if term.isEmpty { continue }
          all.append(term)
          #expect(term == term.lowercased() && !term.contains("-") && !term.contains("  "), "\(term)")
          if let first = term.first, first.isLetter {
            let word = term.last == "*" ? String(term.dropLast()) : term
            #expect(SensitivityLabeler.labels(in: word).contains(topic), "\(term) is shadowed")
          } else if term.first == "!" {
            #expect(SensitivityLabeler.labels(in: String(term.dropFirst())).isEmpty, "\(term)")
          }
        }
      }
      #expect(Set(all).count == all.count, "\(Dictionary(grouping: all) { $0 }.filter { $1.count > 1 }.keys.sorted())")
    }
  }
}
