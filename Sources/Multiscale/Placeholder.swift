// Multiscale
