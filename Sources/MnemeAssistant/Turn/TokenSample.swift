/// A fixed text by which a model's own tokenizer is compared with the estimator: prose in several scripts, a list, program
/// text and numbers, in about the shares of a personal conversation.
enum TokenSample {
  static let text = """
    On Saturday we walked along the river to the old mill and had lunch in the garden behind it. My brother wants to
    repair the roof before winter, so I promised to ask the carpenter about the price of oak. We also talked about the
    trip in spring: two weeks, by train, with a stop in the mountains if the weather allows it. I should remember to
    renew the passport, call the dentist, and return the books that have been on my desk since August.
    Could you please remind me on Thursday evening? I don't like early mornings, and I'm usually home around seven.
    토요일에 우리는 강을 따라 오래된 방앗간까지 걸어가서 정원에서 점심을 먹었어요. 동생은 겨울이 오기 전에 지붕을 고치고 싶어 해요.
    봄에는 기차로 이 주 동안 여행을 가려고 하는데, 목요일 저녁에 다시 알려 주세요.
    土曜日に川沿いの古い水車小屋まで歩いて、庭で昼食を食べました。春には電車で二週間の旅行に行くつもりです。
    星期六我们沿着河边走到老磨坊，在花园里吃了午饭。春天我们打算坐火车旅行两个星期。
    Am Samstag sind wir am Fluss entlang gegangen; im Frühling möchten wir zwei Wochen mit dem Zug verreisen.
    - milk, 2 loaves of bread, 12 eggs, olive oil (750 ml), coffee: €23.40
    - 2026-03-14T09:30:00Z, platform 7, seat 42A, reference QX7-1180-B
    {"task": "repair roof", "due": "2026-11-01", "cost": 1850.5, "done": false, "tags": ["house", "winter"]}
    func total(_ prices: [Double]) -> Double { prices.reduce(0) { sum, price in sum + price } }  // in euros
    """
}
