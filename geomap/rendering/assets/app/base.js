// The base: land, borders and names, drawn from the outlines in this file on tiles of canvas.
const Base = (() => {
  const TILE_PX = 256;
  const ADMIN1_ZOOM = 5;
  const LEAST_STEP_PX = 0.7;
  const LABEL_GAP_PX = 6;
  const NAME_PX = 12;
  // Countries are level 0 and provinces 1.
  const PLACE_LEVEL = 2;

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function colours() {
    return { water: css('--gm-water'), land: css('--gm-land'), border: css('--gm-border'), admin: css('--gm-admin'), label: css('--gm-label'), halo: css('--gm-label-halo') };
  }

  /** Adds the shape's rings to the canvas path; `scale_px` is the world's width, `x`, `y` its offset. */
  function trace(context, shape, scale_px, x, y) {
    for (const ring of shape.rings) {
      let lastX = Infinity;
      let lastY = Infinity;
      for (let i = 0; i < ring.length; i += 2) {
        const px = ring[i] * scale_px - x;
        const py = ring[i + 1] * scale_px - y;
        if (i === 0) context.moveTo(px, py);
        else if (Math.abs(px - lastX) < LEAST_STEP_PX && Math.abs(py - lastY) < LEAST_STEP_PX) continue;
        else context.lineTo(px, py);
        lastX = px;
        lastY = py;
      }
      context.closePath();
    }
  }

  const meets = (box, west, north, east, south) => box[0] < east && box[2] > west && box[1] < south && box[3] > north;

  /** Draws land and borders of the Mercator window that starts at `x`, `y` pixels of a world `scale_px` wide. */
  function paint(context, outlines, { scale_px, x, y, width, height, zoom }) {
    const c = colours();
    const window = [x / scale_px, y / scale_px, (x + width) / scale_px, (y + height) / scale_px];
    const seen = (shapes) => shapes.filter((shape) => meets(shape.box, ...window));
    context.fillStyle = c.water;
    context.fillRect(0, 0, width, height);
    context.beginPath();
    const countries = seen(outlines.countries);
    for (const shape of countries) trace(context, shape, scale_px, x, y);
    context.fillStyle = c.land;
    context.fill('nonzero');
    context.lineJoin = 'round';
    if (zoom >= ADMIN1_ZOOM) {
      context.beginPath();
      for (const shape of seen(outlines.admin1)) trace(context, shape, scale_px, x, y);
      context.strokeStyle = c.admin;
      context.lineWidth = 0.8;
      context.stroke();
    }
    context.beginPath();
    for (const shape of countries) trace(context, shape, scale_px, x, y);
    context.strokeStyle = c.border;
    context.lineWidth = 1.1;
    context.stroke();
  }

  const Layer = L.GridLayer.extend({
    initialize(outlines) {
      L.setOptions(this, { tileSize: TILE_PX, noWrap: true, updateWhenZooming: false, keepBuffer: 3, className: 'gm-base', pane: 'gm-base' });
      this.outlines = outlines;
    },
    createTile(coords) {
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const tile = document.createElement('canvas');
      tile.width = tile.height = TILE_PX * ratio;
      const context = tile.getContext('2d');
      context.scale(ratio, ratio);
      const scale_px = TILE_PX * 2 ** coords.z;
      paint(context, this.outlines, { scale_px, x: coords.x * TILE_PX, y: coords.y * TILE_PX, width: TILE_PX, height: TILE_PX, zoom: coords.z });
      return tile;
    },
  });

  /** Names that fit into the view without touching each other or the boxes `taken`: those of the places in `named`, then
   *  of countries and provinces but for the shapes in `tagged`. [{text, x, y, size_px, level}], container pixels. */
  function labels(map, outlines, language, { taken, tagged, named }) {
    const full = taken.slice();
    const zoom = map.getZoom();
    const size = map.getSize();
    const scale_px = TILE_PX * 2 ** zoom;
    const found = [];
    const halfOf = (text, size_px) => text.length * size_px * 0.29;
    const put = (text, { x, y }, size_px, level) => {
      const half = halfOf(text, size_px);
      const box = [x - half, y - size_px * 0.8, x + half, y + size_px * 0.8];
      if (x < 0 || y < 0 || x > size.x || y > size.y) return;
      if (full.some((o) => box[0] - LABEL_GAP_PX < o[2] && box[2] + LABEL_GAP_PX > o[0] && box[1] < o[3] && box[3] > o[1])) return;
      full.push(box);
      found.push({ text, x, y, size_px, level });
    };
    for (const place of named) put(place.text, place, NAME_PX, PLACE_LEVEL);
    const wanted = [...outlines.countries, ...(zoom >= ADMIN1_ZOOM + 1 ? outlines.admin1 : [])];
    const width = (shape) => (shape.box[2] - shape.box[0]) * scale_px;
    for (const shape of wanted.filter((s) => width(s) > 34 && !tagged.has(s)).sort((a, b) => a.level - b.level || width(b) - width(a))) {
      const text = shape.names[language] || shape.names.en || countryName(shape.country);
      const size_px = shape.level ? 11 : 12.5;
      if (halfOf(text, size_px) * 2 > width(shape) * 1.25) continue;
      put(text, map.latLngToContainerPoint([shape.lat, shape.lon]), size_px, shape.level);
    }
    return found;
  }

  /** Keeps the names over the base up to date. */
  class Labels {
    /** `scene` knows the boxes in pixels that no name may cover, and the areas that have a tag. */
    constructor(map, outlines, scene) {
      Object.assign(this, { map, outlines, scene, pane: map.createPane('gm-labels') });
      this.pane.setAttribute('aria-hidden', 'true');
      map.on('zoomanim', () => this.pane.replaceChildren());
    }

    show(on) {
      this.pane.hidden = !on;
    }

    draw() {
      const nodes = labels(this.map, this.outlines, I18n.language, this.scene).map((label) => {
        const at = this.map.containerPointToLayerPoint([label.x, label.y]);
        const node = U.el('span', { class: `gm-label gm-label-${label.level}` }, U.el('span', { dir: 'auto', text: label.text }));
        L.DomUtil.setPosition(node, at.round());
        return node;
      });
      this.pane.replaceChildren(...nodes);
    }
  }

  return { Layer, Labels, labels, paint, trace, colours, meets };
})();
