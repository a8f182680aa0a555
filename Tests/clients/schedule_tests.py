"""The schedule over HTTP: adding, doing, cancelling, and what is refused."""

import time


def test_schedule_is_done_and_told(server):
    status, _, task = server.call("POST", "/v1/schedule", {
        "schedule_type": "at", "schedule": "in 1s", "task": "Take the bread out", "job_type": "system_event"})
    assert status == 201 and task["next_run"] and task["runs"] == 0, task
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        done = [t for t in server.call("GET", "/v1/schedule")[2]["scheduled"] if t["id"] == task["id"]]
        if done and done[0]["last"]:
            break
        time.sleep(0.1)
    assert done[0]["last"]["succeeded"] and done[0]["last"]["text"] == "Take the bread out", done
    assert done[0]["next_run"] is None and done[0]["runs"] == 1


def test_schedule_is_cancelled_once(server):
    task = server.call("POST", "/v1/schedule", {"schedule_type": "cron", "schedule": "0 8 * * mon-fri", "task": "Sum up"})[2]
    assert server.call("DELETE", "/v1/schedule/" + task["id"])[0] == 204
    assert server.call("DELETE", "/v1/schedule/" + task["id"])[0] == 404


def test_wrong_schedules_are_refused(server):
    for body in [
        {"schedule_type": "cron", "schedule": "61 * * * *", "task": "x"},
        {"schedule_type": "every", "schedule": "999999999w" * 16000, "task": "x"},
        {"schedule_type": "at", "schedule": "2001-01-01T00:00Z", "task": "x"},
        {"schedule_type": "at", "schedule": "in 5m", "task": " "},
        {"schedule_type": "never", "schedule": "in 5m", "task": "x"},
        {"schedule_type": "at", "schedule": "in 5m", "task": "x", "time_zone": "Nowhere/Here"},
        {"schedule_type": "at", "schedule": "in 5m", "task": "x", "job_type": "other"},
    ]:
        status, _, answer = server.call("POST", "/v1/schedule", body)
        assert status == 400 and answer["error"]["message"], (status, str(body)[:80], answer)
