// The list: only the rows in sight exist; arrow keys walk through all of them.
const List = (() => {
  const ROW_PX = 84;
  const SPARE_ROWS = 6;
  const LAST = 2 ** 31;
  const undatedLast = (m, i) => (m.from[i] === m.undated ? LAST : m.from[i]);
  const by = (key) => (m) => {
    const value = key(m);
    return (a, b) => value(a) - value(b) || a - b;
  };
  const SORTS = {
    newest: by((m) => (i) => -m.from[i]),
    oldest: by((m) => (i) => undatedLast(m, i)),
    deadliest: by((m) => (i) => -m.fatalities[i]),
    surest: by((m) => (i) => -m.confidence[i]),
    type: by((m) => (i) => Types.names.indexOf(m.types[m.type[i]])),
    place: by((m) => {
      const rank = ranks(m.places.name);
      return (i) => (m.bestPrec[i] ? rank[m.linkPlace[m.linkAt[i]]] : LAST);
    }),
  };

  /** Each text's place in the alphabet. */
  function ranks(texts) {
    const compare = new Intl.Collator(I18n.locale).compare;
    const rank = new Uint32Array(texts.length);
    texts.map((_, k) => k).sort((a, b) => compare(texts[a], texts[b])).forEach((k, at) => { rank[k] = at; });
    return rank;
  }

  class View {
    constructor(root, app) {
      Object.assign(this, U.emitter(), { root, app, items: new Uint32Array(0), focus: 0, selected: null, orders: {} });
      this.inner = U.el('div', { class: 'gm-rows', role: 'presentation' });
      this.box = U.el('div', { id: 'gm-list', class: 'gm-list', role: 'listbox', tabindex: 0 }, this.inner);
      this.none = U.el('div', { class: 'gm-none', hidden: true });
      root.append(this.box, this.none);
      this.box.addEventListener('scroll', U.framed(() => this.draw()));
      this.box.addEventListener('keydown', (event) => this.key(event));
      this.box.addEventListener('focus', () => { if (this.items.length) this.take(true); });
      app.details.on('chunk', U.framed(() => this.draw()));
      new ResizeObserver(U.framed(() => this.draw())).observe(this.box);
    }

    name() { this.box.setAttribute('aria-label', t('events')); }

    /** All events in the order of a sort; worked out once. */
    order(name) {
      const { model } = this.app;
      if (!this.orders[name]) this.orders[name] = Uint32Array.from({ length: model.n }, (_, i) => i).sort(SORTS[name](model));
      return this.orders[name];
    }

    update(sort, isListed) {
      this.items = this.order(sort).filter(isListed);
      this.focus = U.clamp(this.focus, 0, Math.max(0, this.items.length - 1));
      this.inner.style.height = `${this.items.length * ROW_PX}px`;
      this.box.hidden = !this.items.length;
      this.box.tabIndex = this.items.length ? -1 : 0;
      this.explain();
      this.draw();
    }

    /** Says why the list is empty, and what to do. */
    explain() {
      this.none.hidden = this.items.length > 0;
      if (this.items.length) return;
      const { app } = this;
      const clear = (text) => U.el('button', { type: 'button', class: 'gm-button gm-primary', text, onclick: () => app.clear() });
      if (!app.model.n) this.none.replaceChildren(U.el('p', { class: 'gm-none-head', text: t('noEvents') }), U.el('p', { text: t('noEventsHint') }));
      else if (!app.filter.shown) this.none.replaceChildren(U.el('p', { class: 'gm-none-head', text: t('noneFit') }), clear(t('clearAll')));
      else this.none.replaceChildren(U.el('p', { class: 'gm-none-head', text: t('noneHere') }), U.el('button', { type: 'button', class: 'gm-button', text: t('all'), onclick: () => app.scene.all() }));
    }

    top() {
      this.focus = 0;
      this.box.scrollTop = 0;
      this.draw();
    }

    draw() {
      const top = this.box.scrollTop;
      const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS);
      const last = Math.min(this.items.length, Math.ceil((top + this.box.clientHeight) / ROW_PX) + SPARE_ROWS);
      const rows = [];
      // One row is in the tab order: the focused one, or the first in sight when that one is far away.
      const stop = this.focus >= first && this.focus < last ? this.focus : Math.min(this.items.length - 1, Math.ceil(top / ROW_PX));
      for (let at = first; at < last; at++) rows.push(this.row(at, at === stop));
      const hadFocus = this.inner.contains(document.activeElement);
      this.inner.replaceChildren(...rows);
      if (hadFocus) this.take(false);
    }

    row(at, isStop) {
      const i = this.items[at];
      const { model, details } = this.app;
      const type = model.types[model.type[i]];
      const event = details.get(i);
      const text = event ? (event.evidence[0] ? event.evidence[0][0] : event.title) : '…';
      const dead = model.fatalities[i];
      const row = U.el('div', {
        class: 'gm-row', role: 'option', id: `gm-row-${i}`, tabindex: isStop ? 0 : -1,
        'aria-selected': String(i === this.selected), 'aria-setsize': this.items.length, 'aria-posinset': at + 1,
        onclick: () => this.choose(at), onmouseenter: () => this.emit('hover', i), onmouseleave: () => this.emit('hover', null),
      },
      U.el('span', { class: 'gm-row-icon' }, Types.icon(type, 20, { hollow: model.bestPrec[i] !== 1 })),
      U.el('span', { class: 'gm-row-head' }, U.el('b', { text: t(`type.${type}`) }), ' ', U.el('bdi', { class: 'gm-row-place', dir: I18n.direction, text: Words.where(model, i, event) })),
      U.el('span', { class: 'gm-row-date' }, Words.date(model, i), dead > 0 ? U.el('span', { class: 'gm-row-dead', text: ` · ${t('killed')} ${I18n.number(dead)}` }) : null,
        event && event.sources.length > 1 ? U.el('span', { text: ` · ${t('sourcesOf', { n: event.sources.length })}` }) : null),
      U.el('span', { class: 'gm-row-text', dir: 'auto', text }));
      row.style.top = `${at * ROW_PX}px`;
      return row;
    }

    key(event) {
      const page = Math.max(1, Math.floor(this.box.clientHeight / ROW_PX) - 1);
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        this.focus = U.clamp(this.focus + step, 0, this.items.length - 1);
        this.take(true);
      } else if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        if (this.items.length) this.choose(this.focus);
      }
    }

    /** Focuses the row in focus; brings it into sight first when wanted. */
    take(scroll) {
      if (scroll) {
        this.show(this.focus);
        this.draw();
      }
      const row = this.inner.querySelector(`[aria-posinset="${this.focus + 1}"]`);
      if (row) row.focus({ preventScroll: true });
    }

    show(at) {
      const top = at * ROW_PX;
      if (top < this.box.scrollTop) this.box.scrollTop = top;
      else if (top + ROW_PX > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + ROW_PX - this.box.clientHeight;
    }

    choose(at) {
      this.focus = at;
      this.emit('choose', this.items[at]);
    }

    /** Marks event `i` and scrolls to it when it is listed. */
    mark(i) {
      this.selected = i;
      const at = i === null ? -1 : this.items.indexOf(i);
      if (at >= 0) {
        this.focus = at;
        this.show(at);
      }
      this.draw();
    }
  }

  return { View, SORTS: Object.keys(SORTS) };
})();
