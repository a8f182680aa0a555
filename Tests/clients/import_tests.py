"""`mneme import --from`: exports of other programs, into a directory and into a running server."""

import io
import json
import os
import subprocess
import tempfile
import uuid
import zipfile

CHATGPT = [{
    "title": "Birds", "create_time": 1700000000.5, "conversation_id": "c-1", "current_node": "n3",
    "mapping": {
        "root": {"id": "root", "message": None, "parent": None, "children": ["n0"]},
        "n0": {"id": "n0", "parent": "root", "children": ["n1", "nx"], "message": {
            "id": "n0", "author": {"role": "system"}, "create_time": None,
            "content": {"content_type": "text", "parts": [""]}, "metadata": {"is_visually_hidden_from_conversation": True}}},
        "nx": {"id": "nx", "parent": "n0", "children": [], "message": {
            "id": "nx", "author": {"role": "user"}, "create_time": 1700000001,
            "content": {"content_type": "text", "parts": ["Never mind."]}, "metadata": {}}},
        "n1": {"id": "n1", "parent": "n0", "children": ["n2"], "message": {
            "id": "n1", "author": {"role": "user"}, "create_time": 1700000002.25,
            "content": {"content_type": "multimodal_text", "parts": [{"asset_pointer": "x"}, "I watch kestrels in Évora. 새를 좋아해."]},
            "metadata": {}}},
        "n2": {"id": "n2", "parent": "n1", "children": ["n3"], "message": {
            "id": "n2", "author": {"role": "assistant"}, "create_time": 1700000003,
            "content": {"content_type": "code", "text": "search()"}, "metadata": {}}},
        "n3": {"id": "n3", "parent": "n2", "children": [], "message": {
            "id": "n3", "author": {"role": "assistant"}, "create_time": None,
            "content": {"content_type": "text", "parts": ["How nice: \"kestrels\", [and] {owls}."]}, "metadata": {}}},
    }}, {"title": "broken", "secret": "do not tell"}]

CLAUDE = [{
    "uuid": "k-1", "name": "Boats", "created_at": "2025-03-01T10:00:00.123456Z", "chat_messages": [
        {"uuid": "m1", "sender": "human", "text": "My boat is called Marta.", "created_at": "2025-03-01T10:00:01.000000Z",
         "content": [{"type": "text", "text": "My boat is called Marta."}]},
        {"uuid": "m2", "sender": "assistant", "text": "", "created_at": "2025-03-01T10:00:02+00:00",
         "content": [{"type": "tool_use", "name": "x"}, {"type": "text", "text": "A fine name."}]},
    ]}]

LETTA = {"agents": [{
    "id": "agent-0", "name": "sam", "block_ids": ["block-1"], "messages": [
        {"id": "message-1", "role": "user", "created_at": "2025-05-01T08:00:00+00:00",
         "content": [{"type": "text", "text": json.dumps({"type": "user_message", "message": "I bake on Sundays."})}]},
        {"id": "message-2", "role": "user", "created_at": "2025-05-01T08:00:01+00:00",
         "content": [{"type": "text", "text": json.dumps({"type": "heartbeat", "reason": "x"})}]},
        {"id": "message-3", "role": "assistant", "created_at": "2025-05-01T08:00:02+00:00",
         "content": [{"type": "text", "text": "thinking"}],
         "tool_calls": [{"id": "c", "function": {"name": "send_message", "arguments": json.dumps({"message": "Bread?"})}}]},
    ]}], "blocks": [{"id": "block-1", "label": "human", "value": "Bakes sourdough."},
                    {"id": "block-2", "label": "human", "value": "Somebody else."}]}

MEM0 = {"results": [
    {"id": "a1", "memory": "Collects stamps from Macau.", "created_at": "2024-02-03T04:05:06.000-08:00"},
    {"id": "a2", "memory": "", "created_at": "2024-02-03T04:05:06Z"},
    {"id": "a3", "memory": "The password is hunter2hunter2: sk-ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEFGHIJKL"}]}


def run(server, folder, space, *words, stdin=None):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MNEME_")}
    environment |= {"MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off"}
    return subprocess.run(
        [server.binary, *words, "--data-dir", folder, "--space", space], input=stdin, capture_output=True, env=environment,
        timeout=300)


def written(folder, name, value):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path


def archive(value):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("user.json", "{}")
        zipped.writestr("conversations.json", json.dumps(value))
    return packed.getvalue()


def messages(server, space, session):
    status, _, told = server.call("GET", f"/v1/sessions/{session.replace(':', '%3A')}", headers={"X-Mneme-Space": space})
    assert status == 200, told
    return [(row["role"], row["text"], row["created_at"]) for row in told["messages"]]


def memories(server, space):
    return server.call("GET", "/v1/memories?limit=200", headers={"X-Mneme-Space": space})[2]["memories"]


def test_import_of_chatgpt_keeps_the_branch_that_was_shown(server):
    space = "i" + uuid.uuid4().hex[:8]
    with tempfile.TemporaryDirectory() as folder:
        for name, value in [("conversations.json", CHATGPT), ("export.zip", archive(CHATGPT))]:
            done = run(server, server.folder, space, "import", "--from", "chatgpt", written(folder, name, value))
            assert done.returncode == 1, done
            assert b"record 2: it is no conversation" in done.stderr and b"do not tell" not in done.stderr
            first = name == "conversations.json"
            assert (b"accepted 2, skipped 0" if first else b"accepted 0, skipped 2") in done.stdout, done.stdout
    assert messages(server, space, "chatgpt:c-1") == [
        ("user", "I watch kestrels in Évora. 새를 좋아해.", "2023-11-14T22:13:22.250Z"),
        ("assistant", "How nice: \"kestrels\", [and] {owls}.", "2023-11-14T22:13:22.251Z")]


def test_import_of_claude_from_a_pipe(server):
    space = "i" + uuid.uuid4().hex[:8]
    done = run(server, server.folder, space, "import", "--from", "claude", "-", stdin=json.dumps(CLAUDE).encode())
    assert done.returncode == 0 and b"records 1, accepted 2, skipped 0, errors 0" in done.stdout, done
    assert messages(server, space, "claude:k-1") == [
        ("user", "My boat is called Marta.", "2025-03-01T10:00:01Z"), ("assistant", "A fine name.", "2025-03-01T10:00:02Z")]
    cut = run(server, server.folder, space, "import", "--from", "claude", "-", stdin=json.dumps(CLAUDE).encode()[:-1])
    assert cut.returncode != 0 and b"cut off" in cut.stderr


def test_import_of_letta_and_mem0_keeps_memories_with_their_origin(server):
    space = "i" + uuid.uuid4().hex[:8]
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            done = run(server, server.folder, space, "import", "--from", "letta", written(folder, "sam.af", LETTA))
            assert done.returncode == 0, done
            done = run(server, server.folder, space, "import", "--from", "mem0", written(folder, "mem0.json", MEM0))
            assert done.returncode == 1 and b"record 2: it has no text" in done.stderr and b"hunter2" not in done.stderr, done
    assert b"accepted 0, skipped 1, errors 2" in done.stdout, done.stdout
    assert messages(server, space, "letta:agent-0") == [
        ("user", "I bake on Sundays.", "2025-05-01T08:00:00Z"), ("assistant", "Bread?", "2025-05-01T08:00:02Z")]
    kept = {row["text"]: row for row in memories(server, space)}
    assert "Collects stamps from Macau." in kept and "Bakes sourdough." in kept and "Somebody else." not in kept, kept
    assert kept["Collects stamps from Macau."]["valid_from"] == "2024-02-03T12:05:06Z"
    one = kept["Collects stamps from Macau."]["id"].replace(":", "%3A")
    history = server.call("GET", f"/v1/memories/{one}/history", headers={"X-Mneme-Space": space})[2]["history"]
    assert [entry["reason"] for entry in history] == ["import: mem0"]
    found = server.call("POST", "/v1/memories/search", {"query": "stamps"}, headers={"X-Mneme-Space": space})[2]
    assert found["results"][0]["content"] == "Collects stamps from Macau."


def test_import_into_a_directory_without_a_server(server):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        done = run(server, home, "me", "import", "--from", "claude", written(folder, "export.zip", archive(CLAUDE)))
        assert done.returncode == 0 and b"accepted 2" in done.stdout, done
        told = run(server, home, "me", "recall", "What is my boat called?")
        assert b"Marta" in told.stdout, told
        empty = run(server, home, "me", "import", "--from", "claude", written(folder, "wrong.zip", archive([]).replace(
            b"conversations.json", b"conversatioms.json")))
        assert empty.returncode != 0 and b"right archive" in empty.stderr, empty
