// The graph on a canvas: drawn from flat arrays, only what is in sight, and fewer lines while it moves.

const colours = ["person", "place", "organization", "project", "product", "event", "preference", "concept"];
const LINES_MOVING = 2500;
const LINES_RESTING = 20000;

export class Picture {
  constructor(canvas, { open, hover }) {
    this.canvas = canvas;
    this.paper = canvas.getContext("2d");
    this.open = open;
    this.hover = hover;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.nodes = [];
    this.edges = new Uint32Array();
    this.places = new Float32Array();
    this.shown = new Uint8Array();
    this.focus = -1;
    this.found = new Set();
    this.pointers = new Map();
    this.frames = [];
    this.resize = new ResizeObserver(() => { this.fit(); this.draw(); });
    this.resize.observe(canvas);
    this.theme = matchMedia("(prefers-color-scheme: dark)");
    this.theme.addEventListener("change", this.repaint = () => { this.paint = null; this.draw(); });
    for (const [name, listener] of Object.entries({
      pointerdown: (event) => this.down(event), pointermove: (event) => this.move(event), pointerup: (event) => this.up(event),
      pointercancel: (event) => this.pointers.delete(event.pointerId), wheel: (event) => this.wheel(event),
      dblclick: (event) => { const node = this.nodeAt(event); if (node >= 0) this.centre(node, 2); }, keydown: (event) => this.key(event),
    })) canvas.addEventListener(name, listener, { passive: false });
  }

  leave() {
    this.resize.disconnect();
    this.theme.removeEventListener("change", this.repaint);
    cancelAnimationFrame(this.frame);
    this.isGone = true;
  }

  /// - Parameter edges: pairs of places in `nodes`, the heaviest first.
  show(nodes, edges) {
    this.nodes = nodes;
    this.edges = edges;
    this.shown = new Uint8Array(nodes.length).fill(1);
    this.sizes = Float32Array.from(nodes, (node) => 3 + Math.min(11, Math.sqrt(node.mentions)));
    this.kinds = Uint8Array.from(nodes, (node) => { const place = colours.indexOf(node.kind); return place < 0 ? colours.length - 1 : place; });
    this.near = null;
  }

  move_to(places) {
    this.places = places;
    this.draw();
  }

  fit() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const { width, height } = this.canvas.getBoundingClientRect();
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.ratio = ratio;
  }

  /// All of it in sight.
  whole() {
    let left = Infinity, right = -Infinity, top = Infinity, low = -Infinity;
    for (let node = 0; node < this.nodes.length; node++) {
      if (!this.shown[node]) continue;
      left = Math.min(left, this.places[2 * node]); right = Math.max(right, this.places[2 * node]);
      top = Math.min(top, this.places[2 * node + 1]); low = Math.max(low, this.places[2 * node + 1]);
    }
    if (left > right) return;
    this.scale = Math.max(0.02, Math.min(2.2, 0.86 * Math.min(this.width / (right - left + 60), this.height / (low - top + 60))));
    this.x = -((left + right) / 2) * this.scale;
    this.y = -((top + low) / 2) * this.scale;
    this.draw();
  }

  centre(node, scale) {
    if (node < 0) return;
    this.scale = Math.max(this.scale, scale ?? this.scale);
    this.x = -this.places[2 * node] * this.scale;
    this.y = -this.places[2 * node + 1] * this.scale;
    this.draw();
  }

  setFocus(node) {
    this.focus = node;
    this.near = null;
    if (node >= 0) {
      this.near = new Set([node]);
      for (let edge = 0; edge < this.edges.length; edge += 2) {
        if (this.edges[edge] === node) this.near.add(this.edges[edge + 1]);
        if (this.edges[edge + 1] === node) this.near.add(this.edges[edge]);
      }
    }
    this.draw();
  }

  zoom(factor, x = 0, y = 0) {
    const scale = Math.max(0.02, Math.min(8, this.scale * factor));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.stir();
  }

  // ---- Hands ----

  spot(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.x - this.width / 2, event.clientY - box.y - this.height / 2];
  }

  nodeAt(event) {
    const [x, y] = this.spot(event);
    let best = -1, least = 14 * 14;
    for (let node = 0; node < this.nodes.length; node++) {
      if (!this.shown[node]) continue;
      const dx = this.places[2 * node] * this.scale + this.x - x, dy = this.places[2 * node + 1] * this.scale + this.y - y;
      const distance = dx * dx + dy * dy;
      if (distance < least) { least = distance; best = node; }
    }
    return best;
  }

  down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.travelled = 0;
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) {
      const node = this.nodeAt(event);
      this.canvas.classList.toggle("over", node >= 0);
      if (node !== this.over) { this.over = node; this.hover(node, event); this.draw(); }
      return;
    }
    const dx = event.clientX - last[0], dy = event.clientY - last[1];
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]), after = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
      const box = this.canvas.getBoundingClientRect();
      this.zoom(after / (before || 1), (event.clientX + other[0]) / 2 - box.x - this.width / 2, (event.clientY + other[1]) / 2 - box.y - this.height / 2);
    } else {
      this.x += dx;
      this.y += dy;
      this.stir();
    }
    this.travelled += Math.abs(dx) + Math.abs(dy);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  up(event) {
    const wasDown = this.pointers.delete(event.pointerId);
    if (wasDown && this.travelled < 6) this.open(this.nodeAt(event));
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), ...this.spot(event));
  }

  key(event) {
    const step = 40, moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) { this.x += moves[event.key][0]; this.y += moves[event.key][1]; this.stir(); }
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.whole();
    else return;
    event.preventDefault();
  }

  // ---- Drawing ----

  /// It moves: fewer lines until it rests.
  stir() {
    this.isMoving = true;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => { this.isMoving = false; this.draw(); }, 160);
    this.draw();
  }

  draw() { if (!this.isGone) this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.render(); }); }

  palette() {
    const style = getComputedStyle(this.canvas);
    const read = (name) => style.getPropertyValue(name).trim();
    return { line: read("--graph-line"), text: read("--text"), page: read("--page"), accent: read("--accent"), kinds: colours.map((name) => read("--kind-" + name)) };
  }

  render() {
    if (!this.width) this.fit();
    const begun = performance.now();
    const { paper, scale, places, shown } = this;
    const ink = this.paint ??= this.palette();
    const cx = this.width / 2 + this.x, cy = this.height / 2 + this.y;
    paper.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    paper.clearRect(0, 0, this.width, this.height);
    if (places.length < 2 * this.nodes.length) return;
    const isIn = (x, y, more = 20) => x > -more && y > -more && x < this.width + more && y < this.height + more;
    // Lines, as one path.
    const most = 2 * (this.isMoving || this.isSettling ? LINES_MOVING : LINES_RESTING);
    paper.lineWidth = 1;
    paper.strokeStyle = ink.line;
    paper.beginPath();
    for (let edge = 0, drawn = 0; edge < this.edges.length && drawn < most; edge += 2) {
      const a = this.edges[edge], b = this.edges[edge + 1];
      if (!shown[a] || !shown[b] || (this.near && (a === this.focus || b === this.focus))) continue;
      const ax = places[2 * a] * scale + cx, ay = places[2 * a + 1] * scale + cy, bx = places[2 * b] * scale + cx, by = places[2 * b + 1] * scale + cy;
      if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > this.width || Math.min(ay, by) > this.height) continue;
      paper.moveTo(ax, ay);
      paper.lineTo(bx, by);
      drawn += 2;
    }
    // Many lines are a shade, not a thicket.
    paper.globalAlpha = Math.max(0.12, Math.min(1, 2200 / (this.edges.length / 2))) * (this.near ? 0.4 : 1);
    paper.stroke();
    paper.globalAlpha = 1;
    if (this.near) {
      paper.strokeStyle = ink.accent;
      paper.lineWidth = 1.5;
      paper.beginPath();
      for (let edge = 0; edge < this.edges.length; edge += 2) {
        const a = this.edges[edge], b = this.edges[edge + 1];
        if ((a !== this.focus && b !== this.focus) || !shown[a] || !shown[b]) continue;
        paper.moveTo(places[2 * a] * scale + cx, places[2 * a + 1] * scale + cy);
        paper.lineTo(places[2 * b] * scale + cx, places[2 * b + 1] * scale + cy);
      }
      paper.stroke();
    }
    // Nodes, a path for each colour; small ones are squares, which cost a fraction.
    const grow = Math.max(0.35, Math.min(1.4, Math.sqrt(scale)));
    for (let pass = 0; pass < (this.near ? 2 : 1); pass++) {
      paper.globalAlpha = this.near && pass === 0 ? 0.25 : 1;
      for (let kind = 0; kind < colours.length; kind++) {
        paper.fillStyle = ink.kinds[kind];
        paper.beginPath();
        for (let node = 0; node < this.nodes.length; node++) {
          if (this.kinds[node] !== kind || !shown[node] || (this.near && this.near.has(node) !== (pass === 1))) continue;
          const x = places[2 * node] * scale + cx, y = places[2 * node + 1] * scale + cy;
          if (!isIn(x, y)) continue;
          const size = this.sizes[node] * grow;
          if (size < 3) paper.rect(x - size, y - size, 2 * size, 2 * size);
          else { paper.moveTo(x + size, y); paper.arc(x, y, size, 0, 6.2832); }
        }
        paper.fill();
      }
    }
    paper.globalAlpha = 1;
    for (const node of this.found) this.ring(node, ink.accent, cx, cy, grow);
    if (this.focus >= 0) this.ring(this.focus, ink.accent, cx, cy, grow);
    this.names(ink, cx, cy, grow, isIn);
    this.cost = performance.now() - begun;
  }

  ring(node, colour, cx, cy, grow) {
    this.paper.strokeStyle = colour;
    this.paper.lineWidth = 2;
    this.paper.beginPath();
    this.paper.arc(this.places[2 * node] * this.scale + cx, this.places[2 * node + 1] * this.scale + cy, this.sizes[node] * grow + 4, 0, 6.2832);
    this.paper.stroke();
  }

  /// Names where there is room: the best known first.
  names(ink, cx, cy, grow, isIn) {
    const { paper } = this;
    const most = this.isMoving || this.isSettling ? 24 : 90;
    paper.font = "12px " + (getComputedStyle(this.canvas).fontFamily || "sans-serif");
    paper.textAlign = "center";
    paper.textBaseline = "top";
    paper.lineWidth = 3;
    paper.lineJoin = "round";
    paper.strokeStyle = ink.page;
    paper.fillStyle = ink.text;
    const taken = [];
    const write = (node) => {
      const x = this.places[2 * node] * this.scale + cx, y = this.places[2 * node + 1] * this.scale + cy + this.sizes[node] * grow + 3;
      if (!isIn(x, y, 0)) return;
      const text = this.nodes[node].name, half = text.length * 3.6 + 4;
      if (taken.some(([tx, ty, th]) => Math.abs(tx - x) < th + half && Math.abs(ty - y) < 15)) return;
      taken.push([x, y, half]);
      paper.strokeText(text, x, y);
      paper.fillText(text, x, y);
    };
    const first = [this.over ?? -1, this.focus, ...this.found].filter((node) => node >= 0 && this.shown[node]);
    first.forEach(write);
    const rest = this.near ? [...this.near] : this.nodes;
    for (let place = 0; place < rest.length && place < 1500 && taken.length < most; place++) {
      const node = this.near ? rest[place] : place;
      if (this.shown[node] && (this.near || this.sizes[node] * grow > 2.4)) write(node);
    }
  }
}
