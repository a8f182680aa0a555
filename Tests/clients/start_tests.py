"""A server that has just started."""

import os
import pathlib
import tempfile
import time

from server import Server

STATEMENT = [{"role": "user", "content": "I keep my canoe in the boathouse at Tarn Lake."}]


def test_answers_while_the_encoder_loads(server):
    with tempfile.TemporaryDirectory(prefix="mneme-start-") as folder:
        model = pathlib.Path(folder, "model")
        model.mkdir()
        (model / "model.safetensors").write_bytes(b"")
        # Whoever opens it to read waits until somebody opens it to write.
        os.mkfifo(model / "vocab.txt")
        with Server(server.binary, folder, settings={"MNEME_EMBEDDING_MODEL_DIR": str(model)}) as fresh:
            assert embedder(fresh) == "loading"
            fresh.client(timeout=20).chat.completions.create(model="mneme", messages=STATEMENT)
            status, _, found = fresh.call("POST", "/v1/memories/search", {"query": "canoe"})
            assert status == 200 and "Tarn Lake" in found["results"][0]["content"] and found["lexical_only"]
            assert embedder(fresh) == "loading"
            # Opening it is enough; an empty vocabulary is none. The server may have given up reading before anything is written.
            os.close(os.open(model / "vocab.txt", os.O_WRONLY))
            for _ in range(200):
                if embedder(fresh) != "loading":
                    break
                time.sleep(0.05)
            assert embedder(fresh) == "missing"
        assert fresh.exit_status == 0, fresh.exit_status


def embedder(server):
    status, _, health = server.call("GET", "/health/quick")
    assert status == 200
    return health["embedder"]
