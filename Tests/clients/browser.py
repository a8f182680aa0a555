"""Chromium without a window, driven over two pipes by its own protocol (Chrome DevTools). Standard library only."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

PROGRAM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)


class Browser:
    """One page of a browser with a profile of its own."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="mneme-browser-")
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()
        # High numbers first, so that putting them in place overwrites none of them.
        ends = [os.fdopen(os.dup(end), "rb") for end in (requests, answers)]
        inner = [os.dup2(end.fileno(), 200 + place) for place, end in enumerate(ends)]

        def place():
            os.dup2(inner[0], 3)
            os.dup2(inner[1], 4)

        self.process = subprocess.Popen(
            [PROGRAM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--user-data-dir=" + self.folder, "--remote-debugging-pipe"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=place)
        for end in ends:
            end.close()
        for end in inner + [requests, answers]:
            os.close(end)
        self.number = 0
        self.rest = b""
        self.faults = []
        self.received = 0
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.ask(domain + ".enable")

    def ask(self, method, params=None):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params or {}}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.requests, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                piece = os.read(self.answers, 1 << 16)
                assert piece, "the browser ended"
                self.rest += piece
            line, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]
            self.hear(answer.get("method"), answer.get("params", {}))

    def hear(self, event, told):
        """What the page complains of, and how many bytes came over the network."""
        if event == "Runtime.exceptionThrown":
            self.faults.append(told["exceptionDetails"].get("exception", {}).get("description") or str(told))
        elif event == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.faults.append(" ".join(str(each.get("value", each.get("description"))) for each in told["args"]))
        elif event == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.faults.append(told["entry"]["text"] + " " + told["entry"].get("url", ""))
        elif event == "Network.loadingFinished":
            self.received += int(told["encodedDataLength"])

    def open(self, url):
        self.ask("Page.navigate", {"url": url})

    def value(self, expression):
        """What an expression comes to in the page."""
        answer = self.ask("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, expression, seconds=60):
        """Until an expression holds in the page; what it came to."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.value(expression)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError("never came true: " + expression)

    def click(self, expression):
        """With the mouse, in the middle of an element."""
        place = self.value(
            f"(() => {{ const node = {expression}; node.scrollIntoView({{ block: 'center' }});"
            " const box = node.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", {
                "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1})

    def size(self, width, height, dark=False):
        self.ask("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", {"features": [scheme]})

    def key(self, key, code=None, text=None):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", {
                "type": kind, "key": key, "code": code or key, "windowsVirtualKeyCode": {"Enter": 13, "Escape": 27}.get(key, 0),
                **({"text": text} if text and kind == "keyDown" else {})})

    def write(self, text):
        self.ask("Input.insertText", {"text": text})

    def picture(self, name):
        """Kept beside the build, for people to look at."""
        folder = os.environ.get("MNEME_PAGE_SHOTS") or os.path.join(
            os.path.dirname(os.path.abspath(__file__)), "..", "..", ".build", "page-shots")
        os.makedirs(folder, exist_ok=True)
        data = self.ask("Page.captureScreenshot", {"format": "png"})["data"]
        with open(os.path.join(folder, name + ".png"), "wb") as file:
            file.write(base64.b64decode(data))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.requests)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.answers)
        shutil.rmtree(self.folder, ignore_errors=True)
