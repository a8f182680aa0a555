"""The WebSocket at /ws, with the websockets package and with frames made by hand."""

import base64
import contextlib
import json
import os
import socket
import struct
import tempfile
import threading
import urllib.parse

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from server import Server
from upstream import Upstream, call


def address(server):
    return server.url.replace("http://", "ws://") + "/ws"


@contextlib.contextmanager
def conversation(server, headers=None, introduce=None, **options):
    """A connection that is admitted. Gives a function that sends and one that receives."""
    with connect(address(server), additional_headers=headers, open_timeout=20, **options) as link:
        def say(**message):
            link.send(json.dumps(message))

        def hear(timeout=20):
            return json.loads(link.recv(timeout=timeout))

        if introduce is not None:
            say(type="auth", **introduce)
        assert hear()["type"] == "auth_ok"
        yield link, say, hear


def until(hear, kind, **members):
    """Everything up to the first message of a type, which is the last."""
    heard = []
    while True:
        heard.append(hear())
        if heard[-1]["type"] == kind and all(heard[-1].get(k) == v for k, v in members.items()):
            return heard


def closed(link):
    """The code and the word with which the server ended it, after what it still said."""
    try:
        while True:
            link.recv(timeout=20)
    except ConnectionClosed as end:
        return end.rcvd.code, end.rcvd.reason


def test_socket_answers_a_question_from_memory(server):
    with conversation(server) as (link, say, hear):
        say(type="chat", id="q1", content="Our barge is called Petronella.")
        first = until(hear, "done", id="q1")
        assert first[0] == {"type": "chat_ack", "id": "q1"}
        assert first[1]["type"] == "status" and first[1]["content"] == "started"
        session = first[1]["meta"]["session"]
        assert session
        say(type="chat", content="What is our barge called?")
        second = until(hear, "done")
        name = second[0]["id"]
        assert all(m["id"] == name for m in second)
        assert [m["seq"] for m in second if "seq" in m] == list(range(len(second) - 1))
        assert "Petronella" in "".join(m["content"] for m in second if m["type"] == "text")
        assert second[-1]["finish"] == "stop" and second[-1]["usage"]["prompt_tokens"] >= 0
        assert second[1]["meta"]["session"] == session, "one conversation"
        say(type="session_end")
        ended = until(hear, "session_ended")[-1]
        assert ended["session"]["id"] == session and ended["session"]["ended_at"]
        say(type="session_end")
        assert hear()["message"] == "no_session"
        say(type="ping")
        assert hear() == {"type": "pong"}
        say(type="typing_start")
        assert hear() == {"type": "typing_ack"}
        say(type="dance")
        assert hear() == {"type": "error", "message": "unknown_type", "detail": "dance"}


def script(body):
    last = body["messages"][-1]
    if last["role"] == "tool":
        return [{"content": "Done."}], "stop"
    if "time" in str(last["content"]).splitlines()[-1]:
        return [call(0, "a", "current_time", {})], "tool_calls"
    return [{"content": f"word{n} "} for n in range(5)], "stop"


class Slow:
    """An upstream whose answers stop in the middle until they are let go."""

    def __init__(self):
        self.goes_on = threading.Event()
        slow = self

        def handle(listener):
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=slow._serve, args=(peer,), daemon=True).start()

        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        threading.Thread(target=handle, args=(self._listener,), daemon=True).start()

    def _serve(self, peer):
        with peer, contextlib.suppress(OSError):
            data = b""
            while b"\r\n\r\n" not in data:
                data += peer.recv(65536)
            if data.startswith(b"GET"):
                body = b'{"data":[{"id":"slow"}]}'
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                             b"Content-Length: %d\r\n\r\n" % len(body) + body)
                return
            chunk = {"choices": [{"index": 0, "delta": {"content": "begun "}, "finish_reason": None}]}
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                         b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.goes_on.wait(30)
            chunk["choices"][0] = {"index": 0, "delta": {}, "finish_reason": "stop"}
            peer.sendall(b"data: " + json.dumps(chunk).encode() + b"\n\ndata: [DONE]\n\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.goes_on.set()
        self._listener.close()


def test_socket_shows_the_steps_of_tools(server):
    with tempfile.TemporaryDirectory(prefix="mneme-ws-") as folder, Upstream(script) as upstream:
        with Server(server.binary, folder, settings={"MNEME_MODEL_URL": upstream.url}) as fresh:
            with conversation(fresh) as (_, say, hear):
                say(type="chat", content="What time is it? Tell me the time")
                heard = until(hear, "done")
                kinds = [m["type"] for m in heard]
                assert kinds[:3] == ["chat_ack", "status", "tool_start"], heard
                end = next(m for m in heard if m["type"] == "tool_end")
                assert end["content"] == "current_time" and end["meta"]["succeeded"] is True
                assert "".join(m["content"] for m in heard if m["type"] == "text") == "Done."
        assert fresh.exit_status == 0


def test_socket_cancels_is_busy_and_lets_a_stopping_server_finish(server):
    with tempfile.TemporaryDirectory(prefix="mneme-ws-") as folder, Slow() as slow:
        with Server(server.binary, folder, settings={"MNEME_MODEL_URL": slow.url}) as fresh:
            with conversation(fresh) as (_, say, hear), conversation(fresh) as (other, say_too, hear_too):
                say(type="chat", id="a", content="Tell me a long story")
                until(hear, "text")
                say(type="chat", id="b", content="Another one")
                assert until(hear, "error")[-1] == {"type": "error", "message": "busy", "id": "b"}
                say(type="cancel", id="c")
                assert hear()["message"] == "not_running"
                say(type="cancel", id="a")
                end = until(hear, "done")[-1]
                assert end["id"] == "a" and end["finish"] == "cancelled"
                # The next one runs; a server that stops waits for it and lets idle ones go.
                say(type="chat", id="d", content="Once more")
                until(hear, "text")
                fresh.process.terminate()
                assert closed(other) == (1001, "server_stopping")
                slow.goes_on.set()
                assert until(hear, "done")[-1]["finish"] == "stop"
        assert fresh.exit_status == 0


def test_socket_tells_what_happens_and_goes_on_after_a_loss(server):
    space = {"space": "socket-events"}
    with conversation(server, introduce={**space, "events": True}) as (_, say, hear):
        until(hear, "subscribed")
        status, _, memory = server.call("POST", "/v1/memories", {"text": "The kiln is green."},
                                        headers={"X-Mneme-Space": "socket-events"})
        assert status == 201, status
        event = until(hear, "event")[-1]
        while event["event"]["type"] != "memory_changed":
            event = until(hear, "event")[-1]
        assert event["event"]["id"] == memory["id"] and "kiln" not in json.dumps(event)
        seen = event["event_id"]
    server.call("POST", "/v1/memories", {"text": "The kiln is blue."}, headers={"X-Mneme-Space": "socket-events"})
    with conversation(server, introduce={**space, "after": seen}) as (_, say, hear):
        until(hear, "subscribed")
        missed = hear()
        assert missed["type"] == "event" and missed["event_id"] > seen
        say(type="unsubscribe")
        until(hear, "unsubscribed")
        say(type="subscribe", after=1)
        assert until(hear, "gap")[-1]["event_id"] >= 1


def test_socket_limits_the_rate(server):
    with conversation(server) as (_, say, hear):
        answers = []
        for _ in range(35):
            say(type="ping")
            answers.append(hear())
        assert [a["type"] for a in answers[:30]] == ["pong"] * 30
        assert all(a == {"type": "error", "message": "rate_limited"} for a in answers[30:])


def test_socket_bears_bad_json_for_a_while(server):
    with conversation(server) as (link, say, hear):
        for _ in range(4):
            link.send("{no json")
            assert hear() == {"type": "error", "message": "bad_json"}
        say(type="chat", content="  ")
        assert hear()["message"] == "invalid_message"
        say(type="chat", content=7)
        assert hear()["message"] == "invalid_message"
        for _ in range(5):
            link.send("[")
        assert closed(link) == (1003, "bad_json")


def test_socket_refuses_other_origins_and_other_requests(server):
    for headers, status in [({"Origin": "http://evil.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403)]:
        try:
            with connect(address(server), additional_headers=headers):
                raise AssertionError("it was let in")
        except InvalidStatus as refused:
            assert refused.response.status_code == status, refused.response.status_code
    status, headers, _ = server.call("GET", "/ws")
    assert status == 426 and headers["Upgrade"] == "websocket", status
    own = {"Origin": server.url}
    with conversation(server, headers=own):
        pass


# Frames made by hand


class Frames:
    """A connection after its handshake."""

    def __init__(self, server, room=None):
        place = urllib.parse.urlsplit(server.url)
        self.socket = socket.socket()
        self.socket.settimeout(20)
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.connect((place.hostname, place.port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f"GET /ws HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        self._data = b""
        while b"\r\n\r\n" not in self._data:
            piece = self.socket.recv(4096)
            assert piece, self._data
            self._data += piece
        head, self._data = self._data.split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 101 "), head
        assert b"transfer-encoding" not in head.lower() and b"content-length" not in head.lower(), head

    def send(self, opcode, payload=b"", fin=True, masked=True, bits=0, length=None):
        first = (0x80 if fin else 0) | bits | opcode
        length = len(payload) if length is None else length
        mask = 0x80 if masked else 0
        if length < 126:
            head = struct.pack("!BB", first, mask | length)
        elif length < 65536:
            head = struct.pack("!BBH", first, mask | 126, length)
        else:
            head = struct.pack("!BBQ", first, mask | 127, length)
        if masked:
            key = os.urandom(4)
            head += key
            payload = bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))
        self.socket.sendall(head + payload)

    def frame(self):
        """Opcode and payload of the next one; None at the end of the connection."""
        def take(count):
            while len(self._data) < count:
                try:
                    piece = self.socket.recv(65536)
                except ConnectionError:
                    return None
                if not piece:
                    return None
                self._data += piece
            taken, self._data = self._data[:count], self._data[count:]
            return taken
        head = take(2)
        if head is None:
            return None
        length = head[1] & 0x7F
        if length == 126:
            length = struct.unpack("!H", take(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", take(8))[0]
        return head[0] & 0x0F, take(length)

    def close_code(self):
        while True:
            frame = self.frame()
            assert frame is not None, "it was closed without a word"
            if frame[0] == 8:
                return struct.unpack("!H", frame[1][:2])[0]

    def text(self):
        while True:
            opcode, payload = self.frame()
            if opcode == 1:
                return json.loads(payload)


PING = b'{"type":"ping"}'


def test_socket_frames_in_pieces_are_one_message(server):
    link = Frames(server)
    assert link.text()["type"] == "auth_ok"
    link.send(1, PING[:5], fin=False)
    link.send(9, b"between")
    assert link.frame() == (10, b"between")
    link.send(0, PING[5:9], fin=False)
    link.send(0, b"", fin=False)
    link.send(0, PING[9:])
    assert link.text() == {"type": "pong"}
    korean = '{"type":"dance \u00e9\ud55c"}'.encode()
    for place in range(len(korean)):
        if place % 7 == 0:
            link.send(1, korean[:place], fin=False)
            link.send(0, korean[place:])
            assert link.text()["message"] == "unknown_type"
    link.send(8, struct.pack("!H", 1000) + b"bye")
    assert link.close_code() == 1000
    assert link.frame() is None


def test_socket_frames_that_are_wrong_end_it(server):
    text = '{"type":"ping"}'.encode()
    cases = [
        ("unmasked", lambda link: link.send(1, text, masked=False), 1002),
        ("a reserved bit", lambda link: link.send(1, text, bits=0x40), 1002),
        ("a reserved opcode", lambda link: link.send(3, text), 1002),
        ("a reserved control opcode", lambda link: link.send(11, b""), 1002),
        ("a ping in pieces", lambda link: link.send(9, b"x", fin=False), 1002),
        ("a long ping", lambda link: link.send(9, b"x" * 126), 1002),
        ("a continuation of nothing", lambda link: link.send(0, text), 1002),
        ("a text inside a text", lambda link: (link.send(1, b"a", fin=False), link.send(1, b"b")), 1002),
        ("bytes", lambda link: link.send(2, text), 1003),
        ("no UTF-8", lambda link: link.send(1, b"\xff\xfe"), 1007),
        ("UTF-8 that breaks off", lambda link: (link.send(1, b"\xed\x95", fin=False), link.send(0, b"")), 1007),
        ("a surrogate", lambda link: link.send(1, b"\xed\xa0\x80"), 1007),
        ("too long", lambda link: link.send(1, b"x" * 65_537), 1009),
        ("too long, announced only", lambda link: link.send(1, b"", length=1 << 40), 1009),
        ("too long in pieces", lambda link: [link.send(1 if n == 0 else 0, b"x" * 30_000, fin=False)
                                             for n in range(3)], 1009),
        ("endless empty pieces", lambda link: [link.send(1 if n == 0 else 0, b"", fin=False)
                                               for n in range(1100)], 1009),
        ("half a close code", lambda link: link.send(8, b"\x03"), 1002),
        ("a close code that is none", lambda link: link.send(8, struct.pack("!H", 1005)), 1002),
        ("a close word that is no UTF-8", lambda link: link.send(8, struct.pack("!H", 1000) + b"\xff"), 1007),
    ]
    for name, wrong, code in cases:
        link = Frames(server)
        with contextlib.suppress(ConnectionError):
            wrong(link)
        assert link.close_code() == code, name
        link.socket.close()
    # It was the connections' end, not the server's.
    with conversation(server) as (_, say, hear):
        say(type="ping")
        assert hear() == {"type": "pong"}


def test_socket_pings_without_reading_fill_no_memory(server):
    link = Frames(server, room=4096)
    assert link.text()["type"] == "auth_ok"
    link.socket.settimeout(2)
    sent = 0
    try:
        while sent < 64 << 20:
            link.socket.sendall(b"\x89\xfd\0\0\0\0" + b"x" * 125)
            sent += 131
    except TimeoutError:
        pass
    assert sent < 64 << 20, "somebody keeps all the answers"
    link.socket.close()


def test_socket_that_stays_silent_after_a_lost_peer_is_no_place_lost(server):
    """Many idle connections beside each other, all of which answer still."""
    links = [Frames(server) for _ in range(200)]
    for link in links:
        assert link.text()["type"] == "auth_ok"
    for link in links:
        link.send(1, PING)
    for link in links:
        assert link.text() == {"type": "pong"}
        link.socket.close()
