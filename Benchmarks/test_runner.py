"""Tests of what the runner itself computes; no engine is needed."""
import math
import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import engines
import run
from cases import CASES

START = """A start

2 atoms
1 atom types

0 3.5 xlo xhi
0 3.5 ylo yhi
0 3.5 zlo zhi

Atoms # atomic

2 1 1.5 0.25 3 0 0 0
1 1 0 0.5 1 0 0 0

Velocities

1 0.1 -0.2 0
2 -0.1 0.2 0
"""


class Estimates(unittest.TestCase):
    def test_error_of_independent_samples_is_that_of_the_textbook(self):
        """For n independent normal samples of variance 1 it is 1/sqrt(n); the largest of several estimates is more."""
        source = random.Random(1)
        mean, error = engines.mean_and_error([source.gauss(2, 1) for _ in range(4096)])
        self.assertLess(abs(mean - 2), 5 / 64)
        self.assertTrue(0.9 / 64 < error < 1.8 / 64)

    def test_error_counts_correlation(self):
        """Samples repeated 16 times are worth a sixteenth: the error is 4 times that of independent ones."""
        source = random.Random(2)
        samples = [value for value in (source.gauss(0, 1) for _ in range(1024)) for _ in range(16)]
        _, error = engines.mean_and_error(samples)
        self.assertTrue(0.9 / 32 < error < 1.8 / 32)

    def test_averages_leave_the_start_out(self):
        seen = engines.averages([-5.0, -6.0, -8.0], [9.0, 1.0, 2.0], [9.0, 3.0, 4.0])
        self.assertEqual(seen, {"startPotentialPerAtom": -5.0, "potentialPerAtom": -7.0, "temperature": 1.5,
                                "pressure": 3.5})

    def test_steps_scale_with_time_in_whole_intervals_of_output(self):
        self.assertEqual([engines.scaled(1500, seconds) for seconds in (3, 1, 0.01)], [1500, 500, 200])


class Choice(unittest.TestCase):
    def test_a_full_name_means_one_case_and_a_beginning_all_that_begin_so(self):
        self.assertEqual([case.name for case in run.chosen_cases(["lj-melt-4000"])], ["lj-melt-4000"])
        self.assertEqual(len(run.chosen_cases(["lj-sllod"])), 4)
        self.assertEqual(run.chosen_cases([]), CASES)
        with self.assertRaises(SystemExit):
            run.chosen_cases(["lj-boiling"])


class Agreement(unittest.TestCase):
    @staticmethod
    def records(*energies):
        return [{"engine": f"engine{index}", "observables": {"startPotentialPerAtom": energy}}
                for index, energy in enumerate(energies)]

    def test_engines_must_agree_to_five_digits(self):
        run.require_agreement(CASES[0], self.records(-5.68011, -5.68014))
        for wrong in (-5.6803, math.nan):
            with self.assertRaises(engines.EngineFailure):
                run.require_agreement(CASES[0], self.records(-5.68011, wrong))


class Start(unittest.TestCase):
    def test_gromacs_gets_the_atoms_in_the_order_of_their_numbers(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "start.data").write_text(START)
            self.assertEqual(engines.write_gromacs_start(folder), 2)
            lines = (folder / "start.gro").read_text().splitlines()
            self.assertEqual(lines[2][20:].split(), ["0.00000000", "0.50000000", "1.00000000", "0.100000000",
                                                     "-0.200000000", "0.000000000"])
            self.assertEqual(lines[4].split(), ["3.500000000"] * 3)
            self.assertTrue((folder / "run.top").read_text().endswith("LJ  2\n"))


if __name__ == "__main__":
    unittest.main()
