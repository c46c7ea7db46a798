// Places, dates and precisions in words, in the page's language.
const Words = (() => {
  const DAY_MS = 86_400_000;
  const dateOf = (day) => new Date(day * DAY_MS);
  const format = (day, parts) => new Intl.DateTimeFormat(I18n.locale, { timeZone: 'UTC', ...parts }).format(dateOf(day));
  const FULL = { day: 'numeric', month: 'short', year: 'numeric' };

  const day = (number) => format(number, FULL);
  const month = (number) => format(number, { month: 'long', year: 'numeric' });
  const year = (number) => format(number, { year: 'numeric' });
  const isoDay = (number) => dateOf(number).toISOString().slice(0, 10);
  const dayOf = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);

  /** A whole ISO date in words; "" for none. */
  const isoInWords = (iso) => (iso ? day(dayOf(iso)) : '');

  /** First and last day as short as they allow: one day, a month, a year, or both ends. */
  function range(from, to) {
    if (from === to) return day(from);
    const a = dateOf(from);
    const after = dateOf(to + 1);
    if (a.getUTCDate() === 1 && after.getUTCDate() === 1) {
      const months = (after.getUTCFullYear() - a.getUTCFullYear()) * 12 + after.getUTCMonth() - a.getUTCMonth();
      if (months === 1) return month(from);
      if (months === 12 && a.getUTCMonth() === 0) return year(from);
    }
    return `${day(from)} – ${day(to)}`;
  }

  /** Start and end of event `i` as ISO dates of the precision that its days have; as geomap/rendering/days.py. */
  function isoDates(model, i) {
    if (model.from[i] === model.undated) return ['', ''];
    const [first, last] = [isoDay(model.from[i]), isoDay(model.to[i])];
    const ends = [[4, `${first.slice(0, 4)}-12-31`], [7, isoDay(Math.round(Date.UTC(+first.slice(0, 4), +first.slice(5, 7), 1) / DAY_MS) - 1)]];
    for (const [digits, end] of ends) {
      if (first === `${first.slice(0, digits)}${'-01-01'.slice(digits - 4)}` && last === end) return [first.slice(0, digits), first.slice(0, digits)];
    }
    return first === last ? [first, first] : [first, last];
  }

  /** When event `i` happened. */
  const date = (model, i) => (model.from[i] === model.undated ? t('noDate') : range(model.from[i], model.to[i]));

  const country = (model, place) => (model.places.country[place] >= 0 ? countryName(model.countries[model.places.country[place]]) : '');

  /** A place with province and country. */
  function placeFull(model, place) {
    const admin = model.places.admin1[place];
    const parts = [placeName(model, place), admin >= 0 ? model.admin1[admin][1] : '', country(model, place)];
    return I18n.join(parts.filter((part, k) => part && parts.indexOf(part) === k));
  }

  /** A place's name; countries and provinces in the page's language where it is known. */
  function placeName(model, place) {
    const shape = model.places.area[place] && model.shapes ? model.shapes.get(model.places.area[place]) : null;
    const own = shape && shape.names[I18n.language];
    if (own && I18n.language !== 'en') return own;
    return model.places.name[place] || own || t('namelessPlace');
  }

  /** Where event `i` happened, as far as known. */
  function where(model, i, details) {
    const first = model.linkAt[i];
    const more = model.linkAt[i + 1] - first - 1;
    if (more >= 0) return placeFull(model, model.linkPlace[first]) + (more ? ` ${t('andMore', { n: more })}` : '');
    const named = (role) => details && details.places.find((place) => place.role === role);
    const [happened, origin, destination] = ['happened', 'origin', 'destination'].map(named);
    if (happened && happened.name) return t('unplacedName', { name: happened.name });
    const ends = [origin, destination].filter(Boolean).map((place) => (place.number >= 0 ? placeName(model, place.number) : place.name));
    return ends.length ? t(ends.length > 1 ? 'fromTo' : origin ? 'fromOnly' : 'toOnly', { a: ends[0], b: ends[1] }) : t('noPlace');
  }

  const km = (value) => t('km', { n: value >= 10 ? Math.round(value) : Math.round(value * 10) / 10 });

  /** How exactly a place is known. */
  function precision(number, radius) {
    const text = t(`precision.${number || 0}`);
    return radius > 0 && number !== 6 && number !== 4 ? `${text} (${t('within', { km: km(radius) })})` : text;
  }

  return { isoDates, isoInWords, day, range, date, isoDay, dayOf, placeName, placeFull, where, precision, km, country, dateOf };
})();
