"""The shear viscosity that STACIE finds in series of the pressure tensor: stacie_viscosity.py SERIES VOLUME INTERVAL

SERIES is JSON: for every trajectory its temperature and rows of (T, Pxx, Pyy, Pzz, Pxy, Pxz, Pyz). The five independent
components of the traceless tensor and the Lorentz model are those of STACIE's own example. Prints value and error.
"""
import json
import math
import sys
from pathlib import Path

import numpy as np
from stacie import LorentzModel, compute_spectrum, estimate_acint

trajectories = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
volume, interval = map(float, sys.argv[2:4])


def components():
    for temperature, rows in trajectories:
        _, xx, yy, zz, xy, xz, yz = np.array(rows).T
        traceless = [(2 * xx - yy - zz) / math.sqrt(12), (yy - zz) / 2, xy, xz, yz]
        yield volume / temperature, np.array(traceless)


spectrum = compute_spectrum(components(), prefactors=None, timestep=interval, include_zero_freq=False)
result = estimate_acint(spectrum, LorentzModel())
print(result.acint, result.acint_std)
