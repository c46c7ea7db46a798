// Taking away what passes the filters: CSV, GeoJSON, KML.
const Take = (() => {
  const CIRCLE_STEPS = 48;
  const EARTH_RADIUS_KM = 6371.0088;
  // A file with an outline a row stays below some 20 MB; rows beyond this many corners get the outline's box.
  const MOST_CORNERS = 600_000;
  const COLUMNS = ['event_id', 'doc_id', 'event_type', 'date_start', 'date_end', 'date_precision', 'place', 'admin1', 'country_code', 'lat', 'lon',
    'location_precision', 'uncertainty_km', 'fatalities_low', 'fatalities_best', 'fatalities_high', 'actors', 'confidence', 'title', 'source_name', 'source_url', 'evidence'];
  const NUMBERS = new Set(['lat', 'lon', 'location_precision', 'uncertainty_km', 'fatalities_low', 'fatalities_best', 'fatalities_high', 'confidence']);

  /** One event as plain properties; its first place stands for it. */
  function properties(app, i) {
    const m = app.model;
    const event = app.details.get(i);
    const k = m.linkAt[i] < m.linkAt[i + 1] ? m.linkAt[i] : null;
    const place = k === null ? null : m.linkPlace[k];
    const named = event.places.find((one) => one.role === 'happened');
    const [low, best, high] = event.fatalities || [null, null, null];
    const admin = place === null ? -1 : m.places.admin1[place];
    return {
      event_id: event.id, doc_id: event.doc, event_type: m.types[m.type[i]], date_start: event.start || null, date_end: event.end || event.start || null,
      date_precision: m.datePrecisions[m.datePrecision[i]],
      place: place === null ? (named ? named.name : null) : m.places.name[place], admin1: admin >= 0 ? m.admin1[admin][1] : null,
      country_code: place !== null && m.places.country[place] >= 0 ? m.countries[m.places.country[place]] : null,
      lat: place === null ? null : m.places.lat[place], lon: place === null ? null : m.places.lon[place],
      location_precision: k === null ? null : m.linkPrec[k], uncertainty_km: k === null ? null : Math.round(m.linkRadius[k] * 10) / 10,
      fatalities_low: low, fatalities_best: best, fatalities_high: high,
      actors: event.actors.map(([name, role]) => `${name} (${role})`).join('; ') || null, confidence: m.confidence[i] / 100,
      title: event.title || null, source_name: event.sources.map((source) => source.name).filter(Boolean).join('; ') || null,
      source_url: event.url || null, evidence: event.evidence.map(([text]) => text).join(' ') || null,
    };
  }

  /** A cell that no spreadsheet takes for a formula. */
  function cell(value, name) {
    if (value === null || value === undefined) return '';
    if (NUMBERS.has(name)) return String(value);
    const text = /^\s*[=+\-@\t\r|%]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  function csv(rows) {
    const lines = rows.map(({ properties: p }) => COLUMNS.map((name) => cell(p[name], name)).join(','));
    return `\ufeff${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
  }

  /** Ring of a circle of `km` around a point, in degrees. */
  function circle(lat, lon, km) {
    const turn = km / EARTH_RADIUS_KM;
    const y = lat * Math.PI / 180;
    return Array.from({ length: CIRCLE_STEPS + 1 }, (_, step) => {
      const angle = -2 * Math.PI * (step % CIRCLE_STEPS) / CIRCLE_STEPS;
      const north = Math.asin(Math.sin(y) * Math.cos(turn) + Math.cos(y) * Math.sin(turn) * Math.cos(angle));
      const east = Math.atan2(Math.sin(angle) * Math.sin(turn) * Math.cos(y), Math.cos(turn) - Math.sin(y) * Math.sin(north));
      return [round(U.clamp(lon + east * 180 / Math.PI, -180, 180)), round(north * 180 / Math.PI)];
    });
  }

  const round = (x) => Math.round(x * 1e4) / 1e4;

  /** What stands for the event on a map: a point only where the place is exact. `left` counts corners down. */
  function geometry(app, i, left) {
    const m = app.model;
    if (m.linkAt[i] === m.linkAt[i + 1]) return null;
    const k = m.linkAt[i];
    const place = m.linkPlace[k];
    const shape = app.scene.shapeOf(place);
    if (shape) {
      left.corners -= shape.rings.reduce((sum, ring) => sum + ring.length / 2, 0);
      return left.corners > 0 ? { type: 'MultiPolygon', coordinates: Outlines.coordinates(shape) } : { type: 'Polygon', coordinates: Outlines.boxCoordinates(shape) };
    }
    const [lat, lon] = [m.places.lat[place], m.places.lon[place]];
    if (m.linkRadius[k] > 0) return { type: 'Polygon', coordinates: [circle(lat, lon, m.linkRadius[k])] };
    return { type: 'Point', coordinates: [lon, lat] };
  }

  function geojson(rows) {
    const features = rows.map((row) => ({ type: 'Feature', geometry: row.geometry, properties: row.properties }));
    return JSON.stringify({ type: 'FeatureCollection', features });
  }

  const xml = (text) => String(text ?? '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
  const coordinates = (ring) => ring.map(([lon, lat]) => `${lon},${lat}`).join(' ');
  const polygon = ([outer, ...holes]) => `<Polygon><outerBoundaryIs><LinearRing><coordinates>${coordinates(outer)}</coordinates></LinearRing></outerBoundaryIs>${holes.map((hole) => `<innerBoundaryIs><LinearRing><coordinates>${coordinates(hole)}</coordinates></LinearRing></innerBoundaryIs>`).join('')}</Polygon>`;

  function kmlShape(geometry) {
    if (!geometry) return '';
    if (geometry.type === 'Point') return `<Point><coordinates>${geometry.coordinates.join(',')}</coordinates></Point>`;
    return geometry.type === 'Polygon' ? polygon(geometry.coordinates) : `<MultiGeometry>${geometry.coordinates.map(polygon).join('')}</MultiGeometry>`;
  }

  function kmlTime({ date_start: from, date_end: to }) {
    if (!from) return '';
    return from === to ? `<TimeStamp><when>${xml(from)}</when></TimeStamp>` : `<TimeSpan><begin>${xml(from)}</begin><end>${xml(to)}</end></TimeSpan>`;
  }

  function kml(rows, title) {
    const marks = rows.map(({ properties: p, geometry }) => {
      const data = COLUMNS.filter((name) => p[name] !== null).map((name) => `<Data name="${name}"><value>${xml(p[name])}</value></Data>`).join('');
      return `<Placemark><name>${xml(`${t(`type.${p.event_type}`)}: ${p.place || t('noPlace')}`)}</name>${kmlTime(p)}<description>${xml(p.evidence || '')}</description><ExtendedData>${data}</ExtendedData>${kmlShape(geometry)}</Placemark>`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>${xml(title)}</name>\n${marks.join('\n')}\n</Document></kml>\n`;
  }

  const KINDS = {
    csv: ['text/csv', csv],
    geojson: ['application/geo+json', geojson],
    kml: ['application/vnd.google-earth.kml+xml', kml],
  };

  /** Saves a blob under a name. */
  function save(blob, name) {
    const url = URL.createObjectURL(blob);
    const link = U.el('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  const fileName = (app, suffix) => `${(app.block.title.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').toLowerCase() || 'events').slice(0, 60)}.${suffix}`;

  /** Saves all events that pass the filters, in the list's order. */
  async function data(app, kind) {
    await app.details.all();
    const order = Array.from(app.list.order(app.sort)).filter((i) => app.filter.passes(i));
    const shaped = kind !== 'csv';
    const left = { corners: MOST_CORNERS };
    const rows = order.map((i) => ({ properties: properties(app, i), geometry: shaped ? geometry(app, i, left) : null }));
    const [type, write] = KINDS[kind];
    save(new Blob([write(rows, app.block.title)], { type: `${type};charset=utf-8` }), fileName(app, kind));
  }

  return { data, save, fileName, kinds: Object.keys(KINDS) };
})();
