public import CellProblems
public import Continuum
internal import Discretization
public import Tensors

/// A solution whose tensors were sampled in cells, with the local gradients that the cells know.
public struct SampledDiffusion: Sendable {
  /// The macroscopic solution with its tensors.
  public let conduction: LinearConduction

  /// The law with its cells.
  public let law: MediumLaw

  private let evaluation: FieldEvaluation
  /// The numbers of the quadrature points in every cell of the mesh.
  private let points: [[Int]]

  init(conduction: LinearConduction, law: MediumLaw) {
    self.conduction = conduction
    self.law = law
    let quadrature = conduction.body.points
    evaluation = FieldEvaluation(conduction.temperature.values, in: conduction.body.space)
    var points = Array(repeating: [Int](), count: conduction.body.space.mesh.cells.count)
    for (point, cell) in quadrature.cells.enumerated() { points[cell].append(point) }
    self.points = points
  }

  /// The unknowns of the mesh.
  public var unknowns: Int { conduction.body.space.count }

  /// Bytes of the macroscopic matrix with its multigrid levels, tensors and vectors, about.
  var macroBytes: Int {
    let couplings = conduction.body.space.cellUnknowns.reduce(0) { $0 + $1.count * $1.count }
    return 24 * couplings + 96 * conduction.tensors.count + 80 * unknowns
  }

  /// The macroscopic solution at a position.
  ///
  /// - Precondition: the position lies in the box.
  public func jet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    let jet = located(position)
    return (jet.value, jet.gradient)
  }

  /// The macroscopic value with the local gradient of the nearest sampled cell, repeated periodically.
  ///
  /// - SeeAlso: E, Ming & Zhang, *J. Amer. Math. Soc.* **18**, 121 (2005), section 1.3,
  ///   <https://doi.org/10.1090/S0894-0347-04-00469-2>, on the recovery of details.
  public func detailedJet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    let jet = located(position)
    let place = conduction.body.points.points[nearest(to: position, in: jet.cell)]
    guard let cell = law.measurement(at: place) else { return (jet.value, jet.gradient) }
    return (jet.value, cell.gradient(jet.gradient, at: position))
  }

  /// The effective tensor of the nearest quadrature point.
  public func tensor(at position: Vector3) -> Tensor3 {
    conduction.tensors[nearest(to: position, in: located(position).cell)]
  }

  private func located(_ position: Vector3) -> FieldEvaluation.Jet {
    guard let jet = evaluation.jet(at: position) else {
      preconditionFailure("\(position) lies outside the box")
    }
    return jet
  }

  private func nearest(to position: Vector3, in cell: Int) -> Int {
    let places = conduction.body.points.points
    return points[cell].min {
      let (one, other) = (places[$0] - position, places[$1] - position)
      return one.dot(one) < other.dot(other)
    } ?? 0
  }
}
