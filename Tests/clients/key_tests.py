"""A server that has an API key."""

import openai

from server import raised


def test_wrong_key(server):
    for key in ["wrong", "sk-test-right-ke", "sk-test-right-key2"]:
        error = raised(openai.AuthenticationError, lambda: server.client(key=key).models.list())
        assert error.code == "invalid_api_key"
        assert "right-key" not in str(error)


def test_no_key(server):
    status, headers, body = server.call("GET", "/v1/memories", headers={"Authorization": "Basic eDp5"})
    assert status == 401 and headers["WWW-Authenticate"].startswith("Bearer")
    assert body["error"]["code"] == "invalid_api_key"


def test_right_key(server):
    assert list(server.client().models.list())
    completion = server.client().chat.completions.create(
        model="mneme", messages=[{"role": "user", "content": "My cat is called Kiwi."}])
    assert completion.choices[0].message.content


def test_page_and_liveness_need_no_key(server):
    for path in ["/", "/page/main.mjs", "/page/base.css", "/health/quick"]:
        status, _, _ = server.call("GET", path, headers={"Authorization": "Bearer wrong"})
        assert status == 200, path
