"""Small residual networks as PyTorch programs write them, with what PyTorch computes.

python3 resnets.py, with torch: option-a.pt, option-b.pt, bottleneck.pt (state dictionaries) and
*-says.pt (x, y: outputs in evaluation mode, g: gradient of their sum with respect to conv1.weight).
"""

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, into, out, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(into, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.shortcut = nn.Sequential()
        self.pad = (out - into) // 2 if option == "A" else None
        if stride != 1 and option == "B":
            self.shortcut = nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.pad:
            return F.relu(y + F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad)))
        return F.relu(y + self.shortcut(x))


class Bottleneck(nn.Module):
    def __init__(self, into, middle, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(into, middle, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, middle, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(middle)
        self.conv3 = nn.Conv2d(middle, 2 * middle, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(2 * middle)
        if stride != 1 or into != 2 * middle:
            self.downsample = nn.Sequential(
                nn.Conv2d(into, 2 * middle, 1, stride, bias=False), nn.BatchNorm2d(2 * middle)
            )
        else:
            self.downsample = nn.Identity()

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class ForCifar(nn.Module):
    def __init__(self, option):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(Block(4, 4, 1, option), Block(4, 4, 1, option))
        self.layer2 = nn.Sequential(Block(4, 8, 2, option), Block(8, 8, 1, option))
        self.linear = nn.Linear(8, 5)

    def forward(self, x):
        y = self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x)))))
        return self.linear(F.avg_pool2d(y, y.shape[3]).flatten(1))


class ForImageNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Bottleneck(4, 3, 1), Bottleneck(6, 3, 1))
        self.layer2 = nn.Sequential(Bottleneck(6, 4, 2))
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        y = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        return self.fc(self.layer2(self.layer1(y)).mean((2, 3)))


def write(name, model, side):
    torch.manual_seed(len(name))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
            nn.init.normal_(module.weight, 1, 0.2)
            nn.init.normal_(module.bias, 0, 0.2)
    torch.save(model.state_dict(), name + ".pt")
    model.double().eval()
    x = torch.zeros(2, 3, side, side, dtype=torch.float64)
    i = torch.arange(x.numel(), dtype=torch.float64)
    x = torch.sin(i * 0.37).reshape(x.shape)  # the test makes the same
    y = model(x)
    (g,) = torch.autograd.grad(y.sum(), [model.conv1.weight])
    torch.save({"y": y.detach(), "g": g}, name + "-says.pt")


if __name__ == "__main__":
    torch.manual_seed(1)
    write("option-a", ForCifar("A"), 32)
    write("option-b", ForCifar("B"), 32)
    write("bottleneck", ForImageNet(), 224)
    torch.save(
        {
            "first.weight": torch.ones(3, 4),
            "first.bias": torch.ones(3),
            "second.weight": torch.ones(2, 3),
            "second.bias": torch.ones(2),
        },
        "plain.pt",
    )
    torch.save(
        {
            "10.weight": torch.ones(3, 2),
            "11.weight": torch.ones(4, 3),
            "2.weight": torch.ones(2, 1),
        },
        "sorted.pt",
    )
