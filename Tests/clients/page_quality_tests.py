"""What the page costs, whether everybody can use it, and where it can stand."""

import http.client
import http.server
import json
import tempfile
import threading
import time

import browser
from page_flow_tests import House
from server import Server

VIEWS = ["chat", "memories", "graph", "sessions", "activity", "tools", "settings/status", "settings/models",
         "settings/persona", "settings/access", "settings/import", "settings/page"]
CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "checkbox", "slider", "tab", "Date", "spinbutton"}

CONTRAST = """(() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (text) => { paper.clearRect(0, 0, 1, 1); paper.fillStyle = text; paper.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paper.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const over = (top, below) => [0, 1, 2].map((place) => top[place] * top[3] + below[place] * (1 - top[3]));
  const behind = (node) => { const all = []; for (let at = node; at; at = at.parentElement) { all.push(read(getComputedStyle(at).backgroundColor)); if (all.at(-1)[3] === 1) break; }
    return all.reverse().reduce((below, top) => over(top, below), [255, 255, 255]); };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || node.closest('.hidden, .skip, :disabled, option, title, noscript')) continue;
    const box = node.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const style = getComputedStyle(node), back = behind(node), front = over(read(style.color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) poor.push(ratio.toFixed(2) + ' ' + node.tagName + '.' + node.className + ': ' + walk.currentNode.textContent.trim().slice(0, 40));
  }
  return poor;
})()"""

LABELS = """[...document.querySelectorAll('img')].filter((each) => !each.hasAttribute('alt')).length
  + document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length"""


def fill(server):
    for text in ["I play the cello on Fridays.", "I prefer tea to coffee.", "My sister Mira lives in Oslo."]:
        server.call("POST", "/v1/memories", {"text": text})
    server.call("POST", "/v1/schedule", {"schedule_type": "at", "schedule": "in 2h", "task": "Water the plants."})
    server.client().chat.completions.create(
        model="mneme", messages=[{"role": "user", "content": "Where does Mira live?"}], extra_headers={"X-Mneme-Session": "talk"})
    server.call("GET", "/v1/jobs?wait=1&timeout=60")


def test_the_page_is_light_and_quick(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop")) as house:
        page = house.page
        page.ask("Network.setCacheDisabled", {"cacheDisabled": True})
        page.value("1")
        page.received = 0
        house.open()
        page.wait("document.querySelectorAll('.guide li').length >= 3")
        weight = page.received
        paints = []
        for _ in range(5):
            house.open()
            paints.append(page.wait("performance.getEntriesByName('first-contentful-paint')[0]?.startTime"))
        print(f"      first load {weight} bytes; first paint {sorted(paints)[2]:.0f} ms (median of 5)", flush=True)
        assert 0 < weight <= 300_000, weight
        # The goal is 300 ms on a quiet machine; this is not one.
        assert min(paints) <= 1500, paints


def test_everybody_can_use_the_page(server):
    with House(server.binary, lambda body: ([{"content": "In Oslo, **you said**: `Mira`. [More](https://example.org)"}], "stop")) as house:
        fill(house.server)
        page = house.page
        for language in ("en", "ko"):
            house.open()
            page.value(f"localStorage.setItem('mneme.language', '{language}')")
            for view in VIEWS + ["chat/talk"]:
                for dark in (False, True):
                    page.size(1280, 860, dark)
                    house.open("#/" + view)
                    page.wait("!document.querySelector('#view .loading')")
                    if view == "chat/talk":
                        page.click("document.querySelector('.why-button')")
                        page.wait("document.querySelectorAll('.evidence li, .why .soft').length > 0")
                    poor = page.value(CONTRAST)
                    assert not poor, (view, dark, poor)
                    assert page.value(LABELS) == 0, view
                nodes = [node for node in page.ask("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
                roles = [node["role"]["value"] for node in nodes]
                for landmark in ("main", "navigation", "banner"):
                    assert roles.count(landmark) == 1, (view, landmark, roles.count(landmark))
                nameless = [node["role"]["value"] for node in nodes
                            if node["role"]["value"] in CONTROLS and not node.get("name", {}).get("value", "").strip()]
                assert not nameless, (view, nameless)
                assert sum(node["role"]["value"] == "heading" and any(
                    each["name"] == "level" and each["value"]["value"] == 1 for each in node.get("properties", [])) for node in nodes) == 1, view
                # No text of the tables is missing: a key would be shown in its place.
                left = page.value("document.body.innerText.match(/\\b(nav|chat|why|kind|trust|memories|tools|part|health|tab)\\.[a-z_]+\\b/g)")
                assert not left, (view, left)


def test_nothing_is_wider_than_a_phone(server):
    with House(server.binary, lambda body: ([{"content": "`" + "x" * 200 + "`"}], "stop")) as house:
        fill(house.server)
        page = house.page
        for width, height, name in [(390, 844, "phone"), (820, 1180, "tablet"), (1440, 900, "desktop")]:
            page.size(width, height)
            for view in VIEWS + ["chat/talk"]:
                house.open("#/" + view)
                page.wait("!document.querySelector('#view .loading')")
                wide = page.value("Math.max(document.documentElement.scrollWidth, document.querySelector('#view').scrollWidth)")
                assert wide <= width, (view, width, wide)
                page.picture(f"{name}-{view.replace('/', '-')}")


class BelowAPath:
    """A proxy that serves another server below a path, and nothing else."""

    def __init__(self, server, path):
        port = int(server.url.rsplit(":", 1)[1])

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                if not self.path.startswith(path + "/"):
                    self.send_error(404)
                    return
                size = int(self.headers.get("Content-Length") or 0)
                upstream = http.client.HTTPConnection("127.0.0.1", port)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "accept-encoding")}
                upstream.request(self.command, self.path[len(path):], self.rfile.read(size) if size else None, headers)
                answer = upstream.getresponse()
                body = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                upstream.close()

            do_GET = do_POST = do_PATCH = do_DELETE = handle_any

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{path}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def test_the_page_works_below_a_path(server):
    with tempfile.TemporaryDirectory(prefix="mneme-path-") as folder, Server(server.binary, folder) as fresh:
        fresh.call("POST", "/v1/memories", {"text": "I keep bees."})
        below = BelowAPath(fresh, "/home/mneme")
        with browser.Browser() as page:
            page.open(below.url + "#/memories")
            page.wait("document.querySelector('.memories .words')?.textContent === 'I keep bees.'")
            page.value("location.hash = '#/graph'")
            page.wait("document.querySelector('#view').className === 'view-graph'")
            assert not page.faults, page.faults
        below.close()


GRAPH = """(async () => {
  const { Picture } = await import(new URL('page/graph-picture.mjs', document.baseURI));
  const count = 5000, edges = new Uint32Array(24000);
  const kinds = ['person', 'place', 'organization', 'project', 'product', 'event', 'preference', 'concept'];
  const nodes = Array.from({ length: count }, (_, place) => ({ name: 'Entity ' + place, kind: kinds[place % 8], mentions: Math.ceil(200 / (place + 1)) }));
  let seed = 1;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let edge = 0; edge < edges.length; edge += 2) {
    edges[edge] = Math.floor(next() * count);
    edges[edge + 1] = (edges[edge] + 1 + Math.floor(next() ** 3 * (count - 1))) % count;
  }
  const canvas = document.createElement('canvas');
  canvas.id = 'graph';
  document.getElementById('view').replaceChildren(canvas);
  const picture = new Picture(canvas, { open() {}, hover() {} });
  picture.show(nodes, edges);
  const worker = new Worker(new URL('page/graph-layout.mjs', document.baseURI), { type: 'module' });
  const begun = performance.now();
  let took = 0;
  worker.onmessage = ({ data }) => { picture.isSettling = !data.isDone; picture.places = data.places; picture.whole(); if (data.isDone) took = performance.now() - begun; };
  worker.postMessage({ count, edges });
  const frames = async (each) => {
    const gaps = [];
    let last = performance.now();
    for (let place = 0; place < 150; place++) {
      each(place);
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    return { median: gaps[75], p95: gaps[142] };
  };
  const settling = await frames(() => {});
  while (!took && performance.now() - begun < 50000) await new Promise((done) => setTimeout(done, 50));
  const apart = new Set();
  for (let node = 0; node < count; node++) apart.add(Math.round(picture.places[2 * node]) + ' ' + Math.round(picture.places[2 * node + 1]));
  const isFinite = picture.places.every(Number.isFinite);
  const moving = await frames((place) => { picture.x += 6 * Math.sin(place / 9); picture.zoom(place % 40 < 20 ? 1.04 : 1 / 1.04); });
  return { took, isFinite, apart: apart.size, settling, moving };
})()"""


def test_a_graph_of_five_thousand_stays_smooth(server):
    with House(server.binary, lambda body: ([{"content": "Yes."}], "stop")) as house:
        page = house.page
        page.size(1440, 900)
        house.open("#/activity")
        page.wait("!document.querySelector('#view .loading')")
        found = page.value(GRAPH)
        page.picture("graph-5000")
        print("      5,000 nodes, 12,000 relations: laid out in %.1f s; frames while it settles %.0f ms (p95 %.0f), while it is moved %.0f ms (p95 %.0f)" % (
            found["took"] / 1000, found["settling"]["median"], found["settling"]["p95"], found["moving"]["median"], found["moving"]["p95"]), flush=True)
        assert found["took"] and found["isFinite"] and found["apart"] > 4900, found
        # 60 frames a second on a quiet machine; this is not one.
        assert found["moving"]["median"] <= 100, found


if browser.PROGRAM is None:
    print("left out: what the page costs is not measured, as there is no Chromium here", flush=True)
    for each in [each for each in list(globals()) if each.startswith("test_")]:
        del globals()[each]
