"""Networks that PyTorch exports to ONNX, by both of its exporters, with what PyTorch computes.

python3 exports.py, with torch, onnx and onnxscript: *.onnx, and beside each an .npz of x (inputs) and
y (outputs, in double precision).
"""

import os

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.grouped = nn.Conv2d(6, 6, 3, 1, 2, dilation=2, groups=3)
        self.down = nn.Conv2d(6, 8, 3, 2, 1)
        self.beside = nn.Conv2d(6, 8, 1, 2)
        self.last = nn.Linear(8, 4)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        x = torch.relu(x + self.grouped(x))
        x = F.max_pool2d(x, 3, 2, 1)
        x = F.relu6(self.down(x) + self.beside(x))
        return self.last(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(8, 2, 12, 0.1, "gelu", batch_first=True)
        self.into = nn.Linear(5, 8)
        self.places = nn.Parameter(torch.randn(4, 8) * 0.1)
        self.layers = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.last = nn.Linear(8, 3)

    def forward(self, x):
        return self.last(self.layers(self.into(x) + self.places).mean(1))


class Causal(nn.Module):
    """One block of a language model, whose last layer has the weights of its first."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        self.norm = nn.LayerNorm(8)
        self.three = nn.Linear(8, 24)
        self.back = nn.Linear(8, 8)
        self.out = nn.Linear(8, 11, bias=False)
        self.out.weight = self.words.weight
        self.register_buffer("mask", torch.tril(torch.ones(1, 1, 6, 6)))

    def forward(self, words):
        x = self.words(words)
        n, length, width = x.shape
        q, k, v = (a.view(n, length, 2, 4).transpose(1, 2) for a in self.three(self.norm(x)).split(width, 2))
        weights = (q @ k.transpose(-2, -1)) / 2.0
        weights = weights.masked_fill(self.mask[:, :, :length, :length] == 0, float("-inf")).softmax(-1)
        x = x + self.back((weights @ v).transpose(1, 2).reshape(n, length, width))
        return self.out(x)[:, -1]


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.functions = nn.ModuleList(
            [nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Mish(), nn.ELU(0.7), nn.Hardswish(), nn.Softplus(), nn.Tanh()]
        )
        self.layers = nn.ModuleList([nn.Linear(5, 5) for _ in self.functions])

    def forward(self, x):
        for layer, function in zip(self.layers, self.functions):
            x = function(layer(2 * x))
        return x


class Pair(nn.Module):
    """Takes an image and words."""

    def __init__(self):
        super().__init__()
        self.seen = nn.Conv2d(1, 3, 3)
        self.words = nn.Embedding(7, 4)
        self.both = nn.Linear(3 * 4 * 4 + 4 * 5, 6)
        self.last = nn.Linear(6, 3)

    def forward(self, image, words):
        seen = torch.relu(self.seen(image)).flatten(1)
        return self.last(torch.tanh(self.both(torch.cat([seen, self.words(words).flatten(1)], 1))))


def plain(path):
    """Takes off where on the exporting machine a line of Python stands."""
    written = onnx.load(path)
    for part in (written, written.graph, *written.graph.node, *written.graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
    del written.graph.value_info[:]
    onnx.save(written, path)


def two_inputs(name, opset):
    model = Pair().eval()
    image, words = torch.randn(40, 1, 6, 6), torch.randint(0, 7, (40, 5))
    path = os.path.join(HERE, name + ".onnx")
    torch.onnx.export(
        model, (image, words), path, dynamo=False, opset_version=opset, input_names=["image", "words"],
        dynamic_axes={"image": {0: "batch"}, "words": {0: "batch"}},
    )
    plain(path)
    y = model.double()(image.double(), words).detach()
    # Labels of which some are wrong.
    labels = torch.where(torch.arange(40) % 5 == 0, (y.argmax(1) + 1) % 3, y.argmax(1))
    np.savez(
        os.path.join(HERE, name + ".npz"), image=image.numpy(), words=words.numpy(), y=y.numpy(),
        labels=labels.numpy(), loss=F.cross_entropy(y, labels).numpy(),
    )


def write(name, model, x, opset, dynamo=False, fixed=False):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
    for parameter in model.parameters():
        nn.init.normal_(parameter, 0, 0.5)
    model.eval()
    path = os.path.join(HERE, name + ".onnx")
    if dynamo:
        torch.onnx.export(
            model, (x,), path, dynamo=True, opset_version=opset, external_data=False, verbose=False,
            dynamic_shapes=({0: torch.export.Dim("batch")},),
        )
    else:
        axes = None if fixed else {"x": {0: "batch"}}
        given = x[:1] if fixed else x
        torch.onnx.export(
            model, (given,), path, dynamo=False, opset_version=opset, input_names=["x"], dynamic_axes=axes
        )
    plain(path)
    model.double()
    wide = x.double() if x.is_floating_point() else x
    np.savez(os.path.join(HERE, name + ".npz"), x=wide.numpy(), y=model(wide).detach().numpy())


if __name__ == "__main__":
    torch.manual_seed(1)
    write("activations-9", Activations(), torch.randn(3, 5), 9)
    write("residual-fixed-11", Residual(), torch.randn(3, 3, 12, 12), 11, fixed=True)
    write("encoder-17", Encoder(), torch.randn(3, 4, 5), 17)
    write("encoder-18", Encoder(), torch.randn(3, 4, 5), 18, dynamo=True)
    write("causal-20", Causal(), torch.randint(0, 11, (3, 6)), 20, dynamo=True)
    torch.manual_seed(7)
    two_inputs("pair-17", 17)
