"""The official Python SDK and fastmcp as clients of MCP, over standard input and output and over HTTP, in both lanes."""

import asyncio
import json
import os
import subprocess
import tempfile

import fastmcp
from fastmcp.client.transports import StdioTransport
from mcp import Client, MCPError, StdioServerParameters

LANES = [("legacy", "2025-11-25"), ("2026-07-28", "2026-07-28"), ("auto", "2026-07-28")]


def test_mcp_over_http_in_both_lanes(server):
    for mode, revision in LANES:
        asyncio.run(use(Client(server.url + "/mcp", mode=mode), revision, f"The {mode} lane has a green door."))


def test_mcp_calls_of_what_is_none_are_in_the_log(server):
    async def run():
        async with Client(server.url + "/mcp", mode="legacy") as client:
            try:
                await client.call_tool("open_the_safe_of_ada", {})
                raise AssertionError("a tool that is none was called")
            except MCPError as error:
                assert "open_the_safe_of_ada" in str(error) or error, error

    before = len(server.call("GET", "/v1/tools/audit?tool=(unknown)")[2]["calls"])
    asyncio.run(run())
    calls = server.call("GET", "/v1/tools/audit?tool=(unknown)")[2]["calls"]
    assert len(calls) == before + 1 and calls[0]["decision"] == "invalid", calls
    # The name may be anybody's words.
    assert "safe_of_ada" not in json.dumps(calls), calls


def test_mcp_over_stdio_in_both_lanes(server):
    for mode, revision in LANES:
        with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
            client = Client(parameters(server, folder), mode=mode)
            asyncio.run(use(client, revision, "The pipe is made of copper."))


def test_mcp_over_stdio_goes_through_a_running_server(server):
    """Two programs and a server share one directory; what one keeps, the others find."""
    folder = server.folder

    async def run():
        async with Client(parameters(server, folder), mode="legacy") as first:
            async with Client(parameters(server, folder), mode="2026-07-28") as second:
                await first.call_tool("remember", {"text": "The ferry leaves at nine."})
                found = await second.call_tool("recall", {"query": "When does the ferry leave?"})
                assert "ferry leaves at nine" in found.content[0].text, found
        async with Client(server.url + "/mcp") as third:
            found = await third.call_tool("recall", {"query": "When does the ferry leave?"})
            assert "ferry leaves at nine" in found.content[0].text, found

    asyncio.run(run())


def test_mcp_survives_the_end_of_the_program_that_held_the_directory(server):
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        first = subprocess.Popen(
            [server.binary, "mcp", "--data-dir", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment())
        keep = {"name": "remember", "arguments": {"text": "The owl sleeps in the barn."}}
        for line in [
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}},
            {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": keep},
        ]:
            first.stdin.write(json.dumps(line) + "\n")
            first.stdin.flush()
            assert "result" in json.loads(first.stdout.readline())

        async def run():
            async with Client(parameters(server, folder), mode="legacy") as second:
                assert (await second.list_tools()).tools
                first.stdin.close()
                assert first.wait(30) == 0
                found = await second.call_tool("recall", {"query": "Where does the owl sleep?"})
                assert "owl sleeps in the barn" in found.content[0].text, found

        asyncio.run(run())


def test_mcp_shows_nothing_that_must_stay_at_home(server):
    space = {"X-Mneme-Space": "mcp-home"}
    _, _, kept = server.call("POST", "/v1/memories", {"text": "The safe opens with 7319."}, space)
    server.call("POST", "/v1/memories", {"text": "The safe is green."}, space)
    status, _, changed = server.call("PATCH", f"/v1/memories/{kept['id']}", {"local_only": True}, space)
    assert status == 200 and changed["local_only"]

    async def run():
        target = parameters(server, server.folder, ["--space", "mcp-home"])
        async with Client(target, mode="legacy") as client:
            seen = [(await client.call_tool("recall", {"query": "How does the safe open?"})).content[0].text]
            for resource in (await client.list_resources()).resources:
                seen.append((await client.read_resource(str(resource.uri))).contents[0].text)
            seen.append((await client.get_prompt("memory_context", {"query": "safe"})).messages[0].content.text)
            assert any("safe is green" in text for text in seen), seen
            assert not [text for text in seen if "7319" in text], "a memory that stays at home was told"
            try:
                await client.read_resource(f"mneme://memory/{kept['id']}")
                raise AssertionError("a memory that stays at home was read")
            except MCPError as error:
                assert error.error.code == -32002, error

    asyncio.run(run())


def test_mcp_with_fastmcp(server):
    async def over(target):
        async with fastmcp.Client(target) as client:
            assert "recall" in {tool.name for tool in await client.list_tools()}
            await client.call_tool("remember", {"text": "The kite is yellow."})
            found = await client.call_tool("recall", {"query": "Which colour is the kite?"})
            assert "kite is yellow" in found.content[0].text, found
            assert await client.list_resources() and await client.list_prompts()

    asyncio.run(over(server.url + "/mcp"))
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        asyncio.run(over(StdioTransport(server.binary, ["mcp", "--data-dir", folder], env=environment())))


def test_mcp_stdio_says_nothing_else_and_ends_with_its_input(server):
    with tempfile.TemporaryDirectory(prefix="mneme-mcp-") as folder:
        lines = [
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}},
            {"jsonrpc": "2.0", "method": "notifications/initialized"},
            {"jsonrpc": "2.0", "id": "two", "method": "ping"},
        ]
        data = "".join(json.dumps(line) + "\n" for line in lines) + "no json\n"
        done = subprocess.run(
            [server.binary, "mcp", "--data-dir", folder], input=data, capture_output=True, text=True, timeout=60,
            env=environment())
        assert done.returncode == 0, done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert {answer.get("id") for answer in answers} == {1, "two", None}, answers
        assert [a for a in answers if a.get("id") == 1][0]["result"]["protocolVersion"] == "2025-06-18"
        assert [a for a in answers if "id" not in a][0]["error"]["code"] == -32700


async def use(client, revision, statement):
    async with client:
        assert client.protocol_version == revision, client.protocol_version
        # A client that names its revision at once never asks who the server is.
        assert client.server_info is None or client.server_info.name == "mneme"
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == sorted(tools) and tools["recall"].annotations.read_only_hint
        kept = await client.call_tool("remember", {"text": statement})
        assert not kept.is_error, kept
        found = await client.call_tool("recall", {"query": statement})
        assert statement in found.content[0].text, found
        wrong = await client.call_tool("recall", {"query": 7})
        assert wrong.is_error
        try:
            await client.call_tool("no_such_tool", {})
            raise AssertionError("an unknown tool was called")
        except MCPError as error:
            assert error.error.code == -32602, error
        resources = {str(resource.uri) for resource in (await client.list_resources()).resources}
        assert "mneme://memory/long-term" in resources
        memories = json.loads((await client.read_resource("mneme://memory/long-term")).contents[0].text)["memories"]
        mine = [memory for memory in memories if memory["text"] == statement]
        assert mine, memories
        templates = {template.uri_template for template in (await client.list_resource_templates()).resource_templates}
        assert "mneme://memory/{id}" in templates
        one = json.loads((await client.read_resource(f"mneme://memory/{mine[0]['id']}")).contents[0].text)
        assert one["text"] == statement and one["history"]
        for address in resources:
            assert (await client.read_resource(address)).contents
        try:
            await client.read_resource("mneme://memory/none")
            raise AssertionError("a resource that does not exist was read")
        except MCPError as error:
            assert error.error.code == (-32602 if revision >= "2026" else -32002), error
        prompt = await client.get_prompt("memory_context", {"query": statement})
        assert "[Context]" in prompt.messages[0].content.text and statement in prompt.messages[0].content.text


def environment():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MNEME_")}
    return kept | {"MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off"}


def parameters(server, folder, more=()):
    return StdioServerParameters(
        command=server.binary, args=["mcp", "--data-dir", folder, *more], env=environment())
