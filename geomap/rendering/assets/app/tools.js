// The buttons at the top: take away, theme, language, help.
const Tools = (() => {
  const THEMES = ['auto', 'light', 'dark'];

  class View {
    constructor(app) {
      this.app = app;
      this.theme = 'auto';
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.showTheme());
      document.addEventListener('click', (event) => { if (this.menu && !this.menu.contains(event.target)) this.close(); });
      this.build();
    }

    build() {
      U.byId('gm-tools').replaceChildren(this.takeMenu(), this.themeButton(), this.languageButton(), this.button('help', 'help', () => this.help()));
      this.showTheme();
    }

    button(name, icon, work) {
      return U.el('button', { type: 'button', class: 'gm-icon-button', id: `gm-${name}`, 'aria-label': t(name), title: t(name), onclick: work }, Icons.make(icon));
    }

    takeMenu() {
      const { app } = this;
      const item = (name, work) => U.el('li', null, U.el('button', { type: 'button', id: `gm-take-${name}`, text: t(`take.${name}`), onclick: () => { this.close(); this.run(work); } }));
      const items = [...Take.kinds.map((kind) => item(kind, () => Take.data(app, kind))), item('png', () => Picture.save(app)), item('print', () => this.print()),
        item('link', () => this.share())];
      this.list = U.el('ul', { class: 'gm-menu', id: 'gm-take-menu', hidden: true }, ...items);
      this.opener = U.el('button', { type: 'button', class: 'gm-button', id: 'gm-take', 'aria-label': t('take'), 'aria-expanded': 'false', 'aria-controls': 'gm-take-menu', onclick: () => this.toggle() }, Icons.make('save'), U.el('span', { text: t('take') }));
      this.menu = U.el('div', { class: 'gm-menu-box', onkeydown: (event) => this.menuKey(event) }, this.opener, this.list);
      return this.menu;
    }

    /** Runs one of the menu's jobs; what fails is said on the page. */
    async run(work) {
      document.body.classList.add('gm-busy');
      await U.breathe();
      try {
        await work();
      } catch (error) {
        this.app.fail(t('takeFailed', { reason: error.message }));
      } finally {
        document.body.classList.remove('gm-busy');
      }
    }

    toggle() {
      if (!this.list.hidden) return this.close();
      this.list.hidden = false;
      this.opener.setAttribute('aria-expanded', 'true');
      return this.list.querySelector('button').focus();
    }

    close() {
      this.list.hidden = true;
      this.opener.setAttribute('aria-expanded', 'false');
    }

    menuKey(event) {
      const buttons = [...this.list.querySelectorAll('button')];
      const at = buttons.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === 'Escape') {
        event.stopPropagation();
        this.close();
        this.opener.focus();
      } else if (step && !this.list.hidden) {
        event.preventDefault();
        buttons[(at + step + buttons.length) % buttons.length].focus();
      }
    }

    async print() {
      await this.app.details.all();
      window.print();
    }

    themeButton() {
      return this.button('theme', 'moon', () => {
        this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
        this.showTheme();
      });
    }

    showTheme() {
      const isDark = this.theme === 'dark' || (this.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
      document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
      const button = U.byId('gm-theme');
      const name = t('themeIs', { theme: t(`theme.${this.theme}`) });
      button.setAttribute('aria-label', name);
      button.title = name;
      button.replaceChildren(Icons.make(isDark ? 'moon' : 'sun'));
      this.app.redraw();
    }

    languageButton() {
      const other = I18n.language === 'ar' ? 'en' : 'ar';
      return U.el('button', { type: 'button', class: 'gm-button', id: 'gm-language', lang: other, text: t('languageName', null, other), onclick: () => this.app.speak(other) });
    }

    dialog(title, ...content) {
      const close = U.el('button', { type: 'button', class: 'gm-icon-button', 'aria-label': t('close'), onclick: () => box.close() }, Icons.make('close'));
      const box = U.el('dialog', { class: 'gm-dialog', 'aria-labelledby': 'gm-dialog-title', dir: I18n.direction }, U.el('div', { class: 'gm-card-bar' }, U.el('h2', { id: 'gm-dialog-title', class: 'gm-grow', text: title }), close), ...content);
      box.addEventListener('close', () => box.remove());
      document.body.append(box);
      box.showModal();
      return box;
    }

    share() {
      const address = location.href;
      const field = (id, label, value) => U.el('p', null, U.el('label', { for: id, text: label }), U.el('textarea', { id, class: 'gm-share', readonly: true, rows: 3, text: value, onfocus: (event) => event.target.select() }));
      const code = `<iframe src="${address.replace(/&/g, '&amp;').replace(/"/g, '%22')}" title="${this.app.block.title.replace(/[&<>"]/g, ' ')}" width="100%" height="640" style="border:0" allow="fullscreen"></iframe>`;
      const box = this.dialog(t('take.link'), field('gm-share-link', t('shareLink'), address), field('gm-share-code', t('shareCode'), code),
        location.protocol === 'file:' ? U.el('p', { class: 'gm-soft', text: t('shareFile') }) : null);
      box.querySelector('textarea').focus();
    }

    help() {
      const keys = ['tab', 'list', 'map', 'time', 'escape'];
      this.dialog(t('help'), U.el('p', { text: t('helpText') }), U.el('h3', { text: t('keyboard') }),
        U.el('dl', { class: 'gm-facts' }, ...keys.flatMap((key) => [U.el('dt', { text: t(`key.${key}.keys`) }), U.el('dd', { text: t(`key.${key}.do`) })])));
    }
  }

  return { View };
})();
