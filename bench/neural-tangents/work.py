"""The work that is compared: for each name the network's text for Onsager, and the same for neural-tangents."""

DEPTH = 20
CONVOLUTIONS = 10


def _dense(phi, hidden):
    layers = f"dense(784,512) {phi} {hidden - 1}*[dense(512,512) {phi}] dense(512,1)"
    return f"gaussian(weight-variance=2, bias-variance=0.01): {layers}"


def _convolutions(end):
    first = "convolution(1,16,kernel=3x3,padding=same) relu"
    more = f"{CONVOLUTIONS - 1}*[convolution(16,16,kernel=3x3,padding=same) relu]"
    return f"gaussian(weight-variance=2, bias-variance=0.01): input(1,28,28) {first} {more} {end}"


# name: (what it is, Onsager's text, activation, layers, samples, end, demand at one thread, at two)
WORK = {
    "relu": ("depth 20, relu, n = 2000", _dense("relu", DEPTH), "relu", DEPTH, 2000, "dense", 20, 15),
    "erf": ("depth 20, erf, n = 2000", _dense("erf", DEPTH), "erf", DEPTH, 2000, "dense", 10, 10),
    "large": ("depth 5, relu, n = 8000", _dense("relu", 5), "relu", 5, 8000, "dense", None, None),
    "convolutions": (
        "10 convolutions, flatten, n = 100", _convolutions("flatten dense(12544,1)"), "relu",
        CONVOLUTIONS, 100, "flatten", 8, 8,
    ),
    "pooling": (
        "10 convolutions, global pooling, n = 4", _convolutions("global-average-pooling dense(16,1)"),
        "relu", CONVOLUTIONS, 4, "pooling", 12, 12,
    ),
}
