"""Runs every line for curl of docs/api.md, each against things that were made for it."""

import os
import pathlib
import re
import subprocess
import tempfile

from server import Server


def lines():
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
    made = text[text.index("## Routes"):]
    return [line for line in made.splitlines() if line.startswith("curl ")]


class Things:
    """Makes what a line names, anew each time."""

    def __init__(self, server):
        self.server = server
        self.count = 0

    def call(self, method, path, body=None):
        status, headers, told = self.server.call(method, path, body)
        assert status < 300, (path, status, told)
        return headers, told

    def make(self, name):
        self.count += 1
        return str(getattr(self, name.lower())())

    def memory(self):
        made = self.call("POST", "/v1/memories", {"text": f"Shelf {self.count} holds maps of the coast."})[1]["id"]
        self.call("PATCH", f"/v1/memories/{made}", {"pinned": True})
        return made

    def session(self):
        return self.call("POST", "/v1/chat/completions", {
            "model": "mneme", "messages": [{"role": "user", "content": f"Ada lives in town {self.count}."}],
            "user": f"u{self.count}"})[0]["X-Mneme-Session"]

    def message(self):
        return self.call("GET", "/v1/sessions/" + self.session())[1]["messages"][0]["id"]

    def entity(self):
        self.call("POST", "/v1/memories", {"text": "Ada lives in Lisbon."})
        self.call("GET", "/v1/jobs?wait=1&timeout=60")
        return self.call("GET", "/v1/graph/entities")[1]["entities"][0]["ordinal"]

    def other(self):
        self.entity()
        return self.call("GET", "/v1/graph/entities")[1]["entities"][1]["ordinal"]

    def response(self):
        return self.call("POST", "/v1/responses", {"model": "mneme", "input": "Hello"})[1]["id"]

    def conversation(self):
        return self.call("POST", "/v1/conversations", {"items": [{"role": "user", "content": "Hello"}]})[1]["id"]

    def task(self):
        return self.call("POST", "/v1/schedule", {
            "schedule_type": "every", "schedule": "1d", "task": "Tell me the weather."})[1]["id"]

    def key(self):
        return self.call("POST", "/v1/keys", {"name": f"k{self.count}", "scopes": ["chat"]})[1]["key"]["id"]

    def person(self):
        return self.call("POST", "/v1/people", {"name": f"p{self.count}", "password": "a long password"})[1]["name"]

    def mem0(self):
        return self.call("POST", "/mem0/v3/memories/add", {
            "messages": [{"role": "user", "content": f"I keep {self.count} hives."}], "user_id": "ada", "infer": False})[
                1]["results"][0]["id"]

    def event(self):
        return self.call("POST", "/mem0/v3/memories/add", {
            "messages": [{"role": "user", "content": "I keep bees."}], "user_id": "ada"})[1]["event_id"]

    def block(self):
        return self.call("POST", "/letta/v1/blocks", {"label": f"label{self.count}", "value": "x"})[1]["id"]

    def agent(self):
        return self.call("POST", "/letta/v1/agents", {"memory_blocks": [{"label": "human", "value": "x"}]})[1]["id"]


# Where somebody has a login, everybody needs one.
GUARDED = ("/v1/people", "/v1/keys", "/v1/login", "/v1/me\"")


def run(server):
    failed = check(server, [line for line in lines() if not any(path in line for path in GUARDED)])
    with tempfile.TemporaryDirectory(prefix="mneme-curl-") as folder, Server(server.binary, folder, "sk-test-curl") as other:
        failed += check(other, [line for line in lines() if any(path in line for path in GUARDED)])
    assert not failed, "\n".join(failed)


def check(server, wanted_lines):
    things = Things(server)
    failed = []
    for line in wanted_lines:
        names = set(re.findall(r"\$([A-Z0-9_]+)", line)) - {"MNEME"}
        values = {}
        if "/entities/user/ada" in line or "user_id=ada" in line:
            things.make("MEM0")
        for name in sorted(names - {"ITEM", "OWN_BLOCK", "PASSAGE"}):
            values[name] = things.make(name)
        if "ITEM" in names:
            path = f"/v1/conversations/{values['CONVERSATION']}/items"
            values["ITEM"] = things.call("GET", path)[1]["data"][0]["id"]
        if "OWN_BLOCK" in names:
            values["OWN_BLOCK"] = things.call("GET", "/letta/v1/agents/" + values["AGENT"])[1]["blocks"][0]["id"]
        if "PASSAGE" in names:
            path = f"/letta/v1/agents/{values['AGENT']}/archival-memory"
            values["PASSAGE"] = things.call("POST", path, {"text": "The desk is oak."})[1][0]["id"]
        command, _, wanted = line.partition(" # ")
        if server.key:
            command += f" -H 'Authorization: Bearer {server.key}'"
        done = subprocess.run(
            ["bash", "-c", command.replace("curl ", "curl -sS -o /dev/null -w '%{http_code}' ", 1)],
            env=os.environ | values | {"MNEME": server.url}, capture_output=True, text=True, timeout=120)
        status = done.stdout[-3:]
        if status != (wanted or status) or not wanted and not status.startswith("2"):
            failed.append(f"{status}: {line}")
    return failed
