#!/usr/bin/env python3
"""Runs the client tests against a built server.

    python Tests/clients/run.py --binary .build/debug/mneme

starts `BINARY serve --data-dir TEMPORARY --port 0` twice, without and with an API key, and talks to it as people's
programs do: with the official openai and anthropic packages and with plain sockets. Needs the packages of requirements.txt.
Exit status 0 when every test passed, 1 otherwise.
"""

import argparse
import sys
import tempfile
import time
import traceback

import anthropic_tests
import chat_tests
import embedding_tests
import fault_tests
import format_tests
import import_tests
import key_tests
import langchain_tests
import letta_tests
import litellm_tests
import mcp_approval_tests
import mcp_client_tests
import mcp_servers_tests
import mcp_tests
import mem0_tests
import memory_tests
import page_flow_tests
import page_quality_tests
import page_tests
import response_tests
import robustness_tests
import schedule_tests
import schema_tests
import socket_key_tests
import socket_tests
import start_tests
import terminal_tests
import tool_tests
from server import Server

OPEN = [
    chat_tests, fault_tests, memory_tests, robustness_tests, start_tests, tool_tests, anthropic_tests, mcp_tests,
    mcp_approval_tests, mcp_client_tests, mcp_servers_tests, schedule_tests, page_tests, format_tests, response_tests,
    embedding_tests, socket_tests, page_flow_tests, page_quality_tests, mem0_tests, letta_tests, langchain_tests,
    import_tests, schema_tests, terminal_tests,
]
GUARDED = [key_tests, socket_key_tests]


def tests_of(module):
    return [(name, value) for name, value in vars(module).items() if name.startswith("test_")]


def run(server, modules, only):
    failed = passed = 0
    for module in modules:
        for name, test in tests_of(module):
            if only and only not in name:
                continue
            begun = time.monotonic()
            try:
                test(server)
                passed += 1
                print(f"ok    {name} ({time.monotonic() - begun:.2f} s)", flush=True)
            except Exception:
                failed += 1
                print(f"FAIL  {name}", flush=True)
                traceback.print_exc()
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the built mneme")
    parser.add_argument("--only", help="run the tests whose name contains this")
    parser.add_argument("--litellm", metavar="PYTHON", help="a Python with LiteLLM's proxy: run the tests in front of it too")
    arguments = parser.parse_args()
    passed = failed = 0
    litellm_tests.python = arguments.litellm
    others = [litellm_tests] if arguments.litellm else []
    for key, modules in [(None, OPEN + others), ("sk-test-right-key", GUARDED)]:
        with tempfile.TemporaryDirectory(prefix="mneme-clients-") as folder:
            with Server(arguments.binary, folder, key) as server:
                more_passed, more_failed = run(server, modules, arguments.only)
                passed, failed = passed + more_passed, failed + more_failed
            if server.exit_status != 0:
                failed += 1
                print(f"FAIL  the server ended with status {server.exit_status} after SIGTERM")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
