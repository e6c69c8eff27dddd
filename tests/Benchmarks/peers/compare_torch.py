#!/usr/bin/env python3
"""Compares KernelGen's CPU kernels with PyTorch's on this machine, case by case, and prints GFLOP/s on the allowed pairs.

PyTorch and KernelGen take turns within one run of the script; the medians count, and the ratio is the median of the turns' ratios with
the smallest and largest beside it. Every form in which PyTorch solves a case is first checked against float64. See README.md."""

import argparse
import os
import statistics
import time
import warnings

import torch

from kernelgen_tool import KernelGen
from npy_bridge import PRECISIONS, Bridge
from torch_cases import CASES, Problem, matching

WARM_UP_SECONDS = 0.7

# A form this many times as slow as the fastest is dropped after the warm-up.
HOPELESS = 2


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
    print(
        f"PyTorch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}, BLAS: {blas()}); {options.threads} threads; "
        f"{options.turns} turns of {options.rounds} rounds; load {os.getloadavg()[0]:.1f}")
    tool = KernelGen(options.kernelgen) if options.kernelgen else None
    print("| case | torch GFLOP/s | torch's fastest form | KernelGen GFLOP/s | share of ceiling | ratio (smallest-largest) | variant |")
    print("|---|---|---|---|---|---|---|")
    remarks = []
    for case in matching(options.case):
        remarks += measure(case, tool, options)
    print("\n".join(remarks))
    print(f"Load at the end: {os.getloadavg()[0]:.1f}")


def measure(case, tool, options):
    """Prints the row of one case; returns remarks for below the table."""
    forms, remarks = Problem(case).forms()
    forms = warm_up(case, forms)
    turns, ours = [], []
    for _ in range(options.turns):
        turns.append(torch_turn(case, forms, options.rounds))
        if tool:
            ours.append(tool.bench(case, options.threads, options.rounds))
    # All turns together decide which form is the fastest.
    name = max(forms, key=lambda form: statistics.median(turn[form] for turn in turns))
    theirs = [turn[name] for turn in turns]
    cells = [case.name, f"{statistics.median(theirs):.1f}", name]
    if tool:
        ratios = [row.gflops / other for row, other in zip(ours, theirs)]
        cells += [
            f"{statistics.median(row.gflops for row in ours):.1f}",
            f"{statistics.median(row.share for row in ours):.1f} %",
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})",
            ours[-1].variant,
        ]
    else:
        cells += [""] * 4
    print("| " + " | ".join(cells) + " |", flush=True)
    return remarks


def torch_turn(case, forms, rounds):
    """GFLOP/s of every form, medians of rounds in which they take turns."""
    samples = {name: [] for name in forms}
    for _ in range(rounds):
        for name, form in forms.items():
            start = time.perf_counter()
            form()
            samples[name].append(time.perf_counter() - start)
    return {name: case.flops() / statistics.median(seconds) / 1e9 for name, seconds in samples.items()}


def warm_up(case, forms):
    """Runs all forms for a while; returns those that may turn out to be the fastest."""
    end = time.perf_counter() + WARM_UP_SECONDS
    rates = torch_turn(case, forms, 1)
    while time.perf_counter() < end:
        rates = torch_turn(case, forms, 1)
    return {name: form for name, form in forms.items() if rates[name] * HOPELESS > max(rates.values())}


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", default="", help="only the cases whose name contains this: " + ", ".join(case.name for case in CASES))
    parser.add_argument("--threads", type=at_least_one, default=1, help="threads of both (default 1)")
    parser.add_argument("--rounds", type=at_least_one, default=5, help="rounds in a turn (default 5)")
    parser.add_argument("--turns", type=at_least_one, default=3, help="turns of each (default 3)")
    parser.add_argument("--kernelgen", metavar="COMMAND", help="path of kernelgen.dll, or a command; left out: PyTorch alone")
    bridge = parser.add_argument_group("the .npy bridge (instead of measuring)")
    bridge.add_argument("--check", metavar="ASSEMBLY", help="run --spec of this assembly on files that NumPy wrote, and compare")
    bridge.add_argument("--spec", default="BertAttention", help="the spec's class (default BertAttention, of samples/QuickStart)")
    bridge.add_argument("--shape", type=sizes, default=sizes("12,12,203,203,64,64"), metavar="Hq,Hkv,Nq,Nk,D,Dv", help="the sizes")
    bridge.add_argument("--precision", choices=list(PRECISIONS), default="float32", help="the spec's precision (default float32)")
    bridge.add_argument("--causal", action="store_true", help="the spec is causal")
    bridge.add_argument("--window", type=at_least_one, default=0, help="keys that a query of the spec sees, itself included")
    bridge.add_argument("--lse", action="store_true", help="the spec writes the log-sum-exp; compare it, too")
    return parser.parse_args()


def at_least_one(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than 1")
    return value


def sizes(text):
    values = tuple(at_least_one(part) for part in text.split(","))
    if len(values) != 6:
        raise argparse.ArgumentTypeError(f"'{text}' has {len(values)} sizes; it needs 6: Hq,Hkv,Nq,Nk,D,Dv")
    return values


if __name__ == "__main__":
    main()
