"""Peoples in the plural, as reports count them: "four Argentines", "12 Iraqis"."""

from __future__ import annotations

from geomap.events.words import word_set

PEOPLES = word_set(
    "abyssinians afghanis afghans africans albanians algerians americans andorrans angolans anguillans antiguans "
    "arabians arabs argentineans argentines argentinians armenians arubans asians aussies australians austrians "
    "azerbaijanis azeris bahamians bahrainis bajans bangladeshis barbadians barbudans belarusians belarussians "
    "belgians belizeans bermudians bissau-guineans bolivians bosniaks bosnians botswanans brazilians britons brits "
    "bruneians bulgarians burundians byelorussians caledonians cambodians cameroonians canadians caymanians "
    "chadians chagossians chechens chileans colombians comorans comorians cossacks croatians croats cubans cypriots "
    "czechs dagestanis danes djiboutians dominicans dutchmen ecuadorans ecuadoreans ecuadorians egyptians emiratis "
    "englishmen equatoguineans eritreans estonians ethiopians europeans fijians filipinas filipinos finns frenchmen "
    "frenchwomen gambians georgians germans ghanaians ghanians gibraltarians greeks greenlanders grenadians "
    "guadeloupeans guamanians guatemalans guineans haitians hazaras hondurans hongkongers hungarians icelanders "
    "indians indonesians iranians iraqis irishmen irishwomen islanders israelis italians ivoirians ivorians "
    "jamaicans jordanians kazakhs kazakhstanis kenyans khmers kittitians kiwis kongers koreans kosovans kosovars "
    "kurds kuwaitis kyrgyzstanis lankans laotians latvians leoneans liberians libyans liechtensteiners lithuanians "
    "lucians luxembourgers macedonians madagascans magyars mahorans malawians malaysians maldivians malians "
    "mauritanians mauritians mexicans micronesians moldavians moldovans monegasques mongolians mongols montenegrins "
    "montserratians moroccans mozambicans namibians nauruans nepalis netherlanders nevisians nicaraguans nigerians "
    "nigeriens niueans norwegians omanis pakistanis palauans palestinians panamanians paraguayans pashtuns persians "
    "peruvians poles polynesians qataris rhodesians ricans romanians rumanians russians rwandans saharawis sahrawis "
    "salvadorans salvadoreans salvadorians samoans saudis scots scotsmen serbians serbs singaporeans slovakians "
    "slovaks slovenes slovenians somalians somalis spaniards swazis swedes syrians tadzhiks tahitians tajikistanis "
    "tajiks tanzanians tatars ticos tobagonians tokelauans tongans trinidadians tunisians turkmens turks tuvaluans "
    "ugandans uighurs ukrainians uruguayans uyghurs uzbekistanis uzbeks vanuatuans venezuelans verdeans vincentians "
    "welshmen westerners yazidis yemenis yemenites yezidis zambians zealanders zimbabweans ålanders"
)
"""Plural demonyms of the gazetteer's countries (their last words), and peoples of several countries."""
