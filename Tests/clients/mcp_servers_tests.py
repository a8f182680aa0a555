"""The list of other programs' servers while Mneme runs: changes, Mneme itself in it, and the model lent to one of them."""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

from mcp_client_tests import PEER, environment, write
from server import Server
from upstream import Upstream

ASKER = str(pathlib.Path(__file__).parent / "mcp_asker.py")


def until(what, look, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"never: {what}")


def report(server, path="/v1/mcp/servers", method="GET"):
    status, _, found = server.call(method, path)
    assert status == 200, found
    return found


def health(server, name):
    return next((entry for entry in report(server)["servers"] if entry["name"] == name), None)


def names(server):
    return {tool["name"] for tool in server.call("GET", "/v1/tools")[2]["tools"]}


def test_a_changed_list_is_taken_without_a_restart(server):
    peer = {"command": sys.executable, "args": [PEER, "sdk", "stdio"]}
    with tempfile.TemporaryDirectory(prefix="mneme-servers-") as folder, Server(server.binary, folder) as fresh:
        assert report(fresh) == {"servers": [], "notes": []}
        write(folder, {"peer": peer, "wrong": {}})
        told = report(fresh, "/v1/mcp/servers/reload", "POST")
        assert [entry["name"] for entry in told["servers"]] == ["peer"] and len(told["notes"]) == 1, told
        ready = until("the peer is ready", lambda: (h := health(fresh, "peer")) and h["tools"] and h)
        assert ready["state"] == "ready" and ready["kind"] == "stdio" and ready["revision"] and ready["since"], ready
        until("its tools are offered", lambda: "peer__echo" in names(fresh))
        # One that is the same in the new list is left alone, and one that is not goes with its tools.
        write(folder, {"peer": peer, "other": peer | {"disabled": True}})
        listed = subprocess.run(
            [server.binary, "mcp", "servers", "reload", "--json", "--data-dir", folder], capture_output=True, text=True,
            timeout=60, env=environment())
        states = {entry["name"]: entry for entry in json.loads(listed.stdout)["servers"]}
        assert states["other"]["state"] == "disabled" and states["peer"]["connections"] == 1, listed
        # Nobody says so: the file is looked at.
        write(folder, {})
        until("its tools are gone", lambda: not [name for name in names(fresh) if name.startswith("peer__")])
        assert report(fresh)["servers"] == []
    assert fresh.exit_status == 0, fresh.exit_status


def test_mneme_in_its_own_list_is_refused(server):
    with tempfile.TemporaryDirectory(prefix="mneme-servers-") as folder, Server(server.binary, folder) as fresh:
        write(folder, {
            "address": {"url": fresh.url + "/mcp"},
            "older": {"url": fresh.url + "/mcp", "revision": "2025-11-25"},
            "program": {"command": server.binary, "args": ["mcp", "--data-dir", folder]},
        })
        report(fresh, "/v1/mcp/servers/reload", "POST")
        for name in ["address", "older", "program"]:
            found = until(f"{name} is refused", lambda: (h := health(fresh, name)) and h.get("last_error") and h)
            assert found["last_error"] == "itself" and found["state"] == "failing", found
        assert not [name for name in names(fresh) if "__" in name]
    assert fresh.exit_status == 0, fresh.exit_status


def test_a_server_is_lent_the_model_where_its_entry_says_so(server):
    entry = {"command": sys.executable, "args": [ASKER], "revision": "2025-11-25"}
    with tempfile.TemporaryDirectory(prefix="mneme-servers-") as folder:
        write(folder, {"lent": entry | {"sampling": True}, "other": entry})
        with Upstream(lambda body: ([{"content": "The tide turns."}], "stop")) as upstream:
            with Server(server.binary, folder, settings={"MNEME_MODEL_URL": upstream.url}) as fresh:
                until("both are there", lambda: {"lent__ask", "other__ask"} <= names(fresh))

                def ask(name, **arguments):
                    status, _, output = fresh.call("POST", f"/v1/tools/{name}", {"arguments": arguments})
                    assert status == 200, output
                    return json.dumps(output)

                assert "scripted: The tide turns." in ask("lent__ask", question="What of the tide?", tokens=99_999)
                body = upstream.requests[-1]
                first, *_, last = body["messages"]
                # The server's words stand inside borders that it cannot know, and there is nothing of the person's beside them.
                assert first["role"] == "system" and "Be brief." not in first["content"], body
                assert 'mark="zq' in last["content"] and "Be brief." in last["content"], body
                assert "What of the tide?" in last["content"] and not body.get("tools"), body
                assert body.get("max_tokens", body.get("max_completion_tokens")) == 1024, body
                assert "refused" in ask("other__ask", question="And of the moon?")
                answers = [ask("lent__ask", question="Again?") for _ in range(8)]
                assert len([answer for answer in answers if "refused" in answer]) == 3, answers
                assert len([answer for answer in answers if "The tide turns." in answer]) == 5, answers
            assert fresh.exit_status == 0, fresh.exit_status
