"""Networks as TorchScript, with what PyTorch computes of them.

python3 torchscript.py, with torch and numpy (made with torch 2.15.0): traced-mlp.pt, scripted-convnet.pt, and
torchscript.npz, for each its inputs x, and in double precision its outputs y, labels, their loss (cross-entropy),
accuracy, the mean over samples of the largest singular value of the Jacobian of outputs by inputs (jacobian),
and of the tangent kernel of all samples and outputs the mean of its diagonal (diagonal) and its largest
eigenvalue over the number of samples (largest).
"""

import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 10), nn.Tanh(), nn.Dropout(0.5), nn.Linear(10, 3))

    def forward(self, x):
        return self.layers(x)


class Convnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 5, 3)
        self.last = nn.Linear(5, 3)

    def forward(self, x):
        if x.dim() == 3:  # what a trace would not keep
            x = x.unsqueeze(1)
        x = F.max_pool2d(torch.relu(self.norm(self.first(x))), 2)
        for _ in range(2):
            x = torch.tanh(x) + 0.5 * x
        return self.last(torch.relu(self.second(x)).mean([2, 3]))


def save(name, model, x, said, script):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
    model.eval()
    program = torch.jit.script(model) if script else torch.jit.trace(model, x)
    program.save(os.path.join(HERE, name + ".pt"))
    model.double()
    x = x.double().requires_grad_(True)
    y = model(x)
    # Labels of which some are wrong.
    labels = torch.where(torch.arange(len(x)) % 4 == 0, (y.argmax(1) + 1) % 3, y.argmax(1))
    parameters = list(model.parameters())
    rows = []
    largest = []
    for sample in range(len(x)):
        inputs = []
        for output in range(3):
            back = torch.autograd.grad(y[sample, output], [x, *parameters], retain_graph=True)
            inputs.append(back[0][sample].flatten())
            rows.append(torch.cat([g.flatten() for g in back[1:]]))
        largest.append(torch.linalg.svdvals(torch.stack(inputs))[0])
    jacobian = torch.stack(rows)
    kernel = jacobian @ jacobian.T
    for key, value in {
        "x": x, "y": y, "labels": labels, "loss": F.cross_entropy(y, labels),
        "accuracy": (y.argmax(1) == labels).double().mean(), "jacobian": torch.stack(largest).mean(),
        "diagonal": kernel.diag().mean(), "largest": torch.linalg.eigvalsh(kernel)[-1] / len(x),
    }.items():
        said[f"{name}.{key}"] = value.detach().numpy()


if __name__ == "__main__":
    torch.manual_seed(1)
    torch.set_num_threads(1)
    all_said = {}
    save("traced-mlp", Mlp(), torch.randn(40, 6), all_said, False)
    save("scripted-convnet", Convnet(), torch.randn(40, 1, 8, 8), all_said, True)
    np.savez(os.path.join(HERE, "torchscript.npz"), **all_said)
