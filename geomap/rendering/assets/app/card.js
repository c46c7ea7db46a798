// One event in full. Every text is set as text; marks are elements around stretches of it.
const Card = (() => {
  const KIND_CLASS = ['gm-trigger', 'gm-named'];
  const HAPPENED = 'happened';

  /** A sentence with its trigger and places marked; offsets count code points. */
  function sentence(text, marks) {
    const letters = Array.from(text);
    const parts = [];
    let at = 0;
    for (const [from, to, kind] of marks || []) {
      if (from < at || to > letters.length) continue;
      parts.push(letters.slice(at, from).join(''));
      parts.push(U.el('mark', { class: KIND_CLASS[kind], text: letters.slice(from, to).join('') }));
      at = to;
    }
    parts.push(letters.slice(at).join(''));
    return U.el('blockquote', { class: 'gm-quote', dir: 'auto' }, ...parts);
  }

  /** A link when the address is one of the web, else plain text. */
  function link(url, text) {
    if (!/^https?:\/\//i.test(url)) return U.el('bdi', { text });
    return U.el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', dir: 'auto', text });
  }

  const row = (name, ...content) => [U.el('dt', { text: t(name) }), U.el('dd', null, ...content)];
  const list = (items) => U.el('ul', { class: 'gm-plain' }, ...items.map((item) => U.el('li', null, item)));

  /** Low, best and high as "3", or "3 (between 2 and 5)". */
  function number([low, best, high]) {
    return low === high ? I18n.number(best) : t('between', { best, low, high });
  }

  function actors(event) {
    return list(event.actors.map(([name, role]) => U.el('span', null, U.el('bdi', { text: name }), role ? U.el('span', { class: 'gm-soft', text: ` ${t('roleOf', { role: roleText(role) })}` }) : null)));
  }

  const roleText = (role) => (STRINGS.en[`role.${role}`] ? t(`role.${role}`) : role);

  function places(app, event, role) {
    return list(event.places.filter((place) => place.role === role).map((place) => {
      const name = place.number >= 0 ? Words.placeFull(app.model, place.number) : place.name;
      return U.el('span', null, U.el('bdi', { dir: I18n.direction, text: name }), place.number >= 0 ? null : U.el('span', { class: 'gm-soft', text: ` (${t(`status.${place.status}`)})` }));
    }));
  }

  function facts(app, i, event) {
    const { model } = app;
    const has = (role) => event.places.some((place) => place.role === role);
    const precision = model.datePrecisions[model.datePrecision[i]];
    const exact = Words.precision(model.bestPrec[i], Math.max(0, ...Array.from(model.linkRadius.subarray(model.linkAt[i], model.linkAt[i + 1]))));
    return U.el('dl', { class: 'gm-facts' },
      row('when', Words.date(model, i), U.el('span', { class: 'gm-soft', text: ` ${t(`datePrecision.${precision}`)}` })),
      row('where', U.el('bdi', { dir: I18n.direction, text: Words.where(model, i, event) }), U.el('span', { class: 'gm-soft gm-block', text: exact })),
      has('origin') ? row('from', places(app, event, 'origin')) : null,
      has('destination') ? row('to', places(app, event, 'destination')) : null,
      event.actors.length ? row('actors', actors(event)) : null,
      event.fatalities ? row('killed', number(event.fatalities)) : null,
      event.injured ? row('injured', number(event.injured)) : null,
      event.count ? row('incidents', t('lumped', { n: event.count })) : null,
      event.speaker ? row('saidBy', U.el('bdi', { text: event.speaker })) : null,
      row('confidence', t('percent', { n: model.confidence[i] })),
      event.record ? row('record', U.el('bdi', { text: event.record })) : null);
  }

  /** A reason without the other event's id: "e-0123 (report.md): same day" tells more as "report.md: same day". */
  const readable = (reason) => reason.replace(/^e-[0-9a-f]+ \(([^)]*)\): /, '$1: ');

  /** The reports: one line for a single one, else a list with each one's sentence. */
  function sources(event) {
    const own = event.sources[0] || {};
    const many = event.sources.length > 1;
    const published = (source) => [source.name, Words.isoInWords(source.published)].filter(Boolean).join(' · ');
    if (!many) {
      const name = own.name || event.doc;
      return [U.el('h3', { text: t('source') }), U.el('p', null, event.url ? link(event.url, name) : U.el('bdi', { text: name }), event.published ? U.el('span', { class: 'gm-soft', text: ` · ${t('published', { date: Words.isoInWords(event.published) })}` }) : null)];
    }
    const items = event.sources.map((source) => U.el('li', null, source.url ? link(source.url, source.title || source.url) : U.el('bdi', { text: source.title }),
      U.el('span', { class: 'gm-soft gm-block' }, U.el('bdi', { text: published(source) })), source.text ? sentence(source.text, source.marks) : null));
    const reasons = event.reasons.length ? U.el('p', { class: 'gm-soft' }, t('mergedBecause'), ' ', U.el('bdi', { text: event.reasons.map(readable).join('; ') })) : null;
    return [U.el('h3', { text: t('sourcesOf', { n: event.sources.length }) }), U.el('ol', { class: 'gm-sources' }, ...items), reasons];
  }

  function bar(app, i) {
    const button = (name, icon, work, off) => {
      const node = U.el('button', { type: 'button', class: 'gm-icon-button', 'aria-label': t(name), title: t(name), onclick: work }, Icons.make(icon));
      node.disabled = Boolean(off);
      return node;
    };
    const at = app.list.items.indexOf(i);
    return U.el('div', { class: 'gm-card-bar' },
      U.el('button', { type: 'button', class: 'gm-button', id: 'gm-back', onclick: () => app.deselect() }, t('backToList')),
      U.el('span', { class: 'gm-grow' }),
      app.scene.has(i) ? button('showOnMap', 'target', () => app.scene.show(i)) : null,
      button('previous', 'up', () => app.choose(at - 1), at <= 0),
      button('next', 'down', () => app.choose(at + 1), at < 0 || at >= app.list.items.length - 1));
  }

  function build(app, i, event) {
    const { model } = app;
    const type = model.types[model.type[i]];
    const happened = event.places.filter((place) => place.role === HAPPENED);
    return [bar(app, i), U.el('article', { class: 'gm-event', 'aria-labelledby': 'gm-card-title' },
      U.el('p', { class: 'gm-card-type' }, Types.icon(type, 20, { hollow: model.bestPrec[i] !== 1 }), U.el('span', { text: t(`type.${type}`) })),
      U.el('h2', { id: 'gm-card-title', dir: 'auto', tabindex: -1, text: event.title || `${t(`type.${type}`)}: ${Words.where(model, i, event)}` }),
      facts(app, i, event),
      event.evidence.length ? U.el('h3', { text: t('evidence') }) : null,
      ...event.evidence.map(([text, marks]) => sentence(text, marks)),
      ...sources(event),
      ...happened.map((place) => Why.build(app, place)))];
  }

  return { build, sentence, link, number };
})();
