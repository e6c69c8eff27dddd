"""The problems of `kernelgen bench` (src/Tuner/Benchmarking/BenchCases.cs)."""

from dataclasses import dataclass


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
    precision: str = "float32"

    def key_range(self, row):
        """The keys that a query row sees, first and end; the last query is at the last key."""
        position = self.keys - self.queries + row
        first = max(0, position - self.window + 1) if self.window else 0
        return first, position + 1 if self.causal else self.keys

    def flops(self):
        """4 D for every allowed pair of every head."""
        ranges = (self.key_range(row) for row in range(self.queries))
        return 4.0 * self.dim * self.heads * sum(end - first for first, end in ranges)


CASES = [
    Case("dense-d64", 8, 8, 1024, 1024, 64),
    Case("dense-d128", 16, 16, 2048, 2048, 128),
    Case("causal-d64", 8, 8, 4096, 4096, 64, causal=True),
    Case("causal-d128", 16, 16, 2048, 2048, 128, causal=True),
    Case("window-d64", 8, 8, 8192, 8192, 64, causal=True, window=512),
    Case("dense-d64-f16", 8, 8, 1024, 1024, 64, precision="float16"),
    Case("dense-d64-bf16", 8, 8, 1024, 1024, 64, precision="bfloat16"),
    Case("causal-d128-f16", 16, 16, 2048, 2048, 128, causal=True, precision="float16"),
    Case("causal-d128-bf16", 16, 16, 2048, 2048, 128, causal=True, precision="bfloat16"),
    Case("decode-d128", 32, 8, 1, 8192, 128, causal=True),
    Case("decode-d128-f16", 32, 8, 1, 8192, 128, causal=True, precision="float16"),
    Case("decode-d128-bf16", 32, 8, 1, 8192, 128, causal=True, precision="bfloat16"),
]


def matching(text, precisions=("float32", "float16", "bfloat16")):
    """The cases in some precisions whose names contain a text, or are it; all when it is empty."""
    known = [case for case in CASES if case.precision in precisions]
    found = [case for case in known if case.name == text.lower()] or [case for case in known if text.lower() in case.name]
    if not found:
        raise SystemExit(f"--case '{text}' is in no case's name. There are {', '.join(case.name for case in known)}.")
    return found
