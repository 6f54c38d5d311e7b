internal import Discretization
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Steady conduction by a law that is linear in the gradient and knows no temperature,
///
///     ∫ ∇v · K(x_q) ∇u = ∫ f v,
///
/// solved after one batch of questions: the fluxes under unit gradients are the columns of −K at
/// every quadrature point. This is the finite element heterogeneous multiscale method, whose
/// bilinear form is a sum over sampling domains.
///
/// - SeeAlso: E & Engquist, *Commun. Math. Sci.* **1**, 87 (2003),
///   <https://doi.org/10.4310/CMS.2003.v1.n1.a8>; Abdulle, *Multiscale Model. Simul.* **4**, 447
///   (2005), <https://doi.org/10.1137/040607137>.
public struct LinearConduction: MacroProblem {
  /// The body.
  public let body: ConductingBody

  /// How well the fluxes must be known.
  public let precision: Precision

  /// The conductivity tensors at the quadrature points, once answered, shape [points].
  public private(set) var tensors: [Tensor3] = []

  /// The temperature with its sensitivities to the sources of sampling error.
  public private(set) var temperature: UncertainField

  /// What the answers cost.
  public private(set) var cost = Cost.zero

  /// Poses the problem.
  public init(_ body: ConductingBody, relativePrecision: Double = 0.01) {
    self.body = body
    precision = Precision(
      absolute: 0, relative: relativePrecision,
      components: Array(0..<body.space.mesh.dimension))
    temperature = UncertainField(body.initialTemperature)
  }

  /// Whether the batch was answered.
  public var isFinished: Bool { !tensors.isEmpty }

  /// Unit gradients along every axis at every quadrature point.
  public var loads: [Located<ThermalLoad>] {
    let axes = 0..<body.space.mesh.dimension
    return body.points.points.indices.flatMap { point in
      axes.map { axis in
        var unit = Vector3.zero
        unit[axis] = 1
        return Located(
          ThermalLoad(temperature: 0, gradient: TemperatureGradient(unit)),
          material: body.points.regions[point], position: body.points.points[point])
      }
    }
  }

  /// Solves the body with the tensors that were answered.
  ///
  /// - Throws: `MacroFailure` where the tensors are not positive or nothing holds the temperature.
  public mutating func advance(with responses: [Estimate<HeatFlux>]) throws {
    let axes = body.space.mesh.dimension
    precondition(responses.count == axes * body.points.count, "one response per load")
    tensors = body.points.points.indices.map { point in
      Self.tensor(responses[axes * point..<axes * (point + 1)].map(\.value.vector))
    }
    cost = responses.reduce(cost) { $0 + $1.cost }
    let system = try ConductionSystem(body, tensors)
    let values = try system.solve()
    let gradients = body.points.gradients(of: values)
    let answers = FluxAnswers(responses)
    // A source that moves the column of axis k by a moves the flux by a ∂u/∂x_k.
    let changes = try answers.touches.map { touched in
      var balance = Array(repeating: 0.0, count: body.space.count)
      for touch in touched {
        let (point, axis) = (touch.point / axes, touch.point % axes)
        body.points.add(gradients[point][axis] * touch.amplitude, at: point, to: &balance)
      }
      return try system.response(to: balance)
    }
    temperature = UncertainField(values, sources: answers.sources, sensitivities: changes)
  }

  /// How the temperature changes, to first order, when the tensors change by given amounts.
  ///
  /// - Throws: `MacroFailure`.
  public func response(to changes: [Tensor3]) throws -> [Double] {
    let gradients = body.points.gradients(of: temperature.values)
    let fluxes = zip(changes, gradients).map { -($0 * $1) }
    return try ConductionSystem(body, tensors).response(to: body.points.balance(of: fluxes))
  }

  private static func tensor(_ fluxes: [Vector3]) -> Tensor3 {
    var tensor = Tensor3.zero
    for (column, flux) in fluxes.enumerated() {
      for row in fluxes.indices { tensor[row, column] = -flux[row] }
    }
    return tensor
  }
}

/// The equations of a body whose conductivity tensors are known. Definition.
struct ConductionSystem {
  private let body: ConductingBody
  private let matrix: SparseMatrix
  private let system: SparseMatrix
  private let preconditioner: SmoothedAggregation
  private let isSymmetric: Bool

  init(_ body: ConductingBody, _ tensors: [Tensor3]) throws(MacroFailure) {
    self.body = body
    isSymmetric = tensors.allSatisfy {
      ($0 - $0.transposed).norm <= 1e-12 * $0.norm
    }
    var (full, symmetric) = (body.transfer, body.transfer)
    body.points.addStiffness(tensors, to: &full)
    body.points.addStiffness(tensors.map(\.symmetricPart), to: &symmetric)
    matrix = full
    system = full.holding(body.isHeld)
    do {
      preconditioner = try SmoothedAggregation(symmetric.holding(body.isHeld))
    } catch {
      throw Self.failure
    }
  }

  private static let failure = MacroFailure(
    "the diffusion problem has no unique solution: an effective tensor is not positive, or nothing "
      + "holds the unknown.")

  /// The temperature.
  func solve() throws(MacroFailure) -> [Double] {
    var start = Array(repeating: 0.0, count: body.space.count)
    for (unknown, value) in body.held { start[unknown] = value }
    let image = matrix.applied(to: start)
    let change = try response(to: zip(body.supply, image).map(-))
    return zip(start, change).map(+)
  }

  /// The change that a balance, shape [unknowns], brings.
  func response(to balance: [Double]) throws(MacroFailure) -> [Double] {
    let free = zip(balance, body.isHeld).map { $1 ? 0 : $0 }
    do {
      guard isSymmetric else {
        return try MinimalResiduals(tolerance: 1e-12)
          .solve(system, free, preconditioner: preconditioner)
      }
      return try ConjugateGradients(tolerance: 1e-13)
        .solve(system, free, preconditioner: preconditioner).solution
    } catch {
      throw Self.failure
    }
  }
}
