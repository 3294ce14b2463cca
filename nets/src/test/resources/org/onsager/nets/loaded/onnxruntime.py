"""What ONNX Runtime computes of the networks of others.

ONSAGER_DATA=... python3 onnxruntime.py, with onnxruntime and numpy: onnxruntime.npz, for each model
its inputs (x0, x1, …) and outputs (y0, y1, …).
"""

import os
import sys

sys.path.pop(0)  # this file is called like the library

import numpy as np
import onnxruntime as ort

MODELS = {
    "mnist": "onnx-zoo-mnist/mnist.onnx",
    "opt-mnist": "onnx-zoo-mnist/opt-mnist.onnx",
    "lenet5": "pytorch-lenet/lenet5.onnx",
    "cnn_mnist": "tribuo/cnn_mnist.onnx",
    "tinybert": "tribuo/tinybert.onnx",
}


def main():
    rng = np.random.default_rng(1)
    said = {}
    for name, path in MODELS.items():
        session = ort.InferenceSession(os.path.join(os.environ["ONSAGER_DATA"], "models", path))
        feed = {}
        for i, taken in enumerate(session.get_inputs()):
            shape = [3 if isinstance(e, str) and e == "batch" else 7 if isinstance(e, str) else e for e in taken.shape]
            if taken.type == "tensor(float)":
                value = rng.random(shape, dtype=np.float32)
            else:
                most = {"input_ids": 1656, "attention_mask": 2, "token_type_ids": 2}[taken.name]
                value = rng.integers(0, most, shape)
            feed[taken.name] = value
            said[f"{name}.x{i}"] = value
        for i, value in enumerate(session.run(None, feed)):
            said[f"{name}.y{i}"] = value
    np.savez(os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnxruntime.npz"), **said)


main()
