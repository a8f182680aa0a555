"""Chat completions and models with the official openai package."""

import functools
import json
import os
import pathlib

import openai

from server import raised

QUESTION = [{"role": "user", "content": "I live in Porto. 내 취미는 수영이야."}]


@functools.cache
def schema(name):
    """Checks against the published contract where it is at hand."""
    folder = os.environ.get("MNEME_CONTRACTS_DIR")
    root = pathlib.Path(folder) if folder else pathlib.Path(__file__).resolve().parents[3] / "shared" / "contracts"
    file = root / "openai-subset.openapi.json"
    if not file.exists():
        print(f"      (no contract at {file}: {name} is not checked against it; set MNEME_CONTRACTS_DIR)")
        return None
    import jsonschema

    document = json.loads(file.read_text())
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]})


def check(name, value):
    validator = schema(name)
    if validator:
        problems = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(value)]
        assert not problems, problems


def without_nullable(chunk):
    """OpenAPI 3.0's `nullable` is unknown to JSON Schema: such members are checked when they hold something."""
    chunk = {key: value for key, value in chunk.items() if value is not None}
    chunk["choices"] = [
        {key: value for key, value in choice.items() if value is not None or key == "index"}
        for choice in chunk["choices"]
    ]
    for choice in chunk["choices"]:
        choice.setdefault("finish_reason", "stop")
    return chunk


def test_whole_answer(server):
    answer = server.client().chat.completions.with_raw_response.create(model="mneme", messages=QUESTION)
    completion = answer.parse()
    assert completion.id.startswith("chatcmpl-")
    assert completion.object == "chat.completion"
    assert completion.choices[0].message.role == "assistant"
    assert completion.choices[0].message.content
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    assert answer.headers["x-request-id"]
    assert answer.headers["x-mneme-session"]
    extra = completion.model_extra["mneme"]
    assert extra["session"] == answer.headers["x-mneme-session"]
    assert isinstance(extra["recalled"], list)
    check("CreateChatCompletionResponse", completion.to_dict())


def test_stream(server):
    chunks = list(server.client().chat.completions.create(model="mneme", messages=QUESTION, stream=True))
    assert len({chunk.id for chunk in chunks}) == 1
    assert len({chunk.created for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason] == ["stop"]
    assert all(chunk.usage is None for chunk in chunks)
    assert chunks[0].model_extra["mneme"]["session"]
    for chunk in chunks:
        check("CreateChatCompletionStreamResponse", without_nullable(chunk.to_dict()))


def test_stream_usage(server):
    chunks = list(server.client().chat.completions.create(
        model="mneme", messages=QUESTION, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == []
    assert chunks[-1].usage.total_tokens > 0
    assert all(chunk.usage is None and chunk.choices for chunk in chunks[:-1])


def test_stream_helper(server):
    with server.client().chat.completions.stream(model="mneme", messages=QUESTION) as stream:
        for _ in stream:
            pass
        assert stream.get_final_completion().choices[0].message.content


def test_stream_ends_with_one_done(server):
    status, headers, body = server.call(
        "POST", "/v1/chat/completions", {"model": "mneme", "messages": QUESTION, "stream": True})
    assert status == 200
    assert headers["Content-Type"].startswith("text/event-stream")
    assert body.count("data: [DONE]") == 1 and body.endswith("data: [DONE]\n\n")


def test_content_parts_and_roles(server):
    completion = server.client().chat.completions.create(
        model="mneme", user="ada", max_completion_tokens=500, temperature=0.2, stop=["\n\n\n"], seed=1, n=1,
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "I have a dog."}]},
            {"role": "assistant", "content": "Noted."},
            {"role": "user", "content": [{"type": "text", "text": "What"}, {"type": "text", "text": "do I have?"}]},
        ])
    assert completion.choices[0].message.content


def test_unknown_fields_are_ignored(server):
    completion = server.client().chat.completions.create(
        model="mneme", messages=QUESTION, extra_body={"something_new": {"deep": [1, 2]}})
    assert completion.choices


def test_wrong_model(server):
    error = raised(openai.NotFoundError, lambda: server.client().chat.completions.create(
        model="no-such-model", messages=QUESTION))
    assert error.code == "model_not_found"
    assert error.param == "model"
    assert error.type == "invalid_request_error"


def test_error_objects(server):
    create = server.client().chat.completions.create
    for options, param in [
        ({"n": 9}, "n"), ({"temperature": 9}, "temperature"), ({"max_tokens": 0}, "max_tokens"),
        ({"messages": []}, "messages"), ({"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
         "messages[0].content[0].image_url.url"),
    ]:
        error = raised(openai.BadRequestError, lambda: create(**{"model": "mneme", "messages": QUESTION, **options}))
        assert error.param == param, (options, error.body)
        assert error.code and error.type == "invalid_request_error" and error.request_id


def test_models(server):
    models = list(server.client().models.list())
    assert models and all(model.object == "model" and model.id and model.owned_by for model in models)
    assert server.client().models.retrieve(models[0].id).id == models[0].id
    assert server.client().models.retrieve("mneme").id == "mneme"
    assert raised(openai.NotFoundError, lambda: server.client().models.retrieve("none")).code == "model_not_found"
    assert server.client().chat.completions.create(model=models[0].id, messages=QUESTION).choices


def test_session_header(server):
    answer = server.client().chat.completions.with_raw_response.create(
        model="mneme", messages=QUESTION, extra_headers={"X-Mneme-Session": "kitchen", "X-Mneme-Space": "client-tests"})
    assert answer.headers["x-mneme-session"]
    status, _, body = server.call("GET", "/v1/sessions", headers={"X-Mneme-Space": "client-tests"})
    assert status == 200 and body["sessions"]
