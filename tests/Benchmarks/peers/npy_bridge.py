"""Checks the bridge of `kernelgen run`: NumPy writes .npy files, KernelGen reads them and writes its own, NumPy reads those,
and the numbers agree with attention computed by PyTorch in float64."""

import math
import pathlib
import tempfile
from dataclasses import dataclass

import numpy
import torch

PRECISIONS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Bridge:
    """A spec of an assembly, and what it declares."""

    assembly: str
    spec: str
    shape: tuple  # Hq, Hkv, Nq, Nk, D, Dv
    precision: str = "float32"
    causal: bool = False
    window: int = 0
    lse: bool = False

    def run(self, kernelgen, threads):
        """Checks float16, float32 and float64 files; True when all passed."""
        results = []
        for dtype in (numpy.float16, numpy.float32, numpy.float64):
            with tempfile.TemporaryDirectory() as folder:
                results.append(self._check(kernelgen, threads, pathlib.Path(folder), dtype))
        return all(results)

    def _check(self, kernelgen, threads, folder, dtype):
        heads, key_heads, queries, keys, dim, value_dim = self.shape
        generator = numpy.random.default_rng(5)
        shapes = {"q": (2, heads, queries, dim), "k": (2, key_heads, keys, dim), "v": (2, key_heads, keys, value_dim)}
        tensors = {name: generator.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}
        arguments = ["run", self.assembly, self.spec, "--threads", str(threads), "--out", str(folder / "o.npy")]
        for name, tensor in tensors.items():
            numpy.save(folder / f"{name}.npy", tensor)
            arguments += [f"--{name}", str(folder / f"{name}.npy")]
        if self.lse:
            arguments += ["--lse", str(folder / "lse.npy")]
        kernelgen.run(*arguments)

        # The tool converts the files to the spec's precision first, so the reference starts from there.
        stored = [torch.from_numpy(tensor).to(PRECISIONS[self.precision]) for tensor in tensors.values()]
        output, lse = self._attention(stored, torch.float64)
        plain, plain_lse = self._attention(stored, torch.float32)
        plain = plain.to(PRECISIONS[self.precision])
        passed = _compare(folder / "o.npy", dtype, output, plain)
        if self.lse:
            passed &= _compare(folder / "lse.npy", numpy.float32, lse, plain_lse)
        return passed

    def _attention(self, tensors, dtype):
        q, k, v = (tensor.to(dtype) for tensor in tensors)
        group = q.shape[1] // k.shape[1]
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        position = torch.arange(q.shape[2])[:, None] + k.shape[2] - q.shape[2]
        key = torch.arange(k.shape[2])[None, :]
        masked = torch.zeros(q.shape[2], k.shape[2], dtype=torch.bool)
        if self.causal:
            masked |= key > position
        if self.window:
            masked |= key <= position - self.window
        logits = (q @ k.transpose(2, 3) / math.sqrt(q.shape[3])).masked_fill(masked, -math.inf)
        # A row without keys is zeros, where softmax alone would give NaN.
        return torch.softmax(logits, -1).nan_to_num(0) @ v, torch.logsumexp(logits, -1)


def _compare(path, dtype, expected, plain):
    """The error rule of the project: at most twice the error of plain attention in the kernel's precision, and the file's rounding."""
    raw = numpy.load(path)
    if raw.dtype != dtype or raw.shape != tuple(expected.shape):
        print(f"  {path.name}: {raw.dtype} {raw.shape}; expected {numpy.dtype(dtype)} {tuple(expected.shape)}: FAILED")
        return False
    actual = torch.from_numpy(raw).double()
    known = torch.isfinite(expected)
    same_infinities = torch.equal(actual[~known], expected[~known])
    error, bound = (actual - expected)[known].abs().max().item(), 2 * (plain.double() - expected)[known].abs().max().item()
    bound += numpy.finfo(dtype).eps * expected[known].abs().max().item()
    passed = same_infinities and error <= bound
    print(f"  {path.name}: {raw.dtype} {raw.shape}, largest error {error:.3g}, allowed {bound:.3g}: {'passed' if passed else 'FAILED'}")
    return passed
