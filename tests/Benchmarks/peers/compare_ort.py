#!/usr/bin/env python3
"""Compares KernelGen's CPU kernels with ONNX Runtime's on this machine, case by case, and prints GFLOP/s on the allowed pairs.

ONNX Runtime and KernelGen take turns within one run of the script; the medians count, and the ratio is the median of the turns' ratios with
the smallest and largest beside it. Every form in which ONNX Runtime solves a case is first checked against float64. See README.md."""

import dataclasses
import json
import pathlib
import shutil
import subprocess

from cases import CASES, matching
from turns import compare, parser

# What its flash paths on the CPU take.
PRECISIONS = ("float32",)

# Rows of one head that are compared with float64.
CHECKED_ROWS = 64

PACKAGES = ("onnxruntime-node", "protobufjs")
WORKER = pathlib.Path(__file__).parent / "ort" / "worker.mjs"


class OnnxRuntime:
    """ONNX Runtime, in a process of Node.js, as a peer of turns.py."""

    def __init__(self, packages, threads):
        node = shutil.which("node")
        if not node:
            raise SystemExit("compare_ort.py needs Node.js 20 or newer; there is no `node` in PATH.")
        for package in PACKAGES:
            if not (pathlib.Path(packages) / "node_modules" / package).is_dir():
                raise SystemExit(f"--packages {packages}: there is no node_modules/{package}; README.md has the line that installs it.")
        self._process = subprocess.Popen(
            [node, str(WORKER), packages, str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.version = self._read()["version"]

    def prepare(self, case):
        step = max(1, case.queries // CHECKED_ROWS)
        rows = sorted({*range(0, case.queries, step), case.queries - 1})
        ranges = [(row, *case.key_range(row)) for row in rows]
        return self._ask(prepare={**dataclasses.asdict(case), "ranges": ranges})["remarks"]

    def turn(self, rounds):
        return self._ask(turn=rounds)["seconds"]

    def keep(self, forms):
        self._ask(keep=forms)

    def close(self):
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, **request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"'{' '.join(self._process.args)}' ended with {self._process.wait()}; its own words are above.")
        return json.loads(line)


def main():
    options = parser(__doc__, [case for case in CASES if case.precision in PRECISIONS])
    options.add_argument("--packages", metavar="FOLDER", required=True, help="where onnxruntime-node and protobufjs are installed")
    options = options.parse_args()
    cases = matching(options.case, PRECISIONS)
    runtime = OnnxRuntime(options.packages, options.threads)
    print(f"ONNX Runtime {runtime.version}")
    compare(runtime, cases, options)
    runtime.close()


if __name__ == "__main__":
    main()
