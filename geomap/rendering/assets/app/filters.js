// What is shown: one bit a filter and event, so that a change of one filter touches one bit.
const Filters = (() => {
  const BIT = { types: 1, actors: 2, sources: 4, countries: 8, admin1: 16, precisions: 32, confidence: 64, fatalities: 128,
    text: 256, time: 512 };
  const NONE = -1;
  const UNPLACED = 0;
  const SETS = ['types', 'actors', 'sources', 'countries', 'admin1', 'precisions'];

  const empty = () => ({
    types: new Set(), actors: new Set(), sources: new Set(), countries: new Set(), admin1: new Set(), precisions: new Set(),
    confidence: 0, fatalities: 0, text: '', from: null, to: null, undated: true,
  });

  /** The values that event `i` has for a set filter; NONE when it has none. */
  const VALUES = {
    types: (m, i, use) => use(m.type[i]),
    precisions: (m, i, use) => use(m.bestPrec[i] || UNPLACED),
    actors: (m, i, use) => ragged(m.actorAt, m.actor, i, use),
    sources: (m, i, use) => ragged(m.sourceAt, m.source, i, use),
    countries: (m, i, use) => placed(m, i, m.places.country, use),
    admin1: (m, i, use) => placed(m, i, m.places.admin1, use),
    place: (m, i, use) => { for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) use(m.linkPlace[k]); },
  };

  function ragged(at, values, i, use) {
    if (at[i] === at[i + 1]) use(NONE);
    for (let k = at[i]; k < at[i + 1]; k++) use(values[k]);
  }

  function placed(m, i, column, use) {
    if (m.linkAt[i] === m.linkAt[i + 1]) use(NONE);
    let before = null;
    for (let k = m.linkAt[i]; k < m.linkAt[i + 1]; k++) {
      const value = column[m.linkPlace[k]];
      if (value !== before) use(value);
      before = value;
    }
  }

  class Filter {
    constructor(model, details) {
      Object.assign(this, U.emitter(), { model, details, state: empty() });
      this.fail = new Uint16Array(model.n);
      this.shown = model.n;
      details.on('chunk', (chunk) => this.lookThrough(chunk));
    }

    passes(i) { return this.fail[i] === 0; }

    /** Sets some of the state and tells listeners once. */
    set(changes) {
      Object.assign(this.state, changes);
      this.refresh(new Set(Object.keys(changes).map((key) => ({ from: 'time', to: 'time', undated: 'time' })[key] || key)));
    }

    toggle(name, value) {
      const set = new Set(this.state[name]);
      if (!set.delete(value)) set.add(value);
      this.set({ [name]: set });
    }

    clear() {
      this.state = empty();
      this.fail.fill(0);
      this.finish(Object.keys(BIT));
    }

    get active() {
      const s = this.state;
      return SETS.filter((name) => s[name].size)
        .concat(s.confidence ? 'confidence' : [], s.fatalities ? 'fatalities' : [], s.text ? 'text' : [],
          s.from !== null || !s.undated ? 'time' : []);
    }

    refresh(names) {
      for (const name of names) {
        if (SETS.includes(name)) this.markSet(name);
        else this[`mark_${name}`]();
      }
      this.finish([...names]);
    }

    finish(names) {
      let shown = 0;
      for (let i = 0; i < this.fail.length; i++) if (!this.fail[i]) shown++;
      this.shown = shown;
      this.emit('change', names);
    }

    mark(bit, isOut) {
      const { fail } = this;
      for (let i = 0; i < fail.length; i++) fail[i] = isOut(i) ? fail[i] | bit : fail[i] & ~bit;
    }

    markSet(name) {
      const wanted = this.state[name];
      if (!wanted.size) return this.mark(BIT[name], () => false);
      const values = VALUES[name];
      const { model } = this;
      let hit = false;
      const use = (value) => { if (wanted.has(value)) hit = true; };
      return this.mark(BIT[name], (i) => { hit = false; values(model, i, use); return !hit; });
    }

    mark_confidence() {
      const { confidence } = this.model;
      const least = this.state.confidence;
      this.mark(BIT.confidence, (i) => confidence[i] < least);
    }

    mark_fatalities() {
      const { fatalities } = this.model;
      const least = this.state.fatalities;
      this.mark(BIT.fatalities, (i) => least > 0 && fatalities[i] < least);
    }

    mark_time() {
      const { from, to, undated } = this.model;
      const s = this.state;
      this.mark(BIT.time, (i) => (from[i] === undated ? !s.undated : s.from !== null && (to[i] < s.from || from[i] > s.to)));
    }

    get terms() {
      return (U.fold(this.state.text).match(/"[^"]*"|\S+/g) || []).map((term) => term.replace(/"/g, '').trim()).filter(Boolean);
    }

    mark_text() {
      const { terms } = this;
      if (!terms.length) return this.mark(BIT.text, () => false);
      this.hits = new Uint8Array(this.model.n);
      this.columnHits = terms.map((term) => this.inColumns(term));
      for (const chunk of this.details.chunks) if (chunk.hay !== null) this.searchChunk(chunk, terms);
      return this.mark(BIT.text, (i) => this.hits[i] !== 1);
    }

    /** Reads for one term which types, actors, sources, countries and provinces hold it. */
    inColumns(term) {
      const m = this.model;
      const having = (values, text = String) => new Set(values.flatMap((value, k) => (U.fold(text(value)).includes(term) ? [k] : [])));
      return {
        types: having(m.types, (type) => `${type} ${t(`type.${type}`)}`),
        actors: having(m.actors),
        sources: having(m.sources),
        countries: having(m.countries, countryName),
        admin1: having(m.admin1, (pair) => pair[1]),
        place: having(m.places.name),
      };
    }

    searchChunk(chunk, terms) {
      const { model, hits } = this;
      const end = chunk.first + chunk.count;
      const every = new Uint8Array(chunk.count).fill(1);
      terms.forEach((term, number) => {
        const found = new Uint8Array(chunk.count);
        chunk.search(term, (i) => { found[i - chunk.first] = 1; });
        for (const [name, wanted] of Object.entries(this.columnHits[number])) {
          if (!wanted.size) continue;
          for (let i = chunk.first; i < end; i++) {
            VALUES[name](model, i, (value) => { if (wanted.has(value)) found[i - chunk.first] = 1; });
          }
        }
        for (let k = 0; k < chunk.count; k++) every[k] &= found[k];
      });
      hits.set(every, chunk.first);
    }

    /** Texts that arrive after a search was typed. */
    lookThrough(chunk) {
      if (!this.terms.length || !this.hits) return;
      this.searchChunk(chunk, this.terms);
      for (let i = chunk.first; i < chunk.first + chunk.count; i++) {
        this.fail[i] = this.hits[i] ? this.fail[i] & ~BIT.text : this.fail[i] | BIT.text;
      }
      this.finish(['text']);
    }

    /** How many events each value of a filter would show, all other filters kept. */
    counts(name) {
      const totals = new Map();
      const values = VALUES[name];
      const others = ~BIT[name];
      const use = (value) => totals.set(value, (totals.get(value) || 0) + 1);
      for (let i = 0; i < this.fail.length; i++) if ((this.fail[i] & others) === 0) values(this.model, i, use);
      return totals;
    }
  }

  return { Filter, BIT, NONE, UNPLACED, SETS };
})();
