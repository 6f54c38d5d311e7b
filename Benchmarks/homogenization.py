#!/usr/bin/env python3
"""Scout beside muSpectre: one elastic cell, the same voxels, in turns, each on one thread.

    python3 -m venv peers && peers/bin/pip install muSpectre   # once
    Benchmarks/homogenization.py --peer-python peers/bin/python

A disk or sphere of volume share 0.3, a hundred times as stiff as its matrix, under the unit strain xx. muSpectre
solves with its Fourier projection, Scout with finite elements on voxels; their stresses differ by what the voxels
leave open. Processor time for one strain: of muSpectre's solver alone; for Scout of its whole process, with set-up and two
coarser grids for the error, shared by its three or six strains.
"""

import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile

PEER = """
import json, sys, time, numpy as np, muSpectre as msp
phases = np.load(sys.argv[1])
d = phases.ndim
cell = msp.Cell(list(phases.shape), [1.0] * d, msp.Formulation.small_strain)
law = getattr(msp.material, f"MaterialLinearElastic1_{d}d")
soft, hard = law.make(cell, "soft", 1.0, 0.3), law.make(cell, "hard", 100.0, 0.3)
for pixel, phase in enumerate(phases.flatten(order="F")):
    (hard if phase else soft).add_pixel(pixel)
cell.initialise()
strain = np.zeros((d, d))
strain[0, 0] = 1.0
start = time.process_time()
solver = msp.solvers.KrylovSolverCG(cell, 1e-8, 5000, msp.Verbosity.Silent)
result = msp.solvers.newton_cg(cell, strain, solver, 1e-6, 1e-12, msp.Verbosity.Silent)
seconds = time.process_time() - start
stress = np.array(result.stress).reshape((d * d, -1), order="F").mean(axis=1)[0]
print(json.dumps({"seconds": seconds, "stress": stress}))
"""

DRAW = """
import sys, numpy as np
n, d = int(sys.argv[1]), int(sys.argv[2])
axis = (np.arange(n) + 0.5) / n - 0.5
square = sum(x * x for x in np.meshgrid(*[axis] * d, indexing="ij"))
radius = (0.3 / np.pi) ** 0.5 if d == 2 else (0.9 / (4 * np.pi)) ** (1 / 3)
np.save(sys.argv[3], (square < radius**2).astype(np.uint8))
"""

DECK = """
cell:
  physics: elasticity
  microstructure: { kind: array, lattice: LATTICE, share: 0.3 }
  interfaces: sharp
  resolution: COUNT
  phases:
    - { youngModulus: 1 GPa, poissonRatio: 0.3 }
    - { youngModulus: 100 GPa, poissonRatio: 0.3 }
"""


def children():
    """Processor time of all programs that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scout(program, folder):
    """Solves by Scout: processor time for each strain, and the stress under a unit strain."""
    start = children()
    text = subprocess.run(
        [program, "homogenize", "deck.yaml", "--threads", "1", "--json"],
        cwd=folder, check=True, capture_output=True, text=True,
    ).stdout
    stiffness = json.loads(text)["tensor"]
    return (children() - start) / len(stiffness), stiffness[0][0] / 1e9


def peer(python, folder):
    """Solves by muSpectre: processor time of its solver and the stress under a unit strain."""
    text = subprocess.run(
        [python, "-c", PEER, "voxels.npy"],
        cwd=folder, check=True, capture_output=True, text=True,
    ).stdout
    record = json.loads(text.strip().splitlines()[-1])
    return record["seconds"], record["stress"]


def main():
    """Runs all cases in turns and prints medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer-python", required=True, help="a Python that has muSpectre")
    parser.add_argument("--scout", default="./scout", help="the program")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("cases", nargs="*", default=["255x2", "63x3"], help="voxels x dimension")
    options = parser.parse_args()
    program = str(pathlib.Path(options.scout).resolve())
    print("case     scout / s  muSpectre / s  ratio  stress, stress")
    for case in options.cases:
        count, dimension = case.split("x")
        with tempfile.TemporaryDirectory() as folder:
            lattice = "square" if dimension == "2" else "simpleCubic"
            deck = DECK.replace("LATTICE", lattice).replace("COUNT", count)
            pathlib.Path(folder, "deck.yaml").write_text(deck, encoding="utf-8")
            draw = [options.peer_python, "-c", DRAW, count, dimension, "voxels.npy"]
            subprocess.run(draw, cwd=folder, check=True)
            turns = [
                (scout(program, folder), peer(options.peer_python, folder))
                for _ in range(options.repeats)
            ]
        own = statistics.median(turn[0][0] for turn in turns)
        other = statistics.median(turn[1][0] for turn in turns)
        stresses = f"{turns[0][0][1]:.4f}, {turns[0][1][1]:.4f}"
        print(f"{case:8} {own:9.2f}  {other:13.2f}  {other / own:5.1f}  {stresses}", flush=True)


if __name__ == "__main__":
    main()
