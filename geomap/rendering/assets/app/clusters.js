// Which places stand together at which zoom. supercluster builds the tree once; a filter only counts it anew,
// so that clusters keep their places while a reader plays through time.
const Clusters = (() => {
  const RADIUS_PX = 56;
  const MAX_ZOOM = 13;
  // supercluster 8's rows: x, y, last zoom, id, parent, points.
  const STRIDE = 6;
  const ID = 3;
  const PARENT = 4;

  const lonOf = (x) => (x - 0.5) * 360;
  const latOf = (y) => 360 * Math.atan(Math.exp((180 - y * 360) * Math.PI / 180)) / Math.PI - 90;

  class Tree {
    /** `points`: [{place, lat, lon}]; `groups`: how many colour groups are counted apart. */
    constructor(points, groups, radius_px = RADIUS_PX) {
      this.points = points;
      this.groups = groups;
      this.index = new Supercluster({ radius: radius_px, maxZoom: MAX_ZOOM, extent: 256 });
      this.index.load(points.map((p, index) => ({ index, geometry: { coordinates: [p.lon, p.lat] } })));
      this.link();
    }

    /** Flat parent links, children always before their parents. */
    link() {
      const slot = new Map();
      const slotOf = (id) => {
        if (id < this.points.length) return id;
        if (!slot.has(id)) slot.set(id, this.points.length + slot.size);
        return slot.get(id);
      };
      const child = [];
      const parent = [];
      for (let zoom = MAX_ZOOM + 1; zoom > 0; zoom--) {
        const { data } = this.index.trees[zoom];
        for (let k = 0; k < data.length; k += STRIDE) {
          if (data[k + PARENT] < 0) continue;
          child.push(slotOf(data[k + ID]));
          parent.push(slotOf(data[k + PARENT]));
        }
      }
      this.slot = slot;
      this.child = Uint32Array.from(child);
      this.parent = Uint32Array.from(parent);
      const size = this.points.length + slot.size;
      this.count = new Uint32Array(size);
      this.members = new Uint32Array(size);
      this.first = new Uint32Array(size);
      this.x = new Float64Array(size);
      this.y = new Float64Array(size);
      this.byGroup = new Uint32Array(size * this.groups);
      this.at = this.points.map((p) => Outlines.project(p.lon, p.lat));
    }

    /** Forgets all counts. */
    clear() {
      for (const column of [this.count, this.members, this.x, this.y, this.byGroup]) column.fill(0);
    }

    /** One more event of a group at point `i`. */
    add(i, group) {
      this.count[i]++;
      this.byGroup[i * this.groups + group]++;
    }

    /** Carries the points' counts up to all clusters. */
    rollUp() {
      const { count, members, first, x, y, points, groups, byGroup } = this;
      for (let i = 0; i < points.length; i++) {
        if (!count[i]) continue;
        members[i] = 1;
        first[i] = i;
        [x[i], y[i]] = this.at[i];
      }
      for (let k = 0; k < this.child.length; k++) {
        const from = this.child[k];
        if (!count[from]) continue;
        const to = this.parent[k];
        count[to] += count[from];
        members[to] += members[from];
        first[to] = first[from];
        x[to] += x[from];
        y[to] += y[from];
        for (let g = 0; g < groups; g++) byGroup[to * groups + g] += byGroup[from * groups + g];
      }
    }

    /** What to draw in a box of degrees at a zoom: single points and clusters, empty ones left out. */
    visible(bounds, zoom) {
      const box = [Math.max(-180, bounds.getWest()), Math.max(-85, bounds.getSouth()), Math.min(180, bounds.getEast()), Math.min(85, bounds.getNorth())];
      const found = [];
      for (const feature of this.index.getClusters(box, Math.floor(zoom))) {
        const id = feature.properties && feature.properties.cluster ? feature.properties.cluster_id : null;
        const slot = id === null ? feature.index : this.slot.get(id);
        if (!this.count[slot]) continue;
        const number = this.members[slot];
        found.push(number === 1 ? this.single(this.first[slot]) : this.cluster(id, slot, number));
      }
      return found;
    }

    single(i) {
      const point = this.points[i];
      return { key: `p${i}`, place: point.place, lat: point.lat, lon: point.lon, count: this.count[i] };
    }

    cluster(id, slot, number) {
      const groups = Array.from(this.byGroup.subarray(slot * this.groups, (slot + 1) * this.groups));
      return { key: `c${id}`, id, lat: latOf(this.y[slot] / number), lon: lonOf(this.x[slot] / number), count: this.count[slot], places: number, groups };
    }

    /** Places with events below a cluster. */
    leaves(id) {
      return this.index.getLeaves(id, Infinity).map((f) => f.index).filter((i) => this.count[i]).map((i) => this.points[i]);
    }
  }

  return { Tree };
})();
