"""Runs the `kernelgen` command and reads its table."""

import re
import shlex
import subprocess
from dataclasses import dataclass

# How far GFLOP/s x ms of a row may be from the operations that the script counts: the table rounds its figures.
COUNT_TOLERANCE = 0.03


@dataclass(frozen=True)
class Row:
    """A row of the table of `kernelgen bench`."""

    variant: str
    gflops: float
    share: float  # of the ceiling that binds, in percent
    ceiling: str  # with its unit


class KernelGen:
    """The command."""

    def __init__(self, command):
        """command: the path of kernelgen.dll, or a command line such as `dotnet kernelgen`."""
        self._command = ["dotnet", command] if command.endswith(".dll") else shlex.split(command)

    def run(self, *arguments):
        """Its standard output; the script ends with the command's own words when it fails."""
        line = [*self._command, *arguments]
        try:
            done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8")
        except OSError as error:
            raise SystemExit(f"--kernelgen: '{shlex.join(line)}' cannot be started: {error}")
        if done.returncode != 0:
            raise SystemExit(f"'{shlex.join(line)}' ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def bench(self, case, threads, rounds):
        """Measures one case."""
        output = self.run("bench", "--case", case.name, "--threads", str(threads), "--rounds", str(rounds))
        header = None
        for line in output.splitlines():
            cells = [cell.strip() for cell in re.split("[│|]", line)[1:-1]]
            if "GFLOP/s" in cells:
                header = cells
            elif header and len(cells) == len(header) and cells[0] == case.name:
                return _row(case, dict(zip(header, cells)))
        raise SystemExit(f"`kernelgen bench --case {case.name}` printed no row of that name:\n{output}")


def _row(case, cells):
    gflops, seconds = float(cells["GFLOP/s"]), float(cells["ms"]) / 1e3
    if abs(gflops * 1e9 * seconds / case.flops() - 1) > COUNT_TOLERANCE:
        raise SystemExit(
            f"{case.name}: kernelgen counts {gflops * seconds:.4g} G operations, this script {case.flops() / 1e9:.4g}; "
            "cases.py has drifted from BenchCases.cs.")
    return Row(cells["Variant"], gflops, float(cells["Share of ceiling"].rstrip(" %")), cells["Ceiling"])
