"""Mneme as a client of MCP: the official Python SDK and fastmcp as servers, over each transport and in both lanes; and every
message that it sends checked against the schema of its revision."""

import base64
import hashlib
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import jsonschema

HERE = pathlib.Path(__file__).parent
PEER = str(HERE / "mcp_peer.py")
CONTRACTS = HERE.parent.parent.parent / "shared" / "contracts"
TOOLS = {"echo", "add", "fail", "count", "sleep", "secrets", "long"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(extra=None):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MNEME_")}
    return kept | {"MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off", "A_KEY_OF_OURS": "sk-secret"} | (extra or {})


def write(folder, servers):
    path = pathlib.Path(folder) / "mcp.json"
    path.write_text(json.dumps({"mcpServers": servers}))
    path.chmod(0o600)


def mneme(server, folder, *arguments, status=0):
    done = subprocess.run(
        [server.binary, *arguments, "--data-dir", folder], capture_output=True, text=True, timeout=120, env=environment())
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done.stdout


def test(server, folder, *arguments, status=0):
    return json.loads(mneme(server, folder, "mcp", "servers", "test", *arguments, "--json", status=status))["servers"][0]


test.__test__ = False


class Peer:
    """mcp_peer.py over HTTP, until it is left."""

    def __init__(self, library, transport):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, PEER, library, transport, str(self.port)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=1)
                return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                assert self.process.poll() is None, "the peer ended"
                time.sleep(0.1)
        raise AssertionError("the peer does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


def use(server, servers, expected):
    """Lists and calls through each of the servers. `expected` is the revision by name."""
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        write(folder, servers)
        for name, revision in expected.items():
            counted = test(server, folder, name, "--call", "count", "--arguments", '{"to": 3}')
            assert counted["server"]["revision"] == revision, counted
            assert {tool["name"] for tool in counted["tools"]} == {f"{name}__{tool}" for tool in TOOLS}, counted
            assert counted["progress"] == [1, 2, 3], counted
            assert counted["result"]["text"] == "counted to 3", counted
            added = test(server, folder, name, "--call", "add", "--arguments", '{"left": 19, "right": 23}')
            assert added["result"]["structured"]["sum"] == 42, added
            said = test(server, folder, name, "--call", "echo", "--arguments", json.dumps({"text": "größe 世界\n\"x\""}))
            assert said["result"]["text"] == "größe 世界\n\"x\"", said
            failed = test(server, folder, name, "--call", "fail", status=1)
            assert failed["result"]["is_error"], failed


def test_mcp_client_over_stdio_in_both_lanes(server):
    servers, expected = {}, {}
    for library in ["sdk", "fastmcp"]:
        program = {"command": sys.executable, "args": [PEER, library, "stdio"]}
        servers[library] = program
        servers[library + "-old"] = program | {"revision": "2025-11-25"}
        expected |= {library: "2026-07-28", library + "-old": "2025-11-25"}
    use(server, servers, expected)


def test_mcp_client_over_http_in_both_lanes(server):
    for library in ["sdk", "fastmcp"]:
        with Peer(library, "http") as peer:
            address = {"url": f"http://127.0.0.1:{peer.port}/mcp"}
            use(server, {"new": address, "old": address | {"revision": "2025-11-25"}},
                {"new": "2026-07-28", "old": "2025-11-25"})


def test_mcp_client_over_the_old_transport(server):
    for library in ["sdk", "fastmcp"]:
        with Peer(library, "sse") as peer:
            use(server, {"found": {"url": f"http://127.0.0.1:{peer.port}/sse"},
                         "named": {"url": f"http://127.0.0.1:{peer.port}/sse", "type": "sse"}},
                {"found": "2025-11-25", "named": "2025-11-25"})


def test_mcp_client_keeps_its_environment_to_itself(server):
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        write(folder, {"peer": {"command": sys.executable, "args": [PEER, "sdk", "stdio"], "env": {"OWN": "x"}}})
        names = test(server, folder, "peer", "--call", "secrets")["result"]["text"]
        assert "OWN" in names and "A_KEY_OF_OURS" not in names, names


def test_mcp_client_tools_are_tools_of_mneme(server):
    """Through the registry: listed beside Mneme's own and called by the same command; a dead server stands in nobody's way."""
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        write(folder, {"peer": {"command": sys.executable, "args": [PEER, "sdk", "stdio"], "readOnlyTools": ["echo"]},
                       "dead": {"url": "http://127.0.0.1:1/mcp"}, "gone": {"command": "no-such-program"}})
        listed = mneme(server, folder, "tools", "list")
        assert "peer__echo" in listed and "recall" in listed, listed
        called = mneme(server, folder, "tools", "call", "peer__echo", '{"text": "hello from afar"}')
        assert "hello from afar" in called, called


class Recorder(http.server.BaseHTTPRequestHandler):
    """A server of both lanes that keeps every message."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply(405)

    def do_DELETE(self):
        self.reply(200)

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.messages.append(message)
        method, id = message.get("method"), message.get("id")
        if id is None or method is None:
            return self.reply(202)
        self.reply(200, {"jsonrpc": "2.0", "id": id} | self.answer(method, message.get("params", {})))

    def answer(self, method, params):
        modern = self.server.modern
        complete = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"} if modern else {}
        if method == "server/discover" and modern:
            return {"result": complete | {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {"listChanged": True}}}}
        if method == "initialize" and not modern:
            return {"result": {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                               "serverInfo": {"name": "recorder", "version": "1"}}}
        if method == "tools/list":
            return {"result": complete | {"tools": [{"name": "ask", "inputSchema": {"type": "object"}}]}}
        if method == "tools/call" and modern and "inputResponses" not in params:
            form = {"type": "object", "properties": {"yes": {"type": "boolean", "default": True}}}
            return {"result": {"resultType": "input_required", "requestState": "opaque", "inputRequests": {
                "form": {"method": "elicitation/create", "params": {"message": "Sure?", "requestedSchema": form}},
                "folders": {"method": "roots/list"}}}}
        if method == "tools/call":
            return {"result": ({"resultType": "complete"} if modern else {}) | {"content": [{"type": "text", "text": "ok"}]}}
        return {"error": {"code": -32601, "message": "no such method"}}

    def reply(self, status, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def test_mcp_client_sends_only_what_the_schema_has(server):
    if not CONTRACTS.is_dir():
        print(f"skipped: {CONTRACTS} is not there")
        return
    for modern, revision in [(True, "2026-07-28"), (False, "2025-11-25")]:
        recorder = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        recorder.modern, recorder.messages = modern, []
        threading.Thread(target=recorder.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
            write(folder, {"peer": {"url": f"http://127.0.0.1:{recorder.server_port}/mcp", "elicitation": "defaults",
                                    "roots": ["/srv/notes"]}})
            assert test(server, folder, "peer", "--call", "ask")["result"]["text"] == "ok"
        recorder.shutdown()
        schema = json.loads((CONTRACTS / f"mcp-{revision}.schema.json").read_text())
        seen = set()
        for message in recorder.messages:
            method = message.get("method")
            if method in (["initialize"] if modern else ["server/discover"]):
                continue  # of the other lane: the probe
            name = "ClientRequest" if "id" in message else "ClientNotification"
            jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}).validate(message)
            seen.add(method)
        wanted = {"server/discover", "tools/list", "tools/call", "subscriptions/listen"} if modern else {
            "initialize", "notifications/initialized", "tools/list", "tools/call"}
        assert wanted <= seen, seen


class Guarded(Recorder):
    """The same, behind a login: server and authorization server in one."""

    def do_GET(self):
        base = f"http://{self.headers['Host']}"
        address = urllib.parse.urlsplit(self.path)
        if address.path == "/.well-known/oauth-protected-resource/mcp":
            return self.reply(200, {"resource": base + "/mcp", "authorization_servers": [base]})
        if address.path == "/.well-known/oauth-authorization-server":
            return self.reply(200, {
                "issuer": base, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token",
                "registration_endpoint": base + "/register", "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"], "authorization_response_iss_parameter_supported": True})
        if address.path == "/authorize":
            asked = dict(urllib.parse.parse_qsl(address.query))
            self.server.challenge = asked["code_challenge"]
            back = urllib.parse.urlencode({"code": "c0de", "state": asked["state"], "iss": base})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        self.reply(404)

    def do_POST(self):
        if self.path == "/mcp" and self.headers.get("Authorization") == "Bearer the-key":
            return super().do_POST()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/register":
            return self.reply(201, {"client_id": "mneme-here"} | json.loads(body))
        if self.path == "/token":
            form = dict(urllib.parse.parse_qsl(body))
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            right = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.server.challenge
            return self.reply(200, {"access_token": "the-key", "token_type": "Bearer"}) if right else self.reply(400, {})
        self.send_response(401)
        self.send_header("WWW-Authenticate", "Bearer")
        self.send_header("Content-Length", "0")
        self.end_headers()


def test_mcp_client_logs_in_with_the_browser(server):
    """The browser is one that follows redirects; the login is kept for the next command and forgotten when asked."""
    guarded = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guarded)
    guarded.modern, guarded.messages, guarded.challenge = True, [], None
    threading.Thread(target=guarded.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        write(folder, {"peer": {"url": f"http://127.0.0.1:{guarded.server_port}/mcp", "elicitation": "defaults",
                                "roots": ["/srv/notes"]}})
        refused = test(server, folder, "peer", status=1)
        assert refused["server"]["state"] == "needs_login", refused
        follow = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"
        browser = pathlib.Path(folder) / "browser"
        browser.write_text(f"#!{sys.executable}\n{follow}\n")
        browser.chmod(0o700)
        os.environ["BROWSER"] = str(browser)
        try:
            assert "can be used" in mneme(server, folder, "mcp", "servers", "login", "peer")
        finally:
            del os.environ["BROWSER"]
        assert (pathlib.Path(folder) / "mcp-logins.json").stat().st_mode & 0o777 == 0o600
        assert test(server, folder, "peer", "--call", "ask")["result"]["text"] == "ok"
        mneme(server, folder, "mcp", "servers", "logout", "peer")
        test(server, folder, "peer", status=1)
    guarded.shutdown()
