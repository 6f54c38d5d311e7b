/// A way to solve a diffusion problem whose coefficient varies rapidly. Definition.
public enum DiffusionMethod: String, Sendable, CaseIterable {
  /// The heterogeneous multiscale method: cells of the medium as it is, at quadrature points.
  case hmm
  /// Classical homogenization: the effective tensor of a well resolved period.
  case homogenization
  /// Multiscale finite elements.
  case msfem
  /// Multiscale finite elements with oversampling.
  case oversampledMsfem
  /// Direct numerical simulation: every detail resolved.
  case dns
  /// The arithmetic mean of the coefficient, to show why not.
  case average
}
