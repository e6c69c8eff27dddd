#!/usr/bin/env python3
"""Compares KernelGen's CPU kernels with ggml's, the library of llama.cpp, on this machine, case by case, and prints GFLOP/s on the allowed
pairs.

ggml and KernelGen take turns within one run of the script; the medians count, and the ratio is the median of the turns' ratios with the
smallest and largest beside it. Every form in which ggml solves a case is first checked against float64. See README.md."""

from cases import CASES, matching
from ggml_cases import Problem
from ggml_library import Ggml
from turns import compare, median_seconds, parser


class GgmlPeer:
    """ggml as a peer of turns.py."""

    def __init__(self, ggml):
        self._ggml, self._problem = ggml, None

    def prepare(self, case):
        if self._problem:
            self._problem.free()
        self._problem = Problem(self._ggml, case)
        self._forms, remarks = self._problem.forms()
        return remarks

    def turn(self, rounds):
        return median_seconds(self._forms, rounds)

    def keep(self, forms):
        self._forms = {name: self._forms[name] for name in forms}


def main():
    options = parser(__doc__, CASES)
    options.add_argument("--libraries", metavar="FOLDER", required=True, help="where libggml-base.so and its neighbours are")
    options = options.parse_args()
    ggml = Ggml(options.libraries, options.threads)
    print(f"ggml {ggml.version().decode()}, {ggml.variant}")
    compare(GgmlPeer(ggml), matching(options.case), options)


if __name__ == "__main__":
    main()
