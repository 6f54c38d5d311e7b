// MolecularDynamics
