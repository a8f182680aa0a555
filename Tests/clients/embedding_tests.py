"""Embeddings with the official openai package."""

import math

import openai

from server import raised


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b))


def test_embeddings_of_many_texts_in_one_request(server):
    answer = server.client().embeddings.create(
        model="mneme", input=["A cat sleeps on the sofa.", "A kitten naps on the couch.", "Interest rates rose again."],
        encoding_format="float")
    vectors = [row.embedding for row in answer.data]
    assert [row.index for row in answer.data] == [0, 1, 2]
    assert all(len(vector) == 384 and math.isclose(cosine(vector, vector), 1, abs_tol=1e-4) for vector in vectors)
    assert cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]) + 0.2
    assert answer.usage.prompt_tokens > 10 and answer.usage.total_tokens == answer.usage.prompt_tokens


def test_embeddings_as_base64_are_the_same_numbers(server):
    # The package asks for base64 where no format is named, and decodes it.
    plain = server.client().embeddings.create(model="all-MiniLM-L6-v2", input="Porto", encoding_format="float")
    packed = server.client().embeddings.create(model="all-MiniLM-L6-v2", input="Porto")
    assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(plain.data[0].embedding, packed.data[0].embedding))
    raw = server.client().embeddings.with_raw_response.create(model="mneme", input="Porto", encoding_format="base64")
    assert isinstance(raw.http_response.json()["data"][0]["embedding"], str)


def test_embedding_of_a_long_text_is_one_unit_vector(server):
    vector = server.client().embeddings.create(model="mneme", input="Porto is by the sea. " * 400).data[0].embedding
    assert len(vector) == 384 and math.isclose(cosine(vector, vector), 1, abs_tol=1e-4)


def test_embeddings_refuse_what_they_cannot_do(server):
    client = server.client()
    for wrong, field in [
        ({"input": ""}, "input"), ({"input": []}, "input"), ({"input": [1, 2, 3]}, "input"),
        ({"input": [[1, 2], [3]]}, "input"), ({"dimensions": 256}, "dimensions"), ({"dimensions": 0}, "dimensions"),
        ({"encoding_format": "int8"}, "encoding_format"), ({"input": ["word"] * 2049}, "input"),
    ]:
        body = {"model": "mneme", "input": "Porto", "encoding_format": "float"} | wrong
        error = raised(openai.BadRequestError, lambda: client.embeddings.create(**body))
        assert error.param == field, (error.param, field, wrong)
    assert "vocabulary" in raised(
        openai.BadRequestError, lambda: client.embeddings.create(model="mneme", input=[1, 2, 3])).message
    missing = raised(openai.NotFoundError, lambda: client.embeddings.create(
        model="text-embedding-3-small", input="Porto"))
    assert missing.code == "model_not_found"
    assert len(client.embeddings.create(model="mneme", input="Porto", dimensions=384).data[0].embedding) == 384
