"""A language model's server that misbehaves as it is told, over plain sockets."""

import json
import socket
import threading
import time


def chunk(text, reason=None):
    body = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}
    return ("data: " + json.dumps(body) + "\n\n").encode()


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def status(code, headers=""):
    return f"HTTP/1.1 {code} Fault\r\nContent-Type: application/json\r\n{headers}Content-Length: 2\r\n\r\n{{}}".encode()


class FaultyUpstream:
    """`play(number, body, connection)` answers each request for a chat; counts the connections that are open."""

    def __init__(self, play):
        self.requests = 0
        self.open = 0
        self._play = play
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with self._lock:
            self.open += 1
        try:
            with connection:
                reader = connection.makefile("rb")
                while line := reader.readline():
                    length = 0
                    while (header := reader.readline()) not in (b"\r\n", b""):
                        name, _, value = header.partition(b":")
                        if name.lower() == b"content-length":
                            length = int(value)
                    body = json.loads(reader.read(length)) if length else None
                    if line.startswith(b"GET"):
                        models = b'{"data":[{"id":"scripted"}]}'
                        connection.sendall(
                            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(models)
                            + models)
                        continue
                    with self._lock:
                        number = self.requests
                        self.requests += 1
                    if self._play(number, body, connection) != "go on":
                        return
        except (OSError, ValueError):
            pass
        finally:
            with self._lock:
                self.open -= 1

    def wait_closed(self, seconds=10):
        """True when the other side has closed every connection that an answer was read from."""
        deadline = time.monotonic() + seconds
        while self.open and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.open == 0


def wait_for_close(connection):
    """Holds the connection until the other side closes it."""
    connection.settimeout(30)
    while connection.recv(4096):
        pass
