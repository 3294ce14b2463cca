"""ONNX Runtime's side of a comparison: does what it is asked on standard input.

check NAME         all outputs, one after the other
time NAME COUNT    for every repetition its nanoseconds of thread time
"""

import sys
import time

import numpy as np
import onnxruntime

TYPES = {"f32": np.float32, "i64": np.int64}


def read(folder, name):
    with open(f"{folder}/{name}.txt", encoding="utf-8") as lines:
        model, *inputs = lines.read().splitlines()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    feed = {}
    for i, line in enumerate(inputs):
        taken, kind, *shape = line.split()
        feed[taken] = np.fromfile(f"{folder}/{name}-{i}.raw", TYPES[kind]).reshape([int(e) for e in shape])
    return lambda: session.run(None, feed)


def main():
    works = {}
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, *count = line.split()
        if name not in works:
            works[name] = read(sys.argv[1], name)
        work = works[name]
        if what == "check":
            print(*(repr(float(v)) for out in work() for v in out.ravel()), flush=True)
            continue
        taken = []
        for _ in range(int(count[0])):
            start = time.thread_time_ns()
            work()
            taken.append(time.thread_time_ns() - start)
        print(*taken, flush=True)


main()
