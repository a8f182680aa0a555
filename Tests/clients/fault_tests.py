"""Language models' servers that fail in every way: the right error, the question kept, nothing left running."""

import json
import os
import re
import tempfile
import time
import urllib.error
import urllib.request

from faults import STREAM, FaultyUpstream, chunk, status, wait_for_close
from server import Server
from upstream import call

QUESTION = "Which way did the ferry to Tromso go?"


def ask(server, stream=False, question=QUESTION):
    """Status and body of one turn."""
    body = json.dumps({"model": "mneme", "stream": stream, "messages": [{"role": "user", "content": question}]})
    request = urllib.request.Request(
        server.url + "/v1/chat/completions", body.encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def texts(server):
    sessions = server.call("GET", "/v1/sessions")[2]["sessions"]
    return [(m["role"], m["text"]) for s in sessions
            for m in server.call("GET", "/v1/sessions/" + s["id"])[2]["messages"]]


def turns_running(server):
    """Turns that have begun and not ended, by the server's own count."""
    with urllib.request.urlopen(server.url + "/metrics", timeout=10) as answer:
        found = re.search(r"^mneme_turns_running (\d+)", answer.read().decode(), re.MULTILINE)
    return int(found.group(1))


def with_faults(play, settings=None, kept=True):
    """Runs the test against a fresh server in front of the misbehaving one; then nothing may be left running."""
    def decorate(test):
        def run(server):
            more = {"MNEME_MODEL_FIRST_BYTE_SECONDS": "1", "MNEME_MODEL_IDLE_SECONDS": "1"} | (settings or {})
            with tempfile.TemporaryDirectory(prefix="mneme-faults-") as folder, FaultyUpstream(play) as upstream:
                with Server(server.binary, folder, settings={"MNEME_MODEL_URL": upstream.url} | more) as fresh:
                    test(fresh, upstream)
                    if kept:
                        assert ("user", QUESTION) in texts(fresh), texts(fresh)
                    deadline = time.monotonic() + 10
                    while turns_running(fresh) and time.monotonic() < deadline:
                        time.sleep(0.02)
                    assert turns_running(fresh) == 0
                assert fresh.exit_status == 0, fresh.exit_status
                assert upstream.wait_closed(), upstream.open
        return run
    return decorate


def error_of(body):
    return json.loads(body)["error"]


@with_faults(lambda number, body, connection: wait_for_close(connection))
def test_a_server_that_says_nothing_is_a_timeout(server, upstream):
    code, body, _ = ask(server)
    assert code == 504, (code, body)
    assert QUESTION not in body


def stalls(number, body, connection):
    connection.sendall(STREAM + chunk("Along the "))
    wait_for_close(connection)


@with_faults(stalls)
def test_a_server_that_stalls_in_the_middle_keeps_what_was_said(server, upstream):
    code, body, _ = ask(server, stream=True)
    assert code == 200 and "Along the " in body and '"error"' in body, body
    assert body.count("data: [DONE]") <= 1
    assert ("assistant", "Along the ") in texts(server), texts(server)


@with_faults(lambda number, body, connection: connection.sendall(STREAM + chunk("Along") + chunk(" the co")[:30]))
def test_a_server_that_breaks_off_inside_a_chunk(server, upstream):
    code, body, _ = ask(server)
    assert code == 502, (code, body)
    assert ("assistant", "Along") in texts(server), texts(server)


@with_faults(lambda number, body, connection: connection.sendall(b"\x00\xff\xfe not http at all\r\n\r\n" * 50))
def test_a_server_that_speaks_no_http(server, upstream):
    code, body, _ = ask(server)
    assert code == 502, (code, body)


@with_faults(lambda number, body, connection: connection.sendall(STREAM + b"data: {\"choices\": [{]}\n\ndata: nonsense\n\n"))
def test_a_server_that_streams_garbage(server, upstream):
    code, body, _ = ask(server)
    assert code == 502 and "nonsense" not in body, (code, body)


def limited(number, body, connection):
    connection.sendall(status(429, "Retry-After: 30\r\n"))


@with_faults(limited)
def test_a_limit_is_told_with_its_wait_and_honoured(server, upstream):
    code, body, headers = ask(server)
    assert code == 429 and headers["Retry-After"] == "30", (code, body, headers)
    assert error_of(body)["type"] == "rate_limit_error" or error_of(body)["code"], body
    asked = upstream.requests
    assert asked == 1, asked
    code, body, headers = ask(server, question="And now?")
    assert code in (429, 503) and 0 < int(headers["Retry-After"]) <= 30, (code, body)
    assert upstream.requests == asked, "the limit was not honoured"


def storm(number, body, connection):
    connection.sendall(status(500))
    return "go on"


@with_faults(storm)
def test_a_storm_of_failures_is_not_fed(server, upstream):
    for _ in range(5):
        assert ask(server)[0] == 502
    asked = upstream.requests
    assert asked == 15, asked
    code, body, headers = ask(server)
    assert code == 503 and upstream.requests == asked, (code, body, upstream.requests)


LONG = "x" * (10 << 20)


@with_faults(lambda number, body, connection: connection.sendall(STREAM + chunk(LONG, "stop") + b"data: [DONE]\n\n"))
def test_one_chunk_of_ten_megabytes(server, upstream):
    code, body, _ = ask(server)
    if code == 200:
        assert json.loads(body)["choices"][0]["message"]["content"] == LONG
    else:
        assert code == 502, (code, body[:200])


def calls_for_ever(number, body, connection):
    deltas = [call(0, f"c{number}", "recall", {"query": f"ferry {number}"})]
    lines = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    lines.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
    connection.sendall(STREAM + b"".join(b"data: " + json.dumps(each).encode() + b"\n\n" for each in lines) + b"data: [DONE]\n\n")


@with_faults(calls_for_ever)
def test_calls_without_end_are_ended(server, upstream):
    code, body, _ = ask(server)
    assert code == 502, (code, body)
    # Fifteen rounds of tools, and a last one without them.
    assert upstream.requests == 16, upstream.requests


@with_faults(stalls, settings={"MNEME_MODEL_IDLE_SECONDS": "3600"})
def test_a_client_that_leaves_stops_the_model(server, upstream):
    body = json.dumps({"model": "mneme", "stream": True, "messages": [{"role": "user", "content": QUESTION}]})
    request = urllib.request.Request(
        server.url + "/v1/chat/completions", body.encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        while b"Along" not in answer.readline():
            pass
        assert turns_running(server) == 1
    deadline = time.monotonic() + 10
    while turns_running(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert turns_running(server) == 0
    assert ("assistant", "Along the ") in texts(server), texts(server)


def second_answers(number, body, connection):
    if number == 0:
        connection.sendall(STREAM + chunk("Along the coast.", "stop") + b"data: [DONE]\n\n")
    else:
        connection.sendall(status(500))
    return None


def test_a_stand_in_answers_when_the_default_fails(server):
    def fails(number, body, connection):
        connection.sendall(status(503))
        return "go on"

    with tempfile.TemporaryDirectory(prefix="mneme-faults-") as folder, FaultyUpstream(fails) as bad, FaultyUpstream(
            second_answers) as good:
        with open(folder + "/providers.json", "w") as file:
            json.dump({"fallbacks": ["second"], "providers": [
                {"name": "bad", "url": bad.url, "models": ["first"]},
                {"name": "good", "url": good.url, "models": ["second"]}]}, file)
        settings = {"MNEME_MODEL_PROVIDERS": folder + "/providers.json"}
        os.mkdir(folder + "/data")
        with Server(server.binary, folder + "/data", settings=settings) as fresh:
            code, body, _ = ask(fresh)
            answer = json.loads(body)
            assert code == 200 and answer["choices"][0]["message"]["content"] == "Along the coast.", (code, body)
            assert answer["model"] == "second", answer
            report = fresh.call("GET", "/v1/providers")[2]
            assert report["chosen"] == "first" and "list of providers" in report["why"], report
        assert fresh.exit_status == 0
