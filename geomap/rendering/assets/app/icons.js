// Line icons of the controls, drawn here so that nothing is loaded.
const Icons = (() => {
  const PATHS = {
    play: 'M7 4.5v15l12-7.5z',
    pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
    back: 'M6 5h2v14H6zM19 5v14L9 12z',
    forward: 'M16 5h2v14h-2zM5 5v14l10-7z',
    close: 'M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6l5.6-5.6L5 6.4z',
    search: 'M10 4a6 6 0 1 0 3.7 10.7l5 5 1.4-1.4-5-5A6 6 0 0 0 10 4zm0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
    filter: 'M4 5h16v2l-6 6v5l-4 2v-7L4 7z',
    save: 'M11 4h2v8l3-3 1.4 1.4L12 15.8l-5.4-5.4L8 9l3 3zM5 18h14v2H5z',
    moon: 'M14.5 3.5a8.5 8.5 0 1 0 6 12A7 7 0 0 1 14.5 3.5z',
    sun: 'M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11 2h2v3h-2zM11 19h2v3h-2zM2 11h3v2H2zM19 11h3v2h-3zM4.2 5.6l1.4-1.4 2.1 2.1-1.4 1.4zM16.3 17.7l1.4-1.4 2.1 2.1-1.4 1.4zM4.2 18.4l2.1-2.1 1.4 1.4-2.1 2.1zM16.3 6.3l2.1-2.1 1.4 1.4-2.1 2.1z',
    layers: 'M12 3l9 5-9 5-9-5zM5.2 11.3L12 15l6.8-3.7L21 12.5 12 17.5l-9-5zM5.2 15.8L12 19.5l6.8-3.7L21 17l-9 5-9-5z',
    help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 11h2v2h-2zm1-9a3.5 3.5 0 0 0-3.5 3.5h2a1.5 1.5 0 1 1 2.4 1.2C11.7 12.500 11 13.200 11 15h2c0-1 .4-1.300 1.200-2A3.500 3.500 0 0 0 12 7z',
    map: 'M9 4L4 6v14l5-2 6 2 5-2V4l-5 2zM9 6.200l6 2v9.600l-6-2z',
    list: 'M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 16h2v2H4zM8 16h12v2H8z',
    target: 'M11 2h2v3.100A7 7 0 0 1 18.900 11H22v2h-3.100A7 7 0 0 1 13 18.900V22h-2v-3.100A7 7 0 0 1 5.100 13H2v-2h3.100A7 7 0 0 1 11 5.100zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
    up: 'M12 7l7 8.500-1.500 1.300L12 10l-5.500 6.800L5 15.500z',
    down: 'M12 17L5 8.500l1.500-1.300L12 14l5.500-6.800L19 8.500z',
  };
  return {
    make: (name) => U.svg('svg', { viewBox: '0 0 24 24', width: 18, height: 18, 'aria-hidden': 'true', class: 'gm-ui-icon' }, U.svg('path', { d: PATHS[name], fill: 'currentColor', 'fill-rule': 'evenodd' })),
  };
})();
