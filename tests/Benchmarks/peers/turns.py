"""KernelGen and a peer take turns; one row of a table per case.

A peer is an object with `prepare(case)`, which checks every form in which it can solve the case against float64 and returns remarks about
those that it refuses, and with `turn(rounds)`, which returns form -> seconds, medians of rounds in which the forms take turns, and
`keep(forms)`, which drops the other forms."""

import argparse
import os
import statistics
import time

from kernelgen_tool import KernelGen

WARM_UP_SECONDS = 0.7

# A form this many times as slow as the fastest is dropped after the warm-up.
HOPELESS = 2


def compare(peer, cases, options):
    """Measures the cases and prints the table."""
    tool = KernelGen(options.kernelgen) if options.kernelgen else None
    print(f"{options.threads} threads; {options.turns} turns of {options.rounds} rounds; load {os.getloadavg()[0]:.1f}")
    print(
        "| case | peer's GFLOP/s (smallest-largest) | its fastest form | KernelGen's GFLOP/s (smallest-largest) | ceiling "
        "| share of ceiling | ratio (smallest-largest) | variant |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    remarks = []
    for case in cases:
        remarks += _measure(peer, case, tool, options)
    print("\n".join(remarks))
    print(f"Load at the end: {os.getloadavg()[0]:.1f}")


def median_seconds(forms, rounds):
    """Form -> seconds of calls without arguments, medians of rounds in which they take turns."""
    samples = {name: [] for name in forms}
    for _ in range(rounds):
        for name, form in forms.items():
            start = time.perf_counter()
            form()
            samples[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in samples.items()}


def _measure(peer, case, tool, options):
    """Prints the row of one case; returns remarks for below the table."""
    remarks = [f"{case.name}: {remark}" for remark in peer.prepare(case)]
    hopeless = _warm_up(peer)
    turns, ours = [], []
    for _ in range(options.turns):
        turns.append({form: case.flops() / seconds / 1e9 for form, seconds in peer.turn(options.rounds).items()})
        if tool:
            ours.append(tool.bench(case, options.threads, options.rounds))
    # All turns together decide which form is the fastest.
    rates = {form: statistics.median(turn[form] for turn in turns) for form in turns[0]}
    name = max(rates, key=rates.get)
    theirs = [turn[name] for turn in turns]
    cells = [case.name, _spread(theirs, 1), name]
    if tool:
        cells += [
            _spread([row.gflops for row in ours], 1),
            ours[-1].ceiling,
            f"{statistics.median(row.share for row in ours):.1f} %",
            _spread([row.gflops / other for row, other in zip(ours, theirs)], 2),
            ours[-1].variant,
        ]
    else:
        cells += [""] * 5
    print("| " + " | ".join(cells) + " |", flush=True)
    rates |= {form: case.flops() / seconds / 1e9 for form, seconds in hopeless.items()}
    slower = [f"'{form}' {rate:.1f} GFLOP/s" for form, rate in rates.items() if form != name]
    return remarks + ([f"{case.name}: slower were {', '.join(slower)}"] if slower else [])


def _warm_up(peer):
    """Runs all forms for a while; keeps those that may turn out to be the fastest, and returns the seconds of the others."""
    end = time.perf_counter() + WARM_UP_SECONDS
    seconds = peer.turn(1)
    while time.perf_counter() < end:
        seconds = peer.turn(1)
    fastest = min(seconds.values())
    hopeless = {form: taken for form, taken in seconds.items() if taken >= HOPELESS * fastest}
    peer.keep([form for form in seconds if form not in hopeless])
    return hopeless


def _spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def parser(description, cases):
    """The options that every comparison has."""
    found = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument(
        "--case", default="", help="only this case, or those whose names contain this: " + ", ".join(case.name for case in cases))
    found.add_argument("--threads", type=at_least_one, default=1, help="threads of both (default 1)")
    found.add_argument("--rounds", type=at_least_one, default=5, help="rounds in a turn (default 5)")
    found.add_argument("--turns", type=at_least_one, default=3, help="turns of each (default 3)")
    found.add_argument("--kernelgen", metavar="COMMAND", help="path of kernelgen.dll, or a command; left out: the peer alone")
    return found


def at_least_one(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is less than 1")
    return value
