"""Mneme in front of LiteLLM's proxy: in OpenAI's shape it answers by itself (`mock_response`), into Anthropic's it translates.

Run with `--litellm PYTHON`, a Python that has LiteLLM's proxy.
"""

import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request

from server import Server
from upstream import Upstream

python = None
ANSWER = "The ferry goes along the coast, past Bod\u00f8."
CONFIG = """
model_list:
  - model_name: mocked
    litellm_params: {model: openai/mocked, api_key: none, mock_response: "%s"}
  - model_name: translated
    litellm_params: {model: openai/scripted, api_key: none, api_base: "%s"}
litellm_settings: {telemetry: false}
"""


class Proxy:
    def __init__(self, upstream):
        self._config = CONFIG % (ANSWER, upstream)

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="mneme-litellm-")
        config = pathlib.Path(self._folder.name, "config.yaml")
        config.write_text(self._config)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        environment = {"PATH": os.environ["PATH"], "HOME": self._folder.name, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        self._process = subprocess.Popen(
            [pathlib.Path(python).parent / "litellm", "--config", config, "--host", "127.0.0.1", "--port", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=self._folder.name)
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.base + "/health/liveliness", timeout=2)
                return self
            except OSError:
                assert self._process.poll() is None, "LiteLLM ended by itself"
                time.sleep(0.2)
        raise RuntimeError("LiteLLM did not answer")

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(20)
        self._folder.cleanup()


def test_both_shapes_of_a_server_that_is_not_ours(server):
    words = [{"content": word} for word in (ANSWER + "|").replace(" ", " |").split("|") if word]
    with Upstream(lambda body: (words, "stop")) as upstream, Proxy(upstream.url) as proxy, \
            tempfile.TemporaryDirectory(prefix="mneme-litellm-") as folder:
        providers = {"providers": [
            {"name": "by-openai", "url": proxy.base + "/v1", "keys": [{"key": "sk-anything"}]},
            {"name": "by-anthropic", "url": proxy.base, "protocol": "anthropic", "keys": [{"key": "sk-anything"}],
             "models": [{"name": "claude", "remote": "translated"}]}]}
        path = pathlib.Path(folder, "providers.json")
        path.write_text(json.dumps(providers))
        path.chmod(0o600)
        with Server(server.binary, folder, settings={"MNEME_MODEL_PROVIDERS": str(path)}) as fresh:
            client = fresh.client()
            listed = [model.id for model in client.models.list()]
            assert {"mneme", "mocked", "translated", "claude"} <= set(listed), listed
            for model in ("mocked", "claude"):
                question = [{"role": "user", "content": f"Which way does the ferry go? Asked of {model}."}]
                whole = client.chat.completions.create(model=model, messages=question)
                assert whole.choices[0].message.content == ANSWER, (model, whole)
                assert whole.choices[0].finish_reason == "stop" and whole.usage.completion_tokens > 0, whole
                chunks = list(client.chat.completions.create(
                    model=model, messages=question, stream=True, stream_options={"include_usage": True}))
                text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
                assert text == ANSWER, (model, text)
                assert chunks[-1].usage.prompt_tokens > 0, chunks[-1]
        assert fresh.exit_status == 0
