// Tensors of a case, and the check of a result against float64.

// Normally distributed numbers, the same in every run (xorshift32 and Box and Muller's method).
export function normal(count, seed) {
  let state = seed;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

// (heads, rows, dim) -> (rows, heads, dim), the layout of the operators in the domain com.microsoft.
export function rowsFirst(values, heads, rows, dim) {
  const result = new Float32Array(values.length);
  for (let h = 0; h < heads; h++) {
    for (let r = 0; r < rows; r++) {
      const from = (h * rows + r) * dim;
      result.set(values.subarray(from, from + dim), (r * heads + h) * dim);
    }
  }
  return result;
}

// The largest difference from float64 over some rows of the last head. Ranges: [row, first key, end of the keys].
export function largestError(problem, output, isRowsFirst) {
  const { heads, key_heads: keyHeads, queries, keys, dim, ranges } = problem.case;
  const kv = (keyHeads - 1) * keys;
  let largest = 0;
  for (const [row, first, end] of ranges) {
    const query = ((heads - 1) * queries + row) * dim;
    const logits = [];
    for (let j = first; j < end; j++) logits.push(dot(problem.q, query, problem.k, (kv + j) * dim, dim) / Math.sqrt(dim));
    const maximum = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const weights = logits.map((logit) => Math.exp(logit - maximum));
    const sum = weights.reduce((a, b) => a + b, 0);
    const place = isRowsFirst ? (row * heads + heads - 1) * dim : query;
    for (let i = 0; i < dim; i++) {
      let expected = 0;
      for (let j = first; j < end; j++) expected += weights[j - first] * problem.v[(kv + j) * dim + i];
      const error = Math.abs(expected / sum - output[place + i]);
      // NaN is an error, too, and no comparison finds it.
      if (!(error <= largest)) largest = Number.isNaN(error) ? Infinity : error;
    }
  }
  return largest;
}

function dot(a, at, b, bt, count) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[at + i] * b[bt + i];
  return sum;
}
