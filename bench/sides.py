"""What the comparisons share: two programs that take turns, and how their figures are told."""

import os
import platform
import shutil
import statistics
import subprocess
import sys


class Side:
    """A process that does what it is told, a line of words at a time.

    `processors` are those that it may use, as taskset names them; any where nothing is said.
    """

    def __init__(self, command, processors=None, **environment):
        pinned = ["taskset", "-c", processors] if processors and shutil.which("taskset") else []
        self.process = subprocess.Popen(
            [*pinned, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **environment},
        )
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"{command[0]} did not start")

    def words(self, *asked):
        """What it answers."""
        print(*asked, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"the process that was asked '{' '.join(map(str, asked))}' has ended")
        return answer.split()

    def ask(self, *asked):
        """The numbers that it answers."""
        return [float(word) for word in self.words(*asked)]

    def peak(self):
        """The most memory that it has held, GiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as lines:
            return next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 2**20

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def spread(values, format=".2f"):
    """The median, and the quartiles where there are any."""
    if len(values) < 2:
        return f"{values[0]:{format}}"
    q = statistics.quantiles(values, n=4)
    return f"{statistics.median(values):{format}} [{q[0]:{format}}, {q[2]:{format}}]"


def verdict(ratios, wanted):
    reached = "reached" if statistics.median(ratios) >= wanted else "NOT reached"
    return f"{reached} (≥ {wanted:g})"


def machine():
    """The processor, how many there are, and what else they do."""
    return f"{cpu()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"


def cpu():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(x.split(":")[1].strip() for x in lines if x.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
