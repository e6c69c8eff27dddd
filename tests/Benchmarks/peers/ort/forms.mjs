// The ways in which ONNX Runtime can solve a case: a graph, its inputs, and the layout of its output.

import { float, node } from "./model.mjs";
import { rowsFirst } from "./tensors.mjs";

// Rows of queries that the block-wise forms of a mask handle in one operator.
const BLOCKS = [128, 256, 512];

// Name -> form. The operators of com.microsoft take (rows, heads, dim), those of ONNX (heads, rows, dim).
export function formsOf(problem) {
  const { queries, causal, window } = problem.case;
  if (queries === 1) return decode(problem);
  if (window) return windowed(problem);
  return causal ? causalForms(problem) : dense(problem);
}

function dense(problem) {
  return {
    MultiHeadAttention: rowsFirstForm(problem, "MultiHeadAttention", {}),
    Attention: plain(problem, [node("Attention", "q k v", "o")]),
    "MatMul, Softmax, MatMul": plain(problem, composed(problem.case.dim)),
  };
}

function causalForms(problem) {
  return {
    GroupQueryAttention: groupQuery(problem, {}),
    "MultiHeadAttention, unidirectional": rowsFirstForm(problem, "MultiHeadAttention", { unidirectional: 1 }),
    "Attention, is_causal": plain(problem, [node("Attention", "q k v", "o", { is_causal: 1 })]),
    ...blockwise(problem),
  };
}

function windowed(problem) {
  return {
    "GroupQueryAttention, local_window_size": groupQuery(problem, { local_window_size: problem.case.window }),
    ...blockwise(problem),
  };
}

function decode(problem) {
  const { heads, key_heads: keyHeads, dim } = problem.case;
  const folded = { q: [1, keyHeads, heads / keyHeads, dim] };
  return {
    "GroupQueryAttention, shared cache": cached(problem),
    Attention: plain(problem, [node("Attention", "q k v", "o")]),
    // The query heads that share a key head, as rows of one head.
    "Attention, groups as rows": plain(problem, [node("Attention", "q k v", "o")], folded),
    "MatMul, Softmax, MatMul, groups as rows": plain(problem, composed(dim), folded),
  };
}

// The optimizer makes one operator of Transpose and MatMul.
function composed(dim) {
  return [
    node("Transpose", "k", "kt", { perm: [0, 1, 3, 2] }),
    node("Constant", "", "scale", { value_float: float(1 / Math.sqrt(dim)) }),
    node("Mul", "q scale", "qs"),
    node("MatMul", "qs kt", "s"),
    node("Softmax", "s", "p", { axis: -1 }),
    node("MatMul", "p v", "o"),
  ];
}

// A graph on (heads, rows, dim); shapes may be seen otherwise.
function plain(problem, nodes, dims = {}, more = {}) {
  const { q, k, v } = shapes(problem.case);
  const inputs = {
    q: tensor(problem.q, dims.q ?? q), k: tensor(problem.k, k), v: tensor(problem.v, v), ...more,
  };
  return { nodes, inputs, outputs: { o: tensor(new Float32Array(problem.q.length), dims.q ?? q) }, isRowsFirst: false };
}

function rowsFirstForm(problem, type, attributes, moreInputs = "", more = {}, moreOutputs = "") {
  const { heads, key_heads: keyHeads, queries, keys, dim } = problem.case;
  const inputs = {
    q: tensor(rowsFirst(problem.q, heads, queries, dim), [1, queries, heads * dim]),
    k: tensor(rowsFirst(problem.k, keyHeads, keys, dim), [1, keys, keyHeads * dim]),
    v: tensor(rowsFirst(problem.v, keyHeads, keys, dim), [1, keys, keyHeads * dim]),
    ...more,
  };
  return {
    nodes: [node(`com.microsoft:${type}`, "q k v" + moreInputs, "o" + moreOutputs, { num_heads: heads, ...attributes })],
    inputs,
    outputs: { o: tensor(new Float32Array(problem.q.length), [1, queries, heads * dim]) },
    isRowsFirst: true,
  };
}

// Its flash path needs the outputs for the cache, although nothing reads them here.
function groupQuery(problem, attributes) {
  const { key_heads: keyHeads, keys } = problem.case;
  return rowsFirstForm(
    problem, "GroupQueryAttention", { kv_num_heads: keyHeads, ...attributes }, " - - last total", lengths(keys), " cache_k cache_v");
}

// A step with a cache that holds all keys but the last, which the operator writes; past and present are the same memory.
function cached(problem) {
  const { heads, key_heads: keyHeads, keys, dim } = problem.case;
  const { k, v } = shapes(problem.case);
  const last = (values) => {
    const row = new Float32Array(keyHeads * dim);
    for (let h = 0; h < keyHeads; h++) row.set(values.subarray(((h + 1) * keys - 1) * dim, (h + 1) * keys * dim), h * dim);
    return row;
  };
  return {
    nodes: [node(
      "com.microsoft:GroupQueryAttention", "q k v past_k past_v last total", "o present_k present_v",
      { num_heads: heads, kv_num_heads: keyHeads })],
    inputs: {
      q: tensor(problem.q, [1, 1, heads * dim]),
      k: tensor(last(problem.k), [1, 1, keyHeads * dim]),
      v: tensor(last(problem.v), [1, 1, keyHeads * dim]),
      past_k: tensor(problem.k, k),
      past_v: tensor(problem.v, v),
      ...lengths(keys),
    },
    outputs: {
      o: tensor(new Float32Array(problem.q.length), [1, 1, heads * dim]),
      present_k: tensor(problem.k, k),
      present_v: tensor(problem.v, v),
    },
    isRowsFirst: true,
  };
}

function blockwise(problem) {
  return Object.fromEntries(BLOCKS.map((block) => [`Attention, blocks of ${block} rows`, blocks(problem, block)]));
}

// One Attention per block of rows, on the keys that the block sees. Blocks of the same shape share a mask.
function blocks(problem, block) {
  const { queries, keys, causal, window } = problem.case;
  const nodes = [];
  const masks = {};
  const parts = [];
  for (let first = 0; first < queries; first += block) {
    const end = Math.min(first + block, queries);
    const start = window ? Math.max(0, first - window + 1) : 0;
    const stop = causal ? end : keys;
    const mask = `mask_${end - first}_${first - start}_${stop - start}`;
    masks[mask] ??= maskOf(problem.case, first, end, start, stop);
    nodes.push(...slice("q", first, end), ...slice("k", start, stop, first), ...slice("v", start, stop, first));
    nodes.push(node("Attention", `q_${first} k_${first} v_${first} ${mask}`, `o_${first}`));
    parts.push(`o_${first}`);
  }
  nodes.push(node("Concat", parts.join(" "), "o", { axis: 2 }));
  return plain(problem, nodes, {}, masks);
}

function slice(name, start, end, block = start) {
  const part = `${name}_${block}`;
  return [
    node("Constant", "", `${part}_start`, { value_ints: [start] }),
    node("Constant", "", `${part}_end`, { value_ints: [end] }),
    node("Constant", "", `${part}_axis`, { value_ints: [2] }),
    node("Slice", `${name} ${part}_start ${part}_end ${part}_axis`, part),
  ];
}

// Added to the logits: the operator makes this of a boolean mask in every call.
function maskOf({ causal, window }, first, end, start, stop) {
  const values = new Float32Array((end - first) * (stop - start));
  for (let row = first; row < end; row++) {
    for (let key = start; key < stop; key++) {
      const seen = (!causal || key <= row) && (!window || key > row - window);
      if (!seen) values[(row - first) * (stop - start) + key - start] = -Infinity;
    }
  }
  return tensor(values, [end - first, stop - start]);
}

// What GroupQueryAttention wants to know of the cache: the place of the last key of each batch, and the number of keys.
function lengths(keys) {
  return { last: tensor(Int32Array.of(keys - 1), [1]), total: tensor(Int32Array.of(keys), [1]) };
}

function shapes({ heads, key_heads: keyHeads, queries, keys, dim }) {
  return { q: [1, heads, queries, dim], k: [1, keyHeads, keys, dim], v: [1, keyHeads, keys, dim] };
}

function tensor(data, dims) {
  return { type: data instanceof Int32Array ? "int32" : "float32", data, dims };
}
