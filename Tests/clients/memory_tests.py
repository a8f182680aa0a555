"""Memories, search, import and the queue."""

import json

SPACE = {"X-Mneme-Space": "memory-tests"}


def test_memory_life(server):
    status, _, added = server.call("POST", "/v1/memories", {"text": "Tomas plays the cello."}, SPACE)
    assert status == 201, added
    assert added["text"] == "Tomas plays the cello." and added["active"]
    status, _, page = server.call("GET", "/v1/memories?limit=1", headers=SPACE)
    assert status == 200 and len(page["memories"]) == 1
    status, _, history = server.call("GET", f"/v1/memories/{added['id']}/history", headers=SPACE)
    assert status == 200 and history["history"][0]["action"] == "added"
    status, _, gone = server.call("DELETE", f"/v1/memories/{added['id']}", headers=SPACE)
    assert status == 200 and gone["deleted"]
    status, _, error = server.call("DELETE", "/v1/memories/nothing", headers=SPACE)
    assert status == 404 and error["error"]["code"] == "not_found" and error["error"]["request_id"]


def test_search(server):
    server.call("POST", "/v1/memories", {"text": "The spare key is under the blue pot."}, SPACE)
    server.call("GET", "/v1/jobs?wait=1&timeout=120", headers=SPACE)
    status, _, found = server.call(
        "POST", "/v1/memories/search", {"query": "spare key", "limit": 5, "explain": True}, SPACE)
    assert status == 200
    hits = [hit for hit in found["results"] if "blue pot" in hit["content"]]
    assert hits, found
    assert {"id", "source", "content", "score", "created_at", "session_id", "external_id"} <= hits[0].keys()
    assert hits[0]["explanation"]
    status, _, other = server.call("POST", "/v1/memories/search", {"query": "spare key", "space": "somebody-else"})
    assert status == 200 and not other["results"]


def lines(count):
    for number in range(count):
        yield json.dumps({
            "external_id": f"c-{number}", "session": f"trip-{number // 50}",
            "time": f"2026-05-{1 + number // 50 % 28:02}T10:00:00Z", "speaker": "Mina" if number % 2 else "Ravi",
            "text": f"Stop {number} of the trip was a village called Place{number}.",
        }).encode() + b"\n"


def test_import_is_streamed_and_idempotent(server):
    body = b"".join(lines(1200))
    for accepted, skipped in [(1200, 0), (0, 1200)]:
        status, _, report = server.call(
            "POST", "/v1/import", body, {"X-Mneme-Space": "import-tests"}, "application/x-ndjson")
        assert status == 200, report
        assert (report["accepted"], report["skipped"], report["errors"]) == (accepted, skipped, [])


def test_import_reports_bad_lines(server):
    good = next(lines(1)).strip()
    body = b"\xef\xbb\xbf" + good + b"\r\n\nnot json\n{}\n\xff\xfe\n" + good.replace(b"c-0", b"c-last")
    status, _, report = server.call("POST", "/v1/import", body, {"X-Mneme-Space": "bad-lines"}, "application/jsonl")
    assert status == 200
    assert report["accepted"] == 2, report
    assert [error["line"] for error in report["errors"]] == [3, 4, 5], report


def test_jobs(server):
    status, _, jobs = server.call("GET", "/v1/jobs")
    assert status == 200 and isinstance(jobs["depth"], int)
    space = {"X-Mneme-Space": "memory-tests"}
    status, _, jobs = server.call("GET", "/v1/jobs?wait=1&timeout=120", headers=space)
    assert status == 200
    assert jobs["timed_out"] or jobs["depth"] == 0


def test_health(server):
    status, headers, health = server.call("GET", "/health/quick")
    assert status == 200 and health["status"] in ("ok", "degraded") and health["version"]
    assert headers["X-Request-Id"]
