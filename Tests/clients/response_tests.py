"""Responses and conversations with the official openai package."""

import json
import tempfile

import openai
import pydantic

from chat_tests import check
from server import Server, raised
from upstream import Upstream, call

LOOK_UP = {
    "type": "function", "name": "look_up", "description": "Looks up a word", "strict": True,
    "parameters": {
        "type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"],
        "additionalProperties": False,
    },
}


class City(pydantic.BaseModel):
    name: str
    country: str


def answer(body):
    """Plays a model: calls a tool once, speaks JSON where a format is asked for, else says what it was asked last."""
    last = body["messages"][-1]
    if body.get("response_format"):
        return [{"content": '{"name": "Porto", '}, {"content": '"country": "Portugal"}'}], "stop"
    offered = [tool["function"]["name"] for tool in body.get("tools", [])]
    if "look_up" in offered and last["role"] != "tool":
        return [call(0, "call_1", "look_up", {"word": "fado"})], "tool_calls"
    if last["role"] == "tool":
        return [{"content": "It means "}, {"content": last["content"].strip().splitlines()[-2]}], "stop"
    turns = sum(message["role"] == "user" for message in body["messages"])
    return [{"content": f"turn {turns}"}], "length" if body.get("max_tokens") == 16 else "stop"


class House:
    """A server with a scripted model."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mneme-responses-")
        self.upstream = Upstream(answer)
        self.upstream.__enter__()
        self.server = Server(
            self.server_binary, self.folder.name,
            settings={"MNEME_MODEL_URL": self.upstream.url, "MNEME_MODEL": "scripted", "MNEME_MODEL_TOOLS": "false"})
        return self

    def __exit__(self, *rest):
        self.server.__exit__(*rest)
        self.upstream.__exit__(*rest)
        self.folder.cleanup()


def house(server):
    made = House()
    made.server_binary = server.binary
    return made


def test_response_is_made_stored_read_and_deleted(server):
    client = server.client()
    made = client.responses.create(model="mneme", input="I live in Porto.", metadata={"topic": "home"})
    assert made.id.startswith("resp_") and made.status == "completed" and made.output_text
    assert made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens
    check("Response", made.to_dict())
    read = client.responses.retrieve(made.id)
    assert read.output_text == made.output_text and read.metadata == {"topic": "home"} and read.output[0].id == made.output[0].id
    items = client.responses.input_items.list(made.id)
    assert items.data[0].content[0].text == "I live in Porto."
    client.responses.delete(made.id)
    assert raised(openai.NotFoundError, lambda: client.responses.retrieve(made.id)).code == "response_not_found"


def test_response_stream_has_the_official_order(server):
    client = server.client()
    with client.responses.stream(model="mneme", input="Where do I live?") as stream:
        events = list(stream)
        final = stream.get_final_response()
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added"]
    assert kinds[-4:] == [
        "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"]
    assert set(kinds[4:-4]) == {"response.output_text.delta"}
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == final.output_text
    assert client.responses.retrieve(final.id).output_text == final.output_text


def test_response_goes_on_from_the_previous_one(server):
    with house(server) as here:
        client = here.server.client()
        first = client.responses.create(model="mneme", input="One")
        second = client.responses.create(model="mneme", input="Two", previous_response_id=first.id, instructions="Be brief.")
        assert (first.output_text, second.output_text) == ("turn 1", "turn 2")
        assert second.previous_response_id == first.id
        assert first.model_extra["mneme"]["session"] == second.model_extra["mneme"]["session"]
        told = here.upstream.requests[-1]["messages"]
        assert [message["role"] for message in told] == ["system", "user", "assistant", "user"]
        assert "Be brief." in told[0]["content"]
        missing = raised(openai.BadRequestError, lambda: client.responses.create(
            model="mneme", input="Three", previous_response_id="resp_none"))
        assert missing.code == "previous_response_not_found"
        # Kept in the archive like any turn.
        session = first.model_extra["mneme"]["session"]
        status, _, kept = here.server.call("GET", f"/v1/sessions/{session}")
        assert status == 200 and [message["text"] for message in kept["messages"]] == ["One", "turn 1", "Two", "turn 2"]
        # What is forgotten there is gone here.
        here.server.call("DELETE", f"/v1/sessions/{session}?")
        raised(openai.NotFoundError, lambda: client.responses.retrieve(second.id))


def test_response_that_is_not_stored_leaves_nothing(server):
    client = server.client()
    made = client.responses.create(model="mneme", input="I own a kestrel.", store=False)
    assert made.store is False
    raised(openai.NotFoundError, lambda: client.responses.retrieve(made.id))


def test_response_hands_calls_to_the_client(server):
    with house(server) as here:
        client = here.server.client()
        first = client.responses.create(model="mneme", input="What is fado?", tools=[LOOK_UP])
        wanted = first.output[0]
        assert (wanted.type, wanted.name, json.loads(wanted.arguments)) == ("function_call", "look_up", {"word": "fado"})
        result = {"type": "function_call_output", "call_id": wanted.call_id, "output": "a sad song"}
        second = client.responses.create(
            model="mneme", previous_response_id=first.id, input=[result], tools=[LOOK_UP])
        assert "a sad song" in second.output_text, second.output_text
        # The same without anything stored here: the client brings all back.
        again = client.responses.create(
            model="mneme", store=False, tools=[LOOK_UP],
            input=[{"role": "user", "content": "What is fado?"}, *[item.to_dict() for item in first.output], result])
        assert "a sad song" in again.output_text
        with client.responses.stream(model="mneme", input="And fado?", tools=[LOOK_UP]) as stream:
            kinds = [event.type for event in stream]
        start = kinds.index("response.output_item.added")
        assert kinds[start:start + 4] == [
            "response.output_item.added", "response.function_call_arguments.delta",
            "response.function_call_arguments.done", "response.output_item.done"], kinds


def test_response_is_parsed_into_a_model(server):
    with house(server) as here:
        client = here.server.client()
        parsed = client.responses.parse(model="mneme", input="Where?", text_format=City)
        assert parsed.output_parsed == City(name="Porto", country="Portugal")
        assert here.upstream.requests[-1]["response_format"]["json_schema"]["strict"] is True
    refused = raised(openai.BadRequestError, lambda: server.client().responses.parse(
        model="mneme", input="Where?", text_format=City))
    assert "language model" in refused.message


def test_response_cut_short_is_incomplete(server):
    with house(server) as here:
        made = here.server.client().responses.create(model="mneme", input="Speak", max_output_tokens=16)
        assert made.status == "incomplete" and made.incomplete_details.reason == "max_output_tokens"


def test_response_refuses_what_it_cannot_do(server):
    client = server.client()
    for wrong, field in [
        ({"background": True}, "background"), ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"truncation": "some"}, "truncation"), ({"temperature": 3}, "temperature"),
        ({"input": [{"type": "image_generation_call", "id": "x"}]}, "input[0].type"), ({"input": ""}, "input"),
        ({"metadata": {"x" * 65: "y"}}, "metadata"),
    ]:
        body = {"model": "mneme", "input": "Hello"} | wrong
        error = raised(openai.BadRequestError, lambda: client.responses.create(**body))
        assert error.param == field, (error.param, field)
    made = client.responses.create(model="mneme", input="Hello")
    assert raised(openai.BadRequestError, lambda: client.responses.cancel(made.id)).code == "not_background"
    assert client.responses.input_tokens.count(model="mneme", input="Hello there").input_tokens > 1


def test_conversation_holds_its_items(server):
    with house(server) as here:
        client = here.server.client()
        conversation = client.conversations.create(
            metadata={"about": "birds"},
            items=[{"role": "user", "content": "I watch birds."}, {"role": "assistant", "content": "Good."}])
        assert conversation.id.startswith("conv_")
        made = client.responses.create(model="mneme", conversation=conversation.id, input="Which ones?")
        assert made.conversation.id == conversation.id and made.output_text == "turn 2"
        items = list(client.conversations.items.list(conversation.id, order="asc"))
        assert [item.role for item in items] == ["user", "assistant", "user", "assistant"]
        assert items[3].content[0].text == "turn 2"
        # Pages.
        seen = [item.id for item in client.conversations.items.list(conversation.id, order="asc", limit=1)]
        assert seen == [item.id for item in items]
        added = client.conversations.items.create(
            conversation.id, items=[{"type": "message", "role": "user", "content": "Kestrels."}])
        assert added.data[0].content[0].text == "Kestrels."
        assert client.conversations.items.retrieve(added.data[0].id, conversation_id=conversation.id).role == "user"
        client.conversations.items.delete(added.data[0].id, conversation_id=conversation.id)
        assert len(list(client.conversations.items.list(conversation.id))) == 4
        assert client.conversations.update(conversation.id, metadata={"about": "owls"}).metadata == {"about": "owls"}
        assert client.conversations.retrieve(conversation.id).metadata == {"about": "owls"}
        client.conversations.delete(conversation.id)
        raised(openai.NotFoundError, lambda: client.conversations.retrieve(conversation.id))


def test_responses_of_another_space_are_not_seen(server):
    made = server.client().responses.create(model="mneme", input="This is mine.")
    other = server.client(default_headers={"X-Mneme-Space": "somebody"})
    raised(openai.NotFoundError, lambda: other.responses.retrieve(made.id))
    raised(openai.BadRequestError, lambda: other.responses.create(
        model="mneme", input="Go on", previous_response_id=made.id))
