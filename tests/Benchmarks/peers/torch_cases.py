"""The ways in which PyTorch can solve the cases on a CPU.

A case that PyTorch can be asked in several ways has several forms; the fastest is what KernelGen is compared with.
"""

import math

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention as attend

# Rows of queries that the block-wise forms of a sliding window handle in one call.
BLOCKS = (128, 256, 512)

# Rows of one head that are compared with float64.
CHECKED_ROWS = 64

# Largest error allowed in a result of about 1, by storage type: the forms round in different places (weights to the storage type,
# for one), so this only tells the right mask from the wrong one; how exact KernelGen is, `kernelgen tune` and `run` judge.
TOLERANCE = {torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 5e-2}


class Problem:
    """A case with its tensors."""

    def __init__(self, case):
        torch.manual_seed(3)
        self.case = case
        self.dtype = getattr(torch, case.precision)
        self.q = torch.randn(1, case.heads, case.queries, case.dim).to(self.dtype)
        self.k = torch.randn(1, case.key_heads, case.keys, case.dim).to(self.dtype)
        self.v = torch.randn(1, case.key_heads, case.keys, case.dim).to(self.dtype)

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
                remarks.append(f"PyTorch refuses '{name}': {str(refusal).splitlines()[0]}")
                continue
            if error > TOLERANCE[self.dtype]:
                raise SystemExit(f"{self.case.name}: PyTorch's '{name}' is off by {error:.2g}; the form computes another mask.")
            usable[name] = form
        return usable, remarks

    def max_error(self, output):
        """The largest difference from float64, over rows spread through the last head."""
        case = self.case
        rows = torch.linspace(0, case.queries - 1, min(CHECKED_ROWS, case.queries)).long()
        q, k, v = self.q[0, -1, rows].double(), self.k[0, -1].double(), self.v[0, -1].double()
        logits = (q @ k.T / math.sqrt(case.dim)).masked_fill(~_allowed(case, rows), -math.inf)
        expected = torch.softmax(logits, -1) @ v
        return (output[0, -1, rows].double() - expected).abs().max().item()

    def _prompt_forms(self):
        q, k, v, causal = self.q, self.k, self.v, self.case.causal
        forms = {"flash": lambda: _flash(q, k, v, is_causal=causal)}
        if self.dtype != torch.float32:
            # What pays when the build lacks fast 16-bit matrix products.
            forms["flash in float32"] = lambda: _flash(q.float(), k.float(), v.float(), is_causal=causal).to(q.dtype)
        return forms

    def _window_forms(self):
        rows = torch.arange(self.case.queries)
        band = _allowed(self.case, rows)
        # Added to the logits; cheaper than the boolean mask, which PyTorch turns into this one in every call.
        added = torch.zeros(band.shape, dtype=self.dtype).masked_fill(~band, -math.inf)
        forms = {
            "flash, boolean mask": lambda: _flash(self.q, self.k, self.v, attn_mask=band),
            "flash, additive mask": lambda: _flash(self.q, self.k, self.v, attn_mask=added),
        }
        return forms | {f"flash, blocks of {block} rows": self._by_blocks(added, block) for block in BLOCKS}

    def _by_blocks(self, added, block):
        blocks = []
        for first in range(0, self.case.queries, block):
            end, start = first + block, max(0, first + 1 - self.case.window)
            blocks.append((slice(first, end), slice(start, end), added[first:end, start:end].contiguous()))

        def call():
            parts = [_flash(self.q[:, :, r], self.k[:, :, c], self.v[:, :, c], attn_mask=mask) for r, c, mask in blocks]
            return torch.cat(parts, 2)

        return call

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
        if self.dtype != torch.float32:
            forms["flash in float32, groups as rows"] = lambda: folded(
                q.float(), k.float(), v.float(), SDPBackend.FLASH_ATTENTION).to(q.dtype)
        return forms


def _allowed(case, rows):
    """The mask of some query rows, (rows, keys), True where the pair counts."""
    first, end = torch.tensor([case.key_range(row) for row in rows.tolist()]).T[:, :, None]
    key = torch.arange(case.keys)[None, :]
    return (key >= first) & (key < end)


def _flash(q, k, v, **arguments):
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        return attend(q, k, v, **arguments)
