"""Blocks, agents and archival memory with the official letta-client."""

import letta_client
from letta_client import Letta

from server import raised


def client(server):
    return Letta(base_url=server.url + "/letta", api_key=server.key or "unused")


def test_letta_blocks(server):
    letta = client(server)
    made = letta.blocks.create(label="human", value="Likes rain.", description="Who it is", limit=200, metadata={"a": 1})
    assert made.id.startswith("block-") and made.limit == 200 and made.metadata == {"a": 1}
    assert letta.blocks.retrieve(made.id).value == "Likes rain."
    changed = letta.blocks.update(made.id, value="Likes snow.")
    assert changed.value == "Likes snow." and changed.label == "human" and changed.description == "Who it is"
    others = [letta.blocks.create(label="persona", value=str(n)) for n in range(3)]
    # Pages follow one another until nothing is left.
    assert [block.id for block in letta.blocks.list(label="persona", order="asc", limit=1)] == [block.id for block in others]
    assert [block.id for block in letta.blocks.list(value_search="snow")] == [made.id]
    raised(letta_client.BadRequestError, lambda: letta.blocks.update(made.id, value="x" * 201))
    letta.blocks.delete(made.id)
    raised(letta_client.NotFoundError, lambda: letta.blocks.retrieve(made.id))


def test_letta_agents_have_core_memory(server):
    letta = client(server)
    shared = letta.blocks.create(label="house", value="Has a garden.")
    agent = letta.agents.create(
        name="gardener", memory_blocks=[{"label": "human", "value": "Grows leeks."}], block_ids=[shared.id])
    assert agent.id.startswith("agent-") and {block.label for block in agent.blocks} == {"human", "house"}
    assert letta.agents.retrieve(agent.id).name == "gardener"
    assert agent.id in [each.id for each in letta.agents.list(name="gardener")]
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Grows leeks."
    assert letta.agents.blocks.update("human", agent_id=agent.id, value="Grows kale.").value == "Grows kale."
    assert {block.label for block in letta.agents.blocks.list(agent.id)} == {"human", "house"}
    letta.agents.blocks.detach(shared.id, agent_id=agent.id)
    raised(letta_client.NotFoundError, lambda: letta.agents.blocks.retrieve("house", agent_id=agent.id))
    letta.agents.blocks.attach(shared.id, agent_id=agent.id)
    assert letta.agents.blocks.retrieve("house", agent_id=agent.id).id == shared.id
    assert [each.id for each in letta.blocks.agents.list(shared.id)] == [agent.id]
    letta.agents.delete(agent.id)
    raised(letta_client.NotFoundError, lambda: letta.agents.retrieve(agent.id))
    assert letta.blocks.retrieve(shared.id).value == "Has a garden."


def test_letta_archival_memory_is_memory(server):
    letta = client(server)
    agent = letta.agents.create(name="librarian")
    other = letta.agents.create(name="porter")
    first = letta.agents.passages.create(agent.id, text="The oak desk came from Viseu.", tags=["desk"])[0]
    letta.agents.passages.create(agent.id, text="The lamp is brass.", tags=["lamp"], created_at="2021-03-04T05:06:07Z")
    assert first.id.startswith("passage-") and first.tags == ["desk"]
    listed = letta.agents.passages.list(agent.id)
    assert [row.text for row in listed] == ["The oak desk came from Viseu.", "The lamp is brass."]
    assert listed[1].created_at.year == 2021
    found = letta.agents.passages.search(agent.id, query="Where is the desk from?")
    assert found.results[0].id == first.id and found.results[0].tags == ["desk"]
    assert [row.content for row in letta.agents.passages.search(agent.id, query="brass or oak", tags=["lamp"]).results] == [
        "The lamp is brass."]
    assert letta.agents.passages.list(other.id) == []
    assert letta.agents.passages.search(other.id, query="desk").count == 0
    # Conversations recall it.
    status, _, recalled = server.call("POST", "/v1/memories/search", {"query": "oak desk from Viseu"})
    assert status == 200 and "Viseu" in recalled["results"][0]["content"]
    letta.agents.passages.delete(first.id, agent_id=agent.id)
    assert [row.text for row in letta.agents.passages.list(agent.id)] == ["The lamp is brass."]
    assert letta.health().status == "ok"


def test_letta_of_another_space_is_not_seen(server):
    block = client(server).blocks.create(label="human", value="Mine.")
    other = Letta(base_url=server.url + "/letta", api_key="unused", default_headers={"X-Mneme-Space": "somebody"})
    raised(letta_client.NotFoundError, lambda: other.blocks.retrieve(block.id))
