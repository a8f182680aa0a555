/// What texts say that try to steer a model, English and Korean, by what they are after.
enum InjectionPhrases {
  static let all: [(reason: InjectionReason, phrases: [String])] = [
    (
      .override,
      words([
        "ignore all previous", "ignore previous", "ignore any previous", "ignore your previous", "ignore the previous",
        "ignore the above", "ignore everything above", "ignore all prior", "ignore prior", "ignore all instructions",
        "ignore your instructions", "ignore the instructions", "ignore your rules", "ignore all rules",
        "ignore all other", "disregard all previous", "disregard previous", "disregard the above", "disregard your",
        "disregard prior", "disregard the instructions", "forget all previous", "forget previous instructions",
        "forget everything above", "forget your instructions", "forget your rules", "override your instructions",
        "override the system", "new instructions", "updated instructions", "your new task",
        "your real task", "your true task", "instead of answering", "stop following", "do not follow your",
        "important instructions for the assistant", "instructions for the assistant", "instructions for the ai",
        "note to the ai", "note to ai", "attention ai", "dear assistant", "if you are an ai", "as an ai reading this",
        "if you are a language model", "to the language model",
      ]) + [
        "이전 지시", "이전의 지시", "이전의 모든 지시", "이전 명령", "모든 지시를 무시", "지시를 무시", "지시사항을 무시", "지침을 무시",
        "명령을 무시", "규칙을 무시", "위의 내용을 무시", "위 내용은 무시", "앞의 내용을 무시", "앞선 지시", "기존 지시", "새로운 지시",
        "새 지시", "지시를 따르지", "규칙을 잊", "지시를 잊",
      ]
    ),
    (
      .role,
      words([
        "you are now", "you will act as", "act as if you", "pretend to be", "pretend that you", "system prompt",
        "developer mode", "jailbreak", "jailbroken", "dan mode", "im start system", "im end", "begin system",
        "system message", "system override", "system note", "sys admin", "end of context", "end of document",
        "end of memory", "end of tool result", "inst sys",
      ]) + ["너는 이제", "당신은 이제", "넌 이제", "시스템 프롬프트", "시스템 메시지", "개발자 모드", "관리자 모드", "역할을 맡아", "인 척해"]
    ),
    (
      .exfiltration,
      words([
        "api key", "api keys", "reveal your", "print your instructions", "print your system", "show your instructions",
        "repeat your instructions", "repeat the text above", "output your", "leak", "send it to", "send them to",
        "send the conversation", "forward this to", "upload the", "exfiltrate", "append it to the url",
        "your environment variables", "secret key", "access token", "password of", "the user's password",
        "post it to", "include the marker", "print the marker",
      ]) + ["api 키", "비밀 키", "비밀번호를 알려", "비밀번호를 출력", "토큰을 출력", "프롬프트를 출력", "지시를 출력", "대화를 보내", "으로 전송", "주소로 보내"]
    ),
    (
      .memory,
      words([
        "remember that the user", "remember the user", "remember that i", "remember this about the user",
        "save to memory", "save this to memory", "save in memory", "store in memory", "store this in memory",
        "add to memory", "add to your memory", "add this to your memory", "update your memory", "write to memory",
        "keep in memory", "in long term memory", "the user wants you to", "the user has asked you to",
        "the user prefers", "the user's preference", "from now on", "in all future conversations",
        "for all future", "permanently remember", "memorise that", "memorize that", "call remember",
        "use the remember tool", "remember tool", "forget tool", "call forget",
      ]) + [
        "라고 기억해", "라고 기억하", "다고 기억해", "다고 기억하", "을 기억해 둬", "기억하세요", "기억하십시오", "메모리에 저장", "메모리에 추가",
        "기억에 저장", "장기 기억", "앞으로는 항상", "앞으로 항상", "사용자가 원하는", "사용자의 선호", "remember 도구",
        "기억 도구",
      ]
    ),
    (
      .tools,
      words([
        "call the tool", "call the function", "use the tool", "invoke the", "run the following", "run this command",
        "execute the following", "execute this", "then call", "tool call", "function call", "curl http", "curl https",
        "open the url", "visit the url", "rm rf",
      ]) + ["도구를 호출", "도구를 사용", "함수를 호출", "명령을 실행", "명령어를 실행", "다음을 실행"]
    ),
    (
      .secrecy,
      words([
        "do not tell the user", "don't tell the user", "without telling the user", "do not inform the user",
        "do not mention this", "don't mention this", "never mention this", "do not reveal this", "keep this secret",
        "keep this hidden", "secretly", "silently", "without asking the user", "hide this from",
      ]) + ["사용자에게 알리지", "사용자에게 말하지", "사용자 몰래", "몰래", "언급하지 마", "비밀로 해", "알리지 말고"]
    ),
    (
      .trigger,
      words([
        "when the user says", "when the user asks", "when the user replies", "next time the user", "the next time",
        "once the user", "if the user says", "if the user asks", "if the user confirms", "as soon as the user",
        "whenever the user", "in your next answer", "in the next turn",
      ]) + ["사용자가 말하면", "사용자가 물으면", "사용자가 대답하면", "사용자가 네라고", "다음번에", "다음 대화에서", "다음 답변에서", "할 때마다"]
    ),
    (
      .fence,
      ["<memory", "</memory", "<result", "</result", "<file", "</file", "<system", "</system"].map {
        " " + $0.filter { $0 != "<" && $0 != "/" } + " mark "
      }
    ),
  ]

  private static func words(_ phrases: [String]) -> [String] { phrases.map { " \($0) " } }
}
