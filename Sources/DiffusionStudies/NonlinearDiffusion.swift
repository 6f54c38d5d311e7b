public import CellProblems
public import Continuum
internal import Discretization
internal import Foundation
internal import ScaleBridge
public import Tensors

/// Steady diffusion through a rapidly varying nonlinear medium,
///
///     −∇·(a(x, x/ε, |∇u|) ∇u) = f,
///
/// by finite elements whose fluxes and tangents a law tells at the quadrature points: cells for the
/// heterogeneous multiscale method, the medium itself where the mesh resolves it.
///
/// - SeeAlso: Abdulle & Vilmart, *Math. Comp.* **83**, 513 (2014),
///   <https://doi.org/10.1090/S0025-5718-2013-02758-5>.
public struct NonlinearDiffusion: Sendable {
  /// Fluxes, tangents, temperature and steps.
  public let conduction: TangentConduction

  /// The law with what its cells know.
  public let law: NonlinearMediumLaw

  /// The mesh.
  public let mesh: MacroMesh

  private let evaluation: FieldEvaluation

  /// Solves a problem by Newton's method, from the solution for a uniform coefficient brought to the size
  /// that the medium's mean flux asks for.
  ///
  /// - Throws: `MeshError`, `MicroFailure`, `MacroFailure`, `CancellationError`.
  public init(
    _ problem: HeterogeneousDiffusion, on mesh: MacroMesh, asking law: NonlinearMediumLaw
  ) throws {
    let body = try problem.problem.body(cells: mesh.cells, of: mesh.shape, order: mesh.order)
    let start = try Self.start(of: body, problem)
    var law = law
    conduction = try TangentConduction(body, from: start) { loads in
      try law.respond(to: loads.map(\.load.vector), at: loads.map(\.position)).map {
        TangentConduction.Response(flux: HeatFlux(-$0.flux), tangent: $0.tangent)
      }
    }
    (self.law, self.mesh) = (law, mesh)
    evaluation = FieldEvaluation(conduction.temperature, in: body.space)
  }

  /// With a coefficient of 1 the size F of gradients is that of the fluxes, which depend on the source alone;
  /// in the medium it is the g of g k(g) = F.
  private static func start(
    of body: ConductingBody, _ problem: HeterogeneousDiffusion
  ) throws -> [Double] {
    let linear = try TangentConduction(body) { loads in
      loads.map { .init(flux: HeatFlux(-$0.load.vector), tangent: .identity) }
    }
    let squares = body.points.gradients(of: linear.temperature).map { $0.dot($0) }
    let size = (body.points.integral(of: squares) / body.points.measure).squareRoot()
    guard size > 0 else { return linear.temperature }
    let centre = problem.problem.size / 2
    let materials = (0..<64).map { number -> FormulaFlux in
      let part = Double(number) + 0.5
      let fast = part * Vector3(0.645751311, 0.316624790, 0.605551275)
      return problem.medium.material(slow: centre, fast: fast)
    }
    var (low, high) = (1e-12 * size, 1e12 * size)
    while high / low > 1.01 {
      let middle = (low * high).squareRoot()
      let mean = materials.reduce(0) { $0 + $1.coefficient(middle) } / Double(materials.count)
      if middle * mean < size { low = middle } else { high = middle }
    }
    return linear.temperature.map { $0 * low / size }
  }

  /// The unknowns of the mesh.
  public var unknowns: Int { conduction.temperature.count }

  /// The solution at a position.
  ///
  /// - Precondition: the position lies in the box.
  public func jet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    let jet = located(position)
    return (jet.value, jet.gradient)
  }

  /// The macroscopic value with the local gradient of the nearest cell, repeated periodically.
  public func detailedJet(at position: Vector3) -> (value: Double, gradient: Vector3) {
    let jet = located(position)
    let place = conduction.body.points.points[nearest(to: position, in: jet.cell)]
    return (
      jet.value, law.gradient(jet.gradient, at: position, around: place) ?? jet.gradient
    )
  }

  /// The tangent at the nearest quadrature point.
  public func tangent(at position: Vector3) -> Tensor3 {
    conduction.answers[nearest(to: position, in: located(position).cell)].tangent
  }

  private func located(_ position: Vector3) -> FieldEvaluation.Jet {
    guard let jet = evaluation.jet(at: position) else {
      preconditionFailure("\(position) lies outside the box")
    }
    return jet
  }

  /// Points stand cell by cell, as many in each.
  private func nearest(to position: Vector3, in cell: Int) -> Int {
    let points = conduction.body.points
    let count = points.count / conduction.body.space.mesh.cells.count
    return (cell * count..<(cell + 1) * count).min {
      let (one, other) = (points.points[$0] - position, points.points[$1] - position)
      return one.dot(one) < other.dot(other)
    } ?? 0
  }
}
