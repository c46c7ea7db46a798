// The page's data: columns of numbers that every count and filter runs over. Written by geomap/rendering/view.py.
const Model = (() => {
  const PAIR_BITS = 13;
  // Value of each of the 91 characters: the printable ones without quotation mark, backslash and less-than.
  const VALUES = new Uint8Array(127);
  for (let code = 33, value = 0; code < 127; code++) if (code !== 34 && code !== 60 && code !== 92) VALUES[code] = value++;

  /** Bytes of what geomap/rendering/pack.py wrote: their number, a colon, pairs of characters of 13 bits. */
  function bytesOf(text) {
    const colon = text.indexOf(':');
    const bytes = new Uint8Array(Number(text.slice(0, colon)));
    let bits = 0;
    let held = 0;
    let at = 0;
    for (let i = colon + 1; at < bytes.length; i += 2) {
      bits = (bits << PAIR_BITS) | (VALUES[text.charCodeAt(i)] * 91 + VALUES[text.charCodeAt(i + 1)]);
      held += PAIR_BITS;
      while (held >= 8 && at < bytes.length) {
        held -= 8;
        bytes[at++] = bits >> held;
      }
      bits &= (1 << held) - 1;
    }
    return bytes;
  }

  const canUnpack = () => typeof DecompressionStream === 'function';

  /** Bytes of a packed gzip. */
  async function unpackBytes(text) {
    const { readable, writable } = new DecompressionStream('gzip');
    const writer = writable.getWriter();
    // Not awaited: the reader below drains what the writer pushes; an error in it reaches the reader.
    writer.write(bytesOf(text)).catch(() => {});
    writer.close().catch(() => {});
    const reader = readable.getReader();
    const parts = [];
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      length += part.value.length;
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Text of a packed gzip. */
  const unpack = async (text) => new TextDecoder().decode(await unpackBytes(text));

  /** Where each row's part of a ragged column starts; one entry more than rows. */
  function starts(counts) {
    const at = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) at[i + 1] = at[i] + counts[i];
    return at;
  }

  /** Running sums: days from the steps between them. */
  function sums(steps) {
    const values = new Int32Array(steps.length);
    let value = 0;
    for (let i = 0; i < steps.length; i++) values[i] = value += steps[i];
    return values;
  }

  /** The most exact precision of an event's places; 0 when none is on the map. */
  function bestPrecision(n, linkAt, prec) {
    const best = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      for (let k = linkAt[i]; k < linkAt[i + 1]; k++) if (!best[i] || prec[k] < best[i]) best[i] = prec[k];
    }
    return best;
  }

  function columns(core) {
    const event = core.event;
    const linkAt = starts(event.links);
    const days = sums(event.day);
    const prec = Uint8Array.from(core.link.prec);
    const degrees = (steps) => steps.map((step) => step / core.placeGrid);
    return {
      n: core.n,
      undated: core.undated,
      types: core.types,
      datePrecisions: core.datePrecisions,
      sources: core.sources,
      actors: core.actors,
      countries: core.countries,
      admin1: core.admin1,
      type: Uint8Array.from(event.type),
      from: days,
      to: days.map((day, i) => day + event.span[i]),
      datePrecision: Uint8Array.from(event.dp),
      fatalities: Int32Array.from(event.fat),
      confidence: Uint8Array.from(event.conf),
      linkAt,
      linkPlace: Uint32Array.from(core.link.place),
      linkPrec: prec,
      linkRadius: Float32Array.from(core.link.radius),
      sourceAt: starts(event.srcs),
      source: Uint32Array.from(core.source),
      actorAt: starts(event.acts),
      actor: Uint32Array.from(core.actor),
      bestPrec: bestPrecision(core.n, linkAt, prec),
      places: { ...core.places, lat: degrees(core.places.lat), lon: degrees(core.places.lon) },
      placeCount: core.places.lat.length,
      line: core.line,
    };
  }

  /** Events of each place: `list(place)` gives their numbers. */
  function byPlace(model) {
    const counts = new Uint32Array(model.placeCount);
    for (const place of model.linkPlace) counts[place]++;
    const at = starts(counts);
    const cursor = at.slice();
    const events = new Uint32Array(model.linkPlace.length);
    for (let i = 0; i < model.n; i++) {
      for (let k = model.linkAt[i]; k < model.linkAt[i + 1]; k++) events[cursor[model.linkPlace[k]]++] = i;
    }
    return (place) => events.subarray(at[place], at[place + 1]);
  }

  async function open(block) {
    const core = block.core || JSON.parse(await unpack(block.packedCore));
    const model = columns(core);
    model.eventsOf = byPlace(model);
    return model;
  }

  return { open, unpack, unpackBytes, canUnpack };
})();
