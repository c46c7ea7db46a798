// Small helpers. Text reaches the page only through `el` and textContent, never as HTML.
const U = (() => {
  const SVG = 'http://www.w3.org/2000/svg';

  function fill(node, props, children) {
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === 'text') node.textContent = value;
      else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? '' : String(value));
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== false) node.append(child);
    }
    return node;
  }

  /** A new element: attributes, `text`, `on…` listeners, then children (nodes or strings). */
  const el = (tag, props, ...children) => fill(document.createElement(tag), props, children);
  const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);
  const byId = (id) => document.getElementById(id);
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /** Calls `work` once, `delay_ms` after the last call. */
  function later(work, delay_ms) {
    let timer = 0;
    return (...args) => {
      clearTimeout(timer);
      timer = setTimeout(() => work(...args), delay_ms);
    };
  }

  /** Calls `work` at most once a frame. */
  function framed(work) {
    let asked = false;
    return () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; work(); });
    };
  }

  /** Lets the page paint and answer before going on. */
  const breathe = () => new Promise((done) => setTimeout(done, 0));

  /** A minimal event source. */
  function emitter() {
    const listeners = {};
    return {
      on(name, listener) { (listeners[name] = listeners[name] || []).push(listener); },
      emit(name, value) { for (const listener of listeners[name] || []) listener(value); },
    };
  }

  /** Whether the page is laid out for a phone; the width as in style/small.css. */
  const isPhone = () => matchMedia('(max-width: 760px)').matches;

  const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  /** Lower case without accents, so that a search finds both spellings. */
  function fold(text) {
    // eslint-disable-next-line no-control-regex
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize('NFKD').replace(/[\p{M}\u0640]/gu, '').toLowerCase();
  }

  /** Text for the few places where Leaflet wants HTML. */
  const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  return { isPhone, escape, el, svg, byId, clamp, later, framed, breathe, emitter, reducedMotion, fold };
})();
