"""What a chat completion may ask of its answer's form: JSON, several answers, log probabilities."""

import json
import tempfile

import openai
import pydantic

from server import Server, raised
from upstream import Upstream

QUESTION = [{"role": "user", "content": "Where is the port wine from?"}]


class City(pydantic.BaseModel):
    name: str
    country: str


SCHEMA = {
    "type": "json_schema", "json_schema": {"name": "city", "schema": City.model_json_schema(), "strict": False}}


class Model:
    """Plays answers in turn, the last one again and again."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def __call__(self, body):
        text = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [{"content": text}], "stop"


class House:
    def __init__(self, server, answer):
        self.binary = server.binary
        self.upstream = Upstream(answer)

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="mneme-formats-")
        self.upstream.__enter__()
        self.server = Server(
            self.binary, self.folder.name,
            settings={"MNEME_MODEL_URL": self.upstream.url, "MNEME_MODEL": "scripted", "MNEME_MODEL_TOOLS": "false"})
        self.client = self.server.client()
        return self

    def __exit__(self, *rest):
        self.server.__exit__(*rest)
        self.upstream.__exit__(*rest)
        self.folder.cleanup()


def test_json_of_a_schema_is_parsed(server):
    with House(server, Model('{"name": "Porto", "country": "Portugal"}')) as here:
        parsed = here.client.chat.completions.parse(model="mneme", messages=QUESTION, response_format=City)
        assert parsed.choices[0].message.parsed == City(name="Porto", country="Portugal")
        sent = here.upstream.requests[-1]
        assert sent["response_format"]["json_schema"]["name"] == "City"
        # Models that know no schemas read it.
        assert "country" in sent["messages"][0]["content"]


def test_json_of_another_shape_is_asked_for_again(server):
    with House(server, Model("Port wine is from Porto.", '```json\n{"name": "Porto", "country": "Portugal"}\n```')) as here:
        made = here.client.chat.completions.create(model="mneme", messages=QUESTION, response_format=SCHEMA)
        assert json.loads(made.choices[0].message.content) == {"name": "Porto", "country": "Portugal"}
        assert len(here.upstream.requests) == 2
    with House(server, Model('{"name": "Porto"}')) as here:
        failed = raised(openai.InternalServerError, lambda: here.client.chat.completions.create(
            model="mneme", messages=QUESTION, response_format=SCHEMA))
        assert failed.status_code == 502 and "country" in failed.message


def test_json_object_is_checked_and_streams_whole(server):
    with House(server, Model('{"port": true}')) as here:
        chunks = here.client.chat.completions.create(
            model="mneme", messages=QUESTION, response_format={"type": "json_object"}, stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        assert json.loads(text) == {"port": True}
        assert here.upstream.requests[-1]["response_format"] == {"type": "json_object"}


def test_formats_that_cannot_be_had_are_refused(server):
    client = server.client()
    for wrong, code in [
        ({"type": "json_object"}, None), (SCHEMA, None), ({"type": "grammar"}, "unsupported_value"),
        ({"type": "json_schema", "json_schema": {"schema": {}}}, "invalid_value"),
    ]:
        error = raised(openai.BadRequestError, lambda: client.chat.completions.create(
            model="mneme", messages=QUESTION, response_format=wrong))
        assert code is None or error.code == code, (error.code, code)
    with House(server, Model("{}")) as here:
        elsewhere = {"type": "json_schema", "json_schema": {
            "name": "x", "schema": {"$ref": "https://example.com/schema.json"}}}
        raised(openai.BadRequestError, lambda: here.client.chat.completions.create(
            model="mneme", messages=QUESTION, response_format=elsewhere))
        assert not here.upstream.requests


def test_several_answers(server):
    with House(server, Model("Porto.", "The Douro.", "Portugal.")) as here:
        made = here.client.chat.completions.create(model="mneme", messages=QUESTION, n=3, seed=5)
        assert [choice.index for choice in made.choices] == [0, 1, 2]
        assert [choice.message.content for choice in made.choices] == ["Porto.", "The Douro.", "Portugal."]
        assert made.usage.total_tokens == 3 * 23
        assert [request["seed"] for request in here.upstream.requests] == [5, 6, 7]
        # The first is what was said.
        status, _, kept = here.server.call("GET", "/v1/sessions/" + made.model_extra["mneme"]["session"])
        assert [message["text"] for message in kept["messages"]][1:] == ["Porto."]
    with House(server, Model("Porto.", "The Douro.")) as here:
        chunks = list(here.client.chat.completions.create(
            model="mneme", messages=QUESTION, n=2, stream=True, stream_options={"include_usage": True}))
        texts = ["", ""]
        for chunk in chunks:
            for choice in chunk.choices:
                texts[choice.index] += choice.delta.content or ""
        assert texts == ["Porto.", "The Douro."] and chunks[-1].usage.total_tokens == 2 * 23
    for wrong in (0, 9):
        assert raised(openai.BadRequestError, lambda: server.client().chat.completions.create(
            model="mneme", messages=QUESTION, n=wrong)).param == "n"


def test_logprobs_are_passed_through(server):
    def answer(body):
        return [{"content": "Porto"}], "stop"

    with House(server, answer) as here:
        tokens = [{"token": "Porto", "logprob": -0.25, "bytes": None, "top_logprobs": []}]
        here.upstream.logprobs = {"content": tokens}
        made = here.client.chat.completions.create(model="mneme", messages=QUESTION, logprobs=True, top_logprobs=3)
        assert here.upstream.requests[-1]["logprobs"] is True and here.upstream.requests[-1]["top_logprobs"] == 3
        assert made.choices[0].logprobs.content[0].logprob == -0.25
        chunks = here.client.chat.completions.create(model="mneme", messages=QUESTION, logprobs=True, stream=True)
        told = [chunk.choices[0].logprobs for chunk in chunks if chunk.choices and chunk.choices[0].logprobs]
        assert told[0].content[0].token == "Porto"
    client = server.client()
    raised(openai.BadRequestError, lambda: client.chat.completions.create(
        model="mneme", messages=QUESTION, logprobs=True))
    assert raised(openai.BadRequestError, lambda: client.chat.completions.create(
        model="mneme", messages=QUESTION, top_logprobs=2)).param == "top_logprobs"
