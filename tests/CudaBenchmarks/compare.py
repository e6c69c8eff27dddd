#!/usr/bin/env python3
"""Compares KernelGen's CUDA kernels with PyTorch's (flash, cuDNN, FlexAttention) on this machine's GPU, case by case.

The two take turns within one run; medians count, and the ratio is the median of the turns' ratios. Every form, KernelGen's own too, is
checked against float64 on the same tensors first. See README.md."""

import argparse
import json
import statistics
import sys

import torch

import cuda_cases
from cuda_forms import expected, forms
from kernelgen_program import KernelGenProgram

# Rows of one head that are compared with float64.
CHECKED_ROWS = 64

# Relative to the largest element expected: a wrong mask is off by its order, a right kernel by a rounding of bfloat16 or two. How exact
# KernelGen is, its own tests judge.
TOLERANCE = 0.03

# Twice the second-level cache of the largest card.
FLUSHED_BYTES = 256 << 20


def main():
    options = parse()
    device = torch.device("cuda", options.device)
    torch.cuda.set_device(device)
    torch.set_grad_enabled(False)
    cases = cuda_cases.matching(cuda_cases.load(options.cases), options.case)
    program = KernelGenProgram(options.program, options.cases, options.device)
    ceilings = measure_ceilings(device)
    print(f"{torch.cuda.get_device_name(device)}, PyTorch {torch.__version__}; KernelGen: {program.facts['device']}")
    print(f"Ceilings: bfloat16 products {ceilings['tflops']:.0f} TFLOP/s, copying {ceilings['gbytes']:.0f} GB/s (read and written)")
    print(f"{options.turns} turns of {options.rounds} rounds\n")
    print("| case | variant | KernelGen | of ceiling | " + " | ".join(f"{name} (ratio)" for name in NAMES) + " |")
    print("|---|---|---|---|" + "---|" * len(NAMES), flush=True)
    results = []
    for case in cases:
        try:
            results.append(compare(case, program, ceilings, options, device))
        except RuntimeError as refusal:
            print(f"| {case.name} | failed: {first_line(refusal)} |", flush=True)
            results.append({"case": case.name, "error": str(refusal)})
        torch.cuda.empty_cache()
    program.close()
    if options.out:
        with open(options.out, "w", encoding="utf-8") as file:
            json.dump({"device": program.facts, "ceilings": ceilings, "results": results}, file, indent=1)
    sys.exit(1 if any("error" in result for result in results) else 0)


# The columns.
NAMES = ("flash", "flash, groups as rows", "cuDNN", "FlexAttention")


def compare(case, program, ceilings, options, device):
    """Measures a case and prints its row; returns all figures."""
    first = program.prepare(case)
    q, k, v = case.tensors(device)
    check(case, "KernelGen", lambda rows: torch.tensor(program.rows(case.batch - 1, case.heads - 1, rows.tolist()), device=device), q, k, v)
    peers, remarks = usable(case, forms(case, q, k, v), q, k, v)
    work = case.bytes() if case.is_decode() else case.operations(device)
    flush = torch.empty(FLUSHED_BYTES, dtype=torch.uint8, device=device)
    turns = []
    for _ in range(options.turns):
        turn = {"KernelGen": statistics.median(program.measure(options.rounds))}
        turns.append(turn | {name: median_milliseconds(form, options.rounds, flush) for name, form in peers.items()})
    sweep = {}
    if options.sweep:
        sweep = {variant: statistics.median(program.measure(options.rounds, variant)) for variant in program.variants()}
    row(case, first["variant"], work, turns, ceilings)
    for remark in remarks:
        print(f"    {case.name}: {remark}")
    for variant, milliseconds in sorted(sweep.items(), key=lambda item: item[1]):
        print(f"    {case.name}: {variant} {milliseconds:.4f} ms")
    sys.stdout.flush()
    return {"case": case.name, "first": first, "work": work, "turns": turns, "remarks": remarks, "sweep": sweep}


def usable(case, candidates, q, k, v):
    """The forms that this PyTorch runs and that compute the case, and remarks about the others."""
    found, remarks = {}, []
    for name, form in candidates.items():
        try:
            check(case, name, lambda rows: form()[case.batch - 1, case.heads - 1, rows], q, k, v)
            found[name] = form
        except Exception as refusal:  # each backend refuses with exceptions of its own
            remarks.append(f"without {name}: {first_line(refusal)}")
    return found, remarks


def check(case, name, output, q, k, v):
    """Raises when rows spread through the last head are not what float64 says."""
    rows = torch.linspace(0, case.queries - 1, min(CHECKED_ROWS, case.queries), device=q.device).long()
    wanted = expected(case, q, k, v, case.batch - 1, case.heads - 1, rows)
    error = (output(rows).double() - wanted).abs().max().item() / wanted.abs().max().item()
    if not error < TOLERANCE:
        raise RuntimeError(f"{name} is off by {error:.3g} of the largest element")


def median_milliseconds(form, rounds, flush):
    """Of a form, by events, the second-level cache flushed before each round; the first call is not counted."""
    form()
    samples = []
    for _ in range(rounds):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        flush.zero_()
        start.record()
        form()
        end.record()
        end.synchronize()
        samples.append(start.elapsed_time(end))
    return statistics.median(samples)


def measure_ceilings(device):
    """The rate of large products and of large copies."""
    a, b = (torch.randn(8192, 8192, device=device, dtype=torch.bfloat16) for _ in range(2))
    source = torch.empty(4 << 30, dtype=torch.uint8, device=device)
    target, flush = torch.empty_like(source), torch.empty(FLUSHED_BYTES, dtype=torch.uint8, device=device)
    product = median_milliseconds(lambda: a @ b, 20, flush)
    copy = median_milliseconds(lambda: target.copy_(source), 10, flush)
    return {"tflops": 2 * 8192**3 / product / 1e9, "gbytes": 2 * source.numel() / copy / 1e6}


def row(case, variant, work, turns, ceilings):
    """Prints one row: rates, and the peer's rate with KernelGen's as a multiple of it."""
    unit, scale = ("GB/s", 1e6) if case.is_decode() else ("TFLOP/s", 1e9)
    ceiling = ceilings["gbytes"] if case.is_decode() else ceilings["tflops"]
    ours = statistics.median(work / turn["KernelGen"] / scale for turn in turns)
    cells = [case.name, variant, f"{ours:.0f} {unit}", f"{100 * ours / ceiling:.0f} %"]
    for name in NAMES:
        if name in turns[0]:
            rate = statistics.median(work / turn[name] / scale for turn in turns)
            ratio = statistics.median(turn[name] / turn["KernelGen"] for turn in turns)
            cells.append(f"{rate:.0f} ({ratio:.2f}x)")
        else:
            cells.append("")
    print("| " + " | ".join(cells) + " |", flush=True)


def first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


def parse():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, metavar="PATH", help="the published program of this folder")
    options.add_argument("--cases", default=str(cuda_cases.DEFAULT), metavar="FILE", help="the list of cases (default: cases.json beside this script)")
    options.add_argument("--case", default="", help="only this case, or those whose names contain this")
    options.add_argument("--rounds", type=at_least_one, default=10, help="rounds in a turn (default 10)")
    options.add_argument("--turns", type=at_least_one, default=3, help="turns of each (default 3)")
    options.add_argument("--sweep", action="store_true", help="also measure every variant that the program has")
    options.add_argument("--device", type=int, default=0, help="the ordinal of the GPU (default 0)")
    options.add_argument("--out", metavar="FILE", help="write all figures there as JSON")
    return options.parse_args()


def at_least_one(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than 1")
    return value


if __name__ == "__main__":
    main()
