"""Exact vector search by numpy and faiss, one thread, driven line by line by `mneme-bench vectors`.

Requests and answers are JSON objects, one per line:
  {"op": "load", "rows": path, "count": n, "dimension": d, "queries": path, "query_count": m}
      -> {"engines": {name: version}}
  {"op": "run", "engine": name, "first": i, "count": c, "k": k, "warm": w}
      -> {"microseconds": [...], "keys": [[...], ...]}   query i .. i+c, after w unmeasured ones
"""

import json
import sys
import time

import faiss
import numpy as np

faiss.omp_set_num_threads(1)


class Numpy:
    def __init__(self, rows):
        self.rows = rows

    def search(self, query, k):
        scores = self.rows @ query
        if k >= len(scores):
            return np.argsort(-scores)
        best = np.argpartition(scores, -k)[-k:]
        return best[np.argsort(-scores[best])]


class Faiss:
    def __init__(self, index, rows):
        self.index = index
        index.add(rows)

    def search(self, query, k):
        return self.index.search(query[None, :], min(k, self.index.ntotal))[1][0]


def load(request):
    dimension = request["dimension"]
    rows = np.fromfile(request["rows"], dtype="<f4", count=request["count"] * dimension)
    rows = rows.reshape(request["count"], dimension)
    queries = np.fromfile(request["queries"], dtype="<f4", count=request["query_count"] * dimension)
    half = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    engines = {
        "numpy": Numpy(rows),
        "faiss": Faiss(faiss.IndexFlatIP(dimension), rows),
        "faiss-fp16": Faiss(half, rows),
    }
    return engines, queries.reshape(-1, dimension)


def run(engine, queries, request):
    first, count, k = request["first"], request["count"], request["k"]
    for step in range(request["warm"]):
        engine.search(queries[(first + step) % len(queries)], k)
    times, keys = [], []
    for step in range(count):
        query = queries[(first + step) % len(queries)]
        start = time.perf_counter_ns()
        found = engine.search(query, k)
        times.append((time.perf_counter_ns() - start) / 1000)
        keys.append(found.tolist())
    return {"microseconds": times, "keys": keys}


def main():
    engines, queries = {}, None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["op"] == "load":
                engines, queries = {}, None  # the old ones go before the new ones come
                engines, queries = load(request)
                answer = {"engines": {"numpy": np.__version__, "faiss": faiss.__version__}}
            elif request["op"] == "run":
                answer = run(engines[request["engine"]], queries, request)
            else:
                answer = {"error": "unknown op"}
        except Exception as error:  # the parent decides what a failure means
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
