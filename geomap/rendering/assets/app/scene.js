// What the map shows for the events that pass: counts by place, symbols, areas, lines, the selection.
const Scene = (() => {
  const OPEN_ZOOM = 9;
  const AREA_ZOOM = 6;
  const TAG_RADIUS_PX = 64;
  const EXACT = 1;
  // From this zoom single places have their names under them.
  const NAME_ZOOM = 6;
  const NAME_LENGTH = 28;
  const NAME_DROP_PX = 24;
  const CHOSEN_DROP_PX = 31;
  // The map opens on where the events are but for this share at each side; "All" goes to all of them.
  const OUTLYING = 0.02;
  const CARD_SHARE = 0.6;
  // Tried in this order; beyond 84 pixels a tag would no longer seem to belong to its area.
  const TAG_SHIFTS_PX = [0, -28, 28, -42, 42, -56, 56, -70, 70, -84, 84];
  // More lines than these cover the map; the reader switches them on, and the selected event's are drawn anyway.
  const MANY_LINES = 60;

  class View {
    constructor(app) {
      Object.assign(this, U.emitter(), { app, map: app.map, model: app.model, layers: { areas: true, lines: true, heat: false } });
      this.drawables = { areas: [], circles: [], lines: [], heat: [], selection: [] };
      this.selected = null;
      this.hovered = null;
      const { lat, lon } = this.model.places;
      this.at = lat.map((y, place) => Outlines.project(lon[place], y));
      this.plant();
      this.layers.lines = new Set(this.model.line.event.map((_, k) => this.ends(k))).size <= MANY_LINES;
      this.overlay = new Overlay.Layer(() => this.drawables).addTo(this.map);
      this.symbols = new Symbols.Layer(this.map);
      this.symbols.on('open', (item) => this.open(item));
      this.map.on('moveend', () => this.draw());
      this.map.on('click', (event) => this.openAreaAt(event.latlng));
    }

    /** Two trees: places that stand as points, and countries and provinces; these anew when their outlines are there. */
    plant() {
      const { places, placeCount } = this.model;
      const kinds = { place: [], area: [] };
      this.treeOf = new Uint8Array(placeCount);
      this.slotOf = new Uint32Array(placeCount);
      for (let place = 0; place < placeCount; place++) {
        const own = kinds[places.area[place] ? 'area' : 'place'];
        this.treeOf[place] = places.area[place] ? 1 : 0;
        this.slotOf[place] = own.length;
        own.push({ place, ...this.anchor(place) });
      }
      const [points] = this.trees || [{ kind: 'place', tree: new Clusters.Tree(kinds.place, Types.groups.length) }];
      this.trees = [points, { kind: 'area', tree: new Clusters.Tree(kinds.area, Types.groups.length, TAG_RADIUS_PX) }];
    }

    /** Where a place's symbol stands: areas at their outline's label point. */
    anchor(place) {
      const { places, shapes } = this.model;
      const shape = places.area[place] && shapes ? shapes.get(places.area[place]) : null;
      return shape ? { lat: shape.lat, lon: shape.lon } : { lat: places.lat[place], lon: places.lon[place] };
    }

    shapeOf(place) {
      const key = this.model.places.area[place];
      return key && this.model.shapes ? this.model.shapes.get(key) : null;
    }

    /** Counts the passing events by place anew. */
    count() {
      const { model: m, treeOf, slotOf } = this;
      const { fail } = this.app.filter;
      for (const { tree } of this.trees) tree.clear();
      const trees = this.trees.map(({ tree }) => tree);
      for (let i = 0; i < m.n; i++) {
        if (fail[i]) continue;
        const group = m.groupOf[m.type[i]];
        for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) {
          const place = m.linkPlace[k];
          trees[treeOf[place]].add(slotOf[place], group);
        }
      }
      for (const tree of trees) tree.rollUp();
      this.joinLines();
    }

    /** How many passing events a place has. */
    countOf(place) { return this.trees[this.treeOf[place]].tree.count[this.slotOf[place]]; }

    ends(k) { return `${this.model.line.from[k]}>${this.model.line.to[k]}`; }

    /** Passing events' lines, those with the same ends as one. */
    joinLines() {
      const { line, type, types } = this.model;
      const { fail } = this.app.filter;
      const joined = new Map();
      for (let k = 0; k < line.event.length; k++) {
        const i = line.event[k];
        if (fail[i]) continue;
        const key = this.ends(k);
        const one = joined.get(key);
        if (one) one.count++;
        else joined.set(key, { count: 1, from: this.at[line.from[k]], to: this.at[line.to[k]], ends: key, type: types[type[i]] });
      }
      this.lines = [...joined.values()].sort((a, b) => b.count - a.count);
    }

    draw() {
      if (!this.lines) return;
      const bounds = this.map.getBounds().pad(0.15);
      const zoom = this.map.getZoom();
      const items = [];
      for (const { kind, tree } of this.trees) {
        if (kind === 'place' && this.layers.heat) continue;
        for (const item of tree.visible(bounds, zoom)) items.push(this.dress(item, kind));
      }
      this.spread(items);
      this.symbols.show(items);
      this.drawables = {
        areas: this.layers.areas ? this.areas() : [],
        circles: [...(this.layers.areas ? items.filter((item) => item.radius > 0 && !item.selected).map((item) => this.circle(item)) : []), ...this.ownCircles()],
        lines: this.drawnLines(),
        heat: this.layers.heat ? this.heat() : [],
        selection: this.selection(),
      };
      this.overlay.draw();
      if (this.app.labels) this.app.labels.draw();
    }

    /** Moves the tags of areas up or down until they cover no symbol; a tag stands for the whole area anyway. */
    spread(items) {
      const box = (item, shift_px) => {
        const { x, y } = this.map.latLngToContainerPoint([item.lat, item.lon]);
        const half = item.kind === 'cluster' ? Symbols.bubbleSize(item.count) / 2 : Symbols.PLACE_PX / 2;
        const wide = item.label && item.of === 'area' ? 30 + item.label.length * 3.6 : half;
        return [x - wide, y + shift_px - half, x + wide, y + shift_px + half];
      };
      const apart = (a, b) => a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1];
      const taken = items.filter((item) => item.of !== 'area').map((item) => box(item, 0));
      this.taken = taken;
      this.named = this.map.getZoom() < NAME_ZOOM ? [] : items.filter((item) => item.kind === 'place').map((item) => this.nameOf(item));
      this.tagged = new Set(items.filter((item) => item.kind === 'area').map((item) => this.shapeOf(item.place)));
      for (const item of items.filter((one) => one.of === 'area')) {
        const free = TAG_SHIFTS_PX.find((shift) => taken.every((other) => apart(box(item, shift), other)));
        item.shift_px = free || 0;
        item.onTop = free === undefined;
        taken.push(box(item, item.shift_px));
      }
    }

    /** The name under a place's symbol, container pixels. */
    nameOf(item) {
      const { x, y } = this.map.latLngToContainerPoint([item.lat, item.lon]);
      const text = item.label.length > NAME_LENGTH ? `${item.label.slice(0, NAME_LENGTH - 1)}…` : item.label;
      return { text, x, y: y + (item.selected ? CHOSEN_DROP_PX : NAME_DROP_PX) };
    }

    dress(item, kind) {
      item.key = `${kind}${item.key}`;
      item.of = kind;
      if (item.place === undefined) {
        const say = { n: item.count, places: item.places };
        if (kind === 'area') return Object.assign(item, { kind: 'areas', label: t('areasShort', say), title: t('areasTitle', say) });
        return Object.assign(item, { kind: 'cluster', title: t('clusterTitle', say) });
      }
      const name = Words.placeName(this.model, item.place);
      Object.assign(item, this.summary(item.place), { kind, label: name });
      item.selected = this.selectedPlaces().includes(item.place);
      item.title = t(kind === 'area' ? 'areaTitle' : item.hollow ? 'aboutTitle' : 'placeTitle', { n: item.count, name });
      return item;
    }

    /** Commonest type, whether no event there is exact, and the largest radius of the passing events of a place. */
    summary(place) {
      const { model: m } = this;
      const { fail } = this.app.filter;
      const totals = new Uint32Array(m.types.length);
      let exact = false;
      let radius = 0;
      for (const i of m.eventsOf(place)) {
        if (fail[i]) continue;
        totals[m.type[i]]++;
        for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) {
          if (m.linkPlace[k] !== place) continue;
          if (m.linkPrec[k] === EXACT && m.linkRadius[k] === 0) exact = true;
          radius = Math.max(radius, m.linkRadius[k]);
        }
      }
      return { type: m.types[totals.indexOf(Math.max(...totals))], hollow: !exact, radius };
    }

    circle(item) {
      if (this.shapeOf(item.place)) return { radius: 0 };
      const [x, y] = this.at[item.place];
      return { x, y, radius: Overlay.radiusOf(item.radius, item.lat), type: item.type, selected: item.selected };
    }

    /** The selected event's circles, also where its symbol is part of a cluster. */
    ownCircles() {
      const { model: m } = this;
      const i = this.hovered ?? this.selected;
      if (i === null) return [];
      const found = [];
      for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) {
        if (m.linkRadius[k] > 0) found.push(this.circle({ place: m.linkPlace[k], radius: m.linkRadius[k], lat: m.places.lat[m.linkPlace[k]], type: m.types[m.type[i]], selected: true }));
      }
      return found;
    }

    areas() {
      const { tree } = this.trees[1];
      const chosen = this.selectedPlaces();
      const found = [];
      tree.points.forEach(({ place }, k) => {
        const shape = tree.count[k] && this.shapeOf(place);
        if (shape) found.push({ shape, place, type: this.summary(place).type, selected: chosen.includes(place) });
      });
      return found.sort((a, b) => b.shape.box[2] - b.shape.box[0] - (a.shape.box[2] - a.shape.box[0]));
    }

    heat() {
      const points = [];
      for (const { place } of this.trees[0].tree.points) {
        if (this.countOf(place)) points.push({ x: this.at[place][0], y: this.at[place][1], weight: this.countOf(place) });
      }
      return points;
    }

    /** All lines, or those of the selected event alone. */
    drawnLines() {
      const own = new Set();
      if (this.selected !== null) this.model.line.event.forEach((i, k) => { if (i === this.selected) own.add(this.ends(k)); });
      const lines = this.layers.lines ? this.lines : this.lines.filter((one) => own.has(one.ends));
      return own.size ? lines.map((one) => ({ ...one, selected: own.has(one.ends) })) : lines;
    }

    /** Places of the selected or pointed-at event. */
    selectedPlaces() {
      const i = this.hovered ?? this.selected;
      return i === null ? [] : Array.from(this.model.linkPlace.subarray(this.model.linkAt[i], this.model.linkAt[i + 1]));
    }

    selection() {
      return this.selectedPlaces().filter((place) => !this.shapeOf(place)).map((place) => ({ x: this.at[place][0], y: this.at[place][1] }));
    }

    mark(i) {
      this.selected = i;
      this.draw();
    }

    hover(i) {
      this.hovered = i;
      this.drawSoon = this.drawSoon || U.later(() => this.draw(), 40);
      this.drawSoon();
    }

    open(item) {
      if (item.place !== undefined) return this.emit('place', item.place);
      const { tree } = this.trees.find((one) => one.kind === item.of);
      const leaves = tree.leaves(item.id);
      const bounds = L.latLngBounds(leaves.map((p) => [p.lat, p.lon]));
      const target = Math.min(this.map.getMaxZoom(), Math.max(this.map.getZoom() + 1, this.map.getBoundsZoom(bounds.pad(0.2))));
      return this.map.flyTo(bounds.getCenter(), target, { animate: !U.reducedMotion(), duration: 0.5 });
    }

    /** A click beside all symbols opens the smallest area with events below it. */
    openAreaAt({ lat, lng }) {
      const [x, y] = Outlines.project(lng, lat);
      const hit = this.drawables.areas.filter((area) => Outlines.holds(area.shape, x, y)).pop();
      if (hit) this.emit('place', hit.place);
    }

    /** Brings event `i`'s first place into view, or its line when it has no place. */
    show(i) {
      const { model: m } = this;
      if (m.linkAt[i] < m.linkAt[i + 1]) return this.showPlace(m.linkPlace[m.linkAt[i]], m.linkRadius[m.linkAt[i]]);
      const k = m.line.event.indexOf(i);
      if (k < 0) return undefined;
      const end = (place) => [m.places.lat[place], m.places.lon[place]];
      return this.frame([end(m.line.from[k]), end(m.line.to[k])], { padding: [60, 60], maxZoom: OPEN_ZOOM });
    }

    /** Whether the map shows something of event `i`. */
    has(i) { return this.model.bestPrec[i] > 0 || this.model.line.event.includes(i); }

    /** The zoom at which a circle of that radius takes about a third of the map. */
    zoomFor(radius_km, lat) {
      const share = Overlay.radiusOf(radius_km, lat) * 256 * 6 / this.map.getSize().y;
      return U.clamp(Math.floor(-Math.log2(share)), 3, OPEN_ZOOM + 2);
    }

    showPlace(place, radius_km) {
      const { lat, lon } = this.anchor(place);
      const about = radius_km > 0 ? this.zoomFor(radius_km, lat) : Math.max(this.map.getZoom(), OPEN_ZOOM);
      const zoom = this.model.places.area[place] ? AREA_ZOOM : about;
      const there = this.map.getBounds().pad(-0.15).contains([lat, lon]) && this.map.getZoom() === zoom;
      // On a phone the card lies over the lower part of the map.
      const lift_px = U.isPhone() ? this.map.getSize().y * CARD_SHARE / 2 : 0;
      const center = this.map.unproject(this.map.project([lat, lon], zoom).add([0, lift_px]), zoom);
      if (!there || lift_px) this.map.flyTo(center, zoom, { animate: !U.reducedMotion(), duration: 0.6 });
    }

    /** Whether one of event `i`'s places is in the map's view. */
    inView(bounds) {
      const { model: m } = this;
      const seen = new Uint8Array(m.placeCount);
      const [west, south] = Outlines.project(bounds.getWest(), bounds.getSouth());
      const [east, north] = Outlines.project(bounds.getEast(), bounds.getNorth());
      for (let place = 0; place < m.placeCount; place++) {
        const shape = this.shapeOf(place);
        const [x, y] = this.at[place];
        seen[place] = shape ? Base.meets(shape.box, west, north, east, south) : x >= west && x <= east && y >= north && y <= south;
      }
      return (i) => {
        for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) if (seen[m.linkPlace[k]]) return true;
        return false;
      };
    }

    /** Shows where nearly all events are. */
    home() {
      const { linkPlace, places } = this.model;
      if (!linkPlace.length) return this.all({ animate: false });
      const middle = (values) => {
        const sorted = Float64Array.from(linkPlace, (place) => values[place]).sort();
        const cut = Math.floor(sorted.length * OUTLYING);
        return [sorted[cut], sorted[sorted.length - 1 - cut]];
      };
      const [[south, north], [west, east]] = [middle(places.lat), middle(places.lon)];
      return this.frame([[south, west], [north, east]], { padding: [50, 50], maxZoom: 9, animate: false });
    }

    /** Shows all places, or the world when there are none. */
    all({ animate = !U.reducedMotion() } = {}) {
      const { lat, lon } = this.model.places;
      if (!lat.length) return this.map.setView([25, 20], 3, { animate: false });
      const ends = (values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
      const [[south, north], [west, east]] = [ends(lat), ends(lon)];
      return this.frame([[south, west], [north, east]], { padding: [50, 50], maxZoom: 9, animate });
    }

    /** Shows a box of degrees; waits for a zoom under way, for Leaflet would drop the second one. */
    frame(bounds, options = {}) {
      const go = () => this.map.fitBounds(bounds, { animate: !U.reducedMotion(), ...options });
      if (this.map._animatingZoom) this.map.once('zoomend', () => setTimeout(go, 0));
      else go();
    }
  }

  return { View };
})();
