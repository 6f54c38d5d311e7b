"""The systems that are compared, with how each engine is told to run them."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """A deck at one size and setting."""

    deck: str
    cells: int                      # fcc cells along an edge
    steps: int                      # measured in LAMMPS: a few seconds
    setting: str = ""               # what tells it from the deck's other cases of its size
    variables: dict = field(default_factory=dict)   # for the LAMMPS deck
    has_gromacs: bool = False       # whether GROMACS can run it

    @property
    def atoms(self):
        return 4 * self.cells**3

    @property
    def name(self):
        return "-".join(filter(None, [self.deck, str(self.atoms), self.setting]))

    @property
    def shares_start(self):
        """Whether all engines go on from the same positions and velocities."""
        return self.deck == "lj-melt"


# fcc cells, and the steps of a melt and of a sheared liquid.
SIZES = [(5, 12000), (6, 7000), (10, 1500), (20, 200)]
SHEARED_SIZES = [(6, 6000), (10, 1200)]

# At a rate of 1 neither heat nor flow carries a pair through this skin in 7 steps.
FAST_FLOW = {"skin": 0.4, "list": "every 7 check no"}

CASES = [
    *(Case("lj-melt", cells, steps, has_gromacs=True) for cells, steps in SIZES),
    *(Case("lj-melt", cells, steps, "checked", {"list": "every 1 check yes"}) for cells, steps in SIZES),
    *(Case("lj-sllod", cells, steps, str(rate), {"rate": rate, **lists})
      for cells, steps in SHEARED_SIZES for rate, lists in [(0.1, {}), (1.0, FAST_FLOW)]),
]
