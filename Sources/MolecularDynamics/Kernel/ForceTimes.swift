/// The wall time that parts of force evaluations took; no result depends on it.
public struct ForceTimes: Sendable {
  /// Judging and renewing the neighbour list.
  public internal(set) var list = Duration.zero

  /// The Ewald mesh: charges spread over it, multiplied mode by mode, forces gathered from it.
  public internal(set) var mesh = Duration.zero

  /// The Fourier transforms of the mesh.
  public internal(set) var transforms = Duration.zero
}
