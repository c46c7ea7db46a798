// One event in full.
const Card = (() => {
  const KIND_CLASS = ['gm-trigger', 'gm-named'];

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

  function link(url, text) {
    if (!/^https?:\/\//i.test(url)) return U.el('bdi', { text });
    return U.el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', dir: 'auto', text });
  }

  const row = (name, ...content) => [U.el('dt', { text: t(name) }), U.el('dd', null, ...content)];

  function build(app, i, event) {
    const { model } = app;
    const type = model.types[model.type[i]];
    return U.el('article', { class: 'gm-event', 'aria-labelledby': 'gm-card-title' },
      U.el('div', { class: 'gm-card-type' }, Types.icon(type, 20), U.el('span', { text: t(`type.${type}`) })),
      U.el('h2', { id: 'gm-card-title', dir: 'auto', tabindex: -1, text: event.title || app.placeText(i, event) }),
      U.el('dl', null,
        row('when', app.dateText(i, event)),
        row('where', U.el('bdi', { text: app.placeText(i, event) })),
        event.fatalities ? row('killed', event.fatalities.join(' / ')) : null,
        event.actors.length ? row('actors', ...event.actors.map((a) => U.el('bdi', { class: 'gm-actor', text: `${a[0]} (${a[1]})` }))) : null,
        event.url ? row('source', link(event.url, event.url)) : null),
      event.evidence.length ? U.el('h3', { text: t('evidence') }) : null,
      ...event.evidence.map(([text, marks]) => sentence(text, marks)));
  }

  return { build, sentence, link };
})();
