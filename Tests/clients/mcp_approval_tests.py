"""Calls over MCP that wait for the owner's word, with the official Python SDK as the client that shows them the question."""

import asyncio
import tempfile

from mcp import Client, StdioServerParameters
from mcp.types import ElicitResult

from mcp_tests import environment
from server import Server

LANES = [("legacy", "2025-11-25"), ("2026-07-28", "2026-07-28")]


class Person:
    """Answers what they are asked, and keeps it."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def __call__(self, context, params):
        self.asked.append(params.message)
        return self.answers.pop(0)


def yes():
    return ElicitResult(action="accept", content={"approve": True})


async def use(connect, revision, pending):
    text = f"The {revision} gate is blue."
    person = Person(yes(), ElicitResult(action="decline"), ElicitResult(action="cancel"))
    async with connect(elicitation_callback=person) as client:
        assert client.protocol_version == revision, client.protocol_version
        kept = await client.call_tool("remember", {"text": text})
        assert not kept.is_error, kept
        assert len(person.asked) == 1 and "remember" in person.asked[0] and text in person.asked[0], person.asked
        found = await client.call_tool("recall", {"query": text})
        assert text in found.content[0].text, found
        denied = await client.call_tool("remember", {"text": "The gate was painted red."})
        assert denied.is_error and "denied" in denied.content[0].text, denied
        # Closed without an answer: it waits on, for the page and the commands.
        closed = await client.call_tool("remember", {"text": "The gate was sold."})
        assert closed.is_error and "mneme approvals" in closed.content[0].text, closed
    async with connect() as client:
        found = await client.call_tool("recall", {"query": "the gate"})
        assert "painted red" not in found.content[0].text and "sold" not in found.content[0].text, found
        waits = await client.call_tool("remember", {"text": "The gate squeaks."})
        assert waits.is_error and "mneme approvals" in waits.content[0].text, waits
    assert len(person.asked) == 3, person.asked
    pending(2)


def test_mcp_clients_ask_for_approval_over_http_in_both_lanes(server):
    for mode, revision in LANES:
        with tempfile.TemporaryDirectory(prefix="mneme-ask-") as folder:
            with Server(server.binary, folder, settings={"MNEME_TOOLS_ASK": "remember"}) as fresh:
                def pending(count):
                    found = fresh.call("GET", "/v1/approvals?pending=1")[2]["approvals"]
                    assert len(found) == count and {call["tool"] for call in found} == {"remember"}, found

                asyncio.run(use(
                    lambda **options: Client(fresh.url + "/mcp", mode=mode, **options), revision, pending))
            assert fresh.exit_status == 0, fresh.exit_status


def test_mcp_clients_ask_for_approval_over_stdio_in_both_lanes(server):
    for mode, revision in LANES:
        with tempfile.TemporaryDirectory(prefix="mneme-ask-") as folder:
            target = StdioServerParameters(
                command=server.binary, args=["mcp", "--data-dir", folder],
                env=environment() | {"MNEME_TOOLS_ASK": "remember"})
            asyncio.run(use(lambda **options: Client(target, mode=mode, **options), revision, lambda count: None))
