"""The cases of cases.json, and their tensors: the same on both sides, because both draw them from the same hash."""

import json
import pathlib
from dataclasses import dataclass

import torch

# What the specs of Specs.cs compute; the keys are their names.
SPECS = {
    "Dense64": dict(dim=64),
    "Causal64": dict(dim=64, causal=True),
    "Causal256": dict(dim=256, causal=True),
    "Dense128": dict(dim=128),
    "Causal128": dict(dim=128, causal=True),
    "Causal128Float8": dict(dim=128, causal=True, eight=True),
    "Window128": dict(dim=128, causal=True, window=1024),
    "Blocks128": dict(dim=128, blocks=True),
    "Documents128": dict(dim=128, causal=True, documents=True),
    "Alibi128": dict(dim=128, causal=True, alibi=True),
    "Softcap128": dict(dim=128, causal=True, softcap=30.0),
}

# Edge of a block of Blocks128, and of a thousand blocks those that are kept beside the diagonal.
BLOCK = 128
BLOCKS_KEPT = 100

# One position of so many begins a document.
DOCUMENT = 1024

# The cases beside this file.
DEFAULT = pathlib.Path(__file__).with_name("cases.json")

# Seeds of the draws.
QUERY, KEY, VALUE, BLOCKS, DOCUMENTS = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Case:
    """One line of the table. The last query is at the last key."""

    name: str
    spec: str
    heads: int
    keyHeads: int
    queries: int
    keys: int
    batch: int = 1
    dim: int = 0
    causal: bool = False
    window: int = 0  # keys that a query sees, itself included; 0: no window
    blocks: bool = False
    documents: bool = False
    alibi: bool = False
    softcap: float = 0.0
    eight: bool = False  # KernelGen's tensors are float8 (e4m3fn); PyTorch has the same numbers in bfloat16

    def tensors(self, device):
        """Q, K and V, (batch, heads, rows, dim)."""
        q = _uniform((self.batch, self.heads, self.queries, self.dim), QUERY, device, self.eight)
        k = _uniform((self.batch, self.keyHeads, self.keys, self.dim), KEY, device, self.eight)
        return q, k, _uniform((self.batch, self.keyHeads, self.keys, self.dim), VALUE, device, self.eight)

    def block_mask(self, device):
        """(query blocks, key blocks), True where the block is kept."""
        rows, columns = -(-self.queries // BLOCK), -(-self.keys // BLOCK)
        kept = _hash(torch.arange(rows * columns, device=device), BLOCKS) % 1000 < BLOCKS_KEPT
        return kept.view(rows, columns) | torch.eye(rows, columns, dtype=torch.bool, device=device)

    def document_ids(self, device):
        """The document of each position."""
        return torch.cumsum(_hash(torch.arange(self.keys, device=device), DOCUMENTS) % DOCUMENT == 0, 0).int()

    def slopes(self, device):
        """ALiBi's slope of each head."""
        return 2.0 ** (-8.0 * torch.arange(1, self.heads + 1, device=device) / self.heads)

    def allowed(self, rows, device):
        """(rows, keys), True where the query row sees the key."""
        position = rows[:, None] + (self.keys - self.queries)
        key = torch.arange(self.keys, device=device)[None, :]
        seen = torch.ones(len(rows), self.keys, dtype=torch.bool, device=device)
        if self.causal:
            seen &= key <= position
        if self.window:
            seen &= key > position - self.window
        if self.blocks:
            seen &= self.block_mask(device)[rows[:, None] // BLOCK, key // BLOCK]
        if self.documents:
            document = self.document_ids(device)
            seen &= document[position] == document[key]
        return seen

    def pairs(self, device):
        """Allowed pairs of one head."""
        total = 0
        for rows in torch.arange(self.queries, device=device).split(1024):
            total += int(self.allowed(rows, device).sum())
        return total

    def operations(self, device):
        """Floating-point operations: 4 D for each allowed pair of each head."""
        return 4 * self.dim * self.batch * self.heads * self.pairs(device)

    def bytes(self):
        """Bytes of K and V, which decoding has to read at least once, as KernelGen stores them."""
        return 2 * (1 if self.eight else 2) * self.batch * self.keyHeads * self.keys * self.dim

    def is_decode(self):
        return self.queries == 1


def load(path):
    """The cases of a file."""
    lines = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return [Case(**line, **SPECS[line["spec"]]) for line in lines]


def matching(cases, text):
    """The cases whose names contain a text, or the one that it names; all when it is empty."""
    found = [case for case in cases if case.name == text] or [case for case in cases if text in case.name]
    if not found:
        raise SystemExit(f"--case '{text}' is in no case's name. There are {', '.join(case.name for case in cases)}.")
    return found


def _uniform(shape, seed, device, eight):
    # Uniform with variance 1: 24 bits of the hash as a float32 in [0, 1), moved and stretched in float32, then rounded. Every float8 is a bfloat16.
    count = 1
    for size in shape:
        count *= size
    values = torch.empty(count, dtype=torch.bfloat16, device=device)
    for first in range(0, count, 1 << 26):
        index = torch.arange(first, min(count, first + (1 << 26)), device=device)
        unit = (_hash(index, seed) >> 8).float() * 2.0**-24
        drawn = (unit - 0.5) * 3.4641016
        values[first : first + len(index)] = (drawn.to(torch.float8_e4m3fn) if eight else drawn).bfloat16()
    return values.view(shape)


def _hash(index, seed):
    # Xor, shift and multiply on 32 bits, in 64-bit integers; the same steps as Draw.cs takes.
    x = (index + seed * 0x9E3779B9) & 0xFFFFFFFF
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = ((x ^ (x >> shift)) * factor) & 0xFFFFFFFF
    return x ^ (x >> 16)
