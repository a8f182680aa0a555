"""The official Anthropic client with a changed base URL."""

import anthropic

from server import raised
from tool_tests import with_upstream

TIDE = {"name": "tide", "description": "Tells the tide of a harbour.",
        "input_schema": {"type": "object", "properties": {"harbour": {"type": "string"}}, "required": ["harbour"]}}
QUESTION = {"role": "user", "content": "When is high tide in Brest and in Cork?"}


def client_of(server):
    return anthropic.Anthropic(base_url=server.url, api_key=server.key or "unused", max_retries=0, timeout=60)


def test_anthropic_message(server):
    answer = client_of(server).messages.create(
        model="mneme", max_tokens=200, system="Be brief.",
        messages=[{"role": "user", "content": "My kayak is called Otter."}])
    assert answer.type == "message" and answer.role == "assistant" and answer.stop_reason == "end_turn"
    assert answer.content[0].type == "text" and answer.content[0].text
    assert answer.usage.output_tokens > 0


def test_anthropic_stream(server):
    with client_of(server).messages.stream(
            model="mneme", max_tokens=200, messages=[{"role": "user", "content": "What is my kayak called?"}]) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == final.content[0].text and final.stop_reason == "end_turn"


def test_anthropic_errors(server):
    client = client_of(server)
    message = [{"role": "user", "content": "Hello."}]
    error = raised(anthropic.NotFoundError, lambda: client.messages.create(
        model="nobody", max_tokens=9, messages=message))
    assert error.status_code == 404 and error.body["error"]["type"] == "not_found_error", error.body
    raised(anthropic.BadRequestError, lambda: client.messages.create(model="mneme", max_tokens=0, messages=message))


@with_upstream
def test_anthropic_tools_round_trip(server, upstream):
    client = client_of(server)
    first = client.messages.create(model="mneme", max_tokens=200, messages=[QUESTION], tools=[TIDE])
    assert first.stop_reason == "tool_use"
    calls = [block for block in first.content if block.type == "tool_use"]
    assert [(c.name, c.input) for c in calls] == [("tide", {"harbour": "Brest"}), ("tide", {"harbour": "Cork"})]
    results = [{"type": "tool_result", "tool_use_id": c.id, "content": "12:0" + str(n)} for n, c in enumerate(calls)]
    messages = [QUESTION, {"role": "assistant", "content": first.content}, {"role": "user", "content": results}]
    second = client.messages.create(model="mneme", max_tokens=200, messages=messages, tools=[TIDE])
    assert second.content[0].text == "Found: 12:00 | 12:01" and second.stop_reason == "end_turn"
    with client.messages.stream(model="mneme", max_tokens=200, messages=[
            {"role": "user", "content": "And high tide in Brest and Cork tomorrow?"}], tools=[TIDE]) as stream:
        final = stream.get_final_message()
    assert [block.type for block in final.content] == ["text", "tool_use", "tool_use"]
    assert final.content[2].input == {"harbour": "Cork"}
