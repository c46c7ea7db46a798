// Every word of the page, by language.
const STRINGS = {
  en: {
    skipToList: 'Skip to the list of events',
    shownOf: '{shown} of {total} events',
    filteredOut: '{n} filtered out',
    offMap: '{n} not on the map',
    goTo: 'Go to',
    all: 'All', manchester: 'Manchester', afghanistan: 'Afghanistan', iraq: 'Iraq', syria: 'Syria',
    events: 'Events',
    search: 'Search in everything',
    map: 'Map',
    clusterTitle: '{n} events at {places} places; zoom in',
    placeTitle: '{n} events: {name}',
    areaTitle: '{n} events somewhere in {name}',
    noDate: 'No date',
    noPlace: 'not on the map',
    close: 'Close',
    backToList: 'Back to the list',
    source: 'Source',
    sources: 'Sources',
    evidence: 'What the report says',
    actors: 'Who',
    killed: 'Killed',
    injured: 'Injured',
    when: 'When', where: 'Where',
    'type.airstrike': 'Airstrike', 'type.bombing': 'Bombing', 'type.armed_clash': 'Armed clash', 'type.shelling': 'Shelling',
    'type.chemical_attack': 'Chemical attack', 'type.killing': 'Killing', 'type.arrest': 'Arrest', 'type.abduction': 'Abduction',
    'type.protest': 'Protest', 'type.riot': 'Riot', 'type.displacement': 'Displacement', 'type.aid_delivery': 'Aid delivery',
    'type.visit_or_meeting': 'Visit or meeting', 'type.statement_or_agreement': 'Statement or agreement',
    'type.troop_movement': 'Troop movement', 'type.destruction_of_property': 'Destruction of property', 'type.accident': 'Accident',
    'type.natural_disaster': 'Natural disaster', 'type.trial': 'Trial', 'type.other': 'Other',
  },
};

/** The language of the page and what depends on it. */
const I18n = {
  language: 'en',
  languages: ['en', 'ar'],
  set(language) {
    this.language = language;
    this.numbers = new Intl.NumberFormat(language === 'ar' ? 'ar-u-nu-latn' : language);
    this.compact = new Intl.NumberFormat(language === 'ar' ? 'ar-u-nu-latn' : language, { notation: 'compact', maximumFractionDigits: 1 });
    this.regions = new Intl.DisplayNames([language], { type: 'region' });
  },
  number(value) { return this.numbers.format(value); },
  short(value) { return value < 1000 ? String(value) : this.compact.format(value); },
};
I18n.set('en');

/** The string of that name in the page's language, `{name}` filled in. */
function t(key, values) {
  const text = (STRINGS[I18n.language] || {})[key] ?? STRINGS.en[key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? I18n.number(values[name]) : values[name])) : text;
}

/** A country's name in the page's language. */
function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? I18n.regions.of(code) : code;
  } catch {
    return code;
  }
}
