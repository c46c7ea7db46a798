// All that a card shows of an event, unpacked chunk by chunk, and the text that a search looks through.
const Details = (() => {
  const FIELDS = ['id', 'doc', 'title', 'url', 'start', 'end', 'fatalities', 'injured', 'actors', 'places', 'evidence',
    'sources', 'speaker', 'count', 'record', 'published', 'reasons'];
  const PLACE = ['role', 'name', 'number', 'status', 'precision', 'radius', 'confidence', 'source', 'inherited',
    'placeName', 'placeId', 'candidates'];
  const CANDIDATE = ['placeId', 'name', 'admin1', 'country', 'code', 'population', 'match', 'matched', 'similarity',
    'score', 'evidence'];
  const SOURCE = ['title', 'url', 'name', 'published', 'text', 'marks'];
  const LISTS = new Set(['actors', 'places', 'evidence', 'sources', 'reasons']);
  const BREAK = '\n';

  function named(names, row) {
    const record = {};
    names.forEach((name, i) => { record[name] = row[i] === undefined ? (LISTS.has(name) ? [] : '') : row[i]; });
    return record;
  }

  function record(row) {
    const event = named(FIELDS, row);
    event.places = event.places.map((place) => {
      const one = named(PLACE, place);
      one.candidates = (one.candidates || []).map ? (one.candidates || []).map((c) => named(CANDIDATE, c)) : [];
      return one;
    });
    event.sources = event.sources.map((source) => named(SOURCE, source));
    return event;
  }

  /** What a search finds an event by, from its row. */
  function searchable(row) {
    const parts = [row[0], row[1], row[2]];
    for (const place of row[9] || []) parts.push(place[1], place[9]);
    for (const sentence of row[10] || []) parts.push(sentence[0]);
    for (const source of row[11] || []) parts.push(source[0], source[4]);
    parts.push(row[12], row[14]);
    return U.fold(parts.filter(Boolean).join(' \u00b7 ')).replace(/\n/g, ' ');
  }

  class Chunk {
    constructor(packed, first, count) {
      Object.assign(this, { packed, first, count, text: null, rows: null, at: null, hay: null, hayAt: null });
    }

    async load() {
      if (this.text !== null || this.rows) return;
      this.loading = this.loading || Model.unpack(this.packed);
      const text = await this.loading;
      if (this.text !== null) return;
      this.text = text;
      this.at = new Uint32Array(this.count + 1);
      for (let i = 1; i <= this.count; i++) {
        const end = text.indexOf(BREAK, this.at[i - 1]);
        this.at[i] = end < 0 ? text.length + 1 : end + 1;
      }
      this.packed = null;
      this.index();
    }

    row(i) {
      return this.rows ? this.rows[i] : JSON.parse(this.text.slice(this.at[i], this.at[i + 1] - 1));
    }

    index() {
      const texts = [];
      this.hayAt = new Uint32Array(this.count + 1);
      for (let i = 0; i < this.count; i++) {
        texts.push(searchable(this.row(i)));
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
    constructor(block, n) {
      Object.assign(this, U.emitter());
      this.size = block.chunkRows || Math.max(1, n);
      this.chunks = [];
      this.ready = 0;
      if (block.rows) this.addPlain(block.rows);
      else block.chunks.forEach((packed, k) => this.chunks.push(new Chunk(packed, k * this.size, Math.min(this.size, n - k * this.size))));
    }

    addPlain(rows) {
      const chunk = new Chunk(null, 0, rows.length);
      chunk.rows = rows;
      chunk.index();
      this.chunks.push(chunk);
      this.ready = 1;
    }

    get complete() { return this.ready >= this.chunks.length; }

    /** The event's record, or null when its chunk is still packed (it is then asked for). */
    get(i) {
      const chunk = this.chunks[Math.floor(i / this.size)];
      if (!chunk.hay) {
        this.ask(chunk);
        return null;
      }
      return record(chunk.row(i - chunk.first));
    }

    async ask(chunk) {
      if (chunk.hay) return null;
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
      const needle = `[${JSON.stringify(id)},`;
      for (const chunk of this.chunks) {
        for (let i = 0; i < chunk.count; i++) {
          const isIt = chunk.rows ? chunk.rows[i][0] === id : chunk.text.startsWith(needle, chunk.at[i]);
          if (isIt) return chunk.first + i;
        }
      }
      return -1;
    }

    /** Unpacks what is left, one chunk at a time. */
    async all() {
      for (const chunk of this.chunks) {
        if (chunk.hay) continue;
        await this.ask(chunk);
        await U.breathe();
      }
    }
  }

  return { Store };
})();
