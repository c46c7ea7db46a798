// Every word of the page, by language; other languages fall back to English.
const STRINGS = {
  en: {
    languageName: 'English',
    skipToList: 'Skip to the list of events',
    shownOf: '{shown} of {total} events shown', filteredOut: '{n} filtered out', offMap: '{n} of them not on the map', reading: 'still reading texts…',
    goTo: 'Go to', all: 'All', manchester: 'Manchester', afghanistan: 'Afghanistan', iraq: 'Iraq', syria: 'Syria',
    events: 'Events', map: 'Map', mapLabel: 'Map of the events; the list beside it holds the same events', time: 'Time', views: 'Views',
    'tab.map': 'Map', 'tab.list': 'List', 'tab.filters': 'Filters',
    zoomIn: 'Zoom in', zoomOut: 'Zoom out',
    search: 'Search in everything', filters: 'Filters', find: 'Find…', findIn: 'Find in {name}', none: '(none)', any: 'any', nothing: 'Nothing fits.',
    showMore: 'Show {n} more', narrow: '{n} more; type to find them', showEvents: 'Show {n} events', clearAll: 'Clear all', activeFilters: 'Filters that are set',
    remove: 'Remove: {name}', quoted: '“{text}”', withoutUndated: 'without undated', atLeast: 'at least {n}', atLeastPercent: 'at least {n}\u00a0%',
    'filter.types': 'Type', 'filter.countries': 'Country', 'filter.admin1': 'Province', 'filter.precisions': 'How exactly the place is known',
    'filter.actors': 'Who', 'filter.sources': 'Source', 'filter.confidence': 'Confidence', 'filter.fatalities': 'Killed',
    sort: 'Sort by', 'sort.newest': 'Newest first', 'sort.oldest': 'Oldest first', 'sort.deadliest': 'Most killed first', 'sort.surest': 'Most certain first',
    'sort.type': 'By type', 'sort.place': 'By place', inView: 'In view only', listed: '{n} listed',
    noEvents: 'There are no events in this file.', noEventsHint: 'The reports that were read tell of nothing that happened, or none were read. run.json, beside this file, says what was read.',
    noneFit: 'No event passes the filters.', noneHere: 'No event of the filters is in the map’s view.',
    clusterTitle: '{n} events at {places} places; zoom in', areasTitle: '{n} events in {places} areas; zoom in', areasShort: '{places} areas', placeTitle: '{name}: {n} events',
    aboutTitle: 'About {name}, not exact: {n} events', areaTitle: 'Somewhere in {name}: {n} events',
    noDate: 'No date', noDates: 'No event has a date.', noPlace: 'Place not known', fromTo: '{a} → {b}', fromOnly: 'from {a}', toOnly: 'to {a}', unplacedName: '{name}: not on the map', namelessPlace: 'A place without a name', andMore: 'and {n} more',
    percent: '{n}\u00a0%', km: '{n}\u00a0km', within: 'within {km}',
    'precision.0': 'Not on the map', 'precision.1': 'Exact place', 'precision.2': 'Near the place', 'precision.3': 'District', 'precision.4': 'Province',
    'precision.5': 'Along a line or a vague area', 'precision.6': 'Country', 'precision.7': 'Unknown, or at sea',
    'datePrecision.day': '', 'datePrecision.week': '(the week is known)', 'datePrecision.month': '(the month is known)', 'datePrecision.year': '(the year is known)',
    'datePrecision.range': '(some time between)', 'datePrecision.unknown': '',
    close: 'Close', backToList: 'Back to the list', previous: 'Previous event', next: 'Next event', showOnMap: 'Show on the map',
    when: 'When', where: 'Where', what: 'What', from: 'From', to: 'To', actors: 'Who', killed: 'Killed', injured: 'Injured', incidents: 'Incidents', saidBy: 'Said by',
    confidence: 'Confidence', record: 'Record', between: '{best} (between {low} and {high})', lumped: '{n} told as one', roleOf: '({role})',
    'role.attacker': 'attacker', 'role.target': 'target', 'role.victim': 'victim', 'role.speaker': 'speaker', 'role.visitor': 'visitor', 'role.suspect': 'suspect', 'role.participant': 'took part',
    evidence: 'What the report says', source: 'Source', sourcesOf: '{n} reports', published: 'published {date}', mergedBecause: 'Taken for one event because of:',
    'status.NO_CANDIDATE': 'no such place known', 'status.AMBIGUOUS': 'ambiguous', 'status.BELOW_THRESHOLD': 'too uncertain', 'status.SERVICE_FAILED': 'could not be asked', 'status.RESOLVED': 'no position',
    legend: 'Legend and layers', layers: 'Layers', 'layer.areas': 'Areas of imprecise events', 'layer.lines': 'From origin to destination', 'layer.heat': 'Heatmap', 'layer.tiles': 'Online map images',
    tilesNote: 'Loads images from {host}, which then sees your address and what you look at.', tilesFailed: 'Some map images could not be loaded. The events are all here; switch the online images off, or try later.',
    'key.exact': 'exact place', 'key.about': 'about here, not exact', 'key.area': 'somewhere in this area', 'key.cluster': 'several places, by type',
    play: 'Play through time', pause: 'Pause', stepBack: 'One step back', stepOn: 'One step on', presets: 'Choose a time', allTime: 'All of it', lastDays: 'Last {n} days', undated: 'Undated ({n})',
    timeFrom: 'From', timeTo: 'Until', allTimeRange: 'All: {range}',
    take: 'Save', 'take.csv': 'Table (CSV)', 'take.geojson': 'GeoJSON', 'take.kml': 'KML', 'take.png': 'Picture (PNG)', 'take.print': 'Print…', 'take.link': 'Link and embed…', takeFailed: 'It could not be saved: {reason}',
    shareLink: 'Link to what you see', shareCode: 'To embed it in a page', shareFile: 'This map is a file on your disk: put it on a web server, and the link works for others too.',
    madeOn: 'made {date}', pictureOf: 'Map: {title}', moreRows: '… and {n} more events.',
    themeIs: 'Colours: {theme}', 'theme.auto': 'as the system', 'theme.light': 'light', 'theme.dark': 'dark',
    help: 'Help', keyboard: 'Keyboard',
    helpText: 'Each symbol is a place, with the number of its events; rings are several places. Dashed symbols, circles and outlines stand for places that are known only roughly: the event happened somewhere in there. Filters, search and time work together, and the list shows what passes them. “Save” takes away just that.',
    'key.tab.keys': 'Tab', 'key.tab.do': 'from part to part', 'key.list.keys': '↑ ↓ Page Home End Enter', 'key.list.do': 'in the list; Enter opens an event',
    'key.map.keys': '← → ↑ ↓ + −', 'key.map.do': 'move the map; on a symbol: to the next symbol that way', 'key.time.keys': '← →', 'key.time.do': 'on the ends of the time brush',
    'key.escape.keys': 'Esc', 'key.escape.do': 'closes the event, then the filters',
    needNewer: 'This browser cannot unpack the events of this map (it lacks DecompressionStream). Please open the file with a browser from 2023 or later.',
    noBase: 'This browser cannot unpack the outlines of countries; the events are all here. A browser from 2023 or later shows both.',
    broken: 'The map could not be drawn: {reason}',
  },
};

/** The language of the page and what depends on it. */
const I18n = {
  languages: ['en', 'ar'],
  set(language) {
    this.language = language;
    this.direction = language === 'ar' ? 'rtl' : 'ltr';
    // Western figures, so that numbers read alike in map, list and exports.
    this.locale = language === 'ar' ? 'ar-u-nu-latn' : 'en-GB';
    this.comma = language === 'ar' ? '، ' : ', ';
    this.numbers = new Intl.NumberFormat(this.locale);
    this.regions = new Intl.DisplayNames([language], { type: 'region' });
  },
  /** A list; in Arabic each part is isolated, so that Latin names do not change places with Arabic ones. */
  join(parts) { return (this.language === 'ar' ? parts.map((part) => `\u2068${part}\u2069`) : parts).join(this.comma); },
  number(value) { return this.numbers.format(value); },
  /** A count for a symbol: 999, 1.2k, 35k. */
  short(value) {
    if (value < 1000) return String(value);
    return value < 9950 ? `${Math.round(value / 100) / 10}k` : `${Math.round(value / 1000)}k`;
  },
};
I18n.set('en');

/** The string of that name, `{name}` filled in. */
function t(key, values, language = I18n.language) {
  const text = (STRINGS[language] || {})[key] ?? STRINGS.en[key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? I18n.number(values[name]) : String(values[name]))) : text;
}

/** A country's name in the page's language. */
function countryName(code) {
  try {
    return /^[A-Z]{2}$/.test(code) ? I18n.regions.of(code) : code;
  } catch {
    return code;
  }
}
