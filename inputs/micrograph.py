"""Draws inputs/micrograph.npy: grains and pores in a matrix, as a segmented micrograph.

A photograph becomes such a file by numpy.digitize(grey_levels, thresholds).astype(numpy.uint8);
the first axis is x. Numbers come from a linear congruential generator, so the file is always the
same.
"""

import pathlib

import numpy as np

SIZE = 96
state = 20261122


def uniform():
    global state
    state = (6364136223846793005 * state + 1442695040888963407) % 2**64
    return (state >> 11) / 2**53


image = np.zeros((SIZE, SIZE), dtype=np.uint8)
x, y = np.meshgrid(np.arange(SIZE) + 0.5, np.arange(SIZE) + 0.5, indexing="ij")
for value, count, radii in ((1, 40, (4, 10)), (2, 12, (1.5, 4))):
    for _ in range(count):
        cx, cy = SIZE * uniform(), SIZE * uniform()
        radius = radii[0] + (radii[1] - radii[0]) * uniform()
        dx = (x - cx + SIZE / 2) % SIZE - SIZE / 2
        dy = (y - cy + SIZE / 2) % SIZE - SIZE / 2
        image[dx**2 + dy**2 < radius**2] = value
np.save(pathlib.Path(__file__).with_name("micrograph.npy"), image)
