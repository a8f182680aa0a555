import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

/// Every value here is invented or a documented test number; keys are put together at run time, so that no scanner of
/// repositories takes them for real.
@Suite struct PrivacySecretTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    /// The parts of the line that are secrets, in order.
    let secrets: [(SecretKind, String)]
    var testDescription: String { line }
  }

  private static func random(
    _ count: Int, _ alphabet: String = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
  )
    -> String
  {
    var random = EventRandom(seed: UInt64(count))
    let letters = Array(alphabet)
    return String((0..<count).map { $0 == 0 ? "a" : $0 == 1 ? "7" : letters.randomElement(using: &random) ?? "x" })
  }

  private static func hex(_ count: Int) -> String { random(count, "0123456789abcdef") }

  /// One line with one secret at its end or where `@` stands.
  private static func one(_ kind: SecretKind, _ line: String, _ secret: String) -> Case {
    Case(line: line.contains("@@") ? line.replacing("@@", with: secret) : line + secret, secrets: [(kind, secret)])
  }

  private static let upper = random(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").uppercased()
  private static let jwt = "eyJ" + random(24) + "." + "eyJ" + random(40) + "." + random(43)

  private static let keys: [Case] = [
    one(.apiKey, "my key: ", "sk-" + "ant-" + "api03-" + random(40)),
    one(.apiKey, "use @@ for the demo", "sk-" + random(48)),
    one(.apiKey, "use @@, please", "sk-" + "proj-" + random(60)),
    one(.apiKey, "OPENROUTER=", "sk-" + "or-v1-" + hex(64)),
    one(.apiKey, "stripe: @@.", "sk" + "_live_" + random(24)),
    one(.apiKey, "(@@)", "sk" + "_test_" + random(24)),
    one(.apiKey, "webhook @@", "whsec" + "_" + random(32)),
    one(.apiKey, "aws_access_key_id = ", "AKIA" + upper), one(.apiKey, "세션 키 @@ 야", "ASIA" + upper),
    one(.apiKey, "maps key=", "AIza" + random(35)), one(.apiKey, "client ", "GOC" + "SPX-" + random(28)),
    one(.apiKey, "git clone https://@@:x-oauth@example.org", "gh" + "p_" + random(36)),
    one(.apiKey, "token ", "gh" + "s_" + random(36)), one(.apiKey, "use ", "github" + "_pat_" + random(82)),
    one(.apiKey, "glab: ", "gl" + "pat-" + random(20)),
    one(.apiKey, "bot ", "xo" + "xb-" + "123456789012-" + random(24)),
    one(.apiKey, "post to https://@@ now", "hooks.slack" + ".com/services/T0A1B2C3D/B0A1B2C3D/" + random(24)),
    one(.apiKey, "hub ", "hf" + "_" + random(34)), one(.apiKey, "publish with ", "np" + "m_" + random(36)),
    one(.apiKey, "twine ", "py" + "pi-" + random(80)),
    one(.apiKey, "mail ", "SG" + "." + random(22) + "." + random(43)),
    one(.apiKey, "ocean ", "dop" + "_v1_" + hex(64)), one(.apiKey, "shop ", "shp" + "at_" + hex(32)),
    one(.apiKey, "spark ", "da" + "pi" + hex(32)), one(.apiKey, "fast ", "gs" + "k_" + random(52)),
    one(.apiKey, "vault ", "hv" + "s." + random(28)), one(.apiKey, "search ", "tv" + "ly-" + random(32)),
    one(.apiKey, "password is ", "gh" + "p_" + random(36)),
    one(.apiKey, "telegram ", "123456789" + ":AA" + random(33)),
    Case(
      line: "GET https://api.example.org/bot123456789:AA" + random(33) + "/getMe",
      secrets: [(.apiKey, "123456789:AA" + random(33))]),
    one(.apiKey, "discord ", "M" + random(23) + "." + random(6) + "." + random(38)),
    one(.jsonWebToken, "Authorization: Bearer ", jwt), one(.jsonWebToken, "cookie session=@@; path=/", jwt),
    one(
      .privateKey, "here: ", "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIB\nabc+/=\n-----END RSA PRIVATE" + " KEY-----"),
    one(.privateKey, "", "-----BEGIN OPENSSH PRIVATE" + " KEY-----\nb3BlbnNzaC1rZXk"),
    one(
      .privateKey, "x\n", "-----BEGIN PGP PRIVATE" + " KEY BLOCK-----\nabc\n-----END PGP PRIVATE" + " KEY BLOCK-----"),
    one(.credential, "client_secret = ", random(32)), one(.credential, "api key is ", hex(32)),
    one(.credential, "\"accessToken\": \"@@\",", random(40)), one(.credential, "API_KEY=", hex(40)),
    one(.credential, "The secret key for the staging server is @@.", random(40)),
    one(.credential, "API 키는 @@야", random(32)), one(.credential, "액세스 토큰: ", random(36)),
    one(.credential, "aws_secret_access_key=", random(40, "abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789/+")),
    one(.connectionPassword, "postgres://app:@@@db.example.org:5432/app", "tr0ub4dor"),
    one(.connectionPassword, "redis://:@@@127.0.0.1:6379/0", "s3cr3tvalue"),
    one(.connectionPassword, "DATABASE_URL=mysql://root:@@@localhost/shop", "p@ss!word1"),
    one(.connectionPassword, "amqp://guest:@@@mq", "rabbit-hole"),
    one(.credential, "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=@@;", random(86) + "=="),
  ]

  private static let statements: [Case] = [
    one(.password, "my password is ", "hunter2"), one(.password, "My password is @@.", "swordfish"),
    one(.password, "The wifi password is @@ and the network is Home", "Lake-House-42"),
    one(.password, "password: ", "correcthorse"), one(.password, "Password = ", "Tr0ub4dor&3"),
    one(.password, "the password for the guest network is ", "welcome2024"),
    one(.password, "my password on the old laptop is still @@, I think", "blue$ky"),
    one(.password, "pw: ", "a1b2c3d4"), one(.password, "DB_PASSWORD=", "s3cr3t-value"),
    one(.password, "db_pass=", "s3cr3t!"), one(.password, "\"password\": \"@@\"", "open sesame please"),
    one(.password, "my passcode is ", "482913"), one(.password, "The password is \u{201C}@@\u{201D}.", "swordfish"),
    one(.password, "I changed my password to @@ yesterday", "Winter!2019"), one(.password, "password was ", "abc123!"),
    one(.password, "login: kim password: @@\nnext line", "qwer1234"),
    one(.password, "the password is now ", "N0rth-Star"),
    one(.password, "my passphrase is ", "correct horse battery staple"), one(.password, "**Password:** ", "gr33nTea"),
    one(.password, "pwd := \"@@\"", "swordfish"), one(.password, "my pwd is ", "1234"),
    one(.password, "비밀번호는 @@야", "1234"), one(.password, "와이파이 비번: ", "homenet77"),
    one(.password, "내 비밀번호는 @@이야.", "qwer1234!"), one(.password, "비밀번호를 @@로 바꿨어", "Spring2020"),
    one(.password, "비번 @@입니다", "abcd1234"), one(.password, "암호는 '@@'이다", "열려라참깨"),
    one(.password, "패스워드가 @@라고 했어", "tiger99"), one(.password, "password는 @@ 이야", "tiger99"),
    one(.password, "현관 비밀번호는 @@이에요", "903517"), one(.password, "비밀번호는 @@야", "swordfish"),
    one(.pin, "my PIN is ", "4821"), one(.pin, "PIN: ", "0917"), one(.pin, "my card pin is @@, don't tell", "4821"),
    one(.pin, "the pin code for the gate is ", "73519"), one(.pin, "pin number ", "8842"),
    one(.pin, "door code is @@#", "4417"), one(.pin, "Your verification code is @@.", "482913"),
    one(.pin, "security code: ", "917"), one(.pin, "핀번호는 @@야", "4821"), one(.pin, "인증번호 [@@]", "482913"),
    one(.pin, "인증번호: @@입니다", "482913"), one(.pin, "PIN은 @@", "4821"),
    one(.paymentCard, "cvv ", "917"), one(.paymentCard, "CVC: ", "0917"),
    one(
      .recoveryPhrase, "seed phrase: ",
      "abandon ability able about above absent absorb abstract absurd abuse access accident"),
    Case(
      line: "password: swordfish, PIN: 4821, card 4111 1111 1111 1111",
      secrets: [(.password, "swordfish"), (.pin, "4821"), (.paymentCard, "4111 1111 1111 1111")]),
  ]

  private static let numbers: [Case] = [
    one(.paymentCard, "my card is ", "4111 1111 1111 1111"), one(.paymentCard, "", "4111111111111111"),
    one(.paymentCard, "카드번호 @@ 12/30 123", "5555-5555-5555-4444"), one(.paymentCard, "amex ", "3782 822463 10005"),
    one(.paymentCard, "pay with @@.", "378282246310005"), one(.paymentCard, "카드는 @@이야", "4242424242424242"),
    one(.paymentCard, "diners card ", "30569309025904"), one(.paymentCard, "JCB ", "3530111333300000"),
    one(.paymentCard, "mc2 ", "2223003122003222"), one(.paymentCard, "union ", "6200000000000005"),
    one(.paymentCard, "discover: ", "6011 1111 1111 1117"),
    one(.paymentCard, "the card for my order is ", "4012888888881881"),
    Case(
      line: "4111 1111 1111 1111 5555 5555 5555 4444",
      secrets: [(.paymentCard, "4111 1111 1111 1111"), (.paymentCard, "5555 5555 5555 4444")]),
    one(.bankAccount, "IBAN ", "DE89 3704 0044 0532 0130 00"),
    one(.bankAccount, "to @@ please", "GB82WEST12345698765432"),
    one(.bankAccount, "compte ", "FR14 2004 1010 0505 0001 3M02 606"), one(.bankAccount, "(@@)", "NL91ABNA0417164300"),
    one(.bankAccount, "konto ", "CH9300762011623852957"), one(.bankAccount, "계좌번호는 @@이야", "110-123-456789"),
    one(.bankAccount, "my bank account number is ", "1234567890"), one(.bankAccount, "계좌: 국민 ", "123456-78-901234"),
    one(.nationalID, "주민번호 ", "900101-1234568"), one(.nationalID, "number ", "900101-1234568"),
    one(.nationalID, "주민등록번호는 @@입니다", "9001011234567"), one(.nationalID, "아기 ", "210305-3123456"),
    one(.nationalID, "내 나이 34 ", "900101-1234568"), one(.nationalID, "SSN: ", "123-45-6789"),
    one(.nationalID, "my social security number is ", "219 09 9999"), one(.nationalID, "@@ is my SSN", "219-09-9999"),
    one(.nationalID, "CPF ", "529.982.247-25"), one(.nationalID, "身份证 ", "11010519491231002X"),
    one(.nationalID, "my social insurance number is ", "046 454 286"),
  ]

  @Test(arguments: keys + statements + numbers) private func aSecretIsFoundWhereItStands(test: Case) {
    let found = SecretScanner.scan(test.line)
    #expect(found.map { String(test.line[$0.range(in: test.line)]) } == test.secrets.map(\.1))
    #expect(found.map(\.kind) == test.secrets.map(\.0))
  }

  // MARK: What passes

  private static let innocent: [String] = [
    // Talk about passwords.
    "my password is too short", "The password is wrong.", "Your password is required", "I forgot my password again",
    "the password is not working", "Password: at least 8 characters", "the password must be 12 characters long",
    "Is the password the same as before?", "password is 8-character minimum", "password is 100% wrong",
    "The password is expired.", "Use a password manager to store passwords", "password reset: check your email",
    "Forgot password? Click here.", "The password is case-sensitive.", "what is your password",
    "passwords are hashed with argon2", "my password is incredibly long", "I told her the password is important.",
    "The token count is 4096", "tokens: 128000", "The secret is patience.", "the secret of the soup is butter",
    "a bearer of bad news", "the key to success is practice", "key: value", "The key is under the mat.",
    "seed phrase is something you should never share", "The pass is closed in winter: take the tunnel",
    "The passphrase is securely stored in the system keychain", "The mountain pass is 2,300m high",
    "boarding pass: gate B12a",
    // Code and settings.
    "pass `--verbose=2` to the tool", "you can pass `node` here", "pass code to Compiler::CreateCodeCache",
    "PWD: '/home/node1'",
    "https://user:pass@sub.example.org:8080/p/a?x=1",
    "password: String", "let password = readLine()", "password = os.environ[\"DB_PASSWORD\"]", "password=$DB_PASSWORD",
    "PASSWORD=${DB_PASSWORD}", "password: <your password>", "api_key = \"your-api-key-here\"",
    "API_KEY=xxxxxxxxxxxxxxxxxxxx",
    "if password == other { return }", "token = response.token", "var token: String?", "secret_key: null",
    "password: ********", "<input type=\"password\" name=\"pw\">", "postgres://user:password@localhost/db",
    "postgres://user:<password>@host/db", "https://example.org:8080/path@2x.png", "mailto:kim@example.org",
    "sk-learn is a library", "sk-xxxxxxxxxxxxxxxxxxxxxxxx", "AKIAXXXXXXXXXXXXXXXX", "pypi-server", "key-value store",
    "hf_transformers_model_name_with_many_words_in_it", "eyJ is how every token begins", "xai-based methods",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
    "commit 3f2a9c1e5b7d8f0a1b2c3d4e5f60718293a4b5c6",
    "sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "id 550e8400-e29b-41d4-a716-446655440000", "request_id=0198c0de-1234-7abc-8def-0123456789ab",
    "session token 550e8400-e29b-41d4-a716-446655440000", "model gpt-4o-mini-2024-07-18",
    "api key version: v2-2024-07-18-preview",
    "md5 d41d8cd98f00b204e9800998ecf8427e", "color #4111111111111111",
    // Numbers.
    "order number 4111111111111111", "주문번호 4111111111111111", "tracking 4242 4242 4242 4242", "ISBN 978-3-16-148410-0",
    "ISBN 9783161484100", "call +1 415 555 2671", "전화는 010-1234-5678", "call 02-123-4567 after 6",
    "IMEI 490154203237518",
    "4111 1111 1111 1112 is not a card", "1750000000000", "timestamp 20240101123000", "2024-01-01 12:30:00",
    "population 1,234,567,890", "3.14159265358979", "https://shop.example.org/item/4111111111111111",
    "1234-5678-9012-3456",
    "4111-1111-1111-1111-22", "192.168.100.200 and 10.0.0.1", "123-45-6789", "version 123-45-6789-1",
    "900101-1234567", "991301-1234567", "zip 94105-1234", "GB82 WEST 1234 5698 7654 33", "DE00 meeting room",
    "EU27 members",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "GL1234", "MK19 is a car", "529.982.247-26",
    "110105194912310021",
    // PINs and codes.
    "please pin this message", "the pin is missing from the hinge", "PIN is required", "pin the tail on the donkey",
    "the zip code is 94105", "error code 404", "area code: 415", "status code is 5003", "country code is 8200",
    "add a pin on the map at 12.5", "security codes are sent by text message", "PIN 2 of the connector is ground",
    "the verification code expires in 10 minutes",
    // Korean.
    "비밀번호는 8자 이상이어야 해", "비밀번호를 바꿨어", "비밀번호는 2024년에 바꿨어", "비밀번호가 뭐야?", "비번 까먹었어",
    "비밀번호는 Google 계정에 저장했어", "암호화폐는 위험해", "암호화는 중요하다", "토큰은 4096개까지야", "키는 180cm야",
    "인증번호가 안 와요", "비밀번호는 3번 틀리면 잠겨", "비밀번호는 <비밀번호>", "계좌를 새로 만들었어", "카드번호 알려줘",
    "핀번호는 4자리야", "오늘 1234명이 왔어", "주민등록번호를 왜 물어?", "제비번호 1234",
    // Plain talk.
    "", " ", "Hello there, how are you today?", "I was born on 1990-01-01 in a small town.", "오늘 날씨가 좋네요.",
    "It costs $4,111,111.11 in total", "The 2024 budget is 1 000 000 euros", "room 4821 is on the 8th floor",
  ]

  @Test(arguments: innocent) func ordinaryTextPasses(line: String) {
    let found = SecretScanner.scan(line)
    #expect(found.isEmpty, "\(found.map { ($0.kind, String(line[$0.range(in: line)])) })")
  }

  @Test func thereAreEnoughLines() {
    #expect(Self.keys.count + Self.statements.count + Self.numbers.count >= 100)
    #expect(Self.innocent.count >= 100)
  }

  // MARK: Places

  @Test func placesAreRightBehindAnyText() {
    for head in ["한국어 ", "👩‍👩‍👧‍👦 ", "e\u{301}: ", "\u{0}\n"] {
      for test in Self.statements.prefix(5) {
        let line = head + test.line + "\n" + head
        #expect(SecretScanner.scan(line).map { String(line[$0.range(in: line)]) } == test.secrets.map(\.1))
      }
    }
  }

  @Test func redactionTakesTheSecretsOnly() {
    #expect(
      SecretScanner.redact("비밀번호는 1234야. card 4111 1111 1111 1111, ok?")
        == "비밀번호는 [password]야. card [payment_card], ok?")
    #expect(SecretScanner.redact("nothing here") == "nothing here")
    #expect(SecretScanner.redact("postgres://app:tr0ub4dor@db/x") == "postgres://app:[connection_password]@db/x")
  }

  @Test func issuersAreNamed() {
    #expect(SecretScanner.scan("gh" + "p_" + Self.random(36)).first?.issuer == "github")
    #expect(SecretScanner.scan("my password is hunter2").first?.issuer == nil)
  }

  /// Whatever the bytes: ascending findings at scalar borders, and nothing left to find in what was redacted.
  @Test(arguments: 0..<20) func anyMixtureIsScannedInOrder(seed: Int) {
    var random = EventRandom(seed: UInt64(seed))
    let pieces =
      (Self.keys + Self.statements + Self.numbers).map(\.line) + Self.innocent
      + [
        "password", "is", ":", "=", "://", "@", "\"", "'", "비밀번호", "는 ", "-----BEGIN ", "eyJ", ".", "4111", "-", "\n",
        "🙂",
      ]
    let text = (0..<60).map { _ in pieces.randomElement(using: &random) ?? "" }
      .joined(separator: Bool.random(using: &random) ? " " : "")
    let found = SecretScanner.scan(text)
    let bytes = Array(text.utf8)
    var last = 0
    for finding in found {
      #expect(finding.utf8Range.lowerBound >= last && !finding.utf8Range.isEmpty)
      last = finding.utf8Range.upperBound
      for border in [finding.utf8Range.lowerBound, finding.utf8Range.upperBound] where border < bytes.count {
        #expect(bytes[border] & 0xC0 != 0x80)
      }
    }
    #expect(last <= bytes.count)
    #expect(SecretScanner.redact(text).utf8.count > 0)
  }
}
