#!/usr/bin/env python3
"""Puts Scout beside LAMMPS and GROMACS: the same systems, one core each, in one go.

CASE is the beginning of case names, such as lj-melt-864; without any, all cases run. The engines take turns, so that a
machine that slows down or speeds up does so for all of them. Progress goes to standard error, the tables of medians
and ratios to standard output; --records keeps every run as a line of JSON.
"""
import argparse
import json
import shutil
import statistics
import sys
from dataclasses import asdict
from pathlib import Path

from cases import CASES
from engines import EngineFailure, Gromacs, Lammps, Scout

HERE = Path(__file__).resolve().parent
AGREEMENT = 1e-5            # largest relative difference of the potential energy of a shared start
BUSY = 0.9                  # below this share of its core a run was disturbed
RATIOS = [("scout-double", "lammps"), ("scout-double", "lammps-opt"), ("scout-mixed", "lammps-opt"),
          ("scout-mixed", "gromacs")]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="beginnings of case names")
    parser.add_argument("--engines", default="scout-double,scout-mixed,lammps,lammps-opt,gromacs",
                        help="comma-separated (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5, help="turns of each engine (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="about how long a run is measured (default: 3)")
    parser.add_argument("--peers", type=Path, default=HERE / ".peers", help="the folder that setup.sh made")
    parser.add_argument("--scout", type=Path, default=HERE.parent / ".build/release/scout", help="another Scout")
    parser.add_argument("--lmp", help="another LAMMPS")
    parser.add_argument("--gmx", default="gmx", help="another GROMACS")
    parser.add_argument("--records", type=Path, metavar="FILE", help="append every run to a file, a line of JSON each")
    arguments = parser.parse_args()
    if arguments.repeats < 1 or not arguments.seconds > 0:
        parser.error("--repeats takes a number from 1 on, --seconds a time above 0")
    return arguments


def program(advice, *candidates):
    """The first candidate that can be run."""
    for candidate in candidates:
        if path := shutil.which(candidate):
            return Path(path).absolute()
    sys.exit(f"run.py: cannot run {' or '.join(map(str, candidates))}; {advice}")


def chosen_cases(beginnings):
    names = ", ".join(case.name for case in CASES)
    for beginning in beginnings:
        if not any(case.name.startswith(beginning) for case in CASES):
            sys.exit(f"run.py: there is no case {beginning}; there are {names}")
    full = {case.name for case in CASES}
    return [case for case in CASES if not beginnings or any(
        case.name == beginning or (beginning not in full and case.name.startswith(beginning))
        for beginning in beginnings)]


def chosen_engines(arguments, lammps):
    makers = {
        "scout-double": lambda: Scout(scout(), "double"),
        "scout-mixed": lambda: Scout(scout(), "mixed"),
        "lammps": lambda: Lammps(lammps),
        "lammps-opt": lambda: Lammps(lammps, "-sf", "opt"),
        "gromacs": lambda: Gromacs(program("Benchmarks/setup.sh --gromacs installs it, or choose --engines without it",
                                           arguments.gmx)),
    }

    def scout():
        return program("./scout bench --help builds it", arguments.scout)

    names = [name for name in arguments.engines.split(",") if name]
    if unknown := [name for name in names if name not in makers]:
        sys.exit(f"run.py: there is no engine {', '.join(unknown)}; there are {', '.join(makers)}")
    return {name: makers[name]() for name in names}


def measure(case, engines, lammps, arguments):
    """All turns of all engines on a case, as records."""
    folder = (arguments.peers / "work" / f"{case.deck}-{case.atoms}").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if case.shares_start and not (folder / "start.data").exists():
        say(f"{case.name}: melting the start")
        Lammps(lammps).melt(case, folder)
    records = []
    for turn in range(1, arguments.repeats + 1):
        for name, engine in engines.items():
            if not engine.can_run(case):
                continue
            say(f"{case.name}: {name}, turn {turn} of {arguments.repeats}")
            result = engine.run(case, folder, arguments.seconds)
            rate = result.atoms * result.steps / result.seconds
            records.append({"case": case.name, "engine": name, "turn": turn, "atomStepsPerSecond": rate,
                            **asdict(result)})
            keep(records[-1], arguments.records)
    if case.shares_start:
        require_agreement(case, records)
    return records


def require_agreement(case, records):
    """Engines that go on from one start must begin with one potential energy."""
    energies = {record["engine"]: record["observables"]["startPotentialPerAtom"] for record in records}
    expected = next(iter(energies.values()))
    if not all(abs(energy - expected) <= AGREEMENT * abs(expected) for energy in energies.values()):
        found = ", ".join(f"{name} {energy:.7f}" for name, energy in energies.items())
        raise EngineFailure(f"the engines disagree on the potential energy an atom of {case.name}: {found}")


def keep(record, path):
    if path:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def say(text):
    print(text, file=sys.stderr, flush=True)


def rates(records, case, engine):
    """Rates by turn."""
    return {record["turn"]: record["atomStepsPerSecond"] for record in records
            if (record["case"], record["engine"]) == (case, engine)}


def print_table(title, names, rows, columns, cell):
    width = max(map(len, names)) + 2
    widths = [max(len(column), 17) + 2 for column in columns]
    print(f"\n{title}\n\n" + " " * width + "".join(f"{column:>{size}}" for column, size in zip(columns, widths)))
    for name in rows:
        print(f"{name:{width}}" + "".join(f"{cell(name, column):>{size}}" for column, size in zip(columns, widths)))


def print_report(records):
    cases = list(dict.fromkeys(record["case"] for record in records))
    engines = list(dict.fromkeys(record["engine"] for record in records))

    def speed(case, engine):
        found = [rate / 1e6 for rate in rates(records, case, engine).values()]
        return f"{statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})" if found else "-"

    def ratio(case, column):
        one, other = (rates(records, case, engine) for engine in column.split(" / "))
        found = [rate / other[turn] for turn, rate in one.items() if turn in other]
        return f"{statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})" if found else "-"

    def physics(case, engine):
        seen = [record["observables"] for record in records if (record["case"], record["engine"]) == (case, engine)]
        if not seen:
            return "-"
        if "viscosity" in seen[-1]:
            return f"eta {seen[-1]['viscosity']:.3f} +- {seen[-1]['viscosityError']:.3f}"
        return f"u {seen[-1]['potentialPerAtom']:.3f} T {seen[-1]['temperature']:.3f}"

    print_table("Million atom steps per second: median (range)", cases, cases, engines, speed)
    pairs = [f"{one} / {other}" for one, other in RATIOS if one in engines and other in engines]
    if pairs:
        print_table("Times as fast, turn by turn: median (range)", cases, cases, pairs, ratio)
    print_table("What the last turn saw, in reduced units", cases, cases, engines, physics)
    print("\n" + "\n".join(f"{name:14}{version}" for name, version in versions(records).items()))
    disturbed = [record for record in records if record["cpu_share"] < BUSY]
    if disturbed:
        least = min(record["cpu_share"] for record in disturbed)
        print(f"\n{len(disturbed)} of {len(records)} runs had less than {BUSY:.0%} of a core, the worst {least:.0%}: "
              "the machine was busy, repeat.")


def versions(records):
    return {record["engine"]: record["version"] for record in records}


def main():
    arguments = parse_arguments()
    cases = chosen_cases(arguments.cases)
    advice = "Benchmarks/setup.sh installs it, or name one as --lmp"
    lammps = program(advice, arguments.lmp) if arguments.lmp else program(
        advice, arguments.peers / "bin" / "lmp", "lmp")
    engines = chosen_engines(arguments, lammps)
    records = []
    for case in cases:
        try:
            records += measure(case, engines, lammps, arguments)
        except EngineFailure as failure:
            sys.exit(f"run.py: {case.name}: {failure}")
    print_report(records)


if __name__ == "__main__":
    main()
