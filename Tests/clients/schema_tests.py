"""The OpenAPI description: valid, and kept to. `python schema_tests.py --binary MNEME --cases N` is the long run."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import openapi_spec_validator

HERE = pathlib.Path(__file__).resolve().parent
# Streams that do not end, and MCP, which has its own conformance suite.
LEFT_OUT = ["events", "mcp", "mcpStream", "mcpEnd"]
# What these refuse beyond their schema no schema can say: one member that needs another, a time before another, the
# words of a schedule, a language model that is not there.
BEYOND_SCHEMAS = [
    "retireMemory", "changeMemory", "searchMessages", "sessions", "interactions", "toolAudit", "schedule", "forget",
    "cancelResponse", "testExtraction", "memories", "restoreMemory", "approveMemory", "undo",
]


def described(url):
    with urllib.request.urlopen(url + "/openapi.json", timeout=60) as answer:
        return json.load(answer)


def hammer(url, examples, seconds, seed, left_out=(), checks="all", without=(), key=None):
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run",
        url + "/openapi.json", "-c", checks, "-n", str(examples), "--phases", "coverage,fuzzing", "--continue-on-failure",
        "--request-timeout", "60", "--no-shrink", "--seed", str(seed), "--warnings", "off", "--max-time", str(seconds)]
    for name in [*LEFT_OUT, *left_out]:
        command += ["--exclude-operation-id", name]
    for name in without:
        command += ["--exclude-checks", name]
    if key:
        command += ["-H", f"Authorization: Bearer {key}"]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    found = re.search(r"(\d+) generated", done.stdout)
    return done.returncode, int(found[1]) if found else 0, done.stdout + done.stderr


def test_description_is_valid_openapi(server):
    document = described(server.url)
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1") and len(document["paths"]) > 80


def test_every_line_for_curl_answers_what_it_says(server):
    import curl_lines
    curl_lines.run(server)


if __name__ == "__main__":
    from server import Server

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--cases", type=int, default=20_000, help="stop when so many were sent")
    parser.add_argument("--seconds", type=int, default=3600)
    arguments = parser.parse_args()
    sent, seed = 0, 1
    with tempfile.TemporaryDirectory(prefix="mneme-schema-") as folder:
        with Server(arguments.binary, folder) as server:
            while sent < arguments.cases:
                strict, more, text = hammer(server.url, 40, arguments.seconds, seed, left_out=BEYOND_SCHEMAS)
                lenient, others, told = hammer(
                    server.url, 40, arguments.seconds, seed, without=["positive_data_acceptance"])
                sent, seed = sent + more + others, seed + 1
                print(f"{sent} cases", flush=True)
                if strict or lenient:
                    print(text if strict else told)
                    sys.exit(1)
                if not more + others:
                    sys.exit("no case was sent")
        if server.exit_status != 0:
            sys.exit(f"the server ended with status {server.exit_status}")
    print(f"{sent} cases, no failure")
