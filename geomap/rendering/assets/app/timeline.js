// The histogram of time: a brush with two handles, play and step, presets.
const Timeline = (() => {
  const PAD_PX = 14;
  const AXIS_PX = 18;
  const HANDLE_PX = 10;
  const PLAY_MS = 700;
  const PLAY_SHARE = 0.08;
  const MOST_YEARS = 12;
  const LAST_DAYS = [7, 30, 90, 365];
  // Longest span in days that a bin length serves, so that there are never more than some 200 bars.
  const BINS = [['day', 120], ['week', 900], ['month', 6200], ['year', Infinity]];

  /** Starts of the bins that cover first..last, one more at the end. */
  function edges(first, last) {
    const [unit] = BINS.find(([, most]) => last - first <= most);
    const starts = [];
    const start = Words.dateOf(first);
    let [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
    if (unit === 'year') month = 0;
    let at = unit === 'day' || unit === 'week' ? first : Math.round(Date.UTC(year, month, 1) / 86_400_000);
    while (at <= last) {
      starts.push(at);
      if (unit === 'day') at += 1;
      else if (unit === 'week') at += 7;
      else {
        if (unit === 'year') year++;
        else month++;
        at = Math.round(Date.UTC(year, month, 1) / 86_400_000);
      }
    }
    starts.push(at);
    return { starts: Int32Array.from(starts), unit };
  }

  class View {
    constructor(root, app) {
      Object.assign(this, { root, app, model: app.model, timer: 0 });
      const days = extent(this.model);
      this.has = days !== null;
      if (this.has) {
        Object.assign(this, edges(...days));
        [this.first, this.last] = [this.starts[0], this.starts[this.starts.length - 1] - 1];
        this.binOf = binTable(this.starts);
      }
      this.build();
      this.redraw = U.framed(() => this.draw());
      if (this.canvas) new ResizeObserver(this.redraw).observe(this.canvas);
    }

    build() {
      const undated = this.model.from.reduce((n, day) => n + (day === this.model.undated ? 1 : 0), 0);
      const check = U.el('input', { type: 'checkbox', id: 'gm-undated', onchange: () => this.app.filter.set({ undated: check.checked }) });
      check.checked = this.app.filter.state.undated;
      this.undated = check;
      const switchOf = U.el('label', { class: 'gm-check', for: 'gm-undated' }, check, t('undated', { n: undated }));
      if (!this.has) {
        this.root.replaceChildren(U.el('div', { class: 'gm-time-bar' }, U.el('span', { class: 'gm-soft', text: t('noDates') }), switchOf));
        return;
      }
      const button = (name, icon, work) => U.el('button', { type: 'button', class: 'gm-icon-button', 'aria-label': t(name), title: t(name), onclick: work }, Icons.make(icon));
      this.playButton = button('play', 'play', () => this.toggle());
      this.text = U.el('output', { class: 'gm-time-range', id: 'gm-time-range' });
      this.canvas = U.el('canvas', { class: 'gm-hist', 'aria-hidden': 'true' });
      this.handles = ['from', 'to'].map((end) => this.handle(end));
      this.box = U.el('div', { class: 'gm-hist-box' }, this.canvas, ...this.handles);
      this.box.addEventListener('pointerdown', (event) => this.press(event));
      this.root.replaceChildren(
        U.el('div', { class: 'gm-time-bar' }, button('stepBack', 'back', () => this.step(-1)), this.playButton, button('stepOn', 'forward', () => this.step(1)),
          this.text, this.presets(), switchOf),
        this.box);
    }

    presets() {
      const select = U.el('select', { class: 'gm-presets', 'aria-label': t('presets'), onchange: () => this.preset(select.value) });
      const option = (value, text) => select.append(U.el('option', { value, text }));
      option('', t('presets'));
      option('all', t('allTime'));
      for (const days of LAST_DAYS) if (days < this.last - this.first) option(`last ${days}`, t('lastDays', { n: days }));
      const years = [Words.dateOf(this.first).getUTCFullYear(), Words.dateOf(this.last).getUTCFullYear()];
      for (let year = Math.max(years[0], years[1] - MOST_YEARS); year <= years[1]; year++) option(`year ${year}`, String(year));
      this.presetBox = select;
      return select;
    }

    preset(value) {
      const [kind, number] = value.split(' ');
      const newest = extent(this.model)[1];
      if (kind === 'all') this.set(null, null);
      if (kind === 'last') this.set(newest - Number(number) + 1, newest);
      if (kind === 'year') this.set(Words.dayOf(`${number}-01-01`), Words.dayOf(`${number}-12-31`));
      this.presetBox.value = '';
    }

    handle(end) {
      return U.el('div', {
        class: `gm-handle gm-handle-${end}`, role: 'slider', tabindex: 0, 'data-end': end, 'aria-label': t(end === 'from' ? 'timeFrom' : 'timeTo'),
        'aria-orientation': 'horizontal', onkeydown: (event) => this.key(event, end),
      });
    }

    get range() {
      const { from, to } = this.app.filter.state;
      return from === null ? [this.first, this.last] : [from, to];
    }

    /** Sets the brush; the whole span is no filter. */
    set(from, to) {
      const whole = from === null || (from <= this.first && to >= this.last);
      this.app.filter.set(whole ? { from: null, to: null } : { from: Math.max(from, this.first), to: Math.min(to, this.last) });
    }

    key(event, end) {
      const bins = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity }[event.key];
      if (bins === undefined) return;
      event.preventDefault();
      const range = this.range.slice();
      const k = end === 'from' ? 0 : 1;
      const at = U.clamp(this.bin(range[k] + k) + bins, 0, this.starts.length - 1);
      range[k] = this.starts[at] - k;
      if (range[0] > range[1]) range[1 - k] = k ? this.starts[Math.max(0, at - 1)] : this.starts[Math.min(this.starts.length - 1, at + 1)] - 1;
      if (range[0] <= range[1]) this.set(...range);
    }

    bin(day) {
      if (day < this.first) return 0;
      return day > this.last ? this.starts.length - 1 : this.binOf[day - this.first];
    }

    x(day) { return PAD_PX + (day - this.first) / (this.last + 1 - this.first) * (this.box.clientWidth - 2 * PAD_PX); }

    dayAt(x) { return Math.round(this.first + (x - PAD_PX) / (this.box.clientWidth - 2 * PAD_PX) * (this.last + 1 - this.first)); }

    /** Dragging: a handle moves its end, the middle of the brush moves both, elsewhere a new brush begins. */
    press(event) {
      const x0 = event.clientX - this.box.getBoundingClientRect().left;
      const [from, to] = this.range;
      const brushed = this.app.filter.state.from !== null;
      const near = (day) => Math.abs(this.x(day) - x0) <= HANDLE_PX;
      const mode = event.target.dataset.end || (near(from) && 'from') || (near(to + 1) && 'to') || (brushed && x0 > this.x(from) && x0 < this.x(to + 1) ? 'both' : 'new');
      const day0 = this.dayAt(x0);
      this.box.setPointerCapture(event.pointerId);
      const move = (e) => {
        const day = U.clamp(this.dayAt(e.clientX - this.box.getBoundingClientRect().left), this.first, this.last + 1);
        if (mode === 'from') this.set(Math.min(day, to), to);
        else if (mode === 'to') this.set(from, Math.max(day - 1, from));
        else if (mode === 'both') this.shift(from, to, day - day0);
        else if (Math.abs(day - day0) > 0) this.set(Math.min(day, day0), Math.max(day, day0) - 1);
      };
      const framedMove = latest(move);
      const end = () => {
        this.box.removeEventListener('pointermove', framedMove);
        this.box.removeEventListener('pointerup', end);
        this.box.removeEventListener('pointercancel', end);
      };
      this.box.addEventListener('pointermove', framedMove);
      this.box.addEventListener('pointerup', end);
      this.box.addEventListener('pointercancel', end);
    }

    shift(from, to, days) {
      const by = U.clamp(days, this.first - from, this.last - to);
      this.set(from + by, to + by);
    }

    /** Moves the brush by one bin; a brush is made when there is none. */
    step(way) {
      let [from, to] = this.range;
      if (this.app.filter.state.from === null) {
        const bins = Math.max(1, Math.round((this.starts.length - 1) * PLAY_SHARE));
        [from, to] = way > 0 ? [this.first, this.starts[bins] - 1] : [this.starts[this.starts.length - 1 - bins], this.last];
        this.set(from, to);
        return true;
      }
      const at = U.clamp(this.bin(from) + way, 0, this.starts.length - 2);
      const by = this.starts[at] - from;
      if (way > 0 ? to >= this.last : from <= this.first) return false;
      this.shift(from, to, by || way);
      return true;
    }

    toggle() {
      if (this.timer) return this.stop();
      if (this.app.filter.state.from !== null && this.app.filter.state.to >= this.last) this.set(null, null);
      this.step(1);
      this.timer = setInterval(() => { if (!this.step(1)) this.stop(); }, PLAY_MS);
      return this.showPlaying();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.showPlaying();
    }

    showPlaying() {
      const name = this.timer ? 'pause' : 'play';
      this.playButton.replaceChildren(Icons.make(name));
      this.playButton.setAttribute('aria-label', t(name));
      this.playButton.title = t(name);
    }

    /** Bars anew: events of one bin as such, those of a longer time spread over it. */
    count() {
      const { from, to, undated } = this.model;
      const { fail } = this.app.filter;
      const others = ~Filters.BIT.time;
      const bins = this.starts.length - 1;
      this.sharp = new Float64Array(bins);
      this.spread = new Float64Array(bins + 1);
      for (let i = 0; i < fail.length; i++) {
        if ((fail[i] & others) || from[i] === undated) continue;
        const a = this.binOf[from[i] - this.first];
        const b = this.binOf[to[i] - this.first];
        if (a === b) this.sharp[a]++;
        else {
          const share = 1 / (b - a + 1);
          this.spread[a] += share;
          this.spread[b + 1] -= share;
        }
      }
      for (let k = 1; k < bins; k++) this.spread[k] += this.spread[k - 1];
    }

    update() {
      this.undated.checked = this.app.filter.state.undated;
      if (!this.has) return;
      this.count();
      this.redraw();
    }

    draw() {
      const width = this.box.clientWidth;
      const height = this.box.clientHeight;
      if (!width || !this.sharp) return;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      const c = this.canvas.getContext('2d');
      c.scale(ratio, ratio);
      this.bars(c, height - AXIS_PX);
      this.axis(c, width, height);
      this.brush();
    }

    bars(c, height) {
      const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const [from, to] = this.range;
      const most = this.sharp.reduce((max, n, k) => Math.max(max, n + this.spread[k]), 0.5);
      const scale = (height - 4) / most;
      const colours = { in: [css('--gm-bar'), css('--gm-bar-soft')], out: [css('--gm-bar-out'), css('--gm-bar-out')] };
      for (let k = 0; k < this.sharp.length; k++) {
        const [x0, x1] = [this.x(this.starts[k]), this.x(this.starts[k + 1])];
        const width = Math.max(1, x1 - x0 - (x1 - x0 > 4 ? 1 : 0));
        const inside = this.starts[k] <= to && this.starts[k + 1] > from;
        const [sharp, soft] = colours[inside ? 'in' : 'out'];
        const tall = this.sharp[k] * scale;
        const faint = Math.max(0, this.spread[k] * scale);
        c.fillStyle = sharp;
        c.fillRect(x0, height - tall, width, tall);
        c.fillStyle = soft;
        c.fillRect(x0, height - tall - faint, width, faint);
      }
    }

    axis(c, width, height) {
      const style = getComputedStyle(this.box);
      c.fillStyle = style.color;
      c.font = `11px ${style.fontFamily}`;
      c.textBaseline = 'bottom';
      const format = new Intl.DateTimeFormat(I18n.locale, { timeZone: 'UTC', ...({ day: { day: 'numeric', month: 'short' }, week: { month: 'short', year: 'numeric' }, month: { year: 'numeric' }, year: { year: 'numeric' } })[this.unit] });
      let free = -Infinity;
      let before = '';
      for (const day of this.starts.slice(0, -1)) {
        const text = format.format(Words.dateOf(day));
        const x = this.x(day);
        const wide = c.measureText(text).width;
        if (text === before || x < free || x + wide > width) continue;
        before = text;
        free = x + wide + 14;
        c.fillRect(x, height - AXIS_PX, 1, 4);
        c.fillText(text, x + 3, height - 2);
      }
    }

    brush() {
      const [from, to] = this.range;
      const days = [from, to + 1];
      this.handles.forEach((node, k) => {
        node.style.left = `${this.x(days[k])}px`;
        node.setAttribute('aria-valuemin', this.first);
        node.setAttribute('aria-valuemax', this.last);
        node.setAttribute('aria-valuenow', k ? to : from);
        node.setAttribute('aria-valuetext', Words.day(k ? to : from));
      });
      this.text.textContent = this.app.filter.state.from === null ? t('allTimeRange', { range: Words.range(this.first, this.last) }) : Words.range(from, to);
    }
  }

  /** First and last day of all dated events, or null. */
  function extent(model) {
    let [first, last] = [Infinity, -Infinity];
    for (let i = 0; i < model.n; i++) {
      if (model.from[i] === model.undated) continue;
      if (model.from[i] < first) first = model.from[i];
      if (model.to[i] > last) last = model.to[i];
    }
    return first > last ? null : [first, last];
  }

  /** Bin of each day since the first. */
  function binTable(starts) {
    const table = new Uint16Array(starts[starts.length - 1] - starts[0]);
    for (let k = 0; k < starts.length - 1; k++) table.fill(k, starts[k] - starts[0], starts[k + 1] - starts[0]);
    return table;
  }

  /** At most one call a frame, with the latest argument. */
  function latest(work) {
    let event = null;
    const run = U.framed(() => work(event));
    return (e) => { event = e; run(); };
  }

  return { View };
})();
