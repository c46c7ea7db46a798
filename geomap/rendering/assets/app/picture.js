// The map as a picture with title, dates, legend and credits: for PNG and for print.
const Picture = (() => {
  const MARGIN_PX = 20;
  const LINE_PX = 20;
  const KEY_PX = 172;
  const SCALE = 2;
  const MOST_ROWS = 60;
  const FONT = 'system-ui, "Noto Sans", "Noto Sans Arabic", sans-serif';

  function drawSymbol(c, type, x, y, size, hollow) {
    c.save();
    c.translate(x, y);
    c.scale(size / 26, size / 26);
    const path = new Path2D(Types.shape(type));
    c.lineJoin = 'round';
    const stroke = (style, width) => Object.assign(c, { strokeStyle: style, lineWidth: width }).stroke(path);
    if (!hollow) stroke('#ffffff', 4);
    c.fillStyle = hollow ? '#ffffff' : Types.colour(type);
    c.fill(path);
    if (hollow) c.setLineDash([4, 2.4]);
    stroke(hollow ? Types.line(type) : 'rgb(20 28 36 / 0.75)', hollow ? 2.4 : 0.9);
    c.restore();
  }

  function text(c, words, x, y, { size = 13, weight = 400, colour = '#1b242c', align = 'left', halo = '' } = {}) {
    c.font = `${weight} ${size}px ${FONT}`;
    c.textAlign = align;
    c.textBaseline = 'middle';
    if (halo) {
      c.strokeStyle = halo;
      c.lineWidth = 3;
      c.strokeText(words, x, y);
    }
    c.fillStyle = colour;
    c.fillText(words, x, y);
  }

  function drawBubble(c, item, x, y) {
    const radius = Symbols.bubbleSize(item.count) / 2;
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.fillStyle = '#ffffff';
    c.fill();
    c.lineWidth = Symbols.RING_PX;
    for (const slice of Symbols.slices(item.groups)) {
      c.beginPath();
      c.arc(x, y, radius - Symbols.RING_PX / 2 - 1, (slice.from - 0.25) * 2 * Math.PI, (slice.to - 0.25) * 2 * Math.PI);
      c.strokeStyle = slice.colour;
      c.stroke();
    }
    c.lineWidth = 0.8;
    c.strokeStyle = 'rgb(20 28 36 / 0.45)';
    for (const edge of [radius - 1, radius - 1 - Symbols.RING_PX]) {
      c.beginPath();
      c.arc(x, y, edge, 0, 2 * Math.PI);
      c.stroke();
    }
    text(c, I18n.short(item.count), x, y, { weight: 650, align: 'center' });
  }

  function drawTag(c, item, x, y) {
    const words = `${item.label} ${I18n.short(item.count)}`;
    c.font = `600 12px ${FONT}`;
    const pad = item.type ? 26 : 9;
    const width = c.measureText(words).width + pad + 9;
    c.fillStyle = '#ffffff';
    c.strokeStyle = '#55636e';
    c.setLineDash([4, 3]);
    c.lineWidth = 1.4;
    c.beginPath();
    c.roundRect(x - width / 2, y - 12, width, 24, 6);
    c.fill();
    c.stroke();
    c.setLineDash([]);
    if (item.type) drawSymbol(c, item.type, x - width / 2 + 14, y, 16, true);
    text(c, words, x - width / 2 + pad, y, { size: 12, weight: 600 });
  }

  function drawPlace(c, item, x, y) {
    drawSymbol(c, item.type, x, y, Symbols.PLACE_PX, item.hollow);
    if (item.count < 2) return;
    const words = I18n.short(item.count);
    const width = 10 + words.length * 7;
    c.fillStyle = '#1b242c';
    c.beginPath();
    c.roundRect(x + 4, y - 20, width, 17, 8);
    c.fill();
    text(c, words, x + 4 + width / 2, y - 11, { size: 11, weight: 650, colour: '#ffffff', align: 'center' });
  }

  /** The map's view: base, areas, names, symbols, as on the page. */
  function drawMap(c, app, width, height) {
    const { map, scene } = app;
    const zoom = map.getZoom();
    const start = map.getPixelBounds().min;
    const view = { scale_px: 256 * 2 ** zoom, x: start.x, y: start.y, width, height, zoom };
    if (app.outlines) {
      Base.paint(c, app.outlines, view);
      for (const label of Base.labels(map, app.outlines, I18n.language, scene)) text(c, label.text, label.x, label.y, { size: label.size_px, align: 'center', ...(label.level === 2 ? { weight: 600, colour: '#1b242c' } : { colour: '#5d5a52' }), halo: '#f7f5ef' });
    }
    Overlay.paint(c, { ...scene.drawables, selection: [] }, view);
    const draw = { cluster: drawBubble, place: drawPlace, area: drawTag, areas: drawTag };
    const items = [...scene.symbols.markers.values()].map((one) => one.item);
    for (const item of items.sort((a, b) => (a.of === 'area' ? 0 : 1) - (b.of === 'area' ? 0 : 1))) {
      const { x, y } = map.latLngToContainerPoint([item.lat, item.lon]);
      if (x > -40 && y > -40 && x < width + 40 && y < height + 40) draw[item.kind](c, item, x, y + (item.shift_px || 0));
    }
  }

  /** Words that go with the picture: what is shown, when, with which filters, by whom. */
  function words(app) {
    const s = app.filter.state;
    const range = s.from !== null ? Words.range(s.from, s.to) : app.time.has ? Words.range(app.time.first, app.time.last) : t('noDates');
    const filters = app.panel.settings().map(([name]) => name).filter((name) => name !== range).join(' · ');
    return {
      title: app.block.title,
      under: [t('shownOf', { shown: app.filter.shown, total: app.model.n }), range, filters].filter(Boolean).join(' · '),
      credit: [t('madeOn', { date: Words.isoInWords(app.block.made.slice(0, 10)) }), ...app.credits()].join(' · '),
    };
  }

  /** The legend's entries: [draws the sign, words]. */
  function legend(app) {
    const types = Legend.shownTypes(app).map((type) => [(c, x, y) => drawSymbol(c, type, x, y, 17, false), t(`type.${type}`)]);
    const area = (c, x, y) => {
      c.setLineDash([4, 3]);
      c.lineWidth = 1.4;
      c.strokeStyle = '#55636e';
      c.strokeRect(x - 9, y - 6, 18, 12);
      c.setLineDash([]);
    };
    return [...types, [(c, x, y) => drawSymbol(c, 'other', x, y, 17, true), t('key.about')], [area, t('key.area')]];
  }

  function wrap(c, line, width) {
    const rows = [''];
    for (const word of line.split(' ')) {
      const longer = rows[rows.length - 1] ? `${rows[rows.length - 1]} ${word}` : word;
      if (c.measureText(longer).width > width && rows[rows.length - 1]) rows.push(word);
      else rows[rows.length - 1] = longer;
    }
    return rows;
  }

  /** Paints with the light colours, whatever the page's theme is. */
  function inLight(work) {
    const root = document.documentElement;
    const theme = root.dataset.theme;
    root.dataset.theme = 'light';
    try {
      return work();
    } finally {
      root.dataset.theme = theme;
    }
  }

  function make(app) {
    return inLight(() => {
      const size = app.map.getSize();
      const keys = legend(app);
      const width = Math.max(480, size.x) + 2 * MARGIN_PX;
      const columns = Math.max(1, Math.floor((width - 2 * MARGIN_PX) / KEY_PX));
      const canvas = U.el('canvas');
      const c = canvas.getContext('2d');
      const say = words(app);
      c.font = `650 22px ${FONT}`;
      const title = wrap(c, say.title, width - 2 * MARGIN_PX);
      c.font = `400 13px ${FONT}`;
      const under = wrap(c, say.under, width - 2 * MARGIN_PX);
      const credit = wrap(c, say.credit, width - 2 * MARGIN_PX);
      const head = MARGIN_PX + title.length * 28;
      const top = head + 6 + under.length * LINE_PX + 6;
      const keyRows = Math.ceil(keys.length / columns);
      canvas.width = width * SCALE;
      canvas.height = (top + size.y + 14 + keyRows * 24 + credit.length * LINE_PX + MARGIN_PX) * SCALE;
      c.scale(SCALE, SCALE);
      c.fillStyle = '#ffffff';
      c.fillRect(0, 0, canvas.width, canvas.height);
      title.forEach((line, k) => text(c, line, MARGIN_PX, MARGIN_PX + 12 + k * 28, { size: 22, weight: 650 }));
      under.forEach((line, k) => text(c, line, MARGIN_PX, head + 12 + k * LINE_PX, { colour: '#55636e' }));
      c.save();
      c.translate(MARGIN_PX, top);
      c.beginPath();
      c.rect(0, 0, size.x, size.y);
      c.clip();
      drawMap(c, app, size.x, size.y);
      c.restore();
      const y = top + size.y + 26;
      keys.forEach(([draw, name], k) => {
        const [x, line] = [MARGIN_PX + (k % columns) * KEY_PX, y + Math.floor(k / columns) * 24];
        draw(c, x + 9, line);
        text(c, name, x + 24, line, { size: 12 });
      });
      credit.forEach((line, k) => text(c, line, MARGIN_PX, y + keyRows * 24 + 4 + k * LINE_PX, { size: 11.5, colour: '#55636e' }));
      return canvas;
    });
  }

  const save = (app) => new Promise((done) => {
    make(app).toBlob((blob) => {
      Take.save(blob, Take.fileName(app, 'png'));
      done();
    }, 'image/png');
  });

  /** What paper gets: the picture, then the first rows of the list. */
  function fillPrint(app) {
    const rows = app.list.items.slice(0, MOST_ROWS);
    const cells = Array.from(rows, (i) => {
      const event = app.details.get(i);
      return U.el('tr', null, U.el('td', { text: Words.date(app.model, i) }), U.el('td', { text: t(`type.${app.model.types[app.model.type[i]]}`) }),
        U.el('td', null, U.el('bdi', { text: Words.where(app.model, i, event) })), U.el('td', { dir: 'auto', text: event ? (event.evidence[0] || [event.title])[0] : '' }));
    });
    const more = app.list.items.length - rows.length;
    const image = U.el('img', { alt: t('pictureOf', { title: app.block.title }), src: make(app).toDataURL('image/png') });
    U.byId('gm-print').replaceChildren(image,
      U.el('table', null, U.el('thead', null, U.el('tr', null, ...['when', 'what', 'where', 'evidence'].map((name) => U.el('th', { text: t(name) })))), U.el('tbody', null, ...cells)),
      ...(more > 0 ? [U.el('p', { text: t('moreRows', { n: more }) })] : []));
  }

  return { make, save, fillPrint };
})();
