"""The ways in which ggml, the library of llama.cpp, can solve the cases on a CPU. Q and O are float32 in all of them; the precision of a
case is that of K and V."""

import math
from dataclasses import dataclass
from functools import partial

import numpy

from ggml_library import TYPES

# Rows of queries that the block-wise forms of a mask handle in one operator.
BLOCKS = (128, 256, 512)

# Rows of one head that are compared with float64.
CHECKED_ROWS = 64

# Largest error allowed in a result of about 1, by storage type of K and V; it only tells the right mask from the wrong one.
TOLERANCE = {"float32": 1e-4, "float16": 1e-2, "bfloat16": 5e-2}


@dataclass(frozen=True)
class Output:
    """A tensor with rows of O: the first of them, and whether heads or rows come first in memory."""

    tensor: int
    first: int = 0
    heads_first: bool = False


class Problem:
    """A case with its tensors."""

    def __init__(self, ggml, case):
        self._ggml, self._case = ggml, case
        generator = numpy.random.default_rng(3)
        self._q = generator.standard_normal((case.heads, case.queries, case.dim), numpy.float32)
        self._k = generator.standard_normal((case.key_heads, case.keys, case.dim), numpy.float32)
        self._v = generator.standard_normal((case.key_heads, case.keys, case.dim), numpy.float32)
        self._graphs = []

    def forms(self):
        """Name -> a call without arguments that computes O, and a list of remarks."""
        builders = {"flash_attn_ext": self._flash}
        if self._case.causal and self._case.queries > 1:
            builders |= {f"flash_attn_ext, blocks of {block} rows": partial(self._blocks, block) for block in BLOCKS}
        if not self._case.window:
            builders["mul_mat, soft_max_ext, mul_mat"] = self._composed
        forms = {}
        for name, build in builders.items():
            graph = _Graph(self._ggml)
            outputs = build(graph)
            graph.finish([output.tensor for output in outputs])
            self._graphs.append(graph)
            graph.compute()
            error = max(self._largest_error(graph.read(output.tensor), output) for output in outputs)
            if not error <= TOLERANCE[self._case.precision]:
                raise SystemExit(f"{self._case.name}: ggml's '{name}' is off by {error:.2g}; the form computes another mask.")
            forms[name] = graph.compute
        return forms, []

    def free(self):
        for graph in self._graphs:
            graph.free()

    def _flash(self, graph):
        case = self._case
        mask = None if case.queries == 1 or not case.causal else graph.tensor(self._mask(0, case.queries, 0, case.keys), "float16")
        q, k, v = graph.tensor(self._q), graph.tensor(self._k, case.precision), graph.tensor(self._v, case.precision)
        return [Output(self._attend(graph, q, k, v, mask))]

    def _blocks(self, block, graph):
        case, masks, outputs = self._case, {}, []
        q, k, v = graph.tensor(self._q), graph.tensor(self._k, case.precision), graph.tensor(self._v, case.precision)
        for first in range(0, case.queries, block):
            end = min(first + block, case.queries)
            start, stop = case.key_range(first)[0], case.key_range(end - 1)[1]
            key = (end - first, first - start, stop - start)
            if key not in masks:
                masks[key] = graph.tensor(self._mask(first, end, start, stop), "float16")
            rows = graph.rows(q, case.dim, case.heads, case.queries, first, end)
            keys, values = (graph.rows(one, case.dim, case.key_heads, case.keys, start, stop, case.precision) for one in (k, v))
            outputs.append(Output(self._attend(graph, rows, keys, values, masks[key]), first))
        return outputs

    def _attend(self, graph, q, k, v, mask):
        return self._ggml.flash_attn_ext(graph.context, q, k, v, mask, 1 / math.sqrt(self._case.dim), 0, 0)

    def _composed(self, graph):
        """llama.cpp without flash attention; its cache keeps V transposed then."""
        case = self._case
        mask = None if case.queries == 1 or not case.causal else graph.tensor(self._mask(0, case.queries, 0, case.keys), "float32")
        q, k = graph.tensor(self._q), graph.tensor(self._k, case.precision)
        v = graph.tensor(numpy.ascontiguousarray(self._v.swapaxes(1, 2)), case.precision)
        logits = self._ggml.mul_mat(graph.context, k, q)
        weights = self._ggml.soft_max_ext(graph.context, logits, mask, 1 / math.sqrt(case.dim), 0)
        return [Output(self._ggml.mul_mat(graph.context, v, weights), heads_first=True)]

    def _mask(self, first, end, start, stop):
        """What is added to the logits of some rows and keys."""
        ranges = numpy.array([self._case.key_range(row) for row in range(first, end)])
        key = numpy.arange(start, stop)[None, :]
        seen = (key >= ranges[:, :1]) & (key < ranges[:, 1:])
        return numpy.where(seen, numpy.float32(0), numpy.float32(-math.inf))[None]

    def _largest_error(self, values, output):
        """The largest difference from float64, over rows of the last head."""
        case, largest = self._case, 0.0
        rows = values.size // (case.heads * case.dim)
        o = values.reshape(case.heads, rows, case.dim)[-1] if output.heads_first else values.reshape(rows, case.heads, case.dim)[:, -1]
        k, v = self._k[-1].astype(numpy.float64), self._v[-1].astype(numpy.float64)
        for row in numpy.unique(numpy.linspace(0, rows - 1, min(CHECKED_ROWS, rows)).astype(int)):
            start, end = case.key_range(output.first + int(row))
            logits = k[start:end] @ self._q[-1, output.first + row].astype(numpy.float64) / math.sqrt(case.dim)
            weights = numpy.exp(logits - logits.max())
            largest = max(largest, numpy.abs(o[row] - weights @ v[start:end] / weights.sum()).max())
        return largest


class _Graph:
    """A graph with its memory."""

    def __init__(self, ggml):
        self._ggml, self._data = ggml, []
        self.context = ggml.context()

    def tensor(self, values, precision="float32"):
        """A tensor for (heads, rows, columns) numbers, filled when the graph is finished."""
        heads, rows, columns = values.shape
        tensor = self._ggml.new_tensor_4d(self.context, TYPES[precision], columns, rows, heads, 1)
        self._data.append((tensor, _stored(values, precision)))
        return tensor

    def rows(self, tensor, columns, heads, rows, first, end, precision="float32"):
        """Some rows of every head."""
        line = columns * (4 if precision == "float32" else 2)
        head = rows * line
        return self._ggml.view_4d(self.context, tensor, columns, end - first, heads, 1, line, head, heads * head, first * line)

    def finish(self, outputs):
        self._graph = self._ggml.new_graph(self.context)
        for output in outputs:
            self._ggml.build_forward_expand(self._graph, output)
        self._buffer = self._ggml.allocate(self.context)
        for tensor, values in self._data:
            self._ggml.backend_tensor_set(tensor, values.ctypes.data, 0, values.nbytes)
        self._data = []

    def compute(self):
        self._ggml.compute(self._graph)

    def read(self, tensor):
        values = numpy.empty(self._ggml.nbytes(tensor) // 4, numpy.float32)
        self._ggml.backend_tensor_get(tensor, values.ctypes.data, 0, values.nbytes)
        return values

    def free(self):
        self._ggml.backend_buffer_free(self._buffer)
        self._ggml.free(self.context)


def _stored(values, precision):
    if precision == "float16":
        return values.astype(numpy.float16)
    if precision == "bfloat16":
        bits = values.view(numpy.uint32)
        # Round to the nearest, ties to even.
        return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(numpy.uint16)
    return numpy.ascontiguousarray(values)
