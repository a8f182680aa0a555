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
