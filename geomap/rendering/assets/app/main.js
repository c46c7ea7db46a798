// Puts the page together. folium's script calls `geomap.open` with the id of the map's element.
const App = (() => {
  const MAX_ZOOM = 18;
  const HASH_MS = 250;
  const DEFAULT_VIEW = [30, 40];

  class Page {
    constructor(block, mapId) {
      Object.assign(this, { block, sort: List.SORTS[0], inView: false, place: null, selected: null, selectedId: '', tilesOn: false });
      I18n.set(block.language);
      this.map = L.map(mapId, {
        center: DEFAULT_VIEW, zoom: 3, minZoom: 2, maxZoom: MAX_ZOOM, zoomControl: false, attributionControl: false,
        maxBounds: [[-85.06, -220], [85.06, 220]], maxBoundsViscosity: 0.7, worldCopyJump: false,
        zoomAnimation: !U.reducedMotion(), fadeAnimation: !U.reducedMotion(), inertia: !U.reducedMotion(),
      });
      this.credit = L.control.attribution({ position: 'bottomright', prefix: 'geomap · Leaflet' }).addTo(this.map);
      for (const text of block.attributions) this.credit.addAttribution(U.escape(text));
      this.credit.getContainer().tabIndex = 0;
      U.byId('gm-title').textContent = block.title;
    }

    async start() {
      if (!Model.canUnpack() && this.block.events.packedCore) return this.fail(t('needNewer'));
      this.model = await Model.open(this.block.events);
      this.model.groupOf = this.model.types.map((type) => Types.group(type));
      this.details = new Details.Store(this.block.events, this.model);
      this.filter = new Filters.Filter(this.model, this.details);
      const said = Hash.read(location.hash, this.model);
      if (I18n.languages.includes(said.lang)) I18n.set(said.lang);
      this.scene = new Scene.View(this);
      this.list = new List.View(U.byId('gm-results'), this);
      this.listen();
      this.build();
      this.obey(said);
      // The symbols stand on the map before the lists are filled.
      this.scene.count();
      this.scene.draw();
      await U.breathe();
      this.refresh();
      window.geomap.painted = performance.now();
      await U.breathe();
      await this.drawBase();
      if (said.event) await this.find(said.event);
      await this.details.all();
      return true;
    }

    /** All that holds words; made anew when the language changes. */
    build() {
      document.documentElement.lang = I18n.language;
      U.byId('gm-app').dir = I18n.direction;
      for (const node of document.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
      const name = (id, key) => U.byId(id).setAttribute('aria-label', t(key));
      name('gm-side', 'events');
      name('gm-main', 'map');
      name('gm-time', 'time');
      name('gm-tabs', 'views');
      this.map.getContainer().setAttribute('aria-label', t('mapLabel'));
      this.map.getContainer().setAttribute('role', 'region');
      this.list.name();
      this.panel = new Panel.View(this);
      if (this.time) this.time.stop();
      this.time = new Timeline.View(U.byId('gm-time'), this);
      this.legend = new Legend.View(this);
      if (this.tools) this.tools.build();
      else this.tools = new Tools.View(this);
      this.controls();
      this.jumpBar();
      this.tabs();
    }

    controls() {
      for (const control of this.mapControls || []) control.remove();
      this.mapControls = [
        L.control.zoom({ position: 'topright', zoomInTitle: t('zoomIn'), zoomOutTitle: t('zoomOut') }).addTo(this.map),
        L.control.scale({ position: 'bottomright', imperial: false }).addTo(this.map),
      ];
    }

    listen() {
      const refresh = U.framed(() => this.refresh());
      this.filter.on('change', refresh);
      this.list.on('choose', (i) => this.select(i, { show: true }));
      this.list.on('hover', (i) => this.scene.hover(i));
      this.scene.on('place', (place) => this.openPlace(place));
      this.map.on('moveend', () => { if (this.inView) this.relist(); });
      this.keepHash = U.later(() => this.writeHash(), HASH_MS);
      this.map.on('moveend', () => this.keepHash());
      this.details.on('complete', () => this.refresh());
      window.addEventListener('hashchange', () => { if (location.hash !== this.hash) this.obey(Hash.read(location.hash, this.model), { find: true }); });
      window.addEventListener('beforeprint', () => Picture.fillPrint(this));
      document.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog')) return;
        if (this.selected !== null) this.deselect();
        else if (this.panel.open) this.panel.toggle(false);
        else if (this.place !== null) this.setPlace(null);
      });
    }

    /** Takes view, filters and order from an address. */
    obey(said, { find = false } = {}) {
      this.sort = List.SORTS.includes(said.sort) ? said.sort : List.SORTS[0];
      this.inView = said.inView;
      this.place = said.place;
      this.scene.layers.heat = said.heat;
      this.filter.set(said.filter);
      this.panel.build();
      this.legend.build();
      if (said.view) this.map.setView([said.view[1], said.view[2]], U.clamp(said.view[0], 2, MAX_ZOOM), { animate: false });
      else if (!find) this.scene.home();
      if (find && said.event) this.find(said.event);
    }

    refresh() {
      this.scene.count();
      this.scene.draw();
      this.relist();
      this.panel.update();
      this.time.update();
      this.drawCount();
      this.keepHash();
    }

    relist() {
      const { model: m, place } = this;
      const seen = this.inView ? this.scene.inView(this.map.getBounds()) : null;
      const at = place === null ? null : new Set(m.eventsOf(place));
      const { fail } = this.filter;
      this.list.update(this.sort, (i) => !fail[i] && (!seen || seen(i)) && (!at || at.has(i)));
      this.panel.setListed(this.list.items.length, place);
    }

    /** Shown, filtered out, and shown in the list alone: always in sight. */
    drawCount() {
      const { model: m, filter } = this;
      let off = 0;
      for (let i = 0; i < m.n; i++) if (!filter.fail[i] && !m.bestPrec[i]) off++;
      const hidden = m.n - filter.shown;
      const parts = [t('shownOf', { shown: filter.shown, total: m.n }), t('filteredOut', { n: hidden })];
      if (off) parts.push(t('offMap', { n: off }));
      if (filter.terms.length && !this.details.complete) parts.push(t('reading'));
      U.byId('gm-count').replaceChildren(...parts.map((text, k) => U.el('span', { class: k === 1 && hidden ? 'gm-hidden-count' : null, text })));
      Object.assign(U.byId('gm-count').dataset, { shown: filter.shown, hidden, off, total: m.n });
    }

    async select(i, { show }) {
      this.selected = i;
      const event = await this.details.wait(i);
      if (this.selected !== i) return;
      this.selectedId = event.id;
      this.list.mark(i);
      const card = U.byId('gm-card');
      card.replaceChildren(...Card.build(this, i, event));
      card.hidden = false;
      card.scrollTop = 0;
      document.body.classList.add('gm-has-card');
      U.byId('gm-card-title').focus({ preventScroll: true });
      this.scene.mark(i);
      if (show) this.scene.show(i);
      this.keepHash();
    }

    choose(at) {
      if (at >= 0 && at < this.list.items.length) this.select(this.list.items[at], { show: true });
    }

    deselect() {
      this.selected = null;
      this.selectedId = '';
      U.byId('gm-card').hidden = true;
      document.body.classList.remove('gm-has-card');
      this.list.mark(null);
      this.list.take(true);
      this.scene.mark(null);
      this.keepHash();
    }

    /** Opens the event with that id, wherever its chunk is. */
    async find(id) {
      if (this.selectedId === id) return;
      await this.details.all();
      const i = this.details.find(id);
      if (i >= 0) await this.select(i, { show: false });
    }

    /** One event at the place: its card; more: the list of them. */
    openPlace(place) {
      const events = Array.from(this.model.eventsOf(place)).filter((i) => this.filter.passes(i));
      if (this.panel.open) this.panel.toggle(false);
      if (events.length === 1) this.select(events[0], { show: false });
      else this.setPlace(place);
      this.tab(events.length === 1 ? 'map' : 'list');
    }

    setPlace(place) {
      this.place = place;
      if (this.selected !== null) this.deselect();
      this.relist();
      this.list.top();
      this.keepHash();
    }

    setSort(sort) {
      this.sort = sort;
      this.relist();
      this.list.top();
      this.keepHash();
    }

    setInView(on) {
      this.inView = on;
      this.relist();
      this.keepHash();
    }

    setLayer(name, on) {
      this.scene.layers[name] = on;
      this.scene.draw();
      this.keepHash();
    }

    clear() {
      this.place = null;
      this.filter.clear();
    }

    /** The base, after the first events are on the screen. */
    async drawBase() {
      if (!Model.canUnpack()) return this.fail(t('noBase'));
      this.outlines = await Outlines.open(this.block.outlines);
      this.model.shapes = this.outlines;
      this.map.createPane('gm-base');
      this.base = new Base.Layer(this.outlines).addTo(this.map);
      this.labels = new Base.Labels(this.map, this.outlines, this.scene);
      this.scene.plant();
      return this.refresh();
    }

    setTiles(on) {
      const { tiles } = this.block;
      this.tilesOn = on;
      if (!this.tileLayer) {
        this.tileLayer = L.tileLayer(tiles.url, { subdomains: tiles.subdomains || 'abc', maxNativeZoom: tiles.max_zoom, maxZoom: MAX_ZOOM, attribution: U.escape(tiles.attribution), referrerPolicy: 'strict-origin-when-cross-origin', noWrap: true });
        this.tileLayer.on('tileerror', () => this.fail(t('tilesFailed')));
      }
      if (on) this.tileLayer.addTo(this.map);
      else this.tileLayer.remove();
      document.body.classList.toggle('gm-tiles', on);
      if (this.labels) this.labels.show(!on);
    }

    credits() { return [...this.block.attributions, ...(this.tilesOn ? [this.block.tiles.attribution] : [])]; }

    jumpBar() {
      const bar = U.byId('gm-jump');
      bar.setAttribute('aria-label', t('goTo'));
      const button = (name, go) => U.el('button', { type: 'button', class: 'gm-pill', text: t(name), onclick: () => { this.tab('map'); go(); } });
      bar.replaceChildren(button('all', () => this.scene.all()), ...this.block.regions.map((r) => button(r.key, () => this.scene.frame([[r.south, r.west], [r.north, r.east]]))));
    }

    /** On phones one of map, list and filters is in sight. */
    tabs() {
      const names = ['map', 'list', 'filters'];
      const icons = { map: 'map', list: 'list', filters: 'filter' };
      U.byId('gm-tabs').replaceChildren(...names.map((name) => U.el('button', { type: 'button', class: 'gm-tab', 'data-tab': name, onclick: () => this.tab(name) }, Icons.make(icons[name]), U.el('span', { text: t(`tab.${name}`) }))));
      this.tab(this.tabName || 'map');
    }

    tab(name) {
      this.tabName = name;
      document.body.dataset.tab = name;
      for (const button of document.querySelectorAll('.gm-tab')) button.setAttribute('aria-current', String(button.dataset.tab === name));
      if (!U.isPhone()) return;
      this.panel.toggle(name === 'filters');
      if (name !== 'map' && this.selected !== null) this.deselect();
      this.map.invalidateSize();
      this.list.draw();
    }

    speak(language) {
      I18n.set(language);
      this.build();
      this.refresh();
      if (this.labels) this.labels.draw();
      if (this.selected !== null) this.select(this.selected, { show: false });
      U.byId('gm-language').focus();
    }

    /** Colours changed. */
    redraw() {
      if (this.base) this.base.redraw();
      if (this.scene) this.scene.draw();
      if (this.list) this.list.draw();
      if (this.time && this.time.has) this.time.redraw();
    }

    writeHash() {
      this.hash = Hash.write(this);
      try {
        history.replaceState(null, '', this.hash);
      } catch {
        location.replace(this.hash);
      }
    }

    fail(text) {
      const box = U.byId('gm-error');
      const close = U.el('button', { type: 'button', class: 'gm-icon-button', 'aria-label': t('close'), onclick: () => { box.hidden = true; } }, Icons.make('close'));
      box.replaceChildren(U.el('span', { text }), close);
      box.hidden = false;
    }
  }

  return { Page };
})();

window.geomap = {
  /** Makes the page around the map's element and returns the Leaflet map at once; `ready` ends when all is read. */
  open(mapId) {
    Folium.prepare();
    const data = U.byId('gm-data');
    const page = new App.Page(JSON.parse(data.textContent), mapId);
    data.remove();
    this.page = page;
    this.ready = page.start().then(() => true, (error) => {
      page.fail(t('broken', { reason: error.message }));
      throw error;
    });
    return page.map;
  },
};
