#!/usr/bin/env python3
"""MMD permutation test as a careful NumPy user would write it: float32 BLAS, permutations as one matrix product.

usage: mmd_numpy.py N PERMUTATIONS [WIDTH]   (threads: OPENBLAS_NUM_THREADS)
       mmd_numpy.py --check   (ends with 1 where NumPy has no optimised BLAS and would compare unfairly)
Prints seconds for the test and for the Gram matrix alone (BLAS SSYRK through X @ X.T).
"""
import resource
import sys
import time

import numpy as np


def squared_distances(z):
    norms = np.einsum("ij,ij->i", z, z)
    d = z @ z.T
    d *= -2
    d += norms[:, None]
    d += norms[None, :]
    np.maximum(d, 0, out=d)
    return d


def test(x, y, permutations, rng):
    n, m = len(x), len(y)
    z = np.concatenate([x, y])
    z = z - z.mean(0)
    d = squared_distances(z)
    sample = rng.choice(n + m, min(n + m, 2000), replace=False)
    upper = d[np.ix_(sample, sample)][np.triu_indices(len(sample), 1)]
    k = np.exp(d / -np.median(upper))
    np.fill_diagonal(k, 0)
    labels = np.zeros((n + m, permutations + 1), np.float32)
    labels[:n, 0] = 1
    for b in range(1, permutations + 1):
        labels[rng.permutation(n + m)[:n], b] = 1
    product = k @ labels
    xx = np.einsum("ib,ib->b", labels, product, dtype=np.float64)
    rows = k.sum(1, dtype=np.float64)
    xr = rows @ labels
    xy, yy = xr - xx, rows.sum() - 2 * xr + xx
    mmd2 = xx / (n * (n - 1)) + yy / (m * (m - 1)) - 2 * xy / (n * m)
    return mmd2[0], (mmd2 >= mmd2[0]).mean()


def has_fast_blas():
    with open("/proc/self/maps", encoding="utf-8") as maps:
        loaded = maps.read()
    return any(name in loaded for name in ("openblas", "mkl", "blis"))


def main():
    if not has_fast_blas():
        sys.exit("mmd_numpy.py: NumPy has no optimised BLAS (Debian: libopenblas0-pthread)")
    if sys.argv[1:] == ["--check"]:
        return
    n, permutations = int(sys.argv[1]), int(sys.argv[2])
    d = int(sys.argv[3]) if len(sys.argv) > 3 else 768
    rng = np.random.default_rng(42)
    x, y = (rng.standard_normal((n, d), np.float32) for _ in range(2))
    test(x[:100], y[:100], 10, rng)
    begin, cpu = time.perf_counter(), time.process_time()
    mmd2, p = test(x, y, permutations, rng)
    wall, used = time.perf_counter() - begin, time.process_time() - cpu
    z = np.concatenate([x, y])
    begin, cpu_gram = time.perf_counter(), time.process_time()
    z @ z.T
    gram, used_gram = time.perf_counter() - begin, time.process_time() - cpu_gram
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"n=m={n} permutations={permutations} mmd2={mmd2:.3e} p={p:.3f} "
          f"seconds={wall:.3f} cpu={used:.3f} gram={gram:.3f} gram_cpu={used_gram:.3f} peak={peak}MB")


if __name__ == "__main__":
    main()
