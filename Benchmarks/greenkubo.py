#!/usr/bin/env python3
"""The Green-Kubo viscosity of the Lennard-Jones triple point: Scout beside LAMMPS with STACIE, one core each.

Scout samples until it knows the viscosity as precisely as asked; LAMMPS runs as many particle steps, in the same number
of independent trajectories, and STACIE makes the estimate. Both tell value, standard error and processor time. As an
error falls with the root of the time, the product of time and squared error says who is cheaper at any precision; it
is as uncertain as the errors are, about a third. Runs take turns.
"""
import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from engines import DECKS, EngineFailure, run_alone
from run import program

HERE = Path(__file__).resolve().parent
CELLS, DENSITY, TEMPERATURE = 5, 0.8442, 0.722
PARTICLES = 4 * CELLS**3
BLOCK = 0.05                # the time a row of stress.dat stands for
WARMUP = 2000               # steps in the bath
BUDGET = 1_000_000          # the time that Scout may sample: enough for a half-width of 1 %
REFERENCE = (3.239, 0.025)  # documentation of STACIE 1.1, 100 trajectories of 1,728 particles


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--relative", default="5 %", help="half-width asked of Scout (default: %(default)s)")
    parser.add_argument("--trajectories", type=int, default=16, help="of LAMMPS in a turn (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=1, help="turns, each with seeds of its own (default: 1)")
    parser.add_argument("--peers", type=Path, default=HERE / ".peers", help="the folder that setup.sh made")
    parser.add_argument("--scout", type=Path, default=HERE.parent / ".build/release/scout", help="another Scout")
    parser.add_argument("--lmp", help="another LAMMPS")
    return parser.parse_args()


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def with_scout(scout, relative, seed, folder):
    """Value, standard error, processor time and particle steps of one run of Scout."""
    deck = folder / "deck.yaml"
    deck.write_text(
        f"title: triple point\nseed: {seed}\nunits: reduced\nmicro:\n  model: shearedFluid\n  potential: lj\n"
        f"  particles: {PARTICLES}\n  density: {DENSITY}\n  temperature: {TEMPERATURE}\nload:\n  rest: {{}}\n"
        f"precision:\n  relative: {relative}\n  budget: {BUDGET}\n", encoding="utf-8")
    before = processor_time()
    found = subprocess.run([scout, "micro", deck, "--json", "--threads", "1"], check=False, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if found.returncode != 0:
        raise EngineFailure(found.stderr[-2000:])
    answer = json.loads(found.stdout)
    viscosity = answer["derived"]["viscosity"]
    return (viscosity["value"], viscosity["standardError"], processor_time() - before,
            answer["cost"]["particleSteps"])


def trajectory(lammps, steps, seed, folder):
    """Temperature and the rows of the stress tensor of one LAMMPS run."""
    command = [lammps, "-sf", "opt", "-in", DECKS / "lj-greenkubo.lmp", "-log", "none", "-screen", "none"]
    for name, value in {"cells": CELLS, "steps": steps, "warmup": WARMUP, "seed": seed}.items():
        command += ["-var", name, value]
    run_alone(command, folder)
    lines = (folder / "stress.dat").read_text(encoding="utf-8").splitlines()
    rows = [[float(word) for word in line.split()[1:]] for line in lines if not line.startswith("#")][1:]
    return statistics.mean(row[0] for row in rows), rows


def with_stacie(python, lammps, particle_steps, trajectories, seed, folder):
    """Value, standard error, processor time and particle steps of LAMMPS and STACIE."""
    steps = max(2000, round(particle_steps / PARTICLES / trajectories / 100) * 100)
    before = processor_time()
    series = [trajectory(lammps, steps - WARMUP, seed + number, folder) for number in range(trajectories)]
    (folder / "series.json").write_text(json.dumps(series), encoding="utf-8")
    volume = PARTICLES / DENSITY
    found, _ = run_alone([python, HERE / "stacie_viscosity.py", "series.json", volume, BLOCK], folder)
    value, error = map(float, found.split()[-2:])
    return value, error, processor_time() - before, steps * trajectories * PARTICLES


def line(name, run):
    value, error, seconds, steps = run
    distance = (value - REFERENCE[0]) / math.hypot(error, REFERENCE[1])
    return (f"{name:<16} {value:7.3f} ± {error:5.3f}   z {distance:5.1f}   {steps / 1e6:7.0f} million particle steps"
            f"   {seconds:6.0f} s   s × (relative error)² {seconds * (error / value)**2:.4f}")


def main():
    arguments = parse_arguments()
    scout = program("./scout bench --help builds it", arguments.scout)
    lammps = program("Benchmarks/setup.sh gets it", arguments.lmp or arguments.peers / "bin/lmp")
    python = program("Benchmarks/setup.sh gets it", arguments.peers / "bin/python3")
    os.environ["OMP_NUM_THREADS"] = "1"
    ratios = []
    for turn in range(1, arguments.repeats + 1):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours = with_scout(scout, arguments.relative, 1000 * turn, folder)
            print(line("scout", ours), flush=True)
            theirs = with_stacie(python, lammps, ours[3], arguments.trajectories, 1000 * turn, folder)
            print(line("lammps + stacie", theirs), flush=True)
        costs = [seconds * (error / value)**2 for value, error, seconds, _ in (theirs, ours)]
        ratios.append(costs[0] / costs[1])
    print(f"LAMMPS with STACIE takes {statistics.median(ratios):.2f} times the processor time for the same error"
          + (f" ({min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} turns)" if len(ratios) > 1 else ""))


if __name__ == "__main__":
    try:
        main()
    except EngineFailure as failure:
        sys.exit(f"greenkubo.py: {failure}")
