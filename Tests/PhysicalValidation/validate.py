"""Checks exported energies and volumes with the package physical-validation.

    validate.py FOLDER

Each check is one line of FOLDER/checks.csv; each series is a file of one number per line. Figures
go to the standard output as `name,quantity,value,limit,verdict`. The exit status is 1 if any check
fails.

Reference: Merz & Shirts, PLoS ONE 13, e0202764 (2018),
https://doi.org/10.1371/journal.pone.0202764.
"""

import csv
import pathlib
import sys

import numpy
import physical_validation as pv

# Reduced units: all conversions are one, and the last makes the package's own p V factor one.
UNITS = pv.data.UnitData(
    kb=1, energy_conversion=1, length_conversion=1, volume_conversion=1,
    temperature_conversion=1, time_conversion=1, pressure_conversion=16.6053904)

failures = 0


def report(name, quantity, value, limit, passes):
    global failures
    failures += not passes
    print(f"{name},{quantity},{value:.4g},{limit},{'passes' if passes else 'FAILS'}")


def series(folder, name, quantity):
    path = folder / f"{name}.{quantity}"
    return numpy.loadtxt(path) if path.exists() else None


def simulation(folder, row, suffix=""):
    """One simulation: its ensemble, its degrees of freedom and its series."""
    name = row["name"] + suffix
    particles = int(row["particles"])
    temperature = float(row.get("temperature" + suffix) or 0)
    ensemble = pv.data.EnsembleData(
        row["ensemble"], natoms=particles,
        volume=float(row["volume"]) if row["volume"] else None,
        temperature=temperature or None,
        pressure=float(row["pressure" + suffix]) if row.get("pressure" + suffix) else None)
    system = pv.data.SystemData(
        natoms=particles, nconstraints=0, ndof_reduction_tra=3, ndof_reduction_rot=0,
        mass=numpy.ones(particles))
    kinetic, potential = (series(folder, name, q) for q in ("kinetic", "potential"))
    observables = pv.data.ObservableData(
        kinetic_energy=kinetic, potential_energy=potential, total_energy=kinetic + potential,
        volume=series(folder, name, "volume"),
        constant_of_motion=series(folder, name, "conserved"))
    return pv.data.SimulationData(
        units=UNITS, ensemble=ensemble, system=system, observables=observables,
        dt=float(row["time_step"]))


def check_pair(folder, row):
    """Kinetic energies of both state points, and the ratio of their distributions."""
    pair = [simulation(folder, row, suffix) for suffix in ("1", "2")]
    for index, data in enumerate(pair, 1):
        name = f"{row['name']}{index}"
        mean, width = pv.kinetic_energy.distribution(
            data, strict=False, verbosity=0, bootstrap_seed=1)
        report(name, "kinetic mean / sigma", mean, "<= 3", abs(mean) <= 3)
        report(name, "kinetic width / sigma", width, "<= 3", abs(width) <= 3)
        p = pv.kinetic_energy.distribution(data, strict=True, verbosity=0)
        report(name, "kinetic p value", p, "> 0.01", p > 0.01)
    for quantile in pv.ensemble.check(*pair, verbosity=0, bootstrap_seed=1):
        report(row["name"], "ensemble quantile", quantile, "<= 3", abs(quantile) <= 3)


def check_steps(folder, rows):
    """The fluctuation of the conserved energy against the square of the time step."""
    runs = [simulation(folder, row) for row in rows]
    deviation = pv.integrator.convergence(runs, verbose=False)
    report("NVE", "convergence", deviation, "<= 0.10", deviation <= 0.10)


def main():
    folder = pathlib.Path(sys.argv[1])
    with open(folder / "checks.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["ensemble"] != "NVE":
            check_pair(folder, row)
    check_steps(folder, [row for row in rows if row["ensemble"] == "NVE"])
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
