"""The networks that are compared: for each name Onsager's text, the same in PyTorch, and the ratio that is wanted."""

from torch import nn

SAMPLES = 64
WORK = {
    "dense": (
        "dense 784-512-512-10, relu", "dense(784,512) relu dense(512,512) relu dense(512,10)", (784,), 50,
        lambda: nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
        ),
    ),
    "lenet": (
        "LeNet-5, tanh",
        "input(1,28,28) convolution(1,6,kernel=5x5,padding=same) tanh average-pooling(kernel=2)"
        " convolution(6,16,kernel=5x5) tanh average-pooling(kernel=2) flatten"
        " dense(400,120) tanh dense(120,84) tanh dense(84,10)", (1, 28, 28), 2,
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        ),
    ),
}
