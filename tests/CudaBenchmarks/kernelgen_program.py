"""The KernelGen side: the program of this folder, which holds its tensors and answers line by line."""

import json
import subprocess


class KernelGenProgram:
    """The running program. Requests and answers are JSON, one to a line."""

    def __init__(self, path, cases, device):
        try:
            self._process = subprocess.Popen(
                [path, "serve", "--cases", cases, "--device", str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        except OSError as error:
            raise SystemExit(f"--program: '{path}' cannot be started: {error}")
        self.facts = self._answer()

    def prepare(self, case):
        """Fills the tensors of a case; what the runtime chose, and what the first call took."""
        return self._ask("prepare", case=case.name)

    def variants(self):
        """The variants that may be pinned for the prepared case."""
        return self._ask("variants")["variants"]

    def measure(self, rounds, variant=None):
        """Milliseconds of each round, the second-level cache flushed before it."""
        return self._ask("measure", rounds=rounds, variant=variant)["milliseconds"]

    def rows(self, batch, head, rows, variant=None):
        """Rows of O, computed by a call into an output full of NaN."""
        return self._ask("rows", batch=batch, head=head, rows=rows, variant=variant)["values"]

    def close(self):
        """Ends the program."""
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _ask(self, request, **arguments):
        line = {"do": request} | {name: value for name, value in arguments.items() if value is not None}
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"KernelGen's program ended with {self._process.wait()}.")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer
