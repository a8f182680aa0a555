"""The WebSocket of a server with a key."""

import json
import time

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from socket_tests import address, closed, conversation


def test_socket_key_in_the_first_message(server):
    for token, code in [(server.key, None), ("sk-wrong", 4001), ("", 4001)]:
        with connect(address(server)) as link:
            link.send(json.dumps({"type": "auth", "token": token, "space": "me"}))
            answer = json.loads(link.recv(timeout=20))
            if code is None:
                assert answer["type"] == "auth_ok" and answer["space"] == "me"
                link.send(json.dumps({"type": "auth", "token": token}))
                assert json.loads(link.recv(timeout=20))["message"] == "already_authenticated"
            else:
                assert answer == {"type": "error", "message": "auth_required"}
                assert closed(link) == (4001, "auth_required")


def test_socket_key_comes_before_everything_else(server):
    with connect(address(server)) as link:
        link.send(json.dumps({"type": "chat", "content": "Who am I?"}))
        assert json.loads(link.recv(timeout=20)) == {"type": "error", "message": "auth_required"}
        assert closed(link) == (4001, "auth_required")


def test_socket_key_may_stand_in_the_header(server):
    with conversation(server, headers={"Authorization": f"Bearer {server.key}"}) as (_, say, hear):
        say(type="ping")
        assert hear() == {"type": "pong"}
    try:
        with connect(address(server), additional_headers={"Authorization": "Bearer sk-wrong"}):
            raise AssertionError("it was let in")
    except InvalidStatus as refused:
        assert refused.response.status_code == 401


def test_socket_key_that_never_comes_is_not_waited_for(server):
    begun = time.monotonic()
    with connect(address(server)) as link:
        assert json.loads(link.recv(timeout=20)) == {"type": "error", "message": "auth_timeout"}
        assert closed(link) == (4002, "auth_timeout")
    assert 4.5 < time.monotonic() - begun < 15


def made(server, *scopes, spaces=()):
    status, _, answer = server.call("POST", "/v1/keys", {"name": "socket", "scopes": scopes, "spaces": spaces})
    assert status == 201, answer
    return answer["key"]["id"], answer["secret"]


def test_socket_key_does_what_its_scopes_say_and_no_more(server):
    _, reader = made(server, "memory:read", spaces=["socket-a"])
    with conversation(server, headers={"Authorization": f"Bearer {reader}"}) as (_, say, hear):
        say(type="chat", id="x", content="Who am I?")
        assert hear() == {"type": "error", "message": "insufficient_scope", "id": "x", "detail": "chat"}
        say(type="session_end", session="s-1")
        assert hear()["message"] == "insufficient_scope"
        say(type="subscribe")
        assert hear() == {"type": "subscribed"}
    # Neither by its header nor by its words does it reach another space.
    try:
        with connect(address(server), additional_headers={
                "Authorization": f"Bearer {reader}", "X-Mneme-Space": "socket-b"}):
            raise AssertionError("it was let in")
    except InvalidStatus as refused:
        assert refused.response.status_code == 403
    with connect(address(server)) as link:
        link.send(json.dumps({"type": "auth", "token": reader, "space": "socket-b", "events": True}))
        assert json.loads(link.recv(timeout=20)) == {"type": "error", "message": "space_not_allowed"}
        link.send(json.dumps({"type": "subscribe"}))
        assert closed(link) == (4001, "auth_required")


def test_socket_key_that_is_revoked_ends_the_conversation(server):
    name, chatter = made(server, "chat")
    with conversation(server, introduce=None, headers={"Authorization": f"Bearer {chatter}"}) as (link, say, hear):
        say(type="ping")
        assert hear() == {"type": "pong"}
        assert server.call("DELETE", f"/v1/keys/{name}")[0] in (200, 204)
        say(type="chat", content="Am I still there?")
        assert hear()["message"] == "auth_required"
        assert closed(link) == (4001, "auth_required")
