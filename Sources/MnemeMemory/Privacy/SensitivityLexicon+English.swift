extension SensitivityLexicon {
  static let english: [(SensitiveTopic, String)] = [
    (
      .health,
      """
      diagnosed with, my diagnosis, a diagnosis of, chemotherap*, chemo, radiotherap*, tumor, tumour, cancer,
      carcinoma, leukemia, leukaemia, lymphoma, melanoma, diabet*, insulin, asthma*, epilep*, arthritis,
      osteoporosis, fibromyalgia, migraine, hypertension, cholesterol, blood pressure, blood sugar, heart attack,
      heart disease, heart condition, heart failure, had a stroke, pacemaker, pregnan*, miscarr*, infertil*, ivf,
      menopaus*, endometriosis, menstrua*, period pain, hiv, hepatitis, tuberculosis, pneumonia, covid*, ulcer,
      ulcerative, crohn*, colitis, celiac, coeliac, ibs, thyroid*, lupus, multiple sclerosis, parkinson*,
      alzheimer*, dementia, autis*, adhd, dyslexi*, tourette*, bipolar disorder, i'm bipolar, am bipolar,
      schizophren*, psychosis, psychotic, ptsd, ocd, anorexi*, bulimi*, eating disorder, antidepress*,
      panic attack, panic disorder, anxiety, suicid*, self harm*, overdos*, in rehab, recovering alcoholic,
      alcoholism, addiction to, addicted to alcohol, drug addict*, psychiatr*, psychotherap*, my therapist,
      in therapy, physical therapy, physiotherap*, surger*, surgeon, biopsy, mri, ct scan, ultrasound scan,
      colonoscop*, mammogram, medication, antibiotic, painkiller, prescribed, my prescription, vaccin*, allerg*,
      anaphyla*, epipen, inhaler, dialysis, kidney transplant, liver transplant, heart transplant, bone marrow,
      amputat*, wheelchair, disabilit*, chronic pain, chronic illness, chronic fatigue, back pain, chest pain,
      knee pain, stomach pain, broke my arm, broke my leg, broke my wrist, broke my ankle, broke my nose,
      broke my foot, broke my hand, broke my finger, broke my hip, broken arm, broken leg, broken rib, sprained,
      concussion, hemorrhoid*, eczema, psoriasis, glaucoma, cataract, hearing loss, hearing aid, fainted, vomit*,
      diarrhea, diarrhoea, constipat*, high fever, food poisoning, terminally ill, terminal illness, hospice,
      hospitalized, hospitalised, intensive care, emergency room, ibuprofen, paracetamol, sertraline, metformin,
      mental health, mental illness, nervous breakdown, depressed, depression, ?diagnosis, ?diagnosed, ?symptom,
      ?doctor, ?hospital, ?clinic, ?nurse, ?sick, ?ill, ?illness, ?disease, ?infection, ?pain, ?hurts, ?headache,
      ?fever, ?cough*, ?flu, ?nausea, ?nauseous, ?dizzy, ?pill, ?dose, ?medicine, ?treatment, ?patient, ?checkup,
      ?check up, ?blood test, ?dentist, ?injur*, ?weight loss, ?overweight, ?obes*, ?insomnia, ?burnout,
      ?burned out, ?seizure, ?transplant, ?alcoholic, ?recovering, ?therapy, ?therapist, ?prescription, ?pharmacy,
      ?stomach, ?sore throat, ?rash, ?x ray, !sick of, !sick and tired of, !pain point, !pain in the neck,
      !cancer sign, !cancer season, !cancer horoscope, !tropic of cancer, !great depression, !depression era,
      !tropical depression, !economic depression, !stroke of luck, !allergic to mondays, !allergic to meetings,
      !patient with me, !be patient, !spin doctor, !recovering the file, !ill advised, !wheelchair accessible
      """
    ),
    (
      .sexuality,
      """
      gay, lesbian, bisexual*, homosexual*, heterosexual*, pansexual*, asexual*, transgender*, transsexual*,
      trans woman, trans man, trans women, trans men, nonbinary, non binary, genderqueer, genderfluid, queer,
      lgbt*, sexual*, came out as, out of the closet, same sex, gender identity, gender dysphoria, sex life,
      sex drive, had sex, having sex, have sex, libido, erectile, viagra, erotic*, porn, porno*, masturbat*,
      one night stand, condom, birth control, contracepti*, chlamydia, gonorrhea, gonorrhoea, syphilis, herpes,
      vasectomy, slept with him, slept with her, sleeping with him, sleeping with her, sexting, fetish*,
      polyamor*, open marriage, virginity, orgasm*, my pronouns, ?intimate, ?intimacy, ?hookup, ?hooked up,
      ?affair, ?nude, ?naked, ?drag queen, ?pride parade, ?orientation, ?gender, ?attracted to, ?kinky, ?std,
      ?sti, !asexual reproduction, !reproduce asexually
      """
    ),
    (
      .religion,
      """
      christian*, catholic*, protestant*, evangelical*, orthodox church, lutheran*, methodist, baptist,
      presbyterian, anglican, pentecostal, mormon*, jehovah*, quaker, muslim, moslem, islam*, sunni, shia, quran,
      koran, ramadan, hajj, mosque, imam, jewish, judaism, synagogue, rabbi, torah, talmud, sabbath, shabbat,
      bar mitzvah, bat mitzvah, yom kippur, buddhis*, hindu*, sikh*, taoist, shinto, wicca*, atheis*,
      i'm agnostic, am agnostic, an agnostic, religio*, bible, new testament, old testament, pray for, prayed,
      praying, prayer, i pray, we pray, they pray, pray every, pray to, worship*, sermon, baptism, baptised,
      baptized, holy communion, first communion, went to church, go to church, goes to church, going to church,
      at church, my church, our church, church choir, church service, sunday school, sunday mass, holy mass,
      went to mass, go to mass, attend mass, missionary work, lost my faith, my faith, believe in god,
      belief in god, jesus, allah, holy spirit, theolog*, ash wednesday, eucharist, ?church, ?temple, ?god,
      ?faith, ?priest, ?pastor, ?monk, ?nun, ?holy, ?sacred, ?spiritual*, ?heaven, ?blessing, ?halal, ?kosher,
      ?meditat*, ?hymn, ?altar, ?scripture, ?congregation, ?parish, ?monastery, ?seminary, ?buddha, ?agnostic,
      ?pilgrim*, ?convert to, !oh my god, !oh god, !thank god, !god knows, !for god's sake, !for heaven's sake,
      !god object, !god mode, !praying mantis, !praying mantises, !holy grail, !holy cow, !religiously,
      !baptism of fire, !bible of, !hero worship, !in good faith, !bad faith, !leap of faith
      """
    ),
    (
      .politics,
      """
      democrat, republican, libertarian, socialist, socialism, communist, communism, marxis*, fascis*, nazi,
      anarchis*, left wing, right wing, far left, far right, leftist, rightist, populis*, nationalist,
      labour party, labor party, conservative party, liberal party, green party, political party, political view,
      political belief, political opinion, politically active, my politics, politics, politician, tory, tories,
      voted for, voting for, voted against, who to vote, election campaign, general election,
      presidential election, midterm election, local election, referendum, impeach*, gun control, gun rights,
      abortion rights, pro life, pro choice, immigration policy, climate protest, went to a rally, protest march,
      picket line, trade union, labor union, labour union, union member, union membership, brexit, welfare state,
      capitalism, capitalist, feminis*, police brutality, border wall, swing state, ballot, ?election, ?vote,
      ?vote for, ?voted, ?voter, ?voting, ?president, ?prime minister, ?senator, ?congress, ?parliament,
      ?government, ?campaign, ?protest, ?protested, ?protesting, ?protester, ?activist, ?activism, ?liberal,
      ?conservative, ?progressive, ?mayor, ?governor, ?rally, ?petition, ?demonstration, ?ideolog*, ?regime,
      ?political, !office politics, !conservative estimate, !liberal amount, !progressive web,
      !progressive download, !progressive jpeg, !progressive rock, !grammar nazi, !rally car, !rally driver,
      !marketing campaign, !ad campaign, !email campaign, !vice president of
      """
    ),
    (
      .finances,
      """
      salary, salaries, my income, annual income, household income, low income, monthly income, net worth, debt,
      bankrupt*, insolven*, mortgage, foreclos*, payday loan, student loan, personal loan, car loan,
      took out a loan, home loan, loan payment, credit score, credit rating, credit card bill,
      credit card balance, overdraft, overdrawn, bank balance, account balance, bank statement, savings account,
      my savings, life savings, retirement fund, retirement account, pension fund, my pension, 401k, 401(k),
      roth ira, paycheck, paycheque, payslip, pay stub, pay rise, pay raise, i earn, we earn, he earns, she earns,
      earns about, my wage, minimum wage, hourly wage, unemployment benefit, on welfare, food stamps,
      disability benefit, child support, alimony, tax return, tax refund, back taxes, owe taxes, owes taxes,
      income tax, capital gains, my inheritance, inherited money, trust fund, stock portfolio,
      investment portfolio, my investments, day trading, crypto wallet, lost money on, broke until payday,
      living paycheck, behind on rent, eviction notice, got evicted, being evicted, repossess*, debt collector,
      collections agency, insurance payout, severance pay, ?bank, ?loan, ?income, ?budget, ?tax, ?rent, ?invest,
      ?invested, ?investing, ?investment, ?investor, ?stock, ?bond, ?crypto, ?bitcoin, ?afford, ?money, ?expense,
      ?savings, ?interest rate, ?credit card, ?dividend, ?finance, ?financial*, ?owe, ?payment, ?earn, ?bonus,
      ?pension, ?wage, ?inheritance, ?paid me, ?broke, !technical debt, !tech debt, !sleep debt, !in stock,
      !out of stock, !stock photo, !chicken stock, !vegetable stock, !river bank, !power bank, !memory bank,
      !word budget, !token budget, !time budget, !error budget, !wage war, !class inheritance,
      !multiple inheritance
      """
    ),
  ]
}
