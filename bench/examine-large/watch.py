"""Runs a command and prints the peak of its anonymous resident memory, sampled ten times a second."""

import subprocess
import sys
import time


def anonymous(pid):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            return max([int(line.split()[1]) for line in status if line.startswith("RssAnon")], default=0)
    except OSError:
        return 0


def main():
    began = time.time()
    process = subprocess.Popen(sys.argv[1:])
    peak = samples = 0
    while process.poll() is None:
        peak = max(peak, anonymous(process.pid))
        samples += 1
        time.sleep(0.1)
    print(f"peak of anonymous memory {peak / 1024:,.0f} MiB in {samples} samples, {time.time() - began:.0f} s, exit {process.returncode}")
    sys.exit(process.returncode)


main()
