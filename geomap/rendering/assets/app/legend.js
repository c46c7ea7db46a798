// The legend with the switches of what is drawn, and the credit line.
const Legend = (() => {
  class View {
    constructor(app) {
      this.app = app;
      this.open = matchMedia('(min-width: 1600px) and (min-height: 800px)').matches;
      this.build();
    }

    build() {
      const body = U.el('div', { class: 'gm-legend-body', id: 'gm-legend-body' }, this.layers(), this.key());
      body.hidden = !this.open;
      const button = U.el('button', {
        type: 'button', class: 'gm-button gm-legend-button', 'aria-expanded': String(this.open), 'aria-controls': 'gm-legend-body',
        onclick: () => { this.open = !this.open; body.hidden = !this.open; button.setAttribute('aria-expanded', String(this.open)); },
      }, Icons.make('layers'), t('legend'));
      const node = U.el('section', { class: 'gm-legend', 'aria-label': t('legend'), dir: I18n.direction }, button, body);
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      U.byId('gm-over').replaceChildren(node);
    }

    layers() {
      const { scene } = this.app;
      const names = ['areas', 'lines', 'heat'].filter((name) => name !== 'lines' || this.app.model.line.event.length);
      const switches = names.map((name) => this.check(`layer.${name}`, scene.layers[name], (on) => this.app.setLayer(name, on)));
      return U.el('div', { class: 'gm-layers', role: 'group', 'aria-label': t('layers') }, ...switches, this.tiles());
    }

    check(name, on, work) {
      const id = `gm-${name.replace('.', '-')}`;
      const box = U.el('input', { type: 'checkbox', id, onchange: () => work(box.checked) });
      box.checked = on;
      return U.el('label', { for: id, class: 'gm-check' }, box, t(name));
    }

    tiles() {
      const { tiles } = this.app.block;
      if (!tiles) return null;
      const note = U.el('span', { class: 'gm-soft gm-block', text: [t('tilesNote', { host: new URL(tiles.url.replace('{s}', '')).host.replace(/^\./, '') }), tiles.note].filter(Boolean).join(' ') });
      return U.el('div', null, this.check('layer.tiles', this.app.tilesOn, (on) => this.app.setTiles(on)), note);
    }

    /** The types that the file has, by group, and what the forms mean. */
    key() {
      const present = Types.names.filter((type) => this.app.model.types.some((one) => one === type || (type === 'other' && !Types.names.includes(one))));
      const entry = (icon, text) => U.el('li', null, icon, U.el('span', { text }));
      const forms = [
        entry(Types.icon('other', 18), t('key.exact')),
        entry(Types.icon('other', 18, { hollow: true }), t('key.about')),
        entry(U.el('span', { class: 'gm-key-area' }), t('key.area')),
        entry(U.el('span', { class: 'gm-key-cluster', text: '9' }), t('key.cluster')),
      ];
      return U.el('div', null, U.el('ul', { class: 'gm-key gm-key-types' }, ...present.map((type) => entry(Types.icon(type, 18), t(`type.${type}`)))), U.el('ul', { class: 'gm-key' }, ...forms));
    }
  }

  /** Types of the passing events, for the picture's legend. */
  function shownTypes(app) {
    const seen = new Set();
    for (let i = 0; i < app.model.n; i++) if (app.filter.passes(i)) seen.add(app.model.types[app.model.type[i]]);
    return Types.names.filter((type) => seen.has(type));
  }

  return { View, shownTypes };
})();
