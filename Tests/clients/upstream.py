"""A language model's server that plays a script, and keeps what it was asked."""

import http.server
import json
import threading


class Upstream:
    """Speaks OpenAI's chat completions on loopback. `answer(body)` gives the deltas of each answer and why it ends."""

    def __init__(self, answer):
        self.requests = []
        self._answer = answer
        # Of every answer, in its first chunk.
        self.logprobs = None
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                self._send("application/json", json.dumps({"data": [{"id": "scripted"}]}).encode())

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path != "/v1/chat/completions":
                    self.send_error(404)
                    return
                upstream.requests.append(body)
                deltas, reason = upstream._answer(body)
                chunks = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
                if upstream.logprobs and body.get("logprobs"):
                    chunks[0]["choices"][0]["logprobs"] = upstream.logprobs
                chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
                chunks.append({"choices": [], "usage": {"prompt_tokens": 20, "completion_tokens": 3}})
                lines = ["data: " + json.dumps(chunk) + "\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]
                self._send("text/event-stream", "".join(lines).encode())

            def _send(self, kind, body):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def call(index, identifier, name, arguments):
    """The delta of one call, whole."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"tool_calls": [{"index": index, "id": identifier, "type": "function", "function": function}]}
