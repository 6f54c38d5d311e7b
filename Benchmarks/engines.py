"""Runs a case in Scout, LAMMPS or GROMACS on one core and reads what came of it."""
import json
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

DECKS = Path(__file__).resolve().parent / "decks"
GAS_CONSTANT = 8.314462618e-3       # kJ/mol/K
BAR = 0.0602214076                  # kJ/mol/nm3
MELTING_STEPS = 1000                # from the lattice to the start that all engines share
SETTLING = 0.2                      # share of a sheared run in which the flow settles


class EngineFailure(Exception):
    """An engine that cannot run, ends badly or says something unexpected."""


@dataclass
class Result:
    """What an engine says of a run."""

    version: str
    atoms: int
    steps: int
    seconds: float      # by the engine's own clock around its time steps, without set-up
    cpu_share: float    # processor time over wall time; well below 1, the core was shared
    observables: dict   # in reduced units


def idlest_core():
    """The core, of those at hand, that did the least in the last moment."""
    def idle():
        lines = Path("/proc/stat").read_text().splitlines()
        return {int(line.split()[0][3:]): int(line.split()[4]) for line in lines if re.match(r"cpu\d", line)}
    before = idle()
    time.sleep(0.2)
    after = idle()
    return max(os.sched_getaffinity(0), key=lambda core: after[core] - before[core])


def run_alone(command, folder, reply=""):
    """Runs a command on one core; returns its output and the share of the core that it had."""
    pin = ["taskset", "-c", idlest_core()] if shutil.which("taskset") else []
    words = [str(word) for word in [*pin, *command]]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GMX_MAXBACKUP": "-1"}
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.run(words, cwd=folder, env=environment, input=reply, text=True, check=False,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    elapsed, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise EngineFailure(f"{' '.join(words)}\nended with status {process.returncode}:\n{process.stdout[-2000:]}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return process.stdout, used / elapsed


def averages(potential, temperature, pressure):
    """The potential energy an atom at the start, where engines must agree, and means over what follows."""
    return {"startPotentialPerAtom": potential[0], "potentialPerAtom": statistics.mean(potential[1:]),
            "temperature": statistics.mean(temperature[1:]), "pressure": statistics.mean(pressure[1:])}


def mean_and_error(samples, fewest_blocks=16):
    """The mean of a correlated series, and the largest standard error that block averages imply.

    Blocks double in length until they are independent; the error they imply grows until then.
    """
    errors, blocks = [0.0], samples
    while len(blocks) >= fewest_blocks:
        errors.append(statistics.stdev(blocks) / math.sqrt(len(blocks)))
        blocks = [(one + other) / 2 for one, other in zip(blocks[::2], blocks[1::2])]
    return statistics.mean(samples), max(errors)


class Scout:
    """Scout in one arithmetic: double, or mixed, where pairs are computed in single precision."""

    def __init__(self, program, arithmetic):
        self.program, self.arithmetic = program, arithmetic

    def can_run(self, case):
        return True

    def run(self, case, folder, seconds):
        start = ["--start", "start.data"] if case.shares_start else []
        output, share = run_alone(
            [self.program, "bench", case.name, "--peer", "--arithmetic", self.arithmetic, "--threads", 1,
             "--seconds", seconds, *start], folder)
        found = json.loads(output.splitlines()[-1])
        known = {name: found.pop(name) for name in ["version", "atoms", "steps", "seconds"]}
        return Result(**known, cpu_share=share, observables=found)


class Lammps:
    """LAMMPS in double precision, with plain pair styles or the flags of an accelerator package."""

    def __init__(self, program, *flags):
        self.program, self.flags = program, flags

    def can_run(self, case):
        return True

    def melt(self, case, folder):
        """Leaves the start that all engines share in start.data."""
        self._execute(case, folder, steps=MELTING_STEPS, save="yes")

    def run(self, case, folder, seconds):
        steps = scaled(case.steps, seconds)
        log, share = self._execute(case, folder, steps=steps, start="saved" if case.shares_start else "lattice")
        took, atoms = re.findall(r"Loop time of (\S+) on .* with (\d+) atoms", log)[-1]
        seen = self._thermo(log) if case.shares_start else self._flow(case, folder)
        return Result(re.search(r"LAMMPS \((.*?)\)", log)[1], int(atoms), steps, float(took), share, seen)

    def _execute(self, case, folder, **variables):
        command = [self.program, *self.flags, "-in", DECKS / f"{case.deck}.lmp", "-log", "log.lammps"]
        for name, value in {"cells": case.cells, **case.variables, **variables}.items():
            command += ["-var", name, value]
        _, share = run_alone(command, folder)
        return (folder / "log.lammps").read_text(), share

    @staticmethod
    def _thermo(log):
        """Averages of the thermodynamic output of the last run."""
        body = re.findall(r"^ *Step .*\n((?:.*\n)*?)Loop time", log, re.M)[-1]
        rows = [[float(word) for word in line.split()] for line in body.splitlines() if re.match(r" *\d", line)]
        _, temperature, potential, pressure = zip(*rows)
        return averages(potential, temperature, pressure)

    @staticmethod
    def _flow(case, folder):
        """The viscosity -<P_xy>/rate and the temperature, after the flow has settled."""
        lines = (folder / "stress.dat").read_text().splitlines()
        rows = [[float(word) for word in line.split()] for line in lines if not line.startswith("#")]
        settled = rows[int(SETTLING * len(rows)):]
        viscosity, error = mean_and_error([-row[4] / case.variables["rate"] for row in settled])
        return {"viscosity": viscosity, "viscosityError": error,
                "temperature": statistics.mean(row[7] for row in settled)}


class Gromacs:
    """GROMACS in mixed precision, with the SIMD instructions that it was built for."""

    def __init__(self, program):
        self.program = program

    def can_run(self, case):
        return case.has_gromacs

    def run(self, case, folder, seconds):
        atoms = write_gromacs_start(folder)
        steps = scaled(2 * case.steps, seconds)
        settings = (DECKS / f"{case.deck}.mdp").read_text()
        (folder / "run.mdp").write_text(re.sub(r"(?m)^(nsteps\s*=).*$", rf"\1 {steps}", settings))
        run_alone([self.program, "grompp", "-f", "run.mdp", "-c", "start.gro", "-p", "run.top", "-o", "run.tpr"],
                  folder)
        _, share = run_alone([self.program, "mdrun", "-deffnm", "run", "-ntmpi", 1, "-ntomp", 1, "-pin", "off",
                              "-noconfout", "-cpt", -1], folder)
        log = (folder / "run.log").read_text()
        version, simd = (re.search(rf"{words}:\s+(\S+)", log)[1] for words in ["GROMACS version", "SIMD instructions"])
        took = float(re.search(r"Time:\s+\S+\s+(\S+)", log)[1])
        return Result(f"{version} {simd}", atoms, steps, took, share, self._energies(folder, atoms))

    def _energies(self, folder, atoms):
        """Averages of the energy file, which is in kJ/mol, K and bar."""
        run_alone([self.program, "energy", "-f", "run.edr", "-o", "run.xvg"], folder,
                  reply="Potential\nTemperature\nPressure\n\n")
        lines = (folder / "run.xvg").read_text().splitlines()
        rows = [[float(word) for word in line.split()] for line in lines if line[0] not in "#@"]
        return averages([row[1] / atoms for row in rows], [row[2] * GAS_CONSTANT for row in rows],
                        [row[3] * BAR for row in rows])


def scaled(steps, seconds):
    """Steps of a run that is to last so long; those of a case last about three seconds. A multiple of 100."""
    return max(200, round(steps * seconds / 300) * 100)


def write_gromacs_start(folder):
    """Writes the state in start.data as start.gro and run.top; returns the number of atoms."""
    text = (folder / "start.data").read_text()

    def section(name):
        body = re.search(rf"^{name}.*\n\n((?:[-\d].*\n)+)", text, re.M)[1]
        return {int(words[0]): words for words in map(str.split, body.splitlines())}

    atoms, velocities = section("Atoms"), section("Velocities")
    edge = float(re.search(r"(\S+) xlo xhi", text)[1])
    lines = ["molten Lennard-Jones crystal", str(len(atoms))]
    for number in sorted(atoms):
        position, velocity = map(float, atoms[number][2:5]), map(float, velocities[number][1:4])
        lines.append(f"{number % 100000:5}{'LJ':<5}{'LJ':>5}{number % 100000:5}"
                     + "".join(f"{x:13.8f}" for x in position) + "".join(f"{v:13.9f}" for v in velocity))
    (folder / "start.gro").write_text("\n".join(lines) + f"\n{edge:.9f} {edge:.9f} {edge:.9f}\n")
    topology = (DECKS / "lj-melt.top").read_text()
    (folder / "run.top").write_text(f"{topology}\n[ molecules ]\nLJ  {len(atoms)}\n")
    return len(atoms)
