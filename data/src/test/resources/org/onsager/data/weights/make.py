"""Writes the small model files beside it: PyTorch 2.15, Python 3.11. Run once; the tests know the values by their formula."""
import json, os, pickle, struct
import torch

here = os.path.dirname(os.path.abspath(__file__))
at = lambda name: os.path.join(here, name)

def ramp(*shape, dtype=torch.float32):
    n = 1
    for s in shape: n *= s
    return (torch.arange(n, dtype=torch.float64) / 8 - 2).reshape(shape).to(dtype)

state = {
    "first.weight": ramp(3, 4),
    "first.bias": ramp(3, dtype=torch.float64),
    "half": ramp(5, dtype=torch.float16),
    "brain": ramp(5, dtype=torch.bfloat16),
    "turned": ramp(3, 4).t(),              # a view with strides [1, 4]
    "middle": ramp(4, 3)[1:3],             # a view that begins later
    "steps": torch.tensor(7),
    "bytes": torch.tensor([0, 128, 255], dtype=torch.uint8),
}
module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
with torch.no_grad():
    for i, p in enumerate(module.parameters()): p.copy_(ramp(*p.shape) + i)
optimiser = torch.optim.Adam(module.parameters())
module(torch.ones(1, 2)).sum().backward()
optimiser.step()
wrapped = {"module." + k: v for k, v in module.state_dict().items()}

torch.save(state, at("plain.pt"))
torch.save(state, at("legacy.pt"), _use_new_zipfile_serialization=False)
torch.save({"epoch": 3, "model": wrapped, "optimizer": optimiser.state_dict(), "loss": 0.25}, at("nested.pt"))
torch.save({"state_dict": {"model." + k: v for k, v in module.state_dict().items()}, "optimizer_states": [optimiser.state_dict()],
            "pytorch-lightning_version": "2.0", "hyper_parameters": {"rate": 1e-3}, "ema": {"a": torch.ones(2)}}, at("lightning.ckpt"))
torch.save(module, at("whole-module.pt"))

class Hostile:
    def __reduce__(self): return (os.system, ("touch executed-by-pickle",))
torch.save({"weight": torch.ones(2), "x": Hostile()}, at("hostile.pt"))
open(at("hostile.pkl.pt"), "wb").write(pickle.dumps(Hostile(), protocol=2))
torch.jit.script(torch.nn.Linear(2, 1)).save(at("script.pt"))

def safetensors(name, arrays):
    header, place = {"__metadata__": {"format": "pt"}}, 0
    for key, (kind, shape, data) in arrays.items():
        header[key] = {"dtype": kind, "shape": shape, "data_offsets": [place, place + len(data)]}
        place += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(at(name), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(a[2] for a in arrays.values()))

raw = lambda t: t.contiguous().view(torch.uint8).numpy().tobytes()
safetensors("plain.safetensors", {
    "a": ("F32", [2, 3], raw(ramp(2, 3))),
    "b": ("F64", [2], raw(ramp(2, dtype=torch.float64))),
    "c": ("F16", [3], raw(ramp(3, dtype=torch.float16))),
    "d": ("BF16", [3], raw(ramp(3, dtype=torch.bfloat16))),
    "e": ("I64", [], raw(torch.tensor([7]))),
    "f": ("F32", [0, 4], b""),
})
safetensors("shard-1.safetensors", {"a": ("F32", [2], raw(ramp(2)))})
safetensors("shard-2.safetensors", {"b": ("F32", [3], raw(ramp(3)))})
json.dump({"metadata": {"total_size": 20}, "weight_map": {"a": "shard-1.safetensors", "b": "shard-2.safetensors"}}, open(at("shards.safetensors.index.json"), "w"))
