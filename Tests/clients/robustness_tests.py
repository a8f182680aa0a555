"""Clients that misbehave."""

import http.client
import json
import socket
import threading
import time
import urllib.parse

import openai

from server import decoded, raised

QUESTION = [{"role": "user", "content": "What do you know about the harbour?"}]


def test_huge_body(server):
    error = raised(openai.APIStatusError, lambda: server.client().chat.completions.create(
        model="mneme", messages=[{"role": "user", "content": "x" * (20 << 20)}]))
    assert error.status_code == 413, error
    assert error.code == "request_too_large"


def test_huge_message(server):
    error = raised(openai.APIStatusError, lambda: server.client().chat.completions.create(
        model="mneme", messages=[{"role": "user", "content": "x" * 100_001}]))
    assert error.status_code == 413 and error.code == "message_too_long"


def test_invalid_json(server):
    for body in [b"{", b"", b"[]", b"\xff\xfe", b"nul", b"[" * 100_000, b'{"messages": "x"}']:
        status, _, answer = server.call("POST", "/v1/chat/completions", body)
        assert status == 400, (body[:20], status)
        assert set(answer["error"]) == {"message", "type", "param", "code"}, answer


def test_wrong_content_type(server):
    body = json.dumps({"messages": QUESTION}).encode()
    for kind in ["text/plain", "application/x-www-form-urlencoded"]:
        status, _, _ = server.call("POST", "/v1/chat/completions", body, content_type=kind)
        assert status == 415


def test_foreign_host_and_origin(server):
    for headers in [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]:
        status, _, _ = server.call("GET", "/v1/memories", headers=headers)
        assert status == 403, headers


def test_wrong_method_and_path(server):
    status, headers, _ = server.call("GET", "/v1/chat/completions")
    assert status == 405 and "POST" in headers["Allow"]
    status, _, body = server.call("GET", "/v1/nothing")
    assert status == 404 and body["error"]["request_id"]


def test_client_that_hangs_up_mid_stream(server):
    body = json.dumps({"model": "mneme", "messages": QUESTION, "stream": True}).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n").encode()
    for size in [0, 1, 200, 2000]:
        with server.connect() as connection:
            connection.sendall(head + body)
            if size:
                connection.recv(size)
            # A reset, not a polite end.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert server.client().chat.completions.create(model="mneme", messages=QUESTION).choices


def test_sdk_stream_closed_early(server):
    for _ in range(5):
        stream = server.client().chat.completions.create(model="mneme", messages=QUESTION, stream=True)
        next(iter(stream))
        stream.close()
    assert server.call("GET", "/health/quick")[0] == 200


def test_garbage(server):
    for noise in [b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"\r\n" * 50 + b"x" * 70_000 + b"\r\n\r\n"]:
        with server.connect() as connection:
            try:
                connection.sendall(noise)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except ConnectionError:
                pass
    assert server.call("GET", "/health/quick")[0] == 200


def test_huge_headers(server):
    address = urllib.parse.urlparse(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    connection.request("GET", "/health/quick", headers={"X-Big": "x" * 50_000})
    answer = connection.getresponse()
    assert answer.status == 431, answer.status
    assert decoded(answer.read())["error"]["code"] == "headers_too_large"


def test_many_at_once(server):
    """Thirty clients: each gets an answer or a 429 that says when to come back."""
    results = []

    def ask(number):
        try:
            server.client().chat.completions.create(
                model="mneme", messages=[{"role": "user", "content": f"My number is {number}."}])
            results.append(200)
        except openai.RateLimitError as error:
            results.append(429 if error.response.headers["retry-after"] else "429 without Retry-After")
        except Exception as error:
            results.append(repr(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(results) == 30 and set(results) <= {200, 429}, results


def test_half_sent_requests_do_not_block_others(server):
    connections = [server.connect() for _ in range(50)]
    try:
        for connection in connections:
            connection.sendall(b"POST /v1/memories HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        begun = time.monotonic()
        assert server.call("GET", "/health/quick")[0] == 200
        assert time.monotonic() - begun < 10
    finally:
        for connection in connections:
            connection.close()
