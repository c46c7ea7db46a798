// Symbols of places and clusters on the map: real buttons, one of them in the tab order, arrow keys move between them.
const Symbols = (() => {
  const PLACE_PX = 26;
  const BUBBLE_PX = { least: 32, most: 62, perDecade: 9 };
  const RING_PX = 5;
  const TURN = 2 * Math.PI;

  const bubbleSize = (count) => Math.min(BUBBLE_PX.most, BUBBLE_PX.least + BUBBLE_PX.perDecade * Math.log10(count));

  /** Slices of a cluster's ring: [{colour, from, to}] in turns. */
  function slices(groups) {
    const total = groups.reduce((sum, n) => sum + n, 0) || 1;
    let at = 0;
    return groups.flatMap((n, g) => {
      if (!n) return [];
      const slice = { colour: Types.groupColour(g), from: at, to: at + n / total };
      at = slice.to;
      return [slice];
    });
  }

  function arc(slice, radius) {
    const point = (turn) => `${(radius * Math.sin(turn * TURN)).toFixed(2)},${(-radius * Math.cos(turn * TURN)).toFixed(2)}`;
    const whole = slice.to - slice.from > 0.9999;
    const to = whole ? slice.from + 0.9999 : slice.to;
    return `M${point(slice.from)}A${radius},${radius} 0 ${to - slice.from > 0.5 ? 1 : 0} 1 ${point(to)}${whole ? 'z' : ''}`;
  }

  /** A ring of several places. */
  function bubble(item) {
    const size = bubbleSize(item.count);
    const half = size / 2;
    const radius = half - RING_PX / 2 - 1;
    return U.el('span', { class: 'gm-bubble' },
      U.svg('svg', { viewBox: `${-half} ${-half} ${size} ${size}`, width: size, height: size, 'aria-hidden': 'true' },
        U.svg('circle', { r: half - 1, class: 'gm-bubble-back' }),
        ...slices(item.groups).map((s) => U.svg('path', { d: arc(s, radius), fill: 'none', stroke: s.colour, 'stroke-width': RING_PX })),
        U.svg('circle', { r: half - 1, class: 'gm-ring-edge' }), U.svg('circle', { r: half - 1 - RING_PX, class: 'gm-ring-edge' }),
        U.svg('text', { class: 'gm-bubble-count', y: 0, text: I18n.short(item.count) })));
  }

  function placeSymbol(item) {
    const node = U.el('span', { class: 'gm-place' }, Types.icon(item.type, PLACE_PX, { hollow: item.hollow }));
    if (item.count > 1) node.append(U.el('span', { class: 'gm-badge', text: I18n.short(item.count) }));
    return node;
  }

  /** A name on paper for one area or several; no ring and no pin, for it is no position. */
  function tag(item) {
    return U.el('span', { class: 'gm-tag' }, item.type ? Types.icon(item.type, 16, { hollow: true }) : null,
      U.el('span', { class: 'gm-tag-name', dir: 'auto', text: item.label }),
      U.el('b', { text: I18n.short(item.count) }));
  }

  const DRAW = { cluster: bubble, place: placeSymbol, area: tag, areas: tag };

  class Layer {
    constructor(map) {
      Object.assign(this, U.emitter(), { map, markers: new Map(), group: L.layerGroup().addTo(map) });
      this.focusKey = null;
      map.getContainer().addEventListener('keydown', (event) => this.move(event));
    }

    /** Shows exactly these items; those that stay as they are keep their element. */
    show(items) {
      const before = this.markers;
      this.markers = new Map();
      for (const item of items) {
        const look = [document.documentElement.dataset.theme, item.kind, item.count, item.lat, item.lon, item.type, item.hollow, item.label, item.selected, item.shift_px, item.onTop, (item.groups || []).join()].join('|');
        const old = before.get(item.key);
        if (old && old.look === look) {
          this.markers.set(item.key, old);
          before.delete(item.key);
        } else {
          this.markers.set(item.key, this.add(item, look));
        }
      }
      for (const old of before.values()) this.group.removeLayer(old.marker);
      this.rove();
    }

    add(item, look) {
      const node = DRAW[item.kind](item);
      node.classList.toggle('gm-chosen', Boolean(item.selected));
      if (item.shift_px) node.style.top = `${item.shift_px}px`;
      const icon = L.divIcon({ html: node, className: `gm-symbol gm-symbol-${item.kind}`, iconSize: null });
      const marker = L.marker([item.lat, item.lon], { icon, keyboard: false, riseOnHover: true, zIndexOffset: item.selected ? 2000 : item.onTop ? 1000 : item.kind.startsWith('area') ? -500 : 0 });
      marker.on('click', () => this.emit('open', item));
      marker.addTo(this.group);
      const button = marker.getElement();
      button.setAttribute('role', 'button');
      button.setAttribute('aria-label', item.title);
      button.title = item.title;
      button.dataset.key = item.key;
      button.tabIndex = -1;
      button.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        this.focusKey = item.key;
        this.emit('open', item);
      });
      return { marker, item, look, button };
    }

    /** One symbol takes part in the tab order. */
    rove() {
      const chosen = this.markers.get(this.focusKey) || this.markers.values().next().value;
      for (const one of this.markers.values()) one.button.tabIndex = one === chosen ? 0 : -1;
    }

    /** Arrow keys on a symbol go to its nearest neighbour that way. */
    move(event) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const here = way && this.markers.get(event.target.dataset && event.target.dataset.key);
      if (!here) return;
      event.preventDefault();
      event.stopPropagation();
      const at = this.map.latLngToContainerPoint([here.item.lat, here.item.lon]);
      let best = null;
      for (const other of this.markers.values()) {
        if (other === here) continue;
        const to = this.map.latLngToContainerPoint([other.item.lat, other.item.lon]).subtract(at);
        const ahead = to.x * way[0] + to.y * way[1];
        const cost = ahead + 2 * Math.abs(to.x * way[1] + to.y * way[0]);
        if (ahead > 0 && (!best || cost < best.cost)) best = { cost, other };
      }
      if (!best) return;
      this.focusKey = best.other.item.key;
      this.rove();
      best.other.button.focus();
    }
  }

  return { Layer, bubbleSize, slices, RING_PX, PLACE_PX };
})();
