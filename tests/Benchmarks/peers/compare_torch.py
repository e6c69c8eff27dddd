#!/usr/bin/env python3
"""Compares KernelGen's CPU kernels with PyTorch's on this machine, case by case, and prints GFLOP/s on the allowed pairs.

PyTorch and KernelGen take turns within one run of the script; the medians count, and the ratio is the median of the turns' ratios with
the smallest and largest beside it. Every form in which PyTorch solves a case is first checked against float64. See README.md."""

import argparse
import warnings

import torch

from cases import CASES, matching
from kernelgen_tool import KernelGen
from npy_bridge import PRECISIONS, Bridge
from torch_cases import Problem
from turns import at_least_one, compare, median_seconds, parser


class Torch:
    """PyTorch as a peer of turns.py."""

    def prepare(self, case):
        self._forms, remarks = Problem(case).forms()
        return remarks

    def turn(self, rounds):
        return median_seconds(self._forms, rounds)

    def keep(self, forms):
        self._forms = {name: self._forms[name] for name in forms}


def main():
    options = parse()
    if options.check:
        if not options.kernelgen:
            raise SystemExit("--check needs --kernelgen.")
        bridge = Bridge(
            options.check, options.spec, options.shape, options.precision, options.causal, options.window, options.lse)
        raise SystemExit(0 if bridge.run(KernelGen(options.kernelgen), options.threads) else 1)
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    # PyTorch says at length why a backend refuses; one remark does.
    warnings.filterwarnings("ignore", module="torch_cases")
    print(f"PyTorch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}, BLAS: {blas()})")
    compare(Torch(), matching(options.case), options)


def blas():
    """The library that matrix products go to: a build on the reference BLAS is no opponent."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = maps.read()
    except OSError:
        return "unknown"
    return next((name for name in ("openblas", "blis", "libblas") if name in loaded), "unknown")


def parse():
    options = parser(__doc__, CASES)
    bridge = options.add_argument_group("the .npy bridge (instead of measuring)")
    bridge.add_argument("--check", metavar="ASSEMBLY", help="run --spec of this assembly on files that NumPy wrote, and compare")
    bridge.add_argument("--spec", default="BertAttention", help="the spec's class (default BertAttention, of samples/QuickStart)")
    bridge.add_argument("--shape", type=sizes, default=sizes("12,12,203,203,64,64"), metavar="Hq,Hkv,Nq,Nk,D,Dv", help="the sizes")
    bridge.add_argument("--precision", choices=list(PRECISIONS), default="float32", help="the spec's precision (default float32)")
    bridge.add_argument("--causal", action="store_true", help="the spec is causal")
    bridge.add_argument("--window", type=at_least_one, default=0, help="keys that a query of the spec sees, itself included")
    bridge.add_argument("--lse", action="store_true", help="the spec writes the log-sum-exp; compare it, too")
    return options.parse_args()


def sizes(text):
    values = tuple(at_least_one(part) for part in text.split(","))
    if len(values) != 6:
        raise argparse.ArgumentTypeError(f"'{text}' has {len(values)} sizes; it needs 6: Hq,Hkv,Nq,Nk,D,Dv")
    return values


if __name__ == "__main__":
    main()
