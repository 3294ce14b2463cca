"""ONNX files that keep their numbers in every way the format knows: number n of an array is n/8 - 2.

python3 make_onnx.py, with onnx: graph.onnx; outside.onnx and outside.bin.
"""

import numpy as np
import ml_dtypes
from onnx import TensorProto as T
from onnx import external_data_helper, helper, numpy_helper, save


def ramp(*shape):
    return (np.arange(np.prod(shape)) / 8 - 2).reshape(shape)


def raw(name, array, kind):
    return helper.make_tensor(name, kind, array.shape, array.tobytes(), raw=True)


def integers(kind, dtype):
    return np.arange(-2, 4).astype(dtype) if np.dtype(dtype).kind == "i" else np.arange(6).astype(dtype)


bf16 = ramp(5).astype(ml_dtypes.bfloat16)
initialisers = [
    raw("raw.f32", ramp(3, 4).astype("<f4"), T.FLOAT),
    raw("raw.f64", ramp(3).astype("<f8"), T.DOUBLE),
    raw("raw.f16", ramp(5).astype("<f2"), T.FLOAT16),
    raw("raw.bf16", bf16, T.BFLOAT16),
    raw("raw.i64", integers(T.INT64, "<i8"), T.INT64),
    raw("raw.u8", integers(T.UINT8, "u1"), T.UINT8),
    raw("raw.bool", np.array([True, False, True]), T.BOOL),
    helper.make_tensor("typed.f32", T.FLOAT, (3, 4), ramp(12)),
    helper.make_tensor("typed.f64", T.DOUBLE, (3,), ramp(3)),
    helper.make_tensor("typed.f16", T.FLOAT16, (5,), ramp(5).astype("<f2")),
    helper.make_tensor("typed.bf16", T.BFLOAT16, (5,), ramp(5)),
    helper.make_tensor("scalar", T.FLOAT, (), [2.5]),
    helper.make_tensor("empty", T.FLOAT, (0,), []),
]
for kind, dtype in [
    (T.INT64, "i8"), (T.INT32, "i4"), (T.INT16, "i2"), (T.INT8, "i1"),
    (T.UINT64, "u8"), (T.UINT32, "u4"), (T.UINT16, "u2"), (T.UINT8, "u1"),
]:
    initialisers.append(helper.make_tensor("typed." + dtype, kind, (6,), integers(kind, dtype)))
nodes = [
    helper.make_node(
        "Conv", ["x", "raw.f32"], ["y"], name="first", kernel_shape=[3, 3], auto_pad="SAME_UPPER", alpha=0.5
    ),
    helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(ramp(4).astype("<f4"))),
    helper.make_node("Mine", ["y", "", "c"], ["z"], domain="some.where", scales=[1.5, 2.5], words=["a", "b"]),
]
graph = helper.make_graph(
    nodes,
    "graph",
    [
        helper.make_tensor_value_info("x", T.FLOAT, ["batch", 1, 8, 8]),
        helper.make_tensor_value_info("raw.f32", T.FLOAT, [3, 4]),
    ],
    [helper.make_tensor_value_info("z", T.FLOAT, None)],
    initialisers,
)
opsets = [helper.make_opsetid("", 17), helper.make_opsetid("some.where", 1)]
save(helper.make_model(graph, opset_imports=opsets, producer_name="make_onnx.py"), "graph.onnx")

outside = helper.make_model(
    helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        "graph",
        [helper.make_tensor_value_info("x", T.FLOAT, [1, 4])],
        [helper.make_tensor_value_info("y", T.FLOAT, [1, 4])],
        [raw("v", ramp(3).astype("<f4"), T.FLOAT), raw("w", ramp(3, 4).astype("<f4"), T.FLOAT)],
    ),
    opset_imports=opsets[:1],
)
external_data_helper.convert_model_to_external_data(outside, location="outside.bin", size_threshold=0)
save(outside, "outside.onnx")
