/// Countries, regions and large or much visited cities, in English and Korean: public geography, one per line or between
/// commas.
enum PlaceNames {
  /// Hardly anything else.
  static let english = """
    afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria, azerbaijan, bahamas, bahrain, bangladesh, barbados,
    belarus, belgium, belize, benin, bhutan, bolivia, bosnia, bosnia and herzegovina, botswana, brazil, brunei, bulgaria, burkina faso, burundi,
    cambodia, cameroon, canada, cape verde, chile, china, colombia, congo, costa rica, croatia, cuba, cyprus, czech republic, czechia,
    denmark, djibouti, dominican republic, east timor, ecuador, egypt, el salvador, england, eritrea, estonia, ethiopia, fiji, finland, france,
    gabon, gambia, germany, ghana, great britain, greece, greenland, grenada, guatemala, guinea, guyana, haiti, honduras, hong kong, hungary,
    iceland, indonesia, iran, iraq, ireland, italy, ivory coast, jamaica, japan, kazakhstan, kenya, kosovo, kuwait, kyrgyzstan, laos, latvia,
    lebanon, lesotho, liberia, libya, liechtenstein, lithuania, luxembourg, macau, macedonia, madagascar, malawi, malaysia, maldives, mali, malta,
    mauritania, mauritius, mexico, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar, namibia, nepal, netherlands,
    new zealand, nicaragua, nigeria, north korea, north macedonia, northern ireland, norway, oman, pakistan, palestine, panama, papua new guinea,
    paraguay, peru, philippines, poland, portugal, puerto rico, qatar, romania, russia, rwanda, samoa, saudi arabia, scotland, senegal, serbia,
    seychelles, sierra leone, singapore, slovakia, slovenia, somalia, south africa, south korea, korea, south sudan, spain, sri lanka, sudan,
    suriname, sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand, tibet, togo, tonga, trinidad, tunisia, türkiye, turkiye, uganda,
    ukraine, united arab emirates, united kingdom, united states, united states of america, usa, uruguay, uzbekistan, vatican, venezuela,
    vietnam, wales, yemen, zambia, zimbabwe, uk, uae, ussr, europe, asia, africa, antarctica, north america, south america, latin america,
    central america, middle east, scandinavia, balkans, caribbean, oceania, southeast asia, east asia, central asia, british isles,
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, hawaii, idaho, illinois, indiana, iowa, kansas,
    kentucky, louisiana, maryland, massachusetts, michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire,
    new jersey, new mexico, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota,
    tennessee, texas, utah, vermont, west virginia, wisconsin, wyoming, ontario, quebec, british columbia, alberta, manitoba, saskatchewan,
    nova scotia, newfoundland, yukon, new south wales, queensland, tasmania, bavaria, saxony, tyrol, styria, carinthia, catalonia, andalusia,
    galicia, brittany, normandy, provence, burgundy, alsace, tuscany, umbria, lombardy, sicily, sardinia, corsica, crete, lapland, flanders,
    wallonia, cornwall, yorkshire, lancashire, devon, dorset, sussex, essex, norfolk, cumbria, kerala, punjab, gujarat, rajasthan, goa,
    hokkaido, honshu, kyushu, shikoku, okinawa, bali, java island, sumatra, borneo, jeju, jeju island, ulleungdo, gyeonggi, gangwon,
    patagonia, amazon rainforest, himalayas, alps, andes, pyrenees, dolomites, rockies, appalachians, sahara, serengeti, siberia, crimea,
    london, manchester, birmingham, liverpool, leeds, sheffield, bristol, newcastle, nottingham, leicester, cardiff, swansea, edinburgh, glasgow,
    aberdeen, dundee, inverness, belfast, oxford, cambridge, brighton, plymouth, southampton, portsmouth, norwich, exeter, york, canterbury,
    dublin, cork, galway, limerick, waterford, paris, marseille, lyon, toulouse, nice france, nantes, strasbourg, montpellier, bordeaux, lille,
    rennes, grenoble, dijon, avignon, berlin, hamburg, munich, cologne, frankfurt, stuttgart, düsseldorf, dortmund, leipzig, dresden, hanover,
    nuremberg, bremen, bonn, heidelberg, freiburg, potsdam, münster, karlsruhe, mannheim, augsburg, regensburg, göttingen, tübingen, vienna, graz, linz, salzburg, innsbruck,
    klagenfurt, zurich, geneva, basel, bern, lausanne, lucerne, lugano, winterthur, amsterdam, rotterdam, utrecht, eindhoven, the hague, hague,
    groningen, delft, leiden, maastricht, haarlem, nijmegen, brussels, antwerp, ghent, bruges, leuven, liège, rome, milan, naples, turin,
    palermo, genoa, bologna, florence, venice, verona, pisa, siena, trieste, bari, catania, madrid, barcelona, valencia, seville, zaragoza, malaga,
    bilbao, granada, salamanca, san sebastian, toledo spain, cordoba, lisbon, porto, coimbra, braga, faro, evora, madeira, azores, athens,
    thessaloniki, istanbul, ankara, izmir, antalya, warsaw, krakow, cracow, gdansk, wroclaw, poznan, lodz, katowice, lublin, prague, brno,
    ostrava, bratislava, budapest, debrecen, bucharest, cluj, timisoara, sofia bulgaria, plovdiv, belgrade, novi sad, zagreb, split croatia,
    dubrovnik, ljubljana, maribor, sarajevo, mostar, skopje, tirana, kyiv, kiev, lviv, odesa, odessa, kharkiv, minsk, moscow,
    saint petersburg, st petersburg, kazan, novosibirsk, vladivostok, tallinn, tartu, riga, vilnius, kaunas, helsinki, tampere, turku, oulu,
    espoo, rovaniemi, stockholm, gothenburg, malmo, uppsala, lund, oslo, bergen, trondheim, stavanger, tromsø, copenhagen, aarhus, odense,
    aalborg, reykjavik, akureyri, tbilisi, batumi, yerevan, baku, new york, new york city, nyc, manhattan, queens new york, bronx, los angeles,
    chicago, houston, philadelphia, san antonio, san diego, san jose, san francisco, fort worth, jacksonville, columbus,
    indianapolis, seattle, denver, boston, nashville, detroit, oklahoma city, portland, las vegas, memphis, louisville, baltimore, milwaukee,
    albuquerque, tucson, fresno, sacramento, kansas city, atlanta, omaha, colorado springs, raleigh, miami, oakland, minneapolis, tulsa, tampa,
    new orleans, cleveland, honolulu, pittsburgh, cincinnati, st louis, saint louis, orlando florida, buffalo new york, salt lake city, anchorage,
    boise, spokane, tacoma, santa fe, santa cruz, santa barbara, santa monica, palo alto, mountain view, cupertino, berkeley, boulder, ann arbor,
    brooklyn new york, silicon valley, bay area, washington dc, washington d.c, toronto, montreal, vancouver, calgary, edmonton, ottawa, winnipeg,
    quebec city, halifax, mexico city, guadalajara, monterrey, oaxaca, cancun, tijuana, havana, kingston jamaica, san juan, panama city,
    bogota, bogotá, medellin, medellín, cali colombia, cartagena, quito, guayaquil, lima, cusco, cuzco, arequipa, la paz, santa cruz de la sierra, santiago de chile,
    valparaiso, valparaíso, buenos aires, mendoza, rosario argentina, montevideo, asuncion, asunción, sao paulo, são paulo, rio de janeiro, brasilia, brasília, salvador bahia,
    recife, fortaleza, belo horizonte, porto alegre, curitiba, caracas, cairo, alexandria egypt, casablanca, marrakesh, marrakech, fez morocco,
    rabat, tangier, tunis, algiers, tripoli, lagos, abuja, accra, dakar, abidjan, nairobi, mombasa, kampala, kigali, dar es salaam, zanzibar,
    addis ababa, lusaka, harare, johannesburg, cape town, durban, pretoria, windhoek, gaborone, antananarivo, luanda, kinshasa, jerusalem,
    tel aviv, haifa, beirut, damascus, amman, baghdad, tehran, isfahan, riyadh, jeddah, mecca, dubai, abu dhabi, doha, manama, muscat,
    kuwait city, kabul, islamabad, karachi, lahore, delhi, new delhi, mumbai, bangalore, bengaluru, hyderabad, chennai, kolkata, pune, ahmedabad,
    jaipur, kochi, goa, varanasi, agra, kathmandu, pokhara, thimphu, dhaka, chittagong, colombo, kandy, yangon, mandalay, bangkok, chiang mai,
    phuket, pattaya, vientiane, luang prabang, phnom penh, siem reap, hanoi, ho chi minh city, saigon, da nang, hoi an, kuala lumpur, penang,
    jakarta, bandung, yogyakarta, surabaya, ubud, manila, cebu, davao, beijing, shanghai, guangzhou, shenzhen, chengdu, chongqing, wuhan,
    xi'an, hangzhou, nanjing, suzhou, qingdao, tianjin, harbin, kunming, lhasa, taipei, kaohsiung, taichung, tainan, tokyo, osaka, kyoto,
    yokohama, nagoya, sapporo, fukuoka, kobe, hiroshima, sendai, nara, kanazawa, nagasaki, kamakura, naha, seoul, busan, incheon, daegu,
    daejeon, gwangju, ulsan, suwon, jeonju, gyeongju, gangneung, sokcho, yeosu, pohang, changwon, cheongju, pyongyang, gangnam, hongdae,
    itaewon, ulaanbaatar, almaty, astana, tashkent, samarkand, bukhara, bishkek, sydney, melbourne, brisbane, perth australia, adelaide australia,
    canberra, hobart, darwin australia, cairns, gold coast, auckland, wellington new zealand, christchurch, dunedin, queenstown, rotorua,
    nelson new zealand, suva, port moresby, honolulu, maui, oahu, kauai, waikiki, yosemite, yellowstone, grand canyon, niagara falls, mount everest,
    mount fuji, machu picchu, angkor wat, taj mahal, eiffel tower, times square, central park, golden gate bridge, statue of liberty,
    danube, rhine, thames, seine, loire, rhone, elbe, tiber, ganges, indus, mekong, yangtze, nile, zambezi, congo river, volga, dnieper, mississippi river,
    rio grande, orinoco, lake como, lake garda, lake geneva, lake constance, lake victoria, lake michigan, lake superior, lake tahoe, mont blanc,
    matterhorn, kilimanjaro, mount kilimanjaro, ben nevis, vesuvius, etna, mount etna, black forest, lake district, cotswolds, scottish highlands, riviera,
    french riviera, amalfi coast, algarve, black sea, baltic sea, north sea, mediterranean sea, red sea, dead sea, pacific ocean, atlantic ocean,
    hyde park, trafalgar square, champs elysees, louvre, colosseum, acropolis, alhambra, sagrada familia, great wall of china
    """

  /// Also given names, surnames or words: a place only where something else says so.
  static let ambiguous = """
    paris, florence, milan, vienna, sydney, york, chelsea, brooklyn, dallas, austin, charlotte, phoenix, houston, lincoln, madison, jackson, orlando,
    savannah, sofia, alexandria, adelaide, perth, victoria, georgia, jordan, turkey, chad, niger, virginia, washington, israel,
    india, cuba, jersey, guernsey, bath, reading, split, nice, cork, essen, mobile, buffalo, hull, deal, rugby, derby, lens, nancy, tours, orange,
    salvador, santiago, cali, leon, medina, petra, kingston, nelson, wellington, hamilton, darwin, hobart, windsor, richmond, bristol, preston,
    lancaster, chester, lima, split, valencia, cordoba, troy, carolina, dakota, maine, marina, marshall islands, dominica, grenada, queens, bronx
    """

  /// Of the ambiguous ones, those that are a place unless something else is said.
  static let likely = """
    paris, milan, vienna, sydney, phoenix, houston, dallas, turkey, israel, india, cuba, washington, lima, cork, valencia, cordoba, perth, bristol,
    kingston, wellington, windsor, richmond, lancaster, york, florence, niger, jersey, buffalo, alexandria, orlando
    """

  /// Korean; a place wherever it stands as a word of its own.
  static let korean = """
    서울 부산 인천 대전 울산 세종 수원 성남 고양 용인 부천 안산 안양 화성 평택 의정부 시흥 파주 김포 군포 하남 이천 안성 양주 구리 포천 여주 양평
    가평 춘천 원주 강릉 동해 속초 삼척 홍천 평창 청주 충주 제천 천안 아산 서산 당진 논산 계룡 공주 보령 전주 군산 익산 정읍 남원 김제 목포 여수
    순천 나주 광양 담양 해남 포항 경주 김천 안동 구미 영주 영천 상주 문경 경산 창원 진주 통영 사천 김해 밀양 거제 양산 제주 서귀포 제주도 울릉도
    독도 경기도 강원도 충청북도 충청남도 충북 충남 전라북도 전라남도 전북 전남 경상북도 경상남도 경북 경남 강남 강북 강동 강서 홍대 이태원 명동 종로 신촌 잠실
    여의도 마포 성수동 연남동 망원동 한남동 판교 분당 일산 동탄 송도 해운대 광안리 서면 남포동 북한산 설악산 한라산 지리산 남산 한강 평양 개성
    대한민국 한국 북한 미국 일본 중국 대만 홍콩 마카오 몽골 베트남 태국 캄보디아 라오스 미얀마 말레이시아 싱가포르 인도네시아 필리핀 인도 네팔
    스리랑카 방글라데시 파키스탄 카자흐스탄 우즈베키스탄 러시아 우크라이나 폴란드 체코 슬로바키아 헝가리 루마니아 불가리아 그리스 튀르키예 터키
    이탈리아 스페인 포르투갈 프랑스 독일 오스트리아 스위스 네덜란드 벨기에 룩셈부르크 영국 잉글랜드 스코틀랜드 아일랜드 아이슬란드 노르웨이 스웨덴
    핀란드 덴마크 에스토니아 라트비아 리투아니아 크로아티아 세르비아 슬로베니아 이집트 모로코 튀니지 케냐 탄자니아 에티오피아 나이지리아 남아공 남아프리카공화국
    이스라엘 요르단 레바논 이란 이라크 사우디아라비아 두바이 아랍에미리트 카타르 캐나다 멕시코 쿠바 브라질 아르헨티나 칠레 페루 볼리비아 콜롬비아
    에콰도르 호주 오스트레일리아 뉴질랜드 하와이 괌 사이판 유럽 아시아 아프리카 북미 남미 동남아 도쿄 오사카 교토 후쿠오카 삿포로 나고야 요코하마 고베 나라현 오키나와
    히로시마 베이징 북경 상하이 상해 광저우 선전 청두 칭다오 하얼빈 타이베이 가오슝 방콕 치앙마이 푸켓 하노이 호치민 다낭 나트랑 호이안 쿠알라룸푸르
    자카르타 발리 마닐라 세부 보라카이 뉴델리 뭄바이 카트만두 울란바토르 모스크바 상트페테르부르크 블라디보스토크 뉴욕 로스앤젤레스 엘에이 샌프란시스코
    시카고 보스턴 시애틀 워싱턴 라스베이거스 애틀랜타 휴스턴 댈러스 필라델피아 샌디에이고 포틀랜드 호놀룰루 밴쿠버 토론토 몬트리올 런던 맨체스터
    리버풀 에든버러 글래스고 더블린 파리 리옹 마르세유 니스 베를린 뮌헨 함부르크 프랑크푸르트 쾰른 드레스덴 빈 비엔나 잘츠부르크 그라츠 취리히 제네바 베른 바젤 암스테르담
    로테르담 위트레흐트 브뤼셀 브뤼헤 겐트 로마 밀라노 피렌체 베네치아 나폴리 마드리드 바르셀로나 세비야 그라나다 발렌시아 리스본 포르투 아테네 산토리니 이스탄불 앙카라
    바르샤바 크라쿠프 프라하 브르노 부다페스트 부쿠레슈티 소피아 자그레브 두브로브니크 류블랴나 오슬로 베르겐 스톡홀름 예테보리 코펜하겐 헬싱키 레이캬비크 탈린 리가 빌뉴스 카이로
    마라케시 나이로비 케이프타운 예루살렘 텔아비브 테헤란 도하 멕시코시티 상파울루 리우데자네이루 부에노스아이레스 산티아고 리마 쿠스코 시드니 멜버른
    브리즈번 퍼스 오클랜드 퀸스타운
    """

  /// Korean; only with a particle of place behind it, since the word has another meaning.
  static let koreanAmbiguous =
    "광주 대구 파리 빈 니스 리마 소피아 개성 공주 나주 이천 동해 화성 구미 구리 영주 고양 상주 안성 사천 발리 세부 퍼스 칠레 인도 남산 서면 빌바오 강동 강서 마포"
}
