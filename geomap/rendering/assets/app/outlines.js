// Countries and provinces: rings in Mercator units (the world is 0..1), with boxes and label points.
const Outlines = (() => {
  const MAX_LAT_DEG = 85.0511;

  /** Longitude and latitude in degrees to Mercator units, as Leaflet's EPSG:3857 lays them out. */
  function project(lon, lat) {
    const sin = Math.sin(U.clamp(lat, -MAX_LAT_DEG, MAX_LAT_DEG) * Math.PI / 180);
    return [lon / 360 + 0.5, 0.5 - 0.25 * Math.log((1 + sin) / (1 - sin)) / Math.PI];
  }

  /** An arc's points: the first absolute, the others as steps from the one before. */
  function arcOf(steps, scale) {
    const arc = new Float32Array(steps.length);
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      [arc[i], arc[i + 1]] = project(x * scale, y * scale);
    }
    return arc;
  }

  /** A ring from its arcs; a negative reference runs backwards, and each arc begins where the one before ended. */
  function ringOf(refs, arcs) {
    const ring = [];
    refs.forEach((ref, order) => {
      const arc = arcs[ref < 0 ? ~ref : ref];
      const points = arc.length / 2;
      for (let k = order ? 1 : 0; k < points; k++) {
        const at = 2 * (ref < 0 ? points - 1 - k : k);
        ring.push(arc[at], arc[at + 1]);
      }
    });
    return Float32Array.from(ring);
  }

  function boxOf(rings) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        box[0] = Math.min(box[0], ring[i]);
        box[1] = Math.min(box[1], ring[i + 1]);
        box[2] = Math.max(box[2], ring[i]);
        box[3] = Math.max(box[3], ring[i + 1]);
      }
    }
    return box;
  }

  function shapeOf([level, country, placeId, name, nameAr, lon, lat, polygons], arcs) {
    const rings = polygons.flat().map((refs) => ringOf(refs, arcs));
    return { level, country, placeId, names: { en: name, ar: nameAr }, lat, lon, rings, box: boxOf(rings), parts: polygons.map((polygon) => polygon.length) };
  }

  /** Whether the Mercator point lies inside, by the even-odd rule. */
  function holds(shape, x, y) {
    const [west, north, east, south] = shape.box;
    if (x < west || x > east || y < north || y > south) return false;
    let inside = false;
    for (const ring of shape.rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const crosses = (ring[i + 1] > y) !== (ring[j + 1] > y)
          && x < (ring[j] - ring[i]) * (y - ring[i + 1]) / (ring[j + 1] - ring[i + 1]) + ring[i];
        if (crosses) inside = !inside;
      }
    }
    return inside;
  }

  const degrees = (x, y) => [
    Math.round((x - 0.5) * 3.6e6) / 1e4,
    Math.round((360 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) / Math.PI - 90) * 1e4) / 1e4,
  ];

  /** The shape as GeoJSON's coordinates of a MultiPolygon. */
  function coordinates(shape) {
    let at = 0;
    return shape.parts.map((rings) => shape.rings.slice(at, at += rings).map((ring) => {
      const points = [];
      for (let i = 0; i < ring.length; i += 2) points.push(degrees(ring[i], ring[i + 1]));
      const [first, last] = [points[0], points[points.length - 1]];
      if (first[0] !== last[0] || first[1] !== last[1]) points.push(first);
      return points;
    }));
  }

  /** The shape's box as coordinates of a Polygon. */
  function boxCoordinates({ box: [west, north, east, south] }) {
    const [nw, se] = [degrees(west, north), degrees(east, south)];
    return [[[nw[0], se[1]], [se[0], se[1]], [se[0], nw[1]], [nw[0], nw[1]], [nw[0], se[1]]]];
  }

  async function open(packed) {
    const data = JSON.parse(await Model.unpack(packed));
    const arcs = data.arcs.map((steps) => arcOf(steps, data.scale));
    const shapes = data.areas.map((area) => shapeOf(area, arcs));
    const byKey = new Map();
    for (const shape of shapes) {
      if (shape.placeId) byKey.set(shape.placeId, shape);
      if (shape.level === 0) byKey.set(shape.country, shape);
    }
    const level = (number) => shapes.filter((shape) => shape.level === number);
    return { countries: level(0), admin1: level(1), get: (key) => byKey.get(key) };
  }

  return { open, project, holds, coordinates, boxCoordinates };
})();
