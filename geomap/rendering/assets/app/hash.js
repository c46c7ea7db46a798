// View, filters and selection in the address, so that a link shows what its sender saw.
const Hash = (() => {
  const LISTS = { types: 'type', countries: 'country', admin1: 'admin1', actors: 'actor', sources: 'source' };

  /** Values by name rather than number, so that a link also fits a map that was made anew. */
  const names = (model) => ({
    types: model.types, countries: model.countries, actors: model.actors, sources: model.sources,
    admin1: model.admin1.map(([country, name]) => `${country}:${name}`),
  });

  function write(app) {
    const { filter, map, model } = app;
    const s = filter.state;
    const q = new URLSearchParams();
    const { lat, lng } = map.getCenter();
    q.set('view', [map.getZoom(), lat.toFixed(3), lng.toFixed(3)].join('/'));
    for (const [name, values] of Object.entries(names(model))) {
      for (const value of s[name]) q.append(LISTS[name], value === Filters.NONE ? '-' : values[value]);
    }
    for (const value of s.precisions) q.append('precision', value);
    if (s.confidence) q.set('confidence', s.confidence);
    if (s.fatalities) q.set('fatalities', s.fatalities);
    if (s.text) q.set('q', s.text);
    if (s.from !== null) q.set('time', `${Words.isoDay(s.from)}..${Words.isoDay(s.to)}`);
    if (!s.undated) q.set('undated', '0');
    if (app.sort !== List.SORTS[0]) q.set('sort', app.sort);
    if (app.inView) q.set('inview', '1');
    if (app.scene.layers.heat) q.set('heat', '1');
    if (app.place !== null) q.set('place', `${model.places.lat[app.place]},${model.places.lon[app.place]}`);
    if (app.selected !== null && app.selectedId) q.set('event', app.selectedId);
    if (I18n.language !== app.block.language) q.set('lang', I18n.language);
    // Readable where the address allows it.
    return `#${String(q).replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':')}`;
  }

  function numbers(values, wanted) {
    const at = new Map(values.map((value, k) => [value, k]));
    return new Set(wanted.map((text) => (text === '-' ? Filters.NONE : at.get(text))).filter((k) => k !== undefined));
  }

  /** What a hash says: {view, filter, sort, …}; anything it does not understand is left out. */
  function read(text, model) {
    const q = new URLSearchParams(text.replace(/^#/, ''));
    const filter = {};
    for (const [name, values] of Object.entries(names(model))) filter[name] = numbers(values, q.getAll(LISTS[name]));
    filter.precisions = new Set(q.getAll('precision').map(Number).filter((n) => n >= 0 && n <= 7));
    filter.confidence = U.clamp(Number(q.get('confidence')) || 0, 0, 100);
    filter.fatalities = Math.max(0, Number(q.get('fatalities')) || 0);
    filter.text = q.get('q') || '';
    const days = (q.get('time') || '').match(/^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/);
    const [from, to] = days ? [Words.dayOf(days[1]), Words.dayOf(days[2])] : [NaN, NaN];
    Object.assign(filter, from <= to ? { from, to } : { from: null, to: null });
    filter.undated = q.get('undated') !== '0';
    const view = (q.get('view') || '').split('/').map(Number);
    const at = (q.get('place') || '').split(',').map(Number);
    const place = at.length === 2 ? model.places.lat.findIndex((lat, k) => lat === at[0] && model.places.lon[k] === at[1]) : -1;
    return {
      filter, sort: q.get('sort'), inView: q.get('inview') === '1', heat: q.get('heat') === '1', event: q.get('event'), lang: q.get('lang'),
      view: view.length === 3 && view.every(Number.isFinite) ? view : null, place: place >= 0 ? place : null,
    };
  }

  return { read, write };
})();
