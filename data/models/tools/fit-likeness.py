#!/usr/bin/env python3
"""fit-likeness.py FEATURES LIKENESS: the projection of likeness.bin from features of many pictures.

FEATURES is an array of float32, 2,048 a picture, as `eval --features FILE` of the development half writes it. The projection is
their principal components: the mean, and the 256 directions in which they differ most. Needs numpy. The format is described in
src/engine/reel-likeness.h."""
import struct
import sys

import numpy

N, DIMS = 2048, 256
features = numpy.fromfile(sys.argv[1], "<f4").reshape(-1, N).astype("f8")
mean = features.mean(axis=0)
# Eigenvectors of the small matrix of products where there are fewer pictures than features.
_, values, rows = numpy.linalg.svd(features - mean, full_matrices=False)
if len(rows) < DIMS:
    sys.exit(f"{len(features)} pictures are too few for {DIMS} directions")
rows = rows[:DIMS]
# One sign of each direction, so that the same pictures give the same file.
rows *= numpy.sign(rows[numpy.arange(DIMS), numpy.abs(rows).argmax(axis=1)])[:, None]
with open(sys.argv[2], "wb") as out:
    out.write(b"RLIK" + struct.pack("<3I", 1, N, DIMS))
    out.write(mean.astype("<f4").tobytes())
    for row in rows:
        scale = numpy.abs(row).max() / 127
        out.write(struct.pack("<f", scale) + numpy.rint(row / scale).astype("i1").tobytes())
share = (values[:DIMS] ** 2).sum() / (values**2).sum()
print(f"{len(features)} pictures; {DIMS} directions hold {share:.3f} of the variance")
