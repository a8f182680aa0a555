"""The server under test, and ways to call it."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request

import openai


class Server:
    """A running `mneme serve` on a free port with a data directory of its own."""

    def __init__(self, binary, folder, key=None, settings=None):
        self.binary = binary
        self.folder = folder
        self.key = key
        self.exit_status = None
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MNEME_")}
        # No model of this machine may answer instead of memory.
        environment["MNEME_MODEL_PROBE"] = "false"
        environment["MNEME_MODEL_LOCAL"] = "off"
        if key:
            environment["MNEME_API_KEY"] = key
        environment.update(settings or {})
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [binary, "serve", "--data-dir", folder, "--port", "0"],
            stdout=subprocess.PIPE, stderr=self._log, env=environment, cwd=folder, text=True)
        self.url = self._read_url()

    def _read_url(self):
        timer = threading.Timer(60, self.process.kill)
        timer.start()
        try:
            for line in self.process.stdout:
                found = re.search(r"Mneme is listening on (http://\S+)", line)
                if found:
                    # What it prints later must not fill the pipe.
                    threading.Thread(target=self.process.stdout.read, daemon=True).start()
                    return found.group(1).rstrip("/")
        finally:
            timer.cancel()
        self._log.seek(0)
        raise RuntimeError("the server did not start:\n" + self._log.read().decode(errors="replace"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.exit_status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.exit_status = "killed: it did not stop within 30 s"

    # Callers

    def client(self, key=None, **options):
        """The official client, without its own retries so that the first answer is seen."""
        options.setdefault("max_retries", 0)
        options.setdefault("timeout", 60)
        return openai.OpenAI(base_url=self.url + "/v1", api_key=key or self.key or "unused", **options)

    def call(self, method, path, body=None, headers=None, content_type="application/json"):
        """A plain request. Returns status, headers and the decoded body."""
        fields = dict(headers or {})
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            if content_type:
                fields["Content-Type"] = content_type
        if self.key and "Authorization" not in fields:
            fields["Authorization"] = "Bearer " + self.key
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=fields)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, decoded(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.headers, decoded(error.read())

    def connect(self):
        address = urllib.parse.urlparse(self.url)
        return socket.create_connection((address.hostname, address.port), timeout=60)


def decoded(body):
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def raised(kind, call):
    """The error of this kind that the call must raise."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")
