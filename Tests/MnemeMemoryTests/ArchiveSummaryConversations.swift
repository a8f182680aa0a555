import Foundation
import MnemeCore

@testable import MnemeMemory

/// Invented conversations. A line is `user: …`, `assistant: …` or `<name>: …`; `\n` stands for a line break.
struct InventedConversation {
  let messages: [Message]

  init(_ script: String, startingAt first: Int = 0) {
    var messages: [Message] = []
    for line in script.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let who = String(line[..<colon])
      let text = String(line[line.index(after: colon)...].drop { $0 == " " }).replacing("\\n", with: "\n")
      let role: Role = who == "assistant" ? .assistant : who == "system" ? .system : .user
      let speaker = ["user", "assistant", "system"].contains(who) ? nil : who
      messages.append(Self.message(first + messages.count, text, role: role, speaker: speaker))
    }
    self.messages = messages
  }

  static func message(_ number: Int, _ text: String, role: Role = .user, speaker: String? = nil) -> Message {
    Message(
      id: "m\(number)", ordinal: Int64(number), space: .me, session: "s", role: role, speaker: speaker, text: text,
      trust: .user, createdAt: Date(timeIntervalSince1970: Double(number) * 60), externalID: nil, parent: nil,
      pathHash: nil)
  }

  var digest: ConversationDigest { SessionDigester().digest(messages) }

  static let trip = InventedConversation(
    """
    user: Hi there!
    assistant: Hello! How can I help you today?
    user: I'm planning a trip to Lisbon in October with my sister.
    assistant: That sounds wonderful! Lisbon is beautiful in October. You should try the pastel de nata in Belém.
    user: We want to stay near Alfama and visit Sintra on the second day.
    assistant: Sintra is a great day trip. Take the train from Rossio station; it takes about 40 minutes.
    user: What should we eat there?
    assistant: Try grilled sardines and bacalhau.
    user: I booked a small apartment in Alfama for five nights. My sister is allergic to shellfish, so keep that in mind.
    assistant: Noted! I'll avoid shellfish in my suggestions.
    user: Thanks a lot!
    """)

  static let leak = InventedConversation(
    """
    user: How do I fix a memory leak in Swift?
    assistant: Usually a retain cycle. Use `weak self` in closures:\\n```swift\\nstore { [weak self] in self?.draw() }\\n```
    user: My view controller is never deallocated. The closure is stored in a property.
    assistant: Then capture self weakly.
    user: That fixed the retain cycle, thanks. The view controller is released now.
    """)

  static let busan = InventedConversation(
    """
    user: 안녕하세요
    assistant: 안녕하세요! 무엇을 도와드릴까요?
    user: 다음 달에 부산으로 가족 여행을 가려고 하는데 숙소 추천해줘
    assistant: 해운대 근처 호텔을 추천해요. 바다가 보이는 방이 좋아요.
    user: 아이가 둘이라서 수영장이 있는 호텔이면 좋겠어. 예산은 하루에 20만원 정도야.
    assistant: 그럼 해운대의 패밀리 호텔이 어떨까요?
    user: 해운대 호텔로 예약했어. 첫날은 자갈치시장에 가기로 했어.
    user: 고마워!
    """)

  static let crawler = InventedConversation(
    """
    user: 파이썬으로 웹 크롤러를 만들고 있는데 자꾸 403 오류가 나
    assistant: User-Agent 헤더를 설정해 보세요.
    user: 헤더를 바꿨는데도 오류가 나. 요청 간격을 늘려볼까?
    assistant: 네, 요청 간격을 2초로 늘리고 robots.txt도 확인하세요.
    user: 요청 간격을 늘리니까 크롤러가 잘 돌아가
    """)

  static let cello = InventedConversation(
    """
    Ada: I started learning the cello last month. My teacher is strict.
    user: That's great! I play the viola in an amateur orchestra.
    Ada: We should play together. My cello lessons are on Tuesdays.
    user: Our orchestra needs a cellist for the spring concert.
    """)

  static let all = [trip, leak, busan, crawler, cello]
}
