"""Texts with vectors in sqlite-vec, chromadb or mem0, driven line by line by `mneme-bench remember` and `recall`.

Requests and answers are JSON objects, one per line:
  {"op": "open", "engine": name, "directory": path, "rows": path, "texts": path, "queries": path,
   "dimension": d, "count": n, "query_count": m}
      -> {"version": ...}                                     an empty store is filled with the first n rows in bulk
  {"op": "add", "first": i, "count": c}                       rows i .. i+c, one durable insert each
  {"op": "query", "first": i, "count": c, "k": k, "warm": w}  queries i .. i+c after w unmeasured ones, texts fetched
      -> {"milliseconds": [...], "cpu": milliseconds in all}
"""

import json
import os
import sys
import time

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
import numpy as np


class SQLiteVec:
    """vec0 beside a table of texts, one transaction for both; WAL and synchronous=FULL, as our store has them."""

    def __init__(self, directory, dimension):
        try:
            import pysqlite3 as sqlite3  # the interpreter's own may be built without extensions
        except ImportError:
            import sqlite3
        import sqlite_vec

        self.version = f"{sqlite_vec.__version__} on SQLite {sqlite3.sqlite_version}"
        self.base = sqlite3.connect(directory + "/store.db", isolation_level=None)
        self.base.enable_load_extension(True)
        sqlite_vec.load(self.base)
        self.base.execute("PRAGMA journal_mode = WAL")
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.execute("CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, session TEXT, text TEXT)")
        self.base.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS vectors USING vec0 (v float[{dimension}] distance_metric=cosine)")

    def count(self):
        return self.base.execute("SELECT count(*) FROM texts").fetchone()[0]

    def add(self, keys, vectors, texts):
        self.base.execute("BEGIN")
        for key, vector, text in zip(keys, vectors, texts):
            self.base.execute("INSERT INTO texts VALUES (?, ?, ?)", (key + 1, f"session-{key // 20}", text))
            self.base.execute("INSERT INTO vectors (rowid, v) VALUES (?, ?)", (key + 1, vector.tobytes()))
        self.base.execute("COMMIT")

    def query(self, vector, k):
        return self.base.execute(
            "SELECT vectors.rowid, text, distance FROM vectors JOIN texts ON texts.id = vectors.rowid "
            "WHERE v MATCH ? AND k = ? ORDER BY distance", (vector.tobytes(), k)).fetchall()


class Chroma:
    def __init__(self, directory, dimension):
        import chromadb
        from chromadb.config import Settings

        self.version = chromadb.__version__
        client = chromadb.PersistentClient(path=directory, settings=Settings(anonymized_telemetry=False))
        self.collection = client.get_or_create_collection(
            "memory", embedding_function=None, metadata={"hnsw:space": "cosine"})

    def count(self):
        return self.collection.count()

    def add(self, keys, vectors, texts):
        self.collection.add(
            ids=[str(key) for key in keys], embeddings=vectors, documents=texts,
            metadatas=[{"session": f"session-{key // 20}"} for key in keys])

    def query(self, vector, k):
        return self.collection.query(query_embeddings=[vector], n_results=k, include=["documents", "distances"])


class Mem0:
    """mem0 with its default local store, without a language model (infer off) and with the vectors it is given."""

    class Known:
        vector = None

        def embed(self, text, memory_action=None):
            return self.vector

        def embed_batch(self, texts, memory_action=None):
            return [self.vector for _ in texts]

    def __init__(self, directory, dimension):
        os.environ["MEM0_TELEMETRY"] = "False"
        os.environ["MEM0_DIR"] = directory + "/home"
        # Asked for at the start, though no language model is ever called.
        os.environ.setdefault("OPENAI_API_KEY", "none")
        import importlib.metadata

        from mem0 import Memory

        self.version = importlib.metadata.version("mem0ai")
        store = {"path": directory + "/vectors", "on_disk": True, "embedding_model_dims": dimension}
        self.memory = Memory.from_config({
            "vector_store": {"provider": "qdrant", "config": {**store, "collection_name": "memory"}},
            "history_db_path": directory + "/history.db"})
        self.known = self.memory.embedding_model = Mem0.Known()

    def count(self):
        return self.memory.vector_store.client.count("memory").count

    def add(self, keys, vectors, texts):
        for key, vector, text in zip(keys, vectors, texts):
            self.known.vector = vector.tolist()
            self.memory.add(text, user_id="me", run_id=f"session-{key // 20}", infer=False)

    def query(self, vector, k):
        self.known.vector = vector.tolist()
        return self.memory.search("a question", filters={"user_id": "me"}, top_k=k, threshold=0.0)


ENGINES = {"sqlite-vec": SQLiteVec, "chromadb": Chroma, "mem0": Mem0}


class Worker:
    def open(self, request):
        dimension, count = request["dimension"], request["count"]
        self.rows = np.memmap(request["rows"], dtype="<f4", mode="r").reshape(-1, dimension)
        self.queries = np.fromfile(request["queries"], dtype="<f4").reshape(-1, dimension)[: request["query_count"]]
        with open(request["texts"], encoding="utf-8") as file:
            self.texts = file.read().splitlines()
        self.engine = ENGINES[request["engine"]](request["directory"], dimension)
        if self.engine.count() == 0:
            for first in range(0, count, 1000):
                last = min(count, first + 1000)
                self.engine.add(range(first, last), np.array(self.rows[first:last]), self.texts[first:last])
        if self.engine.count() != count:
            raise ValueError(f"the store has {self.engine.count()} rows instead of {count}")
        if count:
            self.engine.query(self.queries[0], 10)
        return {"version": self.engine.version}

    def add(self, request):
        def one(key):
            self.engine.add([key], np.array(self.rows[key : key + 1]), self.texts[key : key + 1])

        return self.measure(one, range(request["first"], request["first"] + request["count"]))

    def query(self, request):
        def one(number):
            self.engine.query(self.queries[number % len(self.queries)], request["k"])

        first = request["first"]
        for number in range(first, first + request["warm"]):
            one(number)
        return self.measure(one, range(first, first + request["count"]))

    def measure(self, operation, numbers):
        times, cpu = [], time.process_time()
        for number in numbers:
            start = time.perf_counter()
            operation(number)
            times.append((time.perf_counter() - start) * 1000)
        return {"milliseconds": times, "cpu": (time.process_time() - cpu) * 1000}


def main():
    worker = Worker()
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = {"open": worker.open, "add": worker.add, "query": worker.query}[request["op"]](request)
        except Exception as error:  # the parent decides what a failure means
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
