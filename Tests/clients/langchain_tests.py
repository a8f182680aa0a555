"""langchain-openai and litellm as clients."""

import os

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")

import litellm
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from response_tests import City, house
from server import raised

litellm.telemetry = False


@tool
def look_up(word: str) -> str:
    """Looks up a word."""
    return "a sad song"


LOOK_UP = {"type": "function", "function": {
    "name": "look_up", "description": "Looks up a word.",
    "parameters": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}}}


def model(here, **more):
    return ChatOpenAI(model="mneme", base_url=here.url + "/v1", api_key="unused", max_retries=0, timeout=60, **more)


def test_langchain_chats_and_streams(server):
    with house(server) as here:
        chat = model(here.server)
        said = chat.invoke("One")
        assert said.content == "turn 1" and said.usage_metadata["total_tokens"] == 23
        assert "".join(chunk.content for chunk in chat.stream("One")) == "turn 1"


def test_langchain_calls_tools_and_reads_structures(server):
    with house(server) as here:
        chat = model(here.server).bind_tools([look_up])
        question = HumanMessage("What is fado?")
        asked = chat.invoke([question])
        assert [(call["name"], call["args"]) for call in asked.tool_calls] == [("look_up", {"word": "fado"})]
        result = ToolMessage(look_up.invoke(asked.tool_calls[0]["args"]), tool_call_id=asked.tool_calls[0]["id"])
        assert "a sad song" in chat.invoke([question, asked, result]).content
        city = model(here.server).with_structured_output(City, method="json_schema").invoke("Where?")
        assert city == City(name="Porto", country="Portugal")


def test_langchain_speaks_responses(server):
    with house(server) as here:
        chat = model(here.server, use_responses_api=True, output_version="responses/v1")
        first = chat.invoke("One")
        second = chat.invoke("Two", previous_response_id=first.response_metadata["id"])
        assert second.text == "turn 2", second
        assert "".join(chunk.text for chunk in chat.stream("One")) == "turn 1"


def test_langchain_embeds(server):
    # Without counting tokens of OpenAI's own, which would be sent in place of the texts.
    embed = OpenAIEmbeddings(
        model="all-MiniLM-L6-v2", base_url=server.url + "/v1", api_key="unused", check_embedding_ctx_length=False)
    vectors = embed.embed_documents(["A cat sleeps.", "Interest rates rose."])
    assert [len(vector) for vector in vectors] == [384, 384] and len(embed.embed_query("cat")) == 384


def test_litellm_chats_streams_calls_and_embeds(server):
    with house(server) as here:
        to = {"api_base": here.server.url + "/v1", "api_key": "unused", "num_retries": 0}
        question = [{"role": "user", "content": "One"}]
        assert litellm.completion("openai/mneme", question, **to).choices[0].message.content == "turn 1"
        pieces = litellm.completion("openai/mneme", question, stream=True, **to)
        assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == "turn 1"
        asked = litellm.completion("openai/mneme", question, tools=[LOOK_UP], **to).choices[0].message
        assert asked.tool_calls[0].function.name == "look_up"
        vectors = litellm.embedding("openai/all-MiniLM-L6-v2", ["A cat sleeps."], **to)
        assert len(vectors.data[0]["embedding"]) == 384
        made = litellm.responses(model="openai/mneme", input="One", **to)
        assert made.output[0].content[0].text == "turn 1"
        wrong = raised(litellm.NotFoundError, lambda: litellm.completion("openai/none", question, **to))
        assert "model" in str(wrong)
