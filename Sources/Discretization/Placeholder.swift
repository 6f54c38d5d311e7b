// Discretization
