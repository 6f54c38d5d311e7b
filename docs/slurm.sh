#!/bin/bash
# A run on 4 machines of a cluster with Slurm: sbatch docs/slurm.sh inputs/poiseuille-argon.yaml
# One process and all cores on each; the first process of the run keeps the macroscopic state and
# the database, and the others sample.
#SBATCH --job-name=scout
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=32
#SBATCH --time=04:00:00
#SBATCH --signal=TERM@120
set -euo pipefail

# Once, on the login node: SCOUT_MPI=yes ./scout --help   (builds with Open MPI)
export SCOUT_MPI=yes
deck=$1
run=${deck%.yaml}.output

# Asked again after the time was up, the job goes on where it stood.
if [[ -d $run/checkpoint ]]; then
  srun ./scout resume "$run" --threads "$SLURM_CPUS_PER_TASK"
else
  srun ./scout run "$deck" --output "$run" --threads "$SLURM_CPUS_PER_TASK"
fi
