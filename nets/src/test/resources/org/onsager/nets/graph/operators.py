"""The test cases of operators that come with ONNX, many in one graph.

python3 operators.py, with onnx and numpy: operators-13.onnx, … for some versions of the operators, and
beside each an .npz of what goes in (x0, x1, …) and what the reference says comes out (y0, y1, …).
Only small cases, of numbers that are single or double precision, integers or truth values.
"""

import os

import numpy as np
import onnx
from onnx.backend.test.case.node import collect_testcases

VERSIONS = (13, 14, 16, 17, 18, 20, 22)
LARGEST = 72
TYPES = {np.dtype(t) for t in ("float32", "float64", "int64", "int32", "bool")}
OPERATORS = set(
    """Neg Abs Sign Exp Log Sqrt Sin Cos Sinh Cosh Atan Reciprocal Floor Ceil Round Not Relu Tanh Sigmoid
    Erf Softplus Gelu Swish LeakyRelu Elu Selu Celu HardSigmoid HardSwish Mish Softsign ThresholdedRelu PRelu
    Clip Add Sub Mul Div Mod Pow Min Max Sum Mean Equal Greater GreaterOrEqual Less LessOrEqual And Or IsNaN
    Where Cast CastLike Identity Dropout MatMul Gemm Softmax LogSoftmax BatchNormalization LayerNormalization
    ReduceMean ReduceSum ReduceMax ReduceMin ReduceSumSquare ReduceL2 ArgMax Reshape Flatten Transpose Concat
    Split Slice Gather GatherElements Squeeze Unsqueeze Shape Size ConstantOfShape Expand Tile Range Trilu
    CumSum Pad Conv MaxPool AveragePool GlobalAveragePool GlobalMaxPool Constant""".split()
)
# What is refused, with its reason: training, sums that are exclusive, the last of equals, places of maxima.
REFUSED = (
    "training", "exclusive", "reverse", "select_last", "argmax_2d", "with_argmax", "empty_set", "wrap_pad",
    "pool_2d_dilations", "ceil_last_window", "3d_",
)


def wanted(case, version):
    model = case.model
    if model is None or any(word in case.name for word in REFUSED) and "reversed" not in case.name:
        return False
    if {o.version for o in model.opset_import} != {version} or model.graph.initializer:
        return False
    if len(model.graph.node) > 2 or not {n.op_type for n in model.graph.node} <= OPERATORS:
        return False
    arrays = [a for side in case.data_sets[0] for a in side]
    return all(isinstance(a, (np.ndarray, np.generic)) for a in arrays) and all(
        np.asarray(a).dtype in TYPES and np.asarray(a).size <= LARGEST for a in arrays
    )


def write(version, cases):
    nodes, inputs, outputs, numbers, seen = [], [], [], {}, set()
    for case in cases:
        graph = case.model.graph
        if str(graph.node) in seen and len(graph.node) == 1:
            continue
        seen.add(str(graph.node))
        name = case.name.removeprefix("test_") + "/"

        def renamed(value):
            return name + value if value else ""

        for node in graph.node:
            copy = onnx.NodeProto()
            copy.CopyFrom(node)
            del copy.input[:], copy.output[:]
            copy.input.extend(map(renamed, node.input))
            copy.output.extend(map(renamed, node.output))
            copy.name = name + node.op_type
            nodes.append(copy)
        for values, into, letter, arrays in (
            (graph.input, inputs, "x", case.data_sets[0][0]),
            (graph.output, outputs, "y", case.data_sets[0][1]),
        ):
            for value, array in zip(values, arrays):
                copy = onnx.ValueInfoProto()
                copy.CopyFrom(value)
                copy.name = name + value.name
                numbers[f"{letter}{len(into)}"] = np.asarray(array)
                into.append(copy)
    graph = onnx.helper.make_graph(nodes, "operators", inputs, outputs)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", version)])
    here = os.path.dirname(os.path.abspath(__file__))
    onnx.save(model, os.path.join(here, f"operators-{version}.onnx"))
    np.savez_compressed(os.path.join(here, f"operators-{version}.npz"), **numbers)
    print(version, len(outputs), "outputs,", len({n.op_type for n in nodes}), "operators")


all_cases = collect_testcases(None)
for version in VERSIONS:
    write(version, [case for case in all_cases if wanted(case, version)])
