"""The official mem0ai client, and the routes of mem0's open-source server."""

import contextlib
import os
import time
import uuid

os.environ.setdefault("MEM0_TELEMETRY", "False")
os.environ.setdefault("MEM0_DIR", os.path.join(os.environ.get("TMPDIR", "/tmp"), f"mem0-{os.getpid()}"))

from mem0 import MemoryClient
from mem0.exceptions import MemoryError as ClientError

from server import raised


def client(server, key=None):
    return MemoryClient(api_key=key or server.key or "unused", host=server.url + "/mem0")


def somebody():
    return "user-" + uuid.uuid4().hex[:12]


def of(user):
    return {"user_id": user}


def settled(server, memory, event, limit=60):
    """Waits as people do who follow an event."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        status, _, told = server.call("GET", f"/mem0/v1/event/{event}/")
        assert status == 200, told
        if told["status"] == "SUCCEEDED":
            return told
        time.sleep(0.1)
    raise AssertionError("the event did not end")


def test_mem0_keeps_as_given_and_finds(server):
    memory, user = client(server), somebody()
    added = memory.add("I keep bees on the roof.", filters=of(user), infer=False, metadata={"topic": "bees"})
    kept = added["results"][0]
    assert kept["event"] == "ADD" and kept["memory"] == "I keep bees on the roof."
    memory.add("The dentist is in Braga.", filters=of(user), infer=False)
    found = memory.search("Which insects do I keep?", filters=of(user))["results"]
    assert found[0]["id"] == kept["id"] and found[0]["metadata"] == {"topic": "bees"} and 0 <= found[0]["score"] <= 1
    assert [row["memory"] for row in memory.search("bees", filters=of(user), top_k=1)["results"]] == [kept["memory"]]
    one = memory.get(kept["id"])
    assert one["memory"] == kept["memory"] and one["user_id"] == user and one["created_at"]
    listed = memory.get_all(filters=of(user))
    assert listed["count"] == 2 and {row["memory"] for row in listed["results"]} == {
        "I keep bees on the roof.", "The dentist is in Braga."}
    page = memory.get_all(filters=of(user), page=2, page_size=1)
    assert page["count"] == 2 and len(page["results"]) == 1 and page["next"] is None and page["previous"]


def test_mem0_distills_conversations(server):
    memory, user = client(server), somebody()
    added = memory.add(
        [{"role": "user", "content": "I moved to Coimbra. My favourite colour is green."},
         {"role": "assistant", "content": "Nice, Coimbra is lovely."}],
        filters={"user_id": user, "run_id": "trip"}, metadata={"source": "chat"})
    assert added["status"] == "PENDING" and added["event_id"]
    told = settled(server, memory, added["event_id"])
    assert told["results"], told
    listed = memory.get_all(filters=of(user))["results"]
    assert any("Coimbra" in row["memory"] for row in listed), listed
    # What was attached to the conversation holds for what came of it.
    assert all(row["metadata"] == {"source": "chat"} and row["run_id"] == "trip" for row in listed)
    assert memory.get_all(filters={"AND": [of(user), {"run_id": "trip"}]})["count"] == len(listed)
    assert memory.get_all(filters={"AND": [of(user), {"run_id": "other"}]})["count"] == 0


def test_mem0_changes_forgets_and_remembers_what_was(server):
    memory, user = client(server), somebody()
    one = memory.add("My car is red.", filters=of(user), infer=False)["results"][0]["id"]
    changed = memory.update(one, text="My car is blue.", metadata={"sure": True})
    assert changed["memory"] == "My car is blue." and memory.get(one)["metadata"] == {"sure": True}
    memory.delete(one)
    raised(ClientError, lambda: memory.get(one))
    assert memory.get_all(filters=of(user))["count"] == 0
    history = memory.history(one)
    assert [entry["event"] for entry in history] == ["ADD", "UPDATE", "DELETE"], history
    assert history[1]["old_memory"] == "My car is red." and history[1]["new_memory"] == "My car is blue."


def test_mem0_users_do_not_see_each_other(server):
    memory, one, other = client(server), somebody(), somebody()
    mine = memory.add("My locker is number 7.", filters=of(one), infer=False)["results"][0]["id"]
    memory.add("I sing in a choir.", filters=of(other), infer=False)
    for wrong in [of(other), {"OR": [of(other)]}, {"AND": [of(other), of(one)]}, {"NOT": [of(one)], "user_id": other}]:
        rows = memory.get_all(filters=wrong)["results"] + memory.search("locker", filters=wrong)["results"]
        assert all("locker" not in row["memory"] for row in rows), wrong
    both = memory.get_all(filters={"OR": [of(one), of(other)]})
    assert {row["user_id"] for row in both["results"]} == {one, other}
    # An id is no key to another caller's memories.
    for space in ("somebody-else", other):
        status, _, _ = server.call("GET", f"/mem0/v1/memories/{mine}/", headers={"X-Mneme-Space": space})
        assert status == 404
    # Nothing of it is in the caller's own memory.
    status, _, listed = server.call("GET", "/v1/memories?limit=200")
    assert status == 200 and all("locker" not in row["text"] for row in listed["memories"])
    raised(ClientError, lambda: memory.get_all(filters={"metadata": {"x": 1}}))


def test_mem0_filters_by_members_and_metadata(server):
    memory, user = client(server), somebody()
    memory.add("Tea at four.", filters={"user_id": user, "agent_id": "butler"}, infer=False, metadata={"n": 4, "tags": ["tea"]})
    memory.add("Rent is due.", filters=of(user), infer=False, metadata={"n": 9}, expiration_date="2020-01-01")
    texts = lambda filters, **more: [row["memory"] for row in memory.get_all(filters=filters, **more)["results"]]
    assert texts({"AND": [of(user), {"agent_id": "butler"}]}) == ["Tea at four."]
    assert "Tea at four." in texts({"agent_id": "butler"})
    assert texts({"AND": [of(user), {"metadata": {"n": 4}}]}) == ["Tea at four."]
    assert texts({"AND": [of(user), {"n": {"gte": 4}}]}) == ["Tea at four."]
    assert texts({"AND": [of(user), {"tags": "tea"}]}) == ["Tea at four."]
    assert texts({"AND": [of(user), {"keywords": {"icontains": "TEA"}}]}) == ["Tea at four."]
    # What is over is told when it is asked for.
    assert texts(of(user)) == ["Tea at four."]
    assert set(texts(of(user), show_expired=True)) == {"Tea at four.", "Rent is due."}
    assert texts({"AND": [of(user), {"created_at": {"gte": "2199-01-01"}}]}) == []


def test_mem0_batches_entities_and_delete_all(server):
    memory, user = client(server), somebody()
    ids = [memory.add(f"Shelf {n} holds maps.", filters=of(user), infer=False)["results"][0]["id"] for n in range(3)]
    memory.batch_update([{"memory_id": ids[0], "text": "Shelf 0 holds atlases."}, {"memory_id": ids[1], "metadata": {"a": 1}}])
    assert memory.get(ids[0])["memory"] == "Shelf 0 holds atlases." and memory.get(ids[1])["metadata"] == {"a": 1}
    memory.batch_delete([{"memory_id": ids[2]}])
    assert memory.get_all(filters=of(user))["count"] == 2
    entity = next(row for row in memory.users()["results"] if row["name"] == user)
    assert entity["type"] == "user" and entity["total_memories"] == 2
    memory.delete_all(user_id=user)
    assert memory.get_all(filters=of(user))["count"] == 0
    memory.add("One more.", filters=of(user), infer=False)
    memory.delete_users(user_id=user)
    assert all(row["name"] != user for row in memory.users()["results"])
    raised(ClientError, lambda: memory.get(ids[0]))
    raised(ClientError, lambda: memory.delete_all())


def test_mem0_user_of_the_space_is_its_owner(server):
    server.call("POST", "/v1/memories", {"text": "I play the oboe."})
    found = client(server).search("Which instrument do I play?", filters=of("me"))["results"]
    assert any("oboe" in row["memory"] for row in found), found


def test_mem0_server_routes(server):
    user = somebody()
    status, _, added = server.call("POST", "/mem0/memories", {
        "messages": [{"role": "user", "content": "I work as a glazier in Faro."}], "user_id": user})
    assert status == 200 and added["results"], added
    one = added["results"][0]["id"]
    status, _, listed = server.call("GET", f"/mem0/memories?user_id={user}")
    assert status == 200 and listed["results"][0]["id"] == one
    status, _, found = server.call("POST", "/mem0/search", {"query": "What is my job?", "user_id": user})
    assert status == 200 and "glazier" in found["results"][0]["memory"]
    status, _, _ = server.call("PUT", f"/mem0/memories/{one}", {"text": "I am a glazier in Lagos."})
    assert status == 200
    status, _, history = server.call("GET", f"/mem0/memories/{one}/history")
    assert status == 200 and history[-1]["event"] == "UPDATE"
    assert server.call("DELETE", f"/mem0/memories/{one}")[0] == 200
    assert server.call("GET", f"/mem0/memories/{one}")[0] == 404
    assert server.call("DELETE", f"/mem0/memories?user_id={user}")[0] == 200
    assert server.call("GET", "/mem0/memories")[0] == 400
    assert server.call("POST", "/mem0/reset")[0] == 200
    assert server.call("GET", "/mem0/v1/entities/")[2]["results"] == []
