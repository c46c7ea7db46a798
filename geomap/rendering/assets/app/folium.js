// What folium's own layers expect in a page: Leaflet's marker images, and as much of jQuery as folium's popups use.
const Folium = (() => {
  /** `$(html)` gives the html's elements; no script in it runs, the page's policy sees to that. */
  function $(html) {
    if (html === document) return { ready: (work) => work() };
    const holder = document.createElement('template');
    holder.innerHTML = html.trim();
    return [...holder.content.children];
  }

  function prepare() {
    L.Icon.Default.imagePath = '';
    L.Icon.Default.mergeOptions({ iconUrl: ICON.pin, iconRetinaUrl: ICON.pin, shadowUrl: ICON.shadow });
    window.$ = $;
  }

  return { prepare };
})();
