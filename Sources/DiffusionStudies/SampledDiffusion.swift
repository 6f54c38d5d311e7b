public import CellProblems
public import Continuum
public import Discretization
public import Tensors

/// A solution whose tensors were sampled in cells, with the local gradients that the cells know.
public struct SampledDiffusion: Sendable {
  /// The macroscopic solution with its tensors.
  public let conduction: LinearConduction

  /// The law with its cells.
  public let law: MediumLaw

  private let evaluation: FieldEvaluation
  /// The quadrature points of every cell of the mesh.
  private let points: [[Vector3]]

  init(conduction: LinearConduction, law: MediumLaw) {
    self.conduction = conduction
    self.law = law
    let quadrature = conduction.body.points
    evaluation = FieldEvaluation(conduction.temperature.values, in: conduction.body.space)
    var points = Array(repeating: [Vector3](), count: conduction.body.space.mesh.cells.count)
    for (point, cell) in quadrature.cells.enumerated() {
      points[cell].append(quadrature.points[point])
    }
    self.points = points
  }

  /// The macroscopic solution at a position.
  ///
  /// - Precondition: the position lies in the box.
  public func jet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    guard let jet = evaluation.jet(at: position) else {
      preconditionFailure("\(position) lies outside the box")
    }
    return (jet.value, jet.gradient)
  }

  /// The macroscopic value with the local gradient of the nearest sampled cell, repeated periodically.
  ///
  /// - SeeAlso: Abdulle & Schwab, *Multiscale Model. Simul.* **3**, 195 (2005),
  ///   <https://doi.org/10.1137/030600771>, on the reconstruction of details.
  public func detailedJet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    guard let jet = evaluation.jet(at: position) else {
      preconditionFailure("\(position) lies outside the box")
    }
    let nearest = points[jet.cell].min {
      ($0 - position).dot($0 - position) < ($1 - position).dot($1 - position)
    }
    guard let nearest, let cell = law.measurement(at: nearest) else {
      return (jet.value, jet.gradient)
    }
    return (jet.value, cell.gradient(jet.gradient, at: position))
  }
}
