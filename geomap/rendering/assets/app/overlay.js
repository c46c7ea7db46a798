// Drawn under the symbols: areas of imprecise events, lines from origin to destination, density, the selection.
const Overlay = (() => {
  const PADDING = 0.25;
  const WORLD_PX = 256;
  const EARTH_KM = 40075.017;
  const TURN = 2 * Math.PI;
  const HEAT_RADIUS_PX = 26;
  const HEAT_STEPS = ['#00000000', '#3b528b99', '#21918cbb', '#5ec962dd', '#fde725ee'];
  const MOST_LINES = 600;
  // Opacities of fills, two hexadecimal figures; a circle beyond that radius would drown the base.
  const [FAINT, LIGHT, STRONG] = ['0d', '20', '38'];
  const VAST_PX = 200;

  /** Radius of a circle of `km` at Mercator height `lat`, in shares of the world's width. */
  const radiusOf = (km, lat) => km / (EARTH_KM * Math.max(0.05, Math.cos(lat * Math.PI / 180)));

  function drawArea(c, area, view) {
    c.beginPath();
    Base.trace(c, area.shape, view.scale_px, view.x, view.y);
    const [west, north, east, south] = area.shape.box;
    const fills = west * view.scale_px < view.x && east * view.scale_px > view.x + view.width && north * view.scale_px < view.y && south * view.scale_px > view.y + view.height;
    style(c, area, fills ? FAINT : undefined);
    c.fill('evenodd');
    c.stroke();
  }

  function drawCircle(c, circle, view) {
    const radius = circle.radius * view.scale_px;
    if (radius < 5) return;
    c.beginPath();
    c.arc(circle.x * view.scale_px - view.x, circle.y * view.scale_px - view.y, radius, 0, TURN);
    style(c, circle, radius > VAST_PX ? FAINT : undefined);
    c.fill();
    c.stroke();
  }

  /** `opacity` of the fill, less where it covers most of the view. */
  function style(c, item, opacity = LIGHT) {
    const colour = Types.line(item.type);
    c.fillStyle = colour + (item.selected && opacity !== FAINT ? STRONG : opacity);
    c.strokeStyle = colour;
    c.lineWidth = item.selected ? 2.6 : 1.3;
    c.setLineDash(item.selected ? [] : [5, 4]);
  }

  /** A bent line with a head at its end. */
  function drawLine(c, line, view) {
    const [ax, ay] = [line.from[0] * view.scale_px - view.x, line.from[1] * view.scale_px - view.y];
    const [bx, by] = [line.to[0] * view.scale_px - view.x, line.to[1] * view.scale_px - view.y];
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 8) return;
    const [mx, my] = [(ax + bx) / 2 + (by - ay) * 0.18, (ay + by) / 2 - (bx - ax) * 0.18];
    c.setLineDash([]);
    c.strokeStyle = c.fillStyle = Types.line(line.type);
    c.globalAlpha = line.selected ? 1 : 0.55;
    c.lineWidth = Math.min(5, 1.2 + Math.log2(line.count)) + (line.selected ? 1.5 : 0);
    c.beginPath();
    c.moveTo(ax, ay);
    c.quadraticCurveTo(mx, my, bx, by);
    c.stroke();
    const angle = Math.atan2(by - my, bx - mx);
    c.beginPath();
    c.moveTo(bx, by);
    c.lineTo(bx - 11 * Math.cos(angle - 0.42), by - 11 * Math.sin(angle - 0.42));
    c.lineTo(bx - 11 * Math.cos(angle + 0.42), by - 11 * Math.sin(angle + 0.42));
    c.fill();
    c.globalAlpha = 1;
  }

  /** Colours by density: 256 steps from the named ones. */
  function heatColours() {
    const ramp = U.el('canvas', { width: 256, height: 1 }).getContext('2d', { willReadFrequently: true });
    const gradient = ramp.createLinearGradient(0, 0, 256, 0);
    HEAT_STEPS.forEach((colour, k) => gradient.addColorStop(k / (HEAT_STEPS.length - 1), colour));
    ramp.fillStyle = gradient;
    ramp.fillRect(0, 0, 256, 1);
    return ramp.getImageData(0, 0, 256, 1).data;
  }

  function spot() {
    const size = HEAT_RADIUS_PX * 2;
    const stamp = U.el('canvas', { width: size, height: size });
    const c = stamp.getContext('2d');
    const fade = c.createRadialGradient(HEAT_RADIUS_PX, HEAT_RADIUS_PX, 0, HEAT_RADIUS_PX, HEAT_RADIUS_PX, HEAT_RADIUS_PX);
    fade.addColorStop(0, 'rgba(0,0,0,1)');
    fade.addColorStop(1, 'rgba(0,0,0,0)');
    c.fillStyle = fade;
    c.fillRect(0, 0, size, size);
    return stamp;
  }

  function drawHeat(c, points, view) {
    const field = U.el('canvas', { width: Math.ceil(view.width), height: Math.ceil(view.height) });
    const f = field.getContext('2d', { willReadFrequently: true });
    const stamp = spot();
    const most = points.reduce((max, p) => Math.max(max, p.weight), 1);
    for (const p of points) {
      const x = p.x * view.scale_px - view.x;
      const y = p.y * view.scale_px - view.y;
      if (x < -HEAT_RADIUS_PX || y < -HEAT_RADIUS_PX || x > view.width + HEAT_RADIUS_PX || y > view.height + HEAT_RADIUS_PX) continue;
      f.globalAlpha = Math.max(0.06, Math.min(1, Math.log1p(p.weight) / Math.log1p(most)));
      f.drawImage(stamp, x - HEAT_RADIUS_PX, y - HEAT_RADIUS_PX);
    }
    if (!field.width || !field.height) return;
    const image = f.getImageData(0, 0, field.width, field.height);
    const colours = heatColours();
    for (let k = 3; k < image.data.length; k += 4) {
      const step = image.data[k] * 4;
      if (!step) continue;
      for (let channel = 0; channel < 4; channel++) image.data[k - 3 + channel] = colours[step + channel];
    }
    f.putImageData(image, 0, 0);
    c.drawImage(field, 0, 0);
  }

  function drawSelection(c, point, view) {
    const x = point.x * view.scale_px - view.x;
    const y = point.y * view.scale_px - view.y;
    c.setLineDash([]);
    for (const [colour, width] of [['#ffffff', 6], ['#0b5a8a', 3]]) {
      c.beginPath();
      c.arc(x, y, 19, 0, TURN);
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.stroke();
    }
  }

  /** Draws the scene's drawables into a window that starts at pixel `view.x`, `view.y` of the world. */
  function paint(c, drawables, view) {
    c.lineJoin = 'round';
    for (const area of drawables.areas) drawArea(c, area, view);
    for (const circle of drawables.circles) drawCircle(c, circle, view);
    if (drawables.heat.length) drawHeat(c, drawables.heat, view);
    for (const line of drawables.lines.slice(0, MOST_LINES)) drawLine(c, line, view);
    for (const point of drawables.selection) drawSelection(c, point, view);
    c.setLineDash([]);
  }

  /** A canvas a little larger than the map, drawn anew when the map rests. */
  const Layer = L.Layer.extend({
    initialize(source) { this.source = source; },
    onAdd(map) {
      const pane = map.getPane('gm-overlay') || map.createPane('gm-overlay');
      this.canvas = L.DomUtil.create('canvas', 'leaflet-zoom-animated', pane);
      this.canvas.setAttribute('aria-hidden', 'true');
      this.draw();
    },
    onRemove() { this.canvas.remove(); },
    getEvents() { return { moveend: this.draw, zoomanim: this.slide, resize: this.draw }; },
    draw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const pad = size.multiplyBy(PADDING).round();
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const full = size.add(pad.multiplyBy(2));
      const { canvas } = this;
      canvas.width = full.x * ratio;
      canvas.height = full.y * ratio;
      canvas.style.width = `${full.x}px`;
      canvas.style.height = `${full.y}px`;
      this.corner = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      this.cornerAt = map.layerPointToLatLng(this.corner);
      L.DomUtil.setPosition(canvas, this.corner);
      const start = map.getPixelBounds().min.subtract(pad);
      const c = canvas.getContext('2d');
      c.scale(ratio, ratio);
      paint(c, this.source(), { scale_px: WORLD_PX * 2 ** map.getZoom(), x: start.x, y: start.y, width: full.x, height: full.y });
    },
    slide(event) {
      const scale = this._map.getZoomScale(event.zoom);
      const offset = this._map._latLngToNewLayerPoint(this.cornerAt, event.zoom, event.center);
      L.DomUtil.setTransform(this.canvas, offset, scale);
    },
  });

  return { Layer, paint, radiusOf };
})();
