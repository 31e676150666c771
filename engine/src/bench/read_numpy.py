#!/usr/bin/env python3
"""Reads the files that DriftReadingBench has made, as a Python user would, and prints the same table.

usage: read_numpy.py DIRECTORY [REPEATS]
"""
import gzip
import json
import os
import sys
import time

import numpy as np


def json_lines(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt") as lines:
        return np.array([json.loads(line)["embedding"] for line in lines], np.float32)


READERS = {
    "rows.npy": np.load,
    "rows.jsonl": json_lines,
    "rows.jsonl.gz": json_lines,
    "rows.csv": lambda path: np.loadtxt(path, np.float32, delimiter=","),
}


def main():
    directory, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print("| file | rows | best s | best cpu s |\n| --- | --- | --- | --- |")
    for name, read in READERS.items():
        path = os.path.join(directory, name)
        walls, cpus = [], []
        for _ in range(repeats):
            wall, cpu = time.perf_counter(), time.process_time()
            rows = read(path)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        print(f"| {name} | {len(rows)} | {min(walls):.3f} | {min(cpus):.3f} |")


if __name__ == "__main__":
    main()
