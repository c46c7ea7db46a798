// Event types: a colour for the group, a shape for the type within it, so that neither alone has to tell.
const Types = (() => {
  // Okabe and Ito's palette (2008), which readers with any colour vision tell apart.
  const GROUPS = {
    explosive: '#d55e00',
    armed: '#333333',
    unrest: '#e69f00',
    justice: '#cc79a7',
    people: '#56b4e9',
    politics: '#0072b2',
    troops: '#009e73',
    damage: '#f0e442',
    other: '#8a8a8a',
  };
  const TYPES = {
    airstrike: ['explosive', 'down'],
    bombing: ['explosive', 'star'],
    shelling: ['explosive', 'diamond'],
    chemical_attack: ['explosive', 'hexagon'],
    armed_clash: ['armed', 'cross'],
    killing: ['armed', 'square'],
    protest: ['unrest', 'up'],
    riot: ['unrest', 'star'],
    arrest: ['justice', 'square'],
    abduction: ['justice', 'down'],
    trial: ['justice', 'diamond'],
    displacement: ['people', 'right'],
    aid_delivery: ['people', 'plus'],
    visit_or_meeting: ['politics', 'circle'],
    statement_or_agreement: ['politics', 'square'],
    troop_movement: ['troops', 'right'],
    destruction_of_property: ['damage', 'square'],
    accident: ['damage', 'up'],
    natural_disaster: ['damage', 'hexagon'],
    other: ['other', 'circle'],
  };
  // Outlines in a box from -10 to 10, all of about the same area.
  const SHAPES = {
    circle: 'M-8.5,0a8.5,8.5 0 1,0 17,0a8.5,8.5 0 1,0 -17,0z',
    square: 'M-7.6,-7.6H7.6V7.6H-7.6z',
    diamond: 'M0,-10.4L10.4,0L0,10.4L-10.4,0z',
    up: 'M0,-10L10.4,8H-10.4z',
    down: 'M0,10L10.4,-8H-10.4z',
    right: 'M10.4,0L-7,10V-10z',
    hexagon: 'M-9.4,0L-4.7,-8.4H4.7L9.4,0L4.7,8.4H-4.7z',
    star: 'M0,-11L3.1,-4.3L10.5,-3.4L5,1.6L6.5,8.9L0,5.3L-6.5,8.9L-5,1.6L-10.5,-3.4L-3.1,-4.3z',
    plus: 'M-3.6,-9.6H3.6V-3.6H9.6V3.6H3.6V9.6H-3.6V3.6H-9.6V-3.6H-3.6z',
    cross: 'M-9.6,-5.2L-5.2,-9.6L0,-4.4L5.2,-9.6L9.6,-5.2L4.4,0L9.6,5.2L5.2,9.6L0,4.4L-5.2,9.6L-9.6,5.2L-4.4,0z',
  };
  // Near black on light paper; on dark paper its lines would not be seen.
  const ARMED_IN_DARK = '#e4e4e4';
  // Lines of the light colours on light paper, darkened until they stand out 3 to 1.
  const LINES = { unrest: '#b87c00', justice: '#b05a8c', people: '#2e8fcb', damage: '#968b00', other: '#767676' };
  const isDark = () => document.documentElement.dataset.theme === 'dark';
  const lineOf = (group) => (isDark() ? colourOf(group) : LINES[group] || GROUPS[group]);
  const colourOf = (group) => (group === 'armed' && isDark() ? ARMED_IN_DARK : GROUPS[group]);
  const GROUP_NAMES = Object.keys(GROUPS);
  const known = (type) => TYPES[type] || TYPES.other;

  return {
    names: Object.keys(TYPES),
    groups: GROUP_NAMES,
    group: (type) => GROUP_NAMES.indexOf(known(type)[0]),
    colour: (type) => colourOf(known(type)[0]),
    groupColour: (number) => colourOf(GROUP_NAMES[number]),
    /** Colour of lines: outlines of areas, hollow symbols, arrows. */
    line: (type) => lineOf(known(type)[0]),
    shape: (type) => SHAPES[known(type)[1]],
    /** The symbol as an SVG element of `size` pixels. */
    icon(type, size, { hollow = false } = {}) {
      const d = SHAPES[known(type)[1]];
      const parts = hollow
        ? [U.svg('path', { d, class: 'gm-hollow', stroke: lineOf(known(type)[0]) })]
        : [U.svg('path', { d, class: 'gm-halo' }), U.svg('path', { d, class: 'gm-shape', fill: colourOf(known(type)[0]) })];
      return U.svg('svg', { viewBox: '-13 -13 26 26', width: size, height: size, 'aria-hidden': 'true', class: 'gm-icon' }, ...parts);
    },
  };
})();
