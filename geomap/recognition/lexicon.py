"""Word lists that tell places from people, organizations and plain words; general knowledge, lower case.

They are features, not rules: the models learn how much each list weighs.
"""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """What a word as such suggests; one a word, the first that fits."""

    NONE = 0
    FUNCTION = 1
    LOCATIVE = 2
    """Prepositions and verbs before a place."""
    DIRECTION = 3
    CALENDAR = 4
    TITLE = 5
    """Before a person's name."""
    FIRST_NAME = 6
    ORGANIZATION = 7
    """Makes the name it belongs to an organization."""
    AREA = 8
    """Kind of an area or settlement: province, city of."""
    NATURE = 9
    FACILITY = 10
    SPEECH = 11
    """Verbs whose subject is a person."""
    PERSON_NOUN = 12
    STREET = 13
    FORCES = 14


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION = _words(
    "the a an and or but if of that this these those which who whom whose what when while where why how he she it"
    " they we i you his her its their our my your him them us me is was are were be been being has have had do does"
    " did will would can could may might shall should must not no nor as so than then there here also just only very"
    " more most some any all both each few other such own same too now after before because although though since"
    " during for with without by about against between under over up down out off again once one two three four five"
    " six seven eight nine ten first second third last next new many much however meanwhile"
)
LOCATIVE = _words(
    "in at near from to into outside inside across around throughout toward towards via within onto through beyond"
    " leaving visit visited visiting entered entering reach reached reaching capture captured retake retook recapture"
    " liberate liberated besieged surrounding outskirts southwest northwest southeast northeast between off along"
)
DIRECTION = _words(
    "north south east west northern southern eastern western central upper lower greater northeastern northwestern"
    " southeastern southwestern mid inner outer downtown suburban rural"
)
CALENDAR = _words(
    "january february march april may june july august september october november december jan. feb. mar. apr. jun."
    " jul. aug. sep. sept. oct. nov. dec. monday tuesday wednesday thursday friday saturday sunday today yesterday"
    " tomorrow mon tue wed thu fri sat sun gmt bst est edt a.m. p.m. am pm ramadan easter christmas eid"
)
TITLE = _words(
    "mr mrs ms miss dr mr. mrs. ms. dr. sir lord lady dame baroness prof prof. professor president premier chancellor"
    " minister secretary senator sen. representative rep. congressman congresswoman governor gov. mayor councillor"
    " councilman judge justice attorney sheriff officer detective det. inspector superintendent supt. sergeant sgt."
    " corporal cpl. private pvt. captain capt. major maj. lieutenant lt. colonel col. general gen. brigadier brig."
    " admiral adm. commander cmdr. marshal sheikh sheik shaikh imam ayatollah mullah mawlawi maulvi molvi king queen"
    " prince princess emir sultan pope cardinal bishop archbishop reverend rev. father pastor rabbi ambassador envoy"
    " spokesman spokeswoman spokesperson chairman chairwoman director ceo coach manager author actor actress singer"
    " teacher abu ibn bin bint umm hon. jr. sr. saint comrade chief deputy suspect victim brother sister son daughter"
    " wife husband mother uncle aunt engineer haji hajji ustad"
)
FIRST_NAME = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark"
    " donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary"
    " nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond"
    " patrick jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle walter ethan jeremy"
    " harold keith christian roger noah gerald carl terry sean arthur lawrence jesse dylan bryan joe billy bruce"
    " albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell louis bobby philip phillip"
    " johnny bradley mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty"
    " sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon"
    " laura cynthia dorothy amy kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine"
    " helen debra rachel carolyn janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren"
    " kelly christina joan evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara"
    " janice ann kathryn abigail sophia frances jean alice judy isabella julia grace denise amber marilyn beverly"
    " danielle theresa sophie diana brittany natalie charlotte marie kayla alexis lori jim tom bob bill mike dave dan"
    " matt tony steve andy josh ken tim jeff greg sam alex pat ben don ron rob nick chris ed fred phil ray doug"
    " harry oliver charlie oscar leo archie alfie freddie theo isaac liam callum connor gavin graham ian neil nigel"
    " simon stuart trevor colin derek clive barry geoffrey malcolm martin howard leslie norman stanley ernest"
    " gordon tobias boris theresa jeremy keir rishi ariana saffie georgina kirsty"
    " mohammed mohammad muhammad mohamed mahmoud ahmed ahmad ali hassan hasan hussein hussain husain omar umar osman"
    " othman uthman abdul abdullah abdulrahman abdel abd khalid khaled ibrahim ismail yusuf yousef yousuf youssef"
    " mustafa mostafa karim kareem rahim rahman rashid rasheed salim saleem salman saad said saeed sayed syed sayyid"
    " tariq tarek walid waleed yasser yasir zaid zayd bashar hafez haider haidar hamid hamza jamal jamil jawad kamal"
    " majid mansour mansur marwan masoud massoud mehdi mahdi munir murad muqtada moqtada nabil nasir nasser nouri nuri"
    " qasem qasim qais rafiq riad riyad samir sami shakir taha talib wissam ziad fatima aisha ayesha khadija layla"
    " leila maryam mariam nadia noor nour rania salma samira yasmin zainab zahra zeinab abdulaziz adel akram anwar"
    " ashraf atta ghani hamidullah hekmatyar zabihullah zalmay haibatullah sirajuddin jalaluddin habibullah"
    " rahmatullah najibullah asadullah gul karzai dostum fahim ismael amrullah nechirvan masoud massoud jalal barham"
    " vladimir sergei sergey dmitry dmitri mikhail alexei aleksandr igor ivan nikolai oleg yuri boris andrei anton"
    " pavel viktor petr jan piotr andrzej janusz tomasz krzysztof hans klaus jurgen wolfgang angela dieter franz fritz"
    " heinrich helmut karl otto stefan ursula pierre jacques francois michel philippe alain nicolas emmanuel"
    " marine marcel giovanni giuseppe marco mario luigi paolo matteo antonio carlos fernando francisco jorge luis"
    " manuel miguel pedro rafael ricardo roberto javier alejandro diego eduardo enrique felipe hugo pablo raul sergio"
    " joao paulo luiz dilma jair kim lee park wang li zhang liu chen yang huang zhao wu zhou xi hu wen hiroshi kenji"
    " shinzo taro yoko narendra rahul sonia rajiv indira amit arun raj ravi sanjay vijay sunil anil priya deepak kofi"
    " nelson thabo jacob robert desmond goodluck olusegun muhammadu barack hillary donald joe kamala benjamin bibi"
    " ariel shimon ehud yitzhak moshe avigdor mahmoud ismail recep tayyip abdullah devlet fethullah"
)
ORGANIZATION = _words(
    "university college school academy institute united fc afc rovers wanderers albion athletic rangers times post"
    " herald tribune news gazette journal daily guardian telegraph observer radio tv television bank group inc inc."
    " corp corp. corporation company co. ltd ltd. plc llc association federation union party council committee"
    " commission agency authority ministry department office bureau court police army navy guard brigade brigades"
    " battalion regiment division corps militia front movement state foundation trust society club league team church"
    " airlines airways motors industries energy partners holdings hospital clinic museum library observatory network"
    " service services senate parliament congress assembly government administration embassy consulate command cup"
    " championship olympics festival chamber board coalition alliance forces organization organisation democrats"
    " republicans conservatives labour symphony orchestra theatre theater press review magazine show prize award"
    " agreement accord treaty act bill summit conference express"
)
AREA = _words(
    "city town village hamlet municipality suburb neighborhood neighbourhood borough district subdistrict"
    " sub-district province governorate state county region territory canton prefecture parish capital commune"
    " enclave camp area areas outskirts countryside provinces districts counties cities towns villages suburbs country"
    " republic kingdom emirate oblast wilayat nahiyah nahiya township quarter ward republics regions"
)
NATURE = _words(
    "river lake sea gulf bay ocean island islands isle mountain mountains mount mt mt. hill hills valley desert coast"
    " peninsula strait straits canal creek forest plain plains plateau basin cape wadi delta dam reservoir beach pass"
    " gorge falls peak ridge jabal jebel tell tal oasis marsh marshes border shore"
)
FACILITY = _words(
    "airport airfield airbase base barracks garrison checkpoint crossing station stadium arena hospital mosque church"
    " cathedral synagogue shrine temple market bazaar square park bridge tunnel port harbor harbour refinery field"
    " prison jail hotel mall palace castle fort tower building house hall center centre cemetery garden gardens"
    " junction roundabout terminal dock"
)
STREET = _words(
    "street st st. avenue ave ave. road rd rd. boulevard blvd blvd. drive lane highway hwy hwy. route interstate"
    " motorway freeway parkway expressway way court place terrace crescent"
)
SPEECH = _words(
    "said says say told tells added adds explained stated testified asked replied wrote writes joked recalled argued"
    " insisted claimed tweeted noted warned denied admitted scored resigned died married smiled laughed"
)
PERSON_NOUN = _words(
    "man woman boy girl people person residents resident native citizen citizens men women children family police"
    " mayor governor lawmaker lawmakers player players fans fan student students"
)
FORCES = _words(
    "troops soldiers forces fighters militants rebels insurgents jihadists airstrike airstrikes strike strikes bombing"
    " attack attacks offensive battle siege war conflict crisis explosion blast shelling clashes raid raids"
)

_ORDER = (
    (Kind.CALENDAR, CALENDAR),
    (Kind.DIRECTION, DIRECTION),
    (Kind.LOCATIVE, LOCATIVE),
    (Kind.FUNCTION, FUNCTION),
    (Kind.STREET, STREET),
    (Kind.TITLE, TITLE),
    (Kind.FIRST_NAME, FIRST_NAME),
    (Kind.AREA, AREA),
    (Kind.NATURE, NATURE),
    (Kind.FACILITY, FACILITY),
    (Kind.ORGANIZATION, ORGANIZATION),
    (Kind.SPEECH, SPEECH),
    (Kind.PERSON_NOUN, PERSON_NOUN),
    (Kind.FORCES, FORCES),
)
WORD_KINDS: dict[str, Kind] = {word: kind for kind, words in reversed(_ORDER) for word in words}
