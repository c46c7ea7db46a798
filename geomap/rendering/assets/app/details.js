// All that a card shows of an event, unpacked chunk by chunk, and the text that a search looks through.
// A chunk has a table of places that were weighed, then column after column, a line an event; see rows.py.
const Details = (() => {
  const COLUMNS = ['id', 'doc', 'url', 'published', 'places', 'marks', 'roles', 'fatalities', 'more', 'title', 'names', 'evidence'];
  const PLACE = ['number', 'role', 'status', 'precision', 'radius', 'confidence', 'source', 'inherited', 'chosen', 'candidates'];
  const WEIGHED = ['name', 'admin1', 'country', 'code', 'population'];
  const BREAK = '\n';
  const NEWLINE = 10;
  const SPACE = 32;
  const FOLLOWERS = 95;
  const LONG_LEAD = 1;
  // Codes of two bytes come first: leads 2 to 31 without the line break.
  const SHORT_CODES = 29 * FOLLOWERS;

  const named = (names, values) => Object.fromEntries(names.map((name, k) => [name, values[k] === undefined ? '' : values[k]]));

  /** What few events have; `more` is 0 for the others. */
  function rare(more) {
    const [record_ = '', speaker = '', reasons = [], injured = 0, count = 0, start = '', end = '', reports = []] = more || [];
    return { record: record_, speaker, reasons, injured, count, start, end, reports };
  }

  /** Joins a row's values with what the columns say. */
  function record(model, i, row, table) {
    const { reports, start, end, ...more } = rare(row.more);
    const dates = start || end ? [start, end] : Words.isoDates(model, i);
    const actors = Array.from(model.actor.subarray(model.actorAt[i], model.actorAt[i + 1]), (k, at) => [model.actors[k], row.roles[at] || '']);
    return {
      id: row.id, doc: row.doc, url: row.url, published: row.published, title: row.title, fatalities: row.fatalities, actors, ...more,
      start: dates[0], end: dates[1] === dates[0] ? '' : dates[1],
      places: row.places.map((values, k) => placeOf(values, row.names[k] || '', table)),
      evidence: row.evidence.map((sentence, k) => [sentence, row.marks[k] || []]),
      sources: reports.length ? reports.map((report) => sourceOf(report, model)) : onlySource(model, i),
    };
  }

  function placeOf(values, name, table) {
    const place = { name, ...named(PLACE, values) };
    place.candidates = (place.candidates || []).map(([number, match, matched, evidence]) => ({ ...named(WEIGHED, table[number]), match, matched, evidence }));
    return place;
  }

  function sourceOf([name, url, published, marks, title, text], model) {
    return { title, text, url, published, marks, name: name < 0 ? '' : model.sources[name] };
  }

  const onlySource = (model, i) => Array.from(model.source.subarray(model.sourceAt[i], model.sourceAt[i + 1]), (k) => ({ title: '', text: '', url: '', published: '', marks: [], name: model.sources[k] }));

  /** What a search finds an event by, beyond the columns. */
  function searchable(id, doc, more, title, names, sentences) {
    const { record: recordId, reports, speaker } = rare(more);
    const told = reports.flatMap((report) => report.slice(-2));
    const parts = [id, doc, recordId, title, ...names, ...sentences, ...told, speaker];
    return U.fold(parts.filter(Boolean).join(' \u00b7 ')).replace(/\n/g, ' ');
  }

  /** Puts words back for the control characters that stand for them; see geomap/rendering/wordcode.py. */
  function spell(bytes, words) {
    let out = new Uint8Array(bytes.length * 3);
    let to = 0;
    for (let i = 0; i < bytes.length; i++) {
      const lead = bytes[i];
      const isCode = lead < SPACE && lead !== NEWLINE;
      const word = isCode ? words[codeOf(lead, bytes[i + 1] - SPACE, bytes[i + 2] - SPACE)] : null;
      if (to + (word ? word.length : 1) > out.length) out = grown(out, word ? word.length : 1);
      if (word) {
        out.set(word, to);
        to += word.length;
        i += lead === LONG_LEAD ? 2 : 1;
      } else out[to++] = lead;
    }
    return out.subarray(0, to);
  }

  function codeOf(lead, second, third) {
    if (lead === LONG_LEAD) return SHORT_CODES + second * FOLLOWERS + third;
    return (lead - (lead > NEWLINE ? 3 : 2)) * FOLLOWERS + second;
  }

  function grown(bytes, more) {
    const larger = new Uint8Array(bytes.length * 2 + more);
    larger.set(bytes);
    return larger;
  }

  class Chunk {
    constructor(packed, first, count, vocabulary) {
      Object.assign(this, { packed, first, count, vocabulary, text: null, plain: null, at: null, table: null, hay: null, hayAt: null });
    }

    async load() {
      const text = new TextDecoder().decode(spell(await Model.unpackBytes(this.packed), await this.vocabulary));
      const lines = COLUMNS.length * this.count + 1;
      this.at = new Uint32Array(lines + 1);
      for (let k = 1; k <= lines; k++) {
        const end = text.indexOf(BREAK, this.at[k - 1]);
        this.at[k] = end < 0 ? text.length + 1 : end + 1;
      }
      this.text = text;
      this.table = JSON.parse(this.slice(0, 1));
      this.packed = null;
      this.index();
    }

    /** The text of lines `k` up to `end`. */
    slice(k, end) { return this.text.slice(this.at[k], this.at[end] - 1); }

    /** Line of a column's value for row `i`. */
    line(name, i) { return 1 + COLUMNS.indexOf(name) * this.count + i; }

    /** Values of row `i` by column. */
    row(i) {
      const value = (name, c) => this.plain ? this.plain[c][i] : JSON.parse(this.slice(this.line(name, i), this.line(name, i) + 1));
      return Object.fromEntries(COLUMNS.map((name, c) => [name, value(name, c)]));
    }

    /** All values of a column. */
    column(name) {
      if (this.plain) return this.plain[COLUMNS.indexOf(name)];
      return JSON.parse(`[${this.slice(this.line(name, 0), this.line(name, this.count)).replace(/\n/g, ',')}]`);
    }

    index() {
      const columns = ['id', 'doc', 'more', 'title', 'names', 'evidence'].map((name) => this.column(name));
      const texts = [];
      this.hayAt = new Uint32Array(this.count + 1);
      for (let i = 0; i < this.count; i++) {
        texts.push(searchable(...columns.map((column) => column[i])));
        this.hayAt[i + 1] = this.hayAt[i] + texts[i].length + 1;
      }
      this.hay = texts.join(BREAK);
    }

    /** Calls `found(event number)` for every event whose text holds `term`. */
    search(term, found) {
      let i = 0;
      let at = this.hay.indexOf(term);
      while (at >= 0) {
        while (this.hayAt[i + 1] <= at) i++;
        found(this.first + i);
        at = this.hay.indexOf(term, this.hayAt[i + 1]);
      }
    }
  }

  class Store {
    constructor(block, model) {
      Object.assign(this, U.emitter(), { model, chunks: [], ready: 0 });
      this.size = block.chunkRows || Math.max(1, model.n);
      if (block.plain) this.addPlain(block.plain);
      else this.addPacked(block);
    }

    addPacked({ packedWords, chunks }) {
      const words = Model.unpack(packedWords).then((text) => JSON.parse(text).map((word) => new TextEncoder().encode(`${word} `)));
      chunks.forEach((packed, k) => this.chunks.push(new Chunk(packed, k * this.size, Math.min(this.size, this.model.n - k * this.size), words)));
    }

    addPlain(plain) {
      const chunk = new Chunk(null, 0, plain.columns[0].length);
      Object.assign(chunk, { plain: plain.columns, table: plain.table });
      chunk.index();
      this.chunks.push(chunk);
      this.ready = 1;
    }

    get complete() { return this.ready >= this.chunks.length; }

    /** The event's record, or null when its chunk is still packed (it is then asked for). */
    get(i) {
      const chunk = this.chunks[Math.floor(i / this.size)];
      if (chunk.hay === null) {
        this.ask(chunk);
        return null;
      }
      return record(this.model, i, chunk.row(i - chunk.first), chunk.table);
    }

    async ask(chunk) {
      if (chunk.hay !== null) return null;
      if (chunk.asked) return chunk.asked;
      chunk.asked = chunk.load().then(() => {
        this.ready++;
        this.emit('chunk', chunk);
        if (this.complete) this.emit('complete');
      });
      return chunk.asked;
    }

    async wait(i) {
      await this.ask(this.chunks[Math.floor(i / this.size)]);
      return this.get(i);
    }

    /** The event with that id, -1 when there is none. All chunks must be unpacked. */
    find(id) {
      const quoted = JSON.stringify(id);
      for (const chunk of this.chunks) {
        for (let i = 0; i < chunk.count; i++) {
          const isIt = chunk.plain ? chunk.plain[0][i] === id : chunk.text.startsWith(quoted, chunk.at[chunk.line('id', i)]);
          if (isIt) return chunk.first + i;
        }
      }
      return -1;
    }

    /** Unpacks what is left, one chunk at a time. */
    async all() {
      for (const chunk of this.chunks) {
        if (chunk.hay !== null) continue;
        await this.ask(chunk);
        await U.breathe();
      }
    }
  }

  return { Store };
})();
