// The list: only the rows in sight exist; arrow keys walk through all of them.
const List = (() => {
  const ROW_PX = 92;
  const SPARE_ROWS = 6;
  const SORTS = {
    newest: (m) => (a, b) => m.from[b] - m.from[a] || a - b,
    oldest: (m) => (a, b) => undatedLast(m, a) - undatedLast(m, b) || a - b,
    deadliest: (m) => (a, b) => m.fatalities[b] - m.fatalities[a] || a - b,
    surest: (m) => (a, b) => m.confidence[b] - m.confidence[a] || a - b,
    type: (m) => (a, b) => m.typeOrder[m.type[a]] - m.typeOrder[m.type[b]] || a - b,
    place: (m) => (a, b) => m.placeOrder(a) - m.placeOrder(b) || a - b,
  };
  const undatedLast = (m, i) => (m.from[i] === m.undated ? Infinity : m.from[i]);

  class View {
    constructor(root, app) {
      Object.assign(this, U.emitter(), { root, app, items: [], focus: 0, selected: null, orders: {} });
      this.inner = U.el('div', { class: 'gm-rows' });
      this.box = U.el('div', { id: 'gm-list', class: 'gm-list', role: 'listbox', 'aria-label': t('events'), tabindex: 0 }, this.inner);
      root.append(this.box);
      this.box.addEventListener('scroll', U.framed(() => this.draw()));
      this.box.addEventListener('keydown', (event) => this.key(event));
      app.details.on('chunk', U.framed(() => this.draw()));
      new ResizeObserver(U.framed(() => this.draw())).observe(this.box);
    }

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
      this.draw();
    }

    draw() {
      const top = this.box.scrollTop;
      const first = Math.max(0, Math.floor(top / ROW_PX) - SPARE_ROWS);
      const last = Math.min(this.items.length, Math.ceil((top + this.box.clientHeight) / ROW_PX) + SPARE_ROWS);
      const rows = [];
      for (let at = first; at < last; at++) rows.push(this.row(at));
      const hadFocus = this.box.contains(document.activeElement) && document.activeElement !== this.box;
      this.inner.replaceChildren(...rows);
      if (hadFocus) this.take(false);
    }

    row(at) {
      const i = this.items[at];
      const { model, app } = this;
      const type = this.app.model.types[this.app.model.type[i]];
      const details = app.details.get(i);
      const text = details ? (details.evidence[0] ? details.evidence[0][0] : details.title) : '…';
      const row = U.el('div', {
        class: 'gm-row', role: 'option', id: `gm-row-${i}`, tabindex: at === this.focus ? 0 : -1,
        'aria-selected': i === this.selected ? 'true' : 'false', 'aria-setsize': this.items.length, 'aria-posinset': at + 1,
        onclick: () => this.choose(at), onmouseenter: () => this.emit('hover', i), onmouseleave: () => this.emit('hover', null),
      },
      U.el('span', { class: 'gm-row-icon' }, Types.icon(type, 20, { hollow: app.model.bestPrec[i] !== 1 })),
      U.el('span', { class: 'gm-row-head' },
        U.el('b', { text: t(`type.${type}`) }),
        U.el('bdi', { class: 'gm-row-place', text: app.placeText(i, details) })),
      U.el('span', { class: 'gm-row-date', text: app.dateText(i, details) }),
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

    /** Brings the focused row into sight and focuses it. */
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
