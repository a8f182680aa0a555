/// Products, tools and organisations that most people know by name; folded. Widely known marks only: private ones are found
/// by what stands around them.
enum BrandNames {
  static let products = """
    iphone, ipad, macbook, macbook pro, macbook air, airpods, apple watch, android, windows, macos, linux, ubuntu, debian, fedora, arch linux,
    playstation, xbox, nintendo switch, steam deck, kindle, chromebook, thinkpad, raspberry pi, arduino, python, javascript, typescript, java,
    kotlin, swift, swiftui, rust, golang, c++, c#, ruby, ruby on rails, php, haskell, scala, erlang, elixir, clojure, perl, fortran, matlab,
    react, react native, angular, vue, svelte, next.js, node.js, deno, django, flask, fastapi, spring boot, laravel, pytorch, tensorflow, keras,
    numpy, pandas, jupyter, docker, kubernetes, terraform, ansible, jenkins, github, gitlab, bitbucket, git, vim, neovim, emacs, vs code, vscode, xcode,
    intellij, pycharm, eclipse, postman, postgres, postgresql, mysql, sqlite, mongodb, redis, kafka, elasticsearch, snowflake, excel, powerpoint,
    word, outlook, microsoft teams, microsoft office, google docs, google sheets, google drive, google maps, google calendar, gmail, chrome, firefox, safari,
    slack, zoom, skype, discord, telegram, whatsapp, signal, instagram, facebook, twitter, tiktok, youtube, reddit, linkedin, pinterest,
    snapchat, spotify, netflix, hulu, twitch, notion, obsidian, evernote, trello, jira, asana, todoist, figma, photoshop, illustrator,
    lightroom, premiere, final cut, blender, unity, unreal engine, godot, garageband, ableton, logic pro, audacity, autocad, solidworks,
    sketchup, wordpress, shopify, wix, squarespace, salesforce, hubspot, zapier, airtable, tableau, power bi, quickbooks, paypal, venmo, stripe,
    alexa, siri, chatgpt, claude, gemini, copilot, midjourney, stable diffusion, ollama, minecraft, fortnite, roblox, overwatch, league of legends,
    world of warcraft, animal crossing, stardew valley, the sims, duolingo, strava, fitbit, garmin, gopro, roomba, tesla model 3, model y, prius,
    kakaotalk, wikipedia, stack overflow, hacker news, dropbox, onedrive, icloud, photoshop, lego, bluetooth, homebrew, markdown, latex
    """
  static let organizations = """
    google, microsoft, apple, amazon, meta, ibm, intel, nvidia, amd, oracle, sap, cisco, dell, hp, lenovo, samsung, samsung electronics, lg,
    lg electronics, sk hynix, hyundai, kia, naver, kakao, coupang, toss, sony, nintendo, panasonic, toyota, honda, nissan, mitsubishi, mazda,
    volkswagen, bmw, mercedes, mercedes-benz, audi, porsche, bosch, siemens, airbus, boeing, tesla, spacex, ford, general motors, volvo, ikea, spotify ab,
    nokia, ericsson, philips, unilever, nestlé, novartis, roche, pfizer, astrazeneca, bayer, basf, shell, bp, totalenergies, walmart, costco, starbucks,
    mcdonald's, burger king, kfc, coca-cola, pepsico, nike, adidas, puma se, zara, h&m, uniqlo, lidl, aldi, tesco, carrefour, fedex, ups, dhl, uber, lyft,
    airbnb, booking.com, adobe, openai, anthropic, deepmind, deloitte, kpmg, pwc, ernst & young, mckinsey, accenture, goldman sachs, jpmorgan, morgan stanley,
    hsbc, barclays, deutsche bank, visa inc, mastercard, nasa, esa, cern, unesco, unicef, red cross, united nations, european union, world bank, nato,
    greenpeace, amnesty international, doctors without borders, habitat for humanity, bbc, cnn, npr, new york times, washington post,
    harvard, harvard university, stanford, mit, yale, princeton, caltech, oxford university, cambridge university, eth zurich, kaist, postech, snu, yonsei,
    korea university, fifa, uefa, nba, nfl, nhl, manchester united, real madrid, fc barcelona, bayern munich, netflix inc, at&t, verizon, t-mobile, vodafone
    """
  /// Also ordinary words: only when written as a name, and never at the head of a sentence.
  static let wordy =
    "word swift rust java ruby git signal stripe premiere meta apple amazon windows eclipse unity chrome safari outlook notion slack zoom react spring gemini shell visa puma ford steam blender alexa oracle python telegram discord snowflake docker windows roche intel claude"

  static let koreanProducts = """
    노션 카카오톡 카톡 인스타그램 인스타 유튜브 넷플릭스 엑셀 파워포인트 파이썬 자바 자바스크립트 포토샵 아이폰 아이패드 갤럭시 맥북 안드로이드 윈도우 리눅스 슬랙 줌 페이스북
    트위터 틱톡 깃허브 도커 챗지피티 지메일 옵시디언 피그마 닌텐도 플레이스테이션
    """
  static let koreanOrganizations = """
    삼성 삼성전자 엘지 엘지전자 현대 현대자동차 현대차 기아 네이버 카카오 쿠팡 배달의민족 토스 구글 애플 마이크로소프트 아마존 메타 오픈에이아이 엔비디아 소니 도요타 에스케이하이닉스 하이닉스 포스코 롯데 신세계
    이마트 대한항공 아시아나항공 스타벅스 서울대 서울대학교 연세대 연세대학교 고려대 고려대학교 카이스트 포항공대 이화여대 한양대 성균관대 경희대 중앙대 홍익대 부산대 경북대 전남대 유엔 유니세프
    """
}
