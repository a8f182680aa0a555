/// How the keys of one issuer begin and what follows.
struct IssuedKeyShape {
  enum Alphabet {
    case alphanumeric, upperAndDigits, hex, wordAndHyphen, base64, any

    func contains(_ byte: UInt8) -> Bool {
      switch self {
      case .alphanumeric: byte.isAlphanumeric
      case .upperAndDigits: byte.isUpper || byte.isDigit
      case .hex: byte.isHex
      case .wordAndHyphen: byte.isWord || byte == UInt8(ascii: "-")
      case .base64:
        byte.isWord || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
          || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ".")
      case .any: byte.isGraphic && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
      }
    }
  }

  let prefix: StaticString
  let alphabet: Alphabet
  /// Characters after the prefix, at least.
  let count: Int
  let issuer: String

  init(_ prefix: StaticString, _ alphabet: Alphabet, _ count: Int, _ issuer: String) {
    self.prefix = prefix
    self.alphabet = alphabet
    self.count = count
    self.issuer = issuer
  }

  /// Longer prefixes before shorter ones they begin with. From the issuers' own documentation; lengths are lower bounds, because
  /// issuers lengthen their keys.
  static let all: [IssuedKeyShape] = [
    .init("sk-ant-", .wordAndHyphen, 24, "anthropic"), .init("sk-proj-", .wordAndHyphen, 24, "openai"),
    .init("sk-svcacct-", .wordAndHyphen, 24, "openai"), .init("sk-admin-", .wordAndHyphen, 24, "openai"),
    .init("sk-or-v1-", .hex, 32, "openrouter"), .init("sk-lf-", .wordAndHyphen, 24, "langfuse"),
    .init("sk-", .alphanumeric, 20, "openai"),
    .init("sk_live_", .alphanumeric, 16, "stripe"), .init("sk_test_", .alphanumeric, 16, "stripe"),
    .init("rk_live_", .alphanumeric, 16, "stripe"), .init("rk_test_", .alphanumeric, 16, "stripe"),
    .init("whsec_", .base64, 24, "stripe"),
    .init("AKIA", .upperAndDigits, 16, "aws"), .init("ASIA", .upperAndDigits, 16, "aws"),
    .init("AIza", .wordAndHyphen, 35, "google"), .init("GOCSPX-", .wordAndHyphen, 20, "google"),
    .init("ya29.", .wordAndHyphen, 20, "google"),
    .init("ghp_", .alphanumeric, 36, "github"), .init("gho_", .alphanumeric, 36, "github"),
    .init("ghu_", .alphanumeric, 36, "github"), .init("ghs_", .alphanumeric, 36, "github"),
    .init("ghr_", .alphanumeric, 36, "github"), .init("github_pat_", .wordAndHyphen, 60, "github"),
    .init("glpat-", .wordAndHyphen, 20, "gitlab"), .init("gldt-", .wordAndHyphen, 20, "gitlab"),
    .init("glrt-", .wordAndHyphen, 20, "gitlab"), .init("glptt-", .wordAndHyphen, 20, "gitlab"),
    .init("xoxb-", .wordAndHyphen, 20, "slack"), .init("xoxp-", .wordAndHyphen, 20, "slack"),
    .init("xoxa-", .wordAndHyphen, 20, "slack"), .init("xoxr-", .wordAndHyphen, 20, "slack"),
    .init("xoxs-", .wordAndHyphen, 20, "slack"), .init("xoxe.", .wordAndHyphen, 20, "slack"),
    .init("xapp-", .wordAndHyphen, 20, "slack"), .init("hooks.slack.com/services/", .base64, 24, "slack"),
    .init("discord.com/api/webhooks/", .base64, 40, "discord"),
    .init("discordapp.com/api/webhooks/", .base64, 40, "discord"),
    .init("hf_", .alphanumeric, 30, "hugging_face"), .init("npm_", .alphanumeric, 36, "npm"),
    .init("pypi-", .wordAndHyphen, 40, "pypi"), .init("SG.", .base64, 40, "sendgrid"),
    .init("key-", .hex, 32, "mailgun"), .init("dop_v1_", .hex, 32, "digitalocean"),
    .init("doo_v1_", .hex, 32, "digitalocean"), .init("dor_v1_", .hex, 32, "digitalocean"),
    .init("shpat_", .hex, 32, "shopify"), .init("shpss_", .hex, 32, "shopify"),
    .init("shpca_", .hex, 32, "shopify"), .init("shppa_", .hex, 32, "shopify"),
    .init("sq0atp-", .wordAndHyphen, 20, "square"), .init("sq0csp-", .wordAndHyphen, 40, "square"),
    .init("dapi", .hex, 32, "databricks"), .init("HRKU-", .wordAndHyphen, 30, "heroku"),
    .init("lin_api_", .alphanumeric, 32, "linear"), .init("secret_", .alphanumeric, 40, "notion"),
    .init("ntn_", .alphanumeric, 40, "notion"), .init("gsk_", .alphanumeric, 40, "groq"),
    .init("xai-", .alphanumeric, 40, "xai"), .init("r8_", .alphanumeric, 32, "replicate"),
    .init("pplx-", .alphanumeric, 40, "perplexity"), .init("tvly-", .wordAndHyphen, 24, "tavily"),
    .init("hvs.", .wordAndHyphen, 24, "vault"), .init("hvb.", .wordAndHyphen, 24, "vault"),
    .init("ATATT3", .base64, 40, "atlassian"), .init("ATCTT3", .base64, 40, "atlassian"),
    .init("figd_", .wordAndHyphen, 32, "figma"), .init("PMAK-", .wordAndHyphen, 40, "postman"),
    .init("NRAK-", .alphanumeric, 24, "new_relic"), .init("glsa_", .wordAndHyphen, 32, "grafana"),
    .init("glc_", .base64, 32, "grafana"), .init("dckr_pat_", .wordAndHyphen, 24, "docker"),
    .init("sbp_", .hex, 32, "supabase"), .init("pscale_tkn_", .wordAndHyphen, 32, "planetscale"),
    .init("dp.pt.", .alphanumeric, 32, "doppler"), .init("AGE-SECRET-KEY-1", .upperAndDigits, 40, "age"),
    .init("sntrys_", .base64, 40, "sentry"), .init("pul-", .hex, 32, "pulumi"),
    .init("sl.", .wordAndHyphen, 60, "dropbox"), .init("EAAC", .alphanumeric, 60, "meta"),
    .init("PuTTY-User-Key-File-", .any, 1, "putty"),
  ]

  /// Characters of the shortest key with its prefix.
  static let shortest = 20

  /// Positions in `all` by first byte.
  static let byFirstByte: [[Int]] = {
    var table = [[Int]](repeating: [], count: 128)
    for (index, shape) in all.enumerated() { table[Int(shape.prefix.utf8Start[0])].append(index) }
    return table
  }()
}
