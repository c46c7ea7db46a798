// Why an event stands where it stands, in words: the name, what it was taken for, what spoke for it, what else it may be.
const Why = (() => {
  const HIGH = 0.85;
  const FAIR = 0.6;

  const sure = (confidence) => t(confidence >= HIGH ? 'why.sure' : confidence >= FAIR ? 'why.fairlySure' : 'why.unsure', { n: Math.round(confidence * 100) });

  function kind(candidate) {
    const key = `feature.${candidate.code}`;
    const coarse = `feature.${candidate.code.replace(/\d+$/, '')}`;
    return STRINGS.en[key] ? t(key) : STRINGS.en[coarse] ? t(coarse) : candidate.code;
  }

  function full(candidate) {
    const parts = [candidate.name, candidate.admin1, candidate.country ? countryName(candidate.country) : ''];
    return I18n.join(parts.filter((part, k) => part && parts.indexOf(part) === k));
  }

  function describe(candidate) {
    const people = candidate.population ? t('why.people', { n: candidate.population }) : '';
    return [kind(candidate), people].filter(Boolean).join(I18n.comma);
  }

  /** One piece of evidence as a phrase. */
  function phrase([name, value]) {
    const key = `evidence.${name}${value < 0 ? '.against' : ''}`;
    return t(key, { percent: Math.round(Math.abs(value) * 100) });
  }

  const phrases = (candidate) => candidate.evidence.map(phrase);

  function matched(candidate) {
    const same = candidate.matched === candidate.name || !candidate.matched;
    const text = t(`match.${candidate.match}`);
    return same ? text : `${text} (${t('why.as', { name: candidate.matched })})`;
  }

  function from(place) {
    return t({ geocoder: 'why.geocoder', record: 'why.record' }[place.source] || 'why.gazetteer');
  }

  /** Pieces of evidence under a heading; nothing when there are none. */
  const told = (heading, evidence) => (evidence.length ? [U.el('p', { text: t(heading) }), U.el('ul', null, ...evidence.map((one) => U.el('li', { text: phrase(one) })))] : []);

  function chosen(place) {
    const best = place.candidates[place.chosen - 1] || place.candidates[0];
    if (!best) return [U.el('p', null, U.el('bdi', { text: t('why.given', { name: place.name }) }), ' ', from(place))];
    return [
      U.el('p', null, U.el('bdi', { dir: I18n.direction, text: t('why.taken', { name: place.name, place: full(best) }) }), ` (${describe(best)}). `, sure(place.confidence), ' ', from(place), place.inherited ? ` ${t('why.inherited')}` : ''),
      U.el('p', { text: `${matched(best)}.` }),
      ...told('why.for', best.evidence.filter(([, value]) => value > 0)),
      ...told('why.against', best.evidence.filter(([, value]) => value < 0)),
      ...others(place.candidates.filter((candidate) => candidate !== best)),
    ];
  }

  function others(candidates) {
    if (!candidates.length) return [U.el('p', { class: 'gm-soft', text: t('why.noOther') })];
    return [U.el('p', { text: t('why.others') }), U.el('ul', null, ...candidates.map((candidate) => {
      const reasons = phrases(candidate);
      return U.el('li', null, U.el('bdi', { dir: I18n.direction, text: full(candidate) }), ` (${describe(candidate)})`, reasons.length ? `: ${reasons.join('; ')}` : '');
    }))];
  }

  function unplaced(place) {
    return [U.el('p', null, U.el('bdi', { text: t(`why.${place.status}`, { name: place.name }) })), ...(place.candidates.length ? others(place.candidates) : [])];
  }

  function build(app, place) {
    const placed = place.number >= 0;
    return U.el('details', { class: 'gm-why' },
      U.el('summary', null, t(placed ? 'why.title' : 'why.titleNot'), ' ', U.el('bdi', { text: place.name })),
      ...(placed ? chosen(place) : unplaced(place)));
  }

  return { build };
})();
