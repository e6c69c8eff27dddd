"""The problems of `kernelgen bench` (src/Tuner/Benchmarking/BenchCases.cs) and the ways in which PyTorch can solve them on a CPU.

A case that PyTorch can be asked in several ways has several forms; the fastest is what KernelGen is compared with.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention as attend

# Rows of queries that the block-wise form of a sliding window handles in one call.
BLOCK = 512

# Rows of one head that are compared with float64.
CHECKED_ROWS = 64

# Largest error allowed in a result of about 1, by storage type: the forms round in different places (weights to the storage type,
# for one), so this only tells the right mask from the wrong one; how exact KernelGen is, `kernelgen tune` and `run` judge.
TOLERANCE = {torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 5e-2}


@dataclass(frozen=True)
class Case:
    """One line of the table; batch is 1 and V is as wide as K."""

    name: str
    heads: int
    key_heads: int
    queries: int
    keys: int
    dim: int
    causal: bool = False
    window: int = 0  # keys that a query sees, itself included; 0: no window
    dtype: torch.dtype = torch.float32

    def allowed(self, rows):
        """The mask of some query rows, (rows, keys), True where the pair counts; the last query is at the last key."""
        position = (self.keys - self.queries + rows)[:, None]
        key = torch.arange(self.keys)[None, :]
        seen = torch.ones(len(rows), self.keys, dtype=torch.bool)
        if self.causal:
            seen &= key <= position
        if self.window:
            seen &= key > position - self.window
        return seen

    def flops(self):
        """4 D for every allowed pair of every head."""
        pairs = 0
        for first in range(0, self.queries, BLOCK):
            pairs += int(self.allowed(torch.arange(first, min(first + BLOCK, self.queries))).sum())
        return 4.0 * self.dim * self.heads * pairs


CASES = [
    Case("dense-d64", 8, 8, 1024, 1024, 64),
    Case("dense-d128", 16, 16, 2048, 2048, 128),
    Case("causal-d64", 8, 8, 4096, 4096, 64, causal=True),
    Case("causal-d128", 16, 16, 2048, 2048, 128, causal=True),
    Case("window-d64", 8, 8, 8192, 8192, 64, causal=True, window=512),
    Case("dense-d64-f16", 8, 8, 1024, 1024, 64, dtype=torch.float16),
    Case("dense-d64-bf16", 8, 8, 1024, 1024, 64, dtype=torch.bfloat16),
    Case("causal-d128-f16", 16, 16, 2048, 2048, 128, causal=True, dtype=torch.float16),
    Case("causal-d128-bf16", 16, 16, 2048, 2048, 128, causal=True, dtype=torch.bfloat16),
    Case("decode-d128", 32, 8, 1, 8192, 128, causal=True),
    Case("decode-d128-f16", 32, 8, 1, 8192, 128, causal=True, dtype=torch.float16),
    Case("decode-d128-bf16", 32, 8, 1, 8192, 128, causal=True, dtype=torch.bfloat16),
]


class Problem:
    """A case with its tensors."""

    def __init__(self, case):
        torch.manual_seed(3)
        self.case = case
        self.q = torch.randn(1, case.heads, case.queries, case.dim).to(case.dtype)
        self.k = torch.randn(1, case.key_heads, case.keys, case.dim).to(case.dtype)
        self.v = torch.randn(1, case.key_heads, case.keys, case.dim).to(case.dtype)

    def forms(self):
        """Name -> a call without arguments that computes O, and a list of remarks about forms that this PyTorch refuses."""
        if self.case.queries == 1:
            forms = self._decode_forms()
        elif self.case.window:
            forms = self._window_forms()
        else:
            forms = self._prompt_forms()
        usable, remarks = {}, []
        for name, form in forms.items():
            try:
                error = self.max_error(form())
            except RuntimeError as refusal:
                remarks.append(f"{self.case.name}: PyTorch refuses '{name}': {str(refusal).splitlines()[0]}")
                continue
            if error > TOLERANCE[self.case.dtype]:
                raise SystemExit(f"{self.case.name}: PyTorch's '{name}' is off by {error:.2g}; the form computes another mask.")
            usable[name] = form
        return usable, remarks

    def max_error(self, output):
        """The largest difference from float64, over rows spread through the last head."""
        case = self.case
        rows = torch.linspace(0, case.queries - 1, min(CHECKED_ROWS, case.queries)).long()
        q, k, v = self.q[0, -1, rows].double(), self.k[0, -1].double(), self.v[0, -1].double()
        logits = (q @ k.T / math.sqrt(case.dim)).masked_fill(~case.allowed(rows), -math.inf)
        expected = torch.softmax(logits, -1) @ v
        return (output[0, -1, rows].double() - expected).abs().max().item()

    def _prompt_forms(self):
        q, k, v, causal = self.q, self.k, self.v, self.case.causal
        forms = {"flash": lambda: _flash(q, k, v, is_causal=causal)}
        if self.case.dtype != torch.float32:
            # What pays when the build lacks fast 16-bit matrix products.
            forms["flash in float32"] = lambda: _flash(q.float(), k.float(), v.float(), is_causal=causal).to(q.dtype)
        return forms

    def _window_forms(self):
        rows = torch.arange(self.case.queries)
        band = self.case.allowed(rows)
        # Added to the logits; cheaper than the boolean mask, which PyTorch turns into this one in every call.
        added = torch.zeros(band.shape, dtype=self.case.dtype).masked_fill(~band, -math.inf)
        blocks = []
        for first in range(0, self.case.queries, BLOCK):
            end, start = first + BLOCK, max(0, first + 1 - self.case.window)
            blocks.append((slice(first, end), slice(start, end), added[first:end, start:end].contiguous()))

        def by_blocks():
            parts = [_flash(self.q[:, :, r], self.k[:, :, c], self.v[:, :, c], attn_mask=mask) for r, c, mask in blocks]
            return torch.cat(parts, 2)

        return {
            "flash, boolean mask": lambda: _flash(self.q, self.k, self.v, attn_mask=band),
            "flash, additive mask": lambda: _flash(self.q, self.k, self.v, attn_mask=added),
            f"flash, blocks of {BLOCK} rows": by_blocks,
        }

    def _decode_forms(self):
        # No mask: the only query sees every key (PyTorch's is_causal aligns to the top left and would leave one).
        q, k, v = self.q, self.k, self.v
        group = self.case.heads // self.case.key_heads

        def folded(query, key, value, backend):
            # The query heads that share a key head, as rows of one head.
            rows = query.view(1, self.case.key_heads, group, self.case.dim)
            with sdpa_kernel(backend):
                return attend(rows, key, value).reshape(query.shape)

        forms = {
            "flash, enable_gqa": lambda: _flash(q, k, v, enable_gqa=True),
            "default, enable_gqa": lambda: attend(q, k, v, enable_gqa=True),
            "flash, groups as rows": lambda: folded(q, k, v, SDPBackend.FLASH_ATTENTION),
            "math, groups as rows": lambda: folded(q, k, v, SDPBackend.MATH),
        }
        if self.case.dtype != torch.float32:
            forms["flash in float32, groups as rows"] = lambda: folded(
                q.float(), k.float(), v.float(), SDPBackend.FLASH_ATTENTION).to(q.dtype)
        return forms


def _flash(q, k, v, **arguments):
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        return attend(q, k, v, **arguments)


def matching(text):
    """The cases whose names contain a text; all when it is empty."""
    found = [case for case in CASES if text.lower() in case.name]
    if not found:
        raise SystemExit(f"--case '{text}' is in no case's name. There are {', '.join(case.name for case in CASES)}.")
    return found
