// Puts the page together. folium's script calls `geomap.open` with the id of the map's element.
const App = (() => {
  const MAX_ZOOM = 18;
  const PLACE_ZOOM = 8;

  class Page {
    constructor(block, mapId) {
      this.block = block;
      I18n.set(block.language);
      this.sort = 'newest';
      this.selected = null;
      this.map = L.map(mapId, {
        center: [30, 40], zoom: 3, minZoom: 2, maxZoom: MAX_ZOOM, zoomControl: false, attributionControl: false,
        maxBounds: [[-85, -200], [85, 200]], maxBoundsViscosity: 0.6, keyboard: true, worldCopyJump: false,
      });
      L.control.zoom({ position: 'topright' }).addTo(this.map);
      L.control.scale({ position: 'bottomright' }).addTo(this.map);
      U.byId('gm-title').textContent = block.title;
    }

    async start() {
      this.model = await Model.open(this.block.events);
      this.details = new Details.Store(this.block.events, this.model.n);
      this.filter = new Filters.Filter(this.model, this.details);
      this.prepare();
      this.list = new List.View(U.byId('gm-results'), this);
      this.symbols = new Symbols.Layer(this.map);
      this.listen();
      this.jumpBar();
      this.goAll();
      this.refresh();
      this.outlines = await Outlines.open(this.block.outlines);
      this.base = new Base.Layer(this.outlines).addTo(this.map);
      this.labels = new Base.Labels(this.map, this.outlines);
      this.labels.draw();
      this.drawSymbols();
      await this.details.all();
    }

    /** Places that stand as points, and those that stand as areas. */
    prepare() {
      const m = this.model;
      const points = [];
      const areas = [];
      for (let place = 0; place < m.placeCount; place++) {
        (m.places.area[place] ? areas : points).push({ place, lat: m.places.lat[place], lon: m.places.lon[place] });
      }
      this.trees = [points, areas].map((some, k) => ({ tree: new Clusters.Tree(some, Types.groups.length), kind: k ? 'area' : 'place', slotOf: new Map(some.map((p, i) => [p.place, i])) }));
      m.groupOf = m.types.map((type) => Types.group(type));
      m.typeOrder = m.types.map((type) => Types.names.indexOf(type));
      m.placeOrder = (i) => (m.linkAt[i] < m.linkAt[i + 1] ? m.linkPlace[m.linkAt[i]] : Infinity);
    }

    listen() {
      this.map.on('moveend', () => this.drawSymbols());
      this.filter.on('change', U.framed(() => this.refresh()));
      this.list.on('choose', (i) => this.select(i, { fly: true }));
      this.symbols.on('open', (item) => this.openItem(item));
    }

    refresh() {
      this.countPlaces();
      this.drawSymbols();
      this.list.update(this.sort, (i) => this.filter.passes(i));
      this.drawCount();
    }

    countPlaces() {
      const m = this.model;
      const groups = Types.groups.length;
      const counts = new Uint32Array(m.placeCount);
      const byGroup = new Uint32Array(m.placeCount * groups);
      for (let i = 0; i < m.n; i++) {
        if (!this.filter.passes(i)) continue;
        for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) {
          counts[m.linkPlace[k]]++;
          byGroup[m.linkPlace[k] * groups + m.groupOf[m.type[i]]]++;
        }
      }
      for (const { tree } of this.trees) {
        const own = tree.points.map((p) => p.place);
        const grouped = new Uint32Array(own.length * groups);
        own.forEach((place, k) => grouped.set(byGroup.subarray(place * groups, (place + 1) * groups), k * groups));
        tree.update(own.map((place) => counts[place]), grouped);
      }
    }

    drawSymbols() {
      const bounds = this.map.getBounds().pad(0.2);
      const items = this.trees.flatMap(({ tree, kind }) => tree.visible(bounds, this.map.getZoom()).map((item) => this.dress(item, kind)));
      this.symbols.show(items);
    }

    dress(item, kind) {
      const m = this.model;
      item.key = `${kind}${item.key}`;
      item.of = kind;
      if (item.place === undefined) {
        return Object.assign(item, { kind: 'cluster', title: t('clusterTitle', { n: item.count, places: item.places }) });
      }
      const events = Array.from(m.eventsOf(item.place)).filter((i) => this.filter.passes(i));
      item.type = m.types[commonest(events.map((i) => m.type[i]))];
      item.hollow = !events.some((i) => m.bestPrec[i] === 1);
      item.label = m.places.name[item.place];
      item.kind = kind;
      item.selected = this.selected !== null && events.includes(this.selected);
      item.title = t(kind === 'area' ? 'areaTitle' : 'placeTitle', { n: item.count, name: item.label });
      return item;
    }

    openItem(item) {
      if (item.kind === 'cluster') {
        const tree = this.trees.find((one) => one.kind === item.of).tree;
        const bounds = L.latLngBounds(tree.leaves(item.id).map((p) => [p.lat, p.lon]));
        this.map.flyToBounds(bounds.pad(0.3), { animate: !U.reducedMotion(), maxZoom: MAX_ZOOM - 2, duration: 0.5 });
        return;
      }
      const events = Array.from(this.model.eventsOf(item.place)).filter((i) => this.filter.passes(i));
      if (events.length === 1) this.select(events[0], { fly: false });
      else this.filter.set({ place: item.place });
    }

    async select(i, { fly }) {
      this.selected = i;
      const event = await this.details.wait(i);
      if (this.selected !== i) return;
      this.list.mark(i);
      const card = U.byId('gm-card');
      card.replaceChildren(U.el('button', { type: 'button', class: 'gm-back', text: t('backToList'), onclick: () => this.deselect() }), Card.build(this, i, event));
      card.hidden = false;
      U.byId('gm-card-title').focus();
      if (fly) this.showOnMap(i);
      this.drawSymbols();
    }

    deselect() {
      this.selected = null;
      U.byId('gm-card').hidden = true;
      this.list.take(true);
      this.drawSymbols();
    }

    showOnMap(i) {
      const m = this.model;
      if (m.linkAt[i] === m.linkAt[i + 1]) return;
      const place = m.linkPlace[m.linkAt[i]];
      this.map.flyTo([m.places.lat[place], m.places.lon[place]], Math.max(this.map.getZoom(), m.places.area[place] ? 5 : PLACE_ZOOM), { animate: !U.reducedMotion(), duration: 0.5 });
    }

    jumpBar() {
      const button = (name, go) => U.el('button', { type: 'button', text: t(name), onclick: go });
      U.byId('gm-jump').replaceChildren(button('all', () => this.goAll()), ...this.block.regions.map((r) => button(r.key, () => this.map.fitBounds([[r.south, r.west], [r.north, r.east]]))));
    }

    goAll() {
      const { lat, lon } = this.model.places;
      if (lat.length) this.map.fitBounds(lat.map((y, k) => [y, lon[k]]), { padding: [30, 30], maxZoom: 9, animate: false });
    }

    drawCount() {
      const m = this.model;
      let off = 0;
      for (let i = 0; i < m.n; i++) if (this.filter.passes(i) && m.linkAt[i] === m.linkAt[i + 1]) off++;
      const parts = [t('shownOf', { shown: this.filter.shown, total: m.n }), t('filteredOut', { n: m.n - this.filter.shown }), t('offMap', { n: off })];
      U.byId('gm-count').textContent = parts.join(' · ');
    }

    placeText(i, details) {
      const m = this.model;
      if (m.linkAt[i] < m.linkAt[i + 1]) {
        const place = m.linkPlace[m.linkAt[i]];
        const admin = m.places.admin1[place];
        return [m.places.name[place], admin >= 0 ? m.admin1[admin][1] : '', m.places.country[place] >= 0 ? countryName(m.countries[m.places.country[place]]) : ''].filter((x, k, all) => x && all.indexOf(x) === k).join(', ');
      }
      const named = details && details.places.find((p) => p.role === 'happened');
      return named ? `${named.name} (${t('noPlace')})` : t('noPlace');
    }

    dateText(i, details) { return details && details.start ? [details.start, details.end].filter(Boolean).join(' – ') : t('noDate'); }
  }

  function commonest(values) {
    const totals = new Map();
    for (const value of values) totals.set(value, (totals.get(value) || 0) + 1);
    let best = values[0];
    for (const [value, n] of totals) if (n > totals.get(best)) best = value;
    return best;
  }

  return { Page };
})();

window.geomap = {
  open(mapId) {
    L.Icon.Default.imagePath = '';
    L.Icon.Default.mergeOptions({ iconUrl: ICON.pin, iconRetinaUrl: ICON.pin, shadowUrl: ICON.shadow });
    const page = new App.Page(JSON.parse(U.byId('gm-data').textContent), mapId);
    window.geomap.page = page;
    window.geomap.ready = page.start();
    return page.map;
  },
};
