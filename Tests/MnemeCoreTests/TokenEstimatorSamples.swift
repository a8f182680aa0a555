// Texts that the costs were not fitted to, with what published tokenizers make of them.
//
// Counts in the order of `TokenSample.families`. Those of Claude are of a public reconstruction of its counts, those of
// Gemini of the vocabulary of Gemma 3, which Google's own local counter uses too.

import MnemeCore

struct TokenSample: Sendable {
  static let families: [TokenizerFamily] = [
    .o200k, .cl100k, .claude3, .claude47, .gemini, .llama2, .llama3, .mistral, .tekken, .qwen, .qwen35, .deepseek,
  ]

  let kind: String
  let text: String
  let counts: [Int]

  init(_ kind: String, _ counts: [Int], _ text: String) {
    self.kind = kind
    self.text = text
    self.counts = counts
  }

  static let all: [TokenSample] = [
    TokenSample(
      "en-chat", [52, 56, 60, 86, 59, 67, 56, 62, 56, 56, 58, 55],
      #"""
      My dog's name is Biscuit. He's three years old and absolutely loves long walks.
      I have a dentist appointment tomorrow at ten, so could you remind me an hour before?
      I try to stick to two cups of coffee a day because otherwise I can't sleep.
      """#),
    TokenSample(
      "en-chat", [49, 51, 56, 79, 55, 63, 51, 58, 53, 51, 53, 51],
      #"""
      I'm allergic to peanuts, so I always have to ask at restaurants before ordering.
      The deadline is Friday, so I'll probably be working late the rest of the week.
      My brother studies architecture in another city, but he comes home for the holidays.
      """#),
    TokenSample(
      "en-chat", [50, 52, 58, 78, 56, 63, 52, 62, 53, 52, 54, 52],
      #"""
      I don't handle spicy food very well, so I usually go for the mild version.
      Next semester I'm thinking of taking statistics and machine learning at the same time.
      It was pouring, and even with an umbrella I got completely soaked because of the wind.
      """#),
    TokenSample(
      "en-chat", [51, 50, 55, 73, 53, 57, 50, 56, 53, 50, 52, 52],
      #"""
      I lost her phone number, so if you still have it somewhere please send it to me.
      Mornings have been chaos ever since our daughter started kindergarten.
      Caught up with some old friends from high school and we ended up talking until 2am.
      """#),
    TokenSample(
      "ko-chat", [65, 106, 114, 113, 65, 165, 70, 125, 61, 80, 64, 80],
      #"""
      우리 강아지 이름은 보리야. 세 살이고 산책을 엄청 좋아해.
      내일 오전 10시에 치과 예약이 있으니까 알람 좀 맞춰 줘.
      커피는 하루에 두 잔까지만 마시려고 해. 밤에 잠이 잘 안 와서.
      """#),
    TokenSample(
      "ko-chat", [60, 103, 110, 109, 56, 163, 61, 113, 55, 71, 53, 77],
      #"""
      땅콩 알레르기가 있어서 식당에 가면 꼭 먼저 물어봐야 해요.
      프로젝트 마감이 금요일이라서 이번 주는 야근을 해야 할 것 같습니다.
      동생이 부산에서 대학교를 다니는데 방학 때 올라온대.
      """#),
    TokenSample(
      "ko-chat", [76, 123, 128, 127, 69, 184, 76, 138, 67, 92, 65, 87],
      #"""
      저는 매운 음식을 잘 못 먹어요. 떡볶이도 순한 맛으로 주문하는 편이에요.
      다음 학기에는 통계학이랑 머신러닝 수업을 같이 들을 생각이에요.
      비가 많이 와서 우산을 챙겼는데 바람 때문에 뒤집어져서 다 젖었어.
      """#),
    TokenSample(
      "ko-chat", [64, 111, 113, 112, 56, 162, 63, 126, 50, 70, 50, 76],
      #"""
      그 사람 연락처를 잃어버렸는데 혹시 알고 있으면 알려 줄 수 있어요?
      아이가 유치원에 들어가고 나서 아침이 훨씬 바빠졌어요.
      오랜만에 고등학교 친구들을 만나서 밤늦게까지 이야기했어.
      """#),
    TokenSample(
      "ko-chat", [72, 119, 129, 128, 72, 187, 75, 143, 65, 82, 66, 84],
      #"""
      어떤 음악을 들으면서 일하는 게 집중이 잘 되는지 추천해 줘.
      요즘 날씨가 갑자기 추워져서 감기에 걸린 사람이 많대. 너도 조심해.
      제 취미는 사진 찍기예요. 특히 해 질 무렵의 골목길을 찍는 걸 좋아합니다.
      """#),
    TokenSample(
      "ja-chat", [72, 104, 92, 92, 55, 121, 65, 107, 73, 58, 54, 64],
      #"""
      うちの猫の名前はモモです。五歳で、とても甘えん坊なんです。
      明日の午前十時に歯医者の予約があるから、忘れないように教えてね。
      コーヒーは一日二杯までにしようと思っています。夜眠れなくなるので。
      """#),
    TokenSample(
      "ja-chat", [65, 97, 82, 82, 46, 113, 62, 103, 66, 53, 42, 58],
      #"""
      えびアレルギーがあるので、レストランでは必ず先に確認します。
      締め切りが金曜日なので、今週は残業しなければならないと思います。
      弟は大阪の大学に通っていて、夏休みになると帰ってきます。
      """#),
    TokenSample(
      "ja-chat", [68, 98, 83, 82, 49, 104, 62, 96, 71, 56, 45, 57],
      #"""
      辛い食べ物が苦手なので、いつも甘口を注文しています。
      来学期は統計学と機械学習の授業を一緒に取るつもりです。
      雨がひどくて、傘を持っていたのにびしょ濡れになった。
      """#),
    TokenSample(
      "ja-chat", [64, 86, 83, 83, 48, 100, 60, 102, 64, 51, 44, 57],
      #"""
      その人の連絡先をなくしてしまったので、知っていたら教えてください。
      子どもが幼稚園に入ってから、朝がとても忙しくなりました。
      久しぶりに高校の友達に会って、夜遅くまで話しました。
      """#),
    TokenSample(
      "ja-chat", [68, 94, 86, 85, 51, 106, 59, 102, 69, 59, 46, 57],
      #"""
      仕事中に聴くのにおすすめの音楽を教えてくれませんか？
      急に寒くなったから、風邪を引かないように気をつけてね。
      趣味は写真を撮ることです。特に夕方の路地を撮るのが好きです。
      """#),
    TokenSample(
      "zh-chat", [50, 85, 81, 80, 47, 106, 57, 80, 66, 44, 38, 40],
      #"""
      我家的狗叫豆豆，三岁了，特别喜欢出去散步。
      明天上午十点我要去看牙医，麻烦提醒我一下。
      我每天最多喝两杯咖啡，不然晚上睡不着。
      """#),
    TokenSample(
      "zh-chat", [45, 70, 68, 67, 41, 81, 46, 69, 46, 36, 34, 34],
      #"""
      我对花生过敏，所以去饭店一定要先问清楚。
      项目星期五截止，这个星期恐怕要加班了。
      我弟弟在成都上大学，放假的时候会回来。
      """#),
    TokenSample(
      "zh-chat", [51, 70, 67, 66, 46, 80, 54, 68, 57, 44, 39, 37],
      #"""
      我不太能吃辣，点菜的时候都要微辣。
      下学期我打算同时选统计学和机器学习两门课。
      雨下得太大了，带了伞还是全身都湿透了。
      """#),
    TokenSample(
      "zh-chat", [48, 74, 74, 73, 43, 98, 48, 72, 56, 37, 38, 36],
      #"""
      我把他的联系方式弄丢了，你要是知道的话告诉我一声。
      孩子上幼儿园以后，早上变得特别忙。
      好久没见高中同学了，昨天我们聊到很晚。
      """#),
    TokenSample(
      "zh-chat", [54, 92, 90, 89, 50, 120, 56, 84, 66, 45, 44, 43],
      #"""
      工作的时候听什么音乐比较容易集中注意力？给我推荐几首吧。
      天气突然变冷了，很多人都感冒了，你也要多注意身体。
      我的爱好是摄影，尤其喜欢拍傍晚的小巷子。
      """#),
    TokenSample(
      "mixed-chat", [47, 64, 77, 84, 43, 95, 46, 78, 44, 54, 42, 55],
      #"""
      지난번에 산 MacBook Pro 배터리가 너무 빨리 닳아서 service center에 맡겼어.
      React랑 TypeScript로 만든 side project인데 요즘은 Next.js 14로 옮기는 중이야\#
      .
      """#),
    TokenSample(
      "mixed-chat", [47, 57, 69, 74, 37, 74, 44, 67, 47, 42, 37, 46],
      #"""
      週末はNetflixで海外ドラマを見て、日曜日はYouTubeで料理の動画を探してた。
      このPython scriptはWindowsでは動くけど、Linuxだとpathの問題でfailします。
      """#),
    TokenSample(
      "mixed-chat", [52, 66, 65, 73, 51, 77, 51, 68, 49, 53, 50, 58],
      #"""
      I told him "괜찮아요" and he just laughed, because he thought I \#
      said 미안해요 instead.
      My favourite dish is 김치찌개, but 된장찌개 is a close second. The r\#
      ecipe is from my 할머니.
      """#),
    TokenSample(
      "mixed-chat", [62, 85, 96, 103, 63, 123, 63, 102, 64, 70, 62, 71],
      #"""
      회의는 3:00 PM KST, Zoom link는 캘린더 invite에 있어요. 15분 정도 걸릴 예정입니다\#
      .
      Docker container가 자꾸 죽어서 log를 보니까 out of memory였어. limit을 2G\#
      B로 올렸더니 해결됐어.
      """#),
    TokenSample(
      "emoji-chat", [42, 66, 75, 74, 28, 88, 47, 71, 59, 42, 41, 49],
      #"""
      오늘 진짜 재밌었어 ㅋㅋㅋ 😂😂 다음에 또 보자 🙌
      おめでとう！🎊 すごいね✨ 今度お祝いしよう🍻
      """#),
    TokenSample(
      "emoji-chat", [36, 42, 51, 66, 40, 62, 41, 57, 50, 40, 44, 40],
      #"""
      Weather today: ☀️ 24°C, tomorrow 🌧️ 17°C, bring an umbrella \#
      ☔
      👍 sounds good, I'll bring the drinks 🍷🥤
      """#),
    TokenSample(
      "emoji-chat", [34, 46, 48, 52, 28, 59, 40, 51, 52, 32, 39, 33],
      #"""
      我今天跑了10公里🏃‍♂️💪 累死了😵
      New job starting Monday 💼🎯 wish me luck 🍀🙏
      """#),
    TokenSample(
      "numbers", [47, 47, 51, 57, 67, 70, 47, 70, 67, 67, 67, 47],
      #"""
      Invoice 2024-00917: 3 × 49.90 = 149.70 EUR, VAT 19% = 28.44, total 178.14, due 2024-11-30.
      """#),
    TokenSample(
      "numbers", [39, 45, 41, 42, 43, 59, 39, 55, 47, 48, 43, 35],
      #"""
      体重は62.5kg、身長は171.3cm、血圧は118/76でした。次の検査は2025年6月12日です。
      """#),
    TokenSample(
      "numbers", [37, 37, 42, 48, 59, 60, 37, 60, 59, 58, 58, 38],
      #"""
      2025-01-14 09:31:07.412 INFO 192.168.10.24 GET /v1/messages 200 183ms 5821 bytes
      """#),
    TokenSample(
      "numbers", [42, 42, 42, 45, 50, 52, 42, 52, 50, 50, 50, 42],
      #"""
      The marathon splits were 5:12, 5:08, 5:15, 5:21, 5:40, 5:33, total 3:47:59.
      """#),
    TokenSample(
      "numbers", [37, 37, 37, 41, 47, 48, 37, 48, 47, 47, 47, 37],
      #"""
      Serial 9F3A-77C1-0B2E-55D8, firmware 12.4.1.3380, built 20240611.
      """#),
    TokenSample(
      "urls", [30, 29, 35, 43, 41, 45, 29, 45, 41, 37, 37, 33],
      #"""
      The ticket is at https://tracker.example.com/browse/APP-4821?focusedId=99172&page=comments#comment-9\#
      9172
      """#),
    TokenSample(
      "urls", [23, 23, 23, 28, 28, 28, 23, 28, 27, 27, 27, 23],
      #"""
      http://localhost:8420/v1/memories?space=me&limit=20&offset=40
      """#),
    TokenSample(
      "urls", [16, 16, 22, 26, 22, 22, 16, 22, 16, 16, 16, 17],
      #"""
      git clone git@git.example.com:team/backend-service.git && cd backend-service
      """#),
    TokenSample(
      "urls", [51, 51, 57, 71, 63, 66, 51, 66, 57, 58, 58, 53],
      #"""
      https://shop.example.com/p/wireless-mouse-2-4ghz-black/B07XJ8C8F5/ref=sr_1_3?keywords=mouse&qid=1699\#
      999999&sr=8-3
      """#),
    TokenSample(
      "json-messages", [249, 268, 284, 311, 320, 369, 253, 355, 314, 322, 316, 254],
      #"""
      [{"id": "914b1979-889a-7706-a0dc-defd0a2e1820", "role": "use\#
      r", "created_at": 1704938122626, "score": 0.5803, "content":\#
       "Are you heading straight home after the meeting or do you \#
      want to grab dinner first?"}, {"id": "45661b01-84a1-761b-abf\#
      1-d8df77263351", "role": "assistant", "created_at": 17104810\#
      09115, "score": 0.4411, "content": "회사에서 영어로 발표해야 하는데 너무 떨려서\#
       잠이 안 온다."}, {"id": "d4744c80-a051-7c30-a14a-f91a0344e2d1", \#
      "role": "assistant", "created_at": 1764881259494, "score": 0\#
      .2231, "content": "Blood test: glucose 5.4 mmol/L, LDL 2.87,\#
       HDL 1.61, triglycerides 0.92, HbA1c 5.3%."}]
      """#),
    TokenSample(
      "json-messages", [236, 249, 261, 290, 293, 333, 236, 317, 288, 295, 287, 244],
      #"""
      [{"id": "6accacee-ab18-7db2-a535-0aaf43273d31", "role": "ass\#
      istant", "created_at": 1744434622582, "score": 0.5527, "cont\#
      ent": "What was the name of that restaurant you mentioned th\#
      e other day, the one near the station?"}, {"id": "64132a93-5\#
      e19-7581-a3c1-9eb4ecb621b4", "role": "assistant", "created_a\#
      t": 1710027701846, "score": 0.4666, "content": "It suddenly \#
      got really cold and half the office is sick, so take care of\#
       yourself."}, {"id": "5d94b34f-85d8-7dde-abae-ac875e011dc2",\#
       "role": "user", "created_at": 1736203229020, "score": 0.445\#
      4, "content": "커피는 하루에 두 잔까지만 마시려고 해. 밤에 잠이 잘 안 와서."}]
      """#),
    TokenSample(
      "json-messages", [243, 259, 279, 311, 320, 370, 251, 353, 317, 320, 316, 253],
      #"""
      [{"id": "abdb6b0d-ad65-76f5-a993-4c768029a30c", "role": "use\#
      r", "created_at": 1761712665288, "score": 0.2062, "content":\#
       "면허를 딴 지 오래됐는데 운전을 안 해서 다시 연수를 받아야 할 것 같아."}, {"id": "58bbf\#
      140-983b-7a1d-a774-cdbd6c731335", "role": "user", "created_a\#
      t": 1730156260176, "score": 0.4002, "content": "My dog's nam\#
      e is Biscuit. He's three years old and absolutely loves long\#
       walks."}, {"id": "40286835-6eb9-79ba-a9e0-4bea5aa85846", "r\#
      ole": "assistant", "created_at": 1701763715260, "score": 0.1\#
      15, "content": "Coordinates 37.5665, 126.9780; altitude 38 m\#
      ; accuracy 4.5 m; bearing 271.3."}]
      """#),
    TokenSample(
      "code-swift", [71, 71, 100, 142, 87, 94, 71, 93, 81, 73, 79, 83],
      #"""
          expandedRows = min(capacity, 256)
          let sizes = [
            capacity * EncoderShape.hidden, capacity * projectionStride, capacity * EncoderShape.hidden,
            expandedRows * EncoderShape.inner, EncoderShape.window * EncoderShape.window,
          ]
          storage = FloatStorage(count: sizes.reduce(0, +))
          states = storage.pointer
      """#),
    TokenSample(
      "code-swift", [75, 75, 85, 117, 85, 95, 75, 93, 79, 75, 81, 81],
      #"""
            throw MnemeError(.invalidInput, "The dataset has no conversations.")
          }
          var result: [Conversation] = []
          var ids: Set<String> = []
          for (index, conversation) in file.conversations.enumerated() {
            let place = "conversations[\(index)]"
            guard ids.insert(conversation.id).inserted else {
      """#),
    TokenSample(
      "code-swift", [128, 125, 157, 215, 151, 158, 125, 155, 131, 125, 138, 132],
      #"""
      /// Compares secrets in time that depends on the expected one's length alone.
      enum SecretComparison {
        static func equal(_ presented: String, _ expected: String) -> Bool {
          let presented = Array(presented.utf8)
          let expected = Array(expected.utf8)
          guard !expected.isEmpty else { return false }
          var difference = UInt(bitPattern: presented.count ^ expected.count)
          for index in expected.indices {
            let byte = presented.isEmpty ? 0 : presented[index % presented.count]
            difference |= UInt(byte ^ expected[index])
          }
          return difference == 0
        }
      }

      """#),
    TokenSample(
      "code-swift", [247, 251, 244, 306, 249, 290, 247, 284, 259, 247, 256, 251],
      #"""
          let english = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen", "twenty",
          ]
          for (value, word) in english.enumerated() { table[word] = value }
          let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
          for (step, word) in tens.enumerated() { table[word] = 30 + 10 * step }
          table["hundred"] = 100
          table["dozen"] = 12
          table["twice"] = 2
          table["once"] = 1
          let korean = ["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟\#
      ", "아홉", "열"]
      """#),
  ]
}
