// Places the nodes of a graph, beside the page: springs along relations, repulsion by a tree of cells (Barnes and Hut, 1986).

let running = 0;

self.onmessage = ({ data }) => {
  running++;
  if (data.stop) return;
  const mine = running;
  const layout = new Layout(data.count, data.edges, data.weights, data.places);
  const step = () => {
    if (mine !== running) return;
    const until = performance.now() + 24;
    do layout.step(); while (layout.heat > 0.004 && performance.now() < until);
    const places = layout.places.slice();
    const isDone = layout.heat <= 0.004;
    self.postMessage({ places, isDone }, [places.buffer]);
    // A pause leaves a core to who draws.
    if (!isDone) setTimeout(step, 16);
  };
  step();
};

class Layout {
  constructor(count, edges, weights, places) {
    this.count = count;
    this.edges = edges;
    this.places = new Float32Array(2 * count);
    this.speeds = new Float32Array(2 * count);
    this.degrees = new Float32Array(count);
    this.weights = weights;
    this.heat = 1;
    for (const node of edges) this.degrees[node]++;
    // A spiral: the best known first, in the middle; the same graph is always placed the same way.
    for (let node = 0; node < count; node++) {
      const angle = node * 2.399963, radius = 14 * Math.sqrt(node + 0.5);
      this.places[2 * node] = places?.[2 * node] ?? radius * Math.cos(angle);
      this.places[2 * node + 1] = places?.[2 * node + 1] ?? radius * Math.sin(angle);
    }
    if (places) this.heat = 0.3;
  }

  step() {
    const { count, places, speeds, edges, degrees, heat } = this;
    const tree = new Tree(places, count);
    for (let node = 0; node < count; node++) tree.push(node, speeds, -90 * heat);
    for (let edge = 0; edge < edges.length; edge += 2) {
      const a = edges[edge], b = edges[edge + 1];
      const x = places[2 * b] - places[2 * a], y = places[2 * b + 1] - places[2 * a + 1];
      const distance = Math.sqrt(x * x + y * y) || 1;
      const pull = ((distance - 46) / distance) * heat * (0.6 / Math.min(degrees[a], degrees[b]));
      const share = degrees[a] / (degrees[a] + degrees[b]);
      speeds[2 * b] -= x * pull * share;
      speeds[2 * b + 1] -= y * pull * share;
      speeds[2 * a] += x * pull * (1 - share);
      speeds[2 * a + 1] += y * pull * (1 - share);
    }
    for (let at = 0; at < 2 * count; at++) {
      speeds[at] = (speeds[at] - places[at] * 0.012 * heat) * 0.62;
      places[at] += Math.max(-60, Math.min(60, speeds[at]));
    }
    this.heat *= 0.985;
  }
}

/// A quadtree in flat arrays: for each cell its centre of mass, mass, width and first child.
class Tree {
  constructor(places, count) {
    let low = Infinity, high = -Infinity;
    for (let at = 0; at < 2 * count; at++) { low = Math.min(low, places[at]); high = Math.max(high, places[at]); }
    const most = 8 * count + 64;
    this.x = new Float32Array(most);
    this.y = new Float32Array(most);
    this.mass = new Float32Array(most);
    this.child = new Int32Array(most);
    this.node = new Int32Array(most).fill(-1);
    this.places = places;
    this.width = Math.max(1, high - low) * 1.01;
    this.low = low;
    this.size = 1;
    this.most = most;
    for (let node = 0; node < count; node++) this.insert(node);
  }

  insert(node) {
    const px = this.places[2 * node], py = this.places[2 * node + 1];
    let cell = 0, width = this.width, left = this.low, top = this.low;
    for (let depth = 0; ; depth++) {
      const mass = this.mass[cell];
      this.x[cell] = (this.x[cell] * mass + px) / (mass + 1);
      this.y[cell] = (this.y[cell] * mass + py) / (mass + 1);
      this.mass[cell] = mass + 1;
      if (mass === 0) { this.node[cell] = node; return; }
      if (this.child[cell] === 0) {
        if (depth > 24 || this.size + 4 > this.most) { this.node[cell] = -1; return; }
        this.child[cell] = this.size;
        this.size += 4;
        const other = this.node[cell];
        if (other >= 0) {
          const ox = this.places[2 * other], oy = this.places[2 * other + 1];
          const quarter = this.child[cell] + (ox > left + width / 2 ? 1 : 0) + (oy > top + width / 2 ? 2 : 0);
          this.x[quarter] = ox;
          this.y[quarter] = oy;
          this.mass[quarter] = 1;
          this.node[quarter] = other;
          this.node[cell] = -1;
        }
      }
      width /= 2;
      const isRight = px > left + width, isLow = py > top + width;
      if (isRight) left += width;
      if (isLow) top += width;
      cell = this.child[cell] + (isRight ? 1 : 0) + (isLow ? 2 : 0);
    }
  }

  /// Adds to the speed of `node` what all others do to it.
  push(node, speeds, strength) {
    const px = this.places[2 * node], py = this.places[2 * node + 1];
    const cells = Tree.cells, widths = Tree.widths;
    let depth = 0, vx = 0, vy = 0;
    cells[0] = 0;
    widths[0] = this.width;
    while (depth >= 0) {
      const cell = cells[depth], width = widths[depth];
      depth--;
      const mass = this.mass[cell];
      if (mass === 0 || this.node[cell] === node) continue;
      const x = this.x[cell] - px, y = this.y[cell] - py;
      const square = x * x + y * y + 1;
      const child = this.child[cell];
      if (child === 0 || width * width < 0.9 * square) {
        if (square > 640000) continue;
        const force = (strength * mass) / square;
        vx += x * force;
        vy += y * force;
        continue;
      }
      for (let quarter = 0; quarter < 4; quarter++) { depth++; cells[depth] = child + quarter; widths[depth] = width / 2; }
    }
    speeds[2 * node] += vx;
    speeds[2 * node + 1] += vy;
  }
}
Tree.cells = new Int32Array(256);
Tree.widths = new Float32Array(256);
