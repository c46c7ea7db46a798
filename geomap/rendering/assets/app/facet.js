// One filter: a list of values with the number of events that each would show, or a number to reach.
const Facet = (() => {
  const FEW = 8;
  const MOST = 200;

  class Values {
    /** `label(value)` gives the text, `icon(value)` an element or null. */
    constructor(app, name, { label, icon, order = null, open = false, few = FEW }) {
      Object.assign(this, { app, name, label, icon, order, few, all: false, query: '' });
      this.summary = U.el('summary', null, U.el('span', { text: t(`filter.${name}`) }), U.el('b', { class: 'gm-facet-set' }));
      this.body = U.el('div', { class: 'gm-facet-body' });
      this.node = U.el('details', { class: 'gm-facet', 'data-facet': name }, this.summary, this.body);
      this.node.open = open;
      this.node.addEventListener('toggle', () => this.update());
    }

    update() {
      const chosen = this.app.filter.state[this.name];
      this.summary.lastChild.textContent = chosen.size ? I18n.number(chosen.size) : '';
      if (!this.node.open) return;
      const totals = this.app.filter.counts(this.name);
      for (const value of chosen) if (!totals.has(value)) totals.set(value, 0);
      const rank = this.order ? (a, b) => this.order.indexOf(a[0]) - this.order.indexOf(b[0]) : (a, b) => b[1] - a[1];
      const rows = [...totals].sort(rank);
      const wanted = U.fold(this.query);
      const fitting = wanted ? rows.filter(([value]) => U.fold(this.text(value)).includes(wanted)) : rows;
      const shown = fitting.filter(([value], k) => k < (this.all || wanted ? MOST : this.few) || chosen.has(value));
      this.draw(rows.length, fitting.length, shown, chosen);
    }

    text(value) { return value === Filters.NONE ? t('none') : this.label(value); }

    draw(total, fitting, shown, chosen) {
      const focus = document.activeElement && this.body.contains(document.activeElement) ? document.activeElement.id : '';
      const parts = [U.el('ul', { class: 'gm-options' }, ...shown.map(([value, n]) => this.option(value, n, chosen.has(value))))];
      if (total > this.few) parts.unshift(this.finder());
      if (!this.query && fitting > shown.length) {
        parts.push(U.el('button', { type: 'button', class: 'gm-link', id: `gm-more-${this.name}`, text: t('showMore', { n: fitting - shown.length }), onclick: () => { this.all = true; this.update(); } }));
      }
      if (this.all && fitting > MOST) parts.push(U.el('p', { class: 'gm-soft', text: t('narrow', { n: fitting - shown.length }) }));
      if (!shown.length) parts.push(U.el('p', { class: 'gm-soft', text: t('nothing') }));
      this.body.replaceChildren(...parts);
      if (focus && U.byId(focus)) U.byId(focus).focus();
    }

    finder() {
      if (!this.input) {
        const look = U.later(() => { this.query = this.input.value; this.update(); }, 120);
        this.input = U.el('input', { type: 'search', class: 'gm-facet-find', id: `gm-find-${this.name}`, 'aria-label': t('findIn', { name: t(`filter.${this.name}`) }), placeholder: t('find'), dir: I18n.direction, oninput: look });
      }
      return this.input;
    }

    option(value, n, checked) {
      const id = `gm-${this.name}-${value}`;
      const box = U.el('input', { type: 'checkbox', id, onchange: () => this.app.filter.toggle(this.name, value) });
      box.checked = checked;
      return U.el('li', null, U.el('label', { for: id, class: 'gm-option' }, box, this.icon ? this.icon(value) : null,
        U.el('span', { class: 'gm-option-text', dir: 'auto', text: this.text(value) }), U.el('span', { class: 'gm-option-count', text: I18n.number(n) })));
    }
  }

  /** A slider for the least confidence, or a field for the least number of dead. */
  class Least {
    constructor(app, name, { kind, max, step, text }) {
      Object.assign(this, { app, name, text });
      this.out = U.el('output', { class: 'gm-facet-set', for: `gm-least-${name}` });
      const set = U.later(() => app.filter.set({ [name]: U.clamp(Math.round(Number(this.input.value)) || 0, 0, max) }), 60);
      this.input = U.el('input', { type: kind, id: `gm-least-${name}`, min: 0, max, step, inputmode: 'numeric', oninput: set });
      this.node = U.el('div', { class: 'gm-facet gm-least', 'data-facet': name }, U.el('label', { for: `gm-least-${name}`, text: t(`filter.${name}`) }), this.out, this.input);
    }

    update() {
      const value = this.app.filter.state[this.name];
      if (document.activeElement !== this.input) this.input.value = value;
      this.out.textContent = value ? this.text(value) : t('any');
    }
  }

  return { Values, Least };
})();
