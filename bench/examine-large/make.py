"""Writes a safetensors file of about BYTES bytes: bfloat16 weights in the shapes of a language model, random.

    make.py FILE BYTES
"""

import array
import json
import random
import struct
import sys

WIDTH, HIDDEN, WORDS, KEYS = 4096, 11008, 32000, 1024
POOL = 1 << 22


def shapes(target):
    layers, block = [("model.embed_tokens.weight", (WORDS, WIDTH))], 0
    while True:
        name = f"model.layers.{block}."
        for part, shape in (
            ("self_attn.q_proj", (WIDTH, WIDTH)), ("self_attn.k_proj", (KEYS, WIDTH)), ("self_attn.v_proj", (KEYS, WIDTH)),
            ("self_attn.o_proj", (WIDTH, WIDTH)), ("mlp.gate_proj", (HIDDEN, WIDTH)), ("mlp.up_proj", (HIDDEN, WIDTH)),
            ("mlp.down_proj", (WIDTH, HIDDEN)),
        ):
            if sum(2 * a * b for _, (a, b) in layers) >= target:
                return layers
            layers.append((f"{name}{part}.weight", shape))
        block += 1


def main():
    path, target = sys.argv[1], float(sys.argv[2])
    layers = shapes(target)
    head, at = {}, 0
    for name, (a, b) in layers:
        head[name] = {"dtype": "BF16", "shape": [a, b], "data_offsets": [at, at + 2 * a * b]}
        at += 2 * a * b
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    draw = random.Random(1)
    # four million normal numbers; every row begins at another place of them
    pool = array.array("H", (struct.unpack("<I", struct.pack("<f", draw.gauss(0, 1 / WIDTH**0.5)))[0] >> 16 for _ in range(POOL)))
    twice = memoryview(pool + pool).cast("B")
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for _, (a, b) in layers:
            for _ in range(a):
                start = 2 * draw.randrange(POOL)
                out.write(twice[start : start + 2 * b])
    print(f"{8 + len(text) + at:,} bytes, {len(layers)} layers")


main()
