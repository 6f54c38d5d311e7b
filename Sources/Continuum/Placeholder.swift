// Continuum
