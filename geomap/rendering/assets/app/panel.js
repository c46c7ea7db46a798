// Search, filters, what is set, and the head of the list.
const Panel = (() => {
  const SEARCH_MS = 90;
  const PRECISIONS = [1, 2, 3, 4, 5, 6, 7, 0];
  const MOST_DEAD = 100_000;
  const LONGEST_NAME = 40;

  class View {
    constructor(app) {
      this.app = app;
      this.open = false;
      this.build();
    }

    build() {
      const { app } = this;
      const search = U.later(() => app.filter.set({ text: this.input.value.trim() }), SEARCH_MS);
      const type = () => {
        this.input.dir = this.input.value ? 'auto' : I18n.direction;
        search();
      };
      this.input = U.el('input', { type: 'search', id: 'gm-search', class: 'gm-search', placeholder: t('search'), 'aria-label': t('search'), dir: I18n.direction, autocomplete: 'off', spellcheck: 'false', oninput: type });
      this.input.value = app.filter.state.text;
      this.number = U.el('b', { class: 'gm-number' });
      this.button = U.el('button', { type: 'button', class: 'gm-button', id: 'gm-filter-button', 'aria-expanded': 'false', 'aria-controls': 'gm-filters', onclick: () => this.toggle() }, Icons.make('filter'), U.el('span', { text: t('filters') }), this.number);
      U.byId('gm-find').replaceChildren(U.el('span', { class: 'gm-search-box' }, Icons.make('search'), this.input), this.button);
      this.facets = this.makeFacets();
      this.done = U.el('button', { type: 'button', class: 'gm-button gm-primary', onclick: () => this.toggle(false) });
      U.byId('gm-filters').replaceChildren(...this.facets.map((facet) => facet.node), U.el('div', { class: 'gm-filters-end' }, this.done));
      U.byId('gm-filters').setAttribute('aria-label', t('filters'));
      this.head();
    }

    makeFacets() {
      const { app } = this;
      const m = app.model;
      const values = (name, options) => new Facet.Values(app, name, options);
      return [
        values('types', { label: (k) => t(`type.${m.types[k]}`), icon: (k) => Types.icon(m.types[k], 18), open: true, few: Types.names.length }),
        values('countries', { label: (k) => countryName(m.countries[k]), open: true }),
        values('admin1', { label: (k) => `${m.admin1[k][1]} (${m.admin1[k][0]})` }),
        values('precisions', { label: (k) => t(`precision.${k}`), order: PRECISIONS }),
        values('actors', { label: (k) => m.actors[k] }),
        values('sources', { label: (k) => m.sources[k] }),
        new Facet.Least(app, 'confidence', { kind: 'range', max: 100, step: 5, text: (n) => t('atLeastPercent', { n }) }),
        new Facet.Least(app, 'fatalities', { kind: 'number', max: MOST_DEAD, step: 1, text: (n) => t('atLeast', { n }) }),
      ];
    }

    /** Above the list: how many, in which order, all or those in view. */
    head() {
      const { app } = this;
      this.listed = U.el('h2', { class: 'gm-listed' });
      const sort = U.el('select', { 'aria-label': t('sort'), id: 'gm-sort', onchange: () => app.setSort(sort.value) }, ...List.SORTS.map((name) => U.el('option', { value: name, text: t(`sort.${name}`) })));
      sort.value = app.sort;
      const view = U.el('input', { type: 'checkbox', id: 'gm-in-view', onchange: () => app.setInView(view.checked) });
      view.checked = app.inView;
      this.sort = sort;
      this.view = view;
      U.byId('gm-list-head').replaceChildren(this.listed, U.el('label', { class: 'gm-check', for: 'gm-in-view' }, view, t('inView')), sort);
    }

    toggle(open = !this.open) {
      const held = U.byId('gm-filters').contains(document.activeElement);
      this.open = open;
      this.button.setAttribute('aria-expanded', String(open));
      U.byId('gm-filters').hidden = !open;
      U.byId('gm-results').hidden = open;
      if (open) this.update();
      else if (held) this.button.focus();
    }

    update() {
      const { filter } = this.app;
      if (document.activeElement !== this.input) this.input.value = filter.state.text;
      this.number.textContent = filter.active.length ? I18n.number(filter.active.length) : '';
      this.chips();
      this.done.textContent = t('showEvents', { n: filter.shown });
      if (this.open) for (const facet of this.facets) facet.update();
    }

    chips() {
      const { app } = this;
      const chips = this.settings().map(([text, undo]) => U.el('li', null, U.el('button', { type: 'button', class: 'gm-chip', onclick: undo, 'aria-label': t('remove', { name: text }), title: t('remove', { name: text }) }, U.el('bdi', { text }), Icons.make('close'))));
      const root = U.byId('gm-chips');
      root.hidden = !chips.length;
      if (!chips.length) return root.replaceChildren();
      const clear = U.el('li', null, U.el('button', { type: 'button', class: 'gm-chip gm-clear', id: 'gm-clear', text: t('clearAll'), onclick: () => app.clear() }));
      return root.replaceChildren(U.el('ul', { 'aria-label': t('activeFilters') }, ...chips, clear));
    }

    /** What is set, in words, each with how to undo it. */
    settings() {
      const { filter } = this.app;
      const s = filter.state;
      const found = [];
      for (const facet of this.facets.filter((one) => one instanceof Facet.Values)) {
        for (const value of s[facet.name]) found.push([facet.text(value), () => filter.toggle(facet.name, value)]);
      }
      if (s.text) found.push([t('quoted', { text: s.text.slice(0, LONGEST_NAME) }), () => { this.input.value = ''; filter.set({ text: '' }); }]);
      if (s.confidence) found.push([`${t('filter.confidence')}: ${t('atLeastPercent', { n: s.confidence })}`, () => filter.set({ confidence: 0 })]);
      if (s.fatalities) found.push([`${t('filter.fatalities')}: ${t('atLeast', { n: s.fatalities })}`, () => filter.set({ fatalities: 0 })]);
      if (s.from !== null) found.push([Words.range(s.from, s.to), () => filter.set({ from: null, to: null })]);
      if (!s.undated) found.push([t('withoutUndated'), () => filter.set({ undated: true })]);
      return found;
    }

    setListed(n, place) {
      this.listed.replaceChildren(t('listed', { n }));
      if (place !== null) {
        const name = Words.placeName(this.app.model, place);
        this.listed.append(' ', U.el('button', { type: 'button', class: 'gm-chip', id: 'gm-leave-place', onclick: () => this.app.setPlace(null), 'aria-label': t('remove', { name }), title: t('remove', { name }) }, U.el('bdi', { text: name }), Icons.make('close')));
      }
    }
  }

  return { View };
})();
