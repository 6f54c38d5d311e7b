public import Discretization
public import Tensors

/// How far a solution is from another one, relative to that one.
public struct DiffusionError: Sendable, Equatable {
  /// √(∫ (u − v)² / ∫ v²).
  public let l2: Double

  /// √(∫ ∇(u − v)·a ∇(u − v) / ∫ ∇v·a ∇v).
  public let energy: Double

  /// A value with its gradient, by position.
  public typealias Jets = (Vector3) -> (value: Double, gradient: Vector3)

  /// Compares at the centres of the cells of a lattice.
  ///
  /// - Parameters:
  ///   - solution: the solution u.
  ///   - reference: the solution v.
  ///   - lattice: fine enough for all that varies.
  ///   - coefficient: the coefficient a of the energy.
  public init(
    of solution: Jets, against reference: Jets, on lattice: Lattice,
    coefficient: (Vector3) -> Tensor3
  ) {
    var (difference, size, energy, whole) = (0.0, 0.0, 0.0, 0.0)
    for cell in 0..<lattice.cellCount {
      let position = lattice.centre(ofCell: cell)
      let (found, known) = (solution(position), reference(position))
      let tensor = coefficient(position)
      let slope = found.gradient - known.gradient
      difference += (found.value - known.value) * (found.value - known.value)
      size += known.value * known.value
      energy += slope.dot(tensor * slope)
      whole += known.gradient.dot(tensor * known.gradient)
    }
    l2 = (difference / size).squareRoot()
    self.energy = (energy / whole).squareRoot()
  }

  /// An error that is known.
  public init(l2: Double, energy: Double) {
    self.l2 = l2
    self.energy = energy
  }
}
