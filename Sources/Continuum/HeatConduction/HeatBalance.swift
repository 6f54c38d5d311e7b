internal import Discretization
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The balance of heat at a temperature: what each unknown gains, and how that changes with the
/// temperature,
///
///     R_i = ∫ s φ_i + ∫ J·∇φ_i − ∮ J·n φ_i,    A = −∂R/∂T,
///
/// for the fluxes J of a model. Definition.
struct HeatBalance: RateJacobian {
  /// What every unknown gains, held or not, shape [unknowns], in [power].
  let gains: [Double]

  /// The size of the terms that add up to the gains, in [power].
  let scale: Double

  /// The matrix A without its part from ∂J/∂T, symmetrized: positive.
  private let diffusion: SparseMatrix

  /// The matrix A.
  private let tangent: SparseMatrix

  private let isSymmetric: Bool
  private let capacity: SparseMatrix

  /// Whether each unknown is given.
  private let isHeld: [Bool]

  /// Whether nothing fixes the level of a steady temperature.
  private let isAfloat: Bool

  /// Evaluates the balance of a body at a temperature, shape [unknowns].
  init(of body: ConductingBody, at temperature: [Double], _ model: FluxModel) {
    let points = body.points
    let temperatures = points.values(of: temperature)
    let gradients = points.gradients(of: temperature)
    let fluxes = model.fluxes(temperatures, gradients)
    let (flow, loss) = (points.balance(of: fluxes), body.transfer.applied(to: temperature))
    gains = flow.indices.map { body.supply[$0] + flow[$0] - loss[$0] }
    scale = flow.indices.reduce(0) {
      max($0, body.supply[$1].magnitude + flow[$1].magnitude + loss[$1].magnitude)
    }
    let conductivities = model.conductivities(temperatures)
    var diffusion = body.transfer
    points.addStiffness(conductivities.map(\.symmetricPart), to: &diffusion)
    self.diffusion = diffusion
    isSymmetric = model.isSymmetricConstant
    if isSymmetric {
      tangent = diffusion
    } else {
      var full = body.transfer
      points.addStiffness(conductivities, to: &full)
      points.addTransport(model.transports(temperatures, gradients), to: &full)
      tangent = full
    }
    capacity = body.capacity
    (isHeld, isAfloat) = (body.isHeld, body.isAfloat)
  }

  /// The gains of unknowns that are not held, zero elsewhere, shape [unknowns].
  var freeGains: [Double] { free(gains) }

  /// The values with those of held unknowns set to zero.
  func free(_ values: [Double]) -> [Double] { zip(values, isHeld).map { $1 ? 0 : $0 } }

  /// A x, shape [unknowns].
  func losses(of change: [Double]) -> [Double] { tangent.applied(to: change) }

  /// The energy product x · A x of a change of temperature, from the symmetric part.
  func energy(of change: [Double]) -> Double {
    zip(change, diffusion.applied(to: change)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The changes of temperature A⁻¹ b that make up for gains b, shape [sides][unknowns].
  ///
  /// In a body afloat the first unknown stays; the level is for the caller to choose.
  ///
  /// - Throws: `LinearAlgebraError` where nothing holds the temperature of a part of the body.
  func temperatures(for sides: [[Double]]) throws(LinearAlgebraError) -> [[Double]] {
    var given = isHeld
    if isAfloat { given[0] = true }
    return try solve(tangent, diffusion, sides, holding: given, isSymmetric: isSymmetric)
  }

  /// The increments (C + w A)⁻¹ b with the heat capacity C, shape [sides][unknowns].
  func increments(for sides: [[Double]], weight: Double) throws -> [[Double]] {
    try solve(
      capacity.adding(weight, times: tangent), capacity.adding(weight, times: diffusion), sides,
      holding: isHeld, isSymmetric: weight == 0 || isSymmetric)
  }

  private func solve(
    _ matrix: SparseMatrix, _ symmetric: SparseMatrix, _ sides: [[Double]],
    holding isHeld: [Bool], isSymmetric: Bool
  ) throws(LinearAlgebraError) -> [[Double]] {
    let preconditioner = try SmoothedAggregation(symmetric.holding(isHeld))
    let system = matrix.holding(isHeld)
    var solutions: [[Double]] = []
    for side in sides {
      let right = zip(side, isHeld).map { $1 ? 0 : $0 }
      solutions.append(
        isSymmetric
          ? try ConjugateGradients().solve(system, right, preconditioner: preconditioner).solution
          : try MinimalResiduals().solve(system, right, preconditioner: preconditioner))
    }
    return solutions
  }

  /// The bound 2/λ with λ ≤ max_i Σ_j |A_ij| / (c C_ii): the eigenvalues of a mass matrix are at
  /// least c times its diagonal, 1/8 or more for all elements of this program.
  ///
  /// - SeeAlso: Wathen, *IMA J. Numer. Anal.* **7**, 449 (1987),
  ///   <https://doi.org/10.1093/imanum/7.4.449>.
  var largestExplicitStep: Double {
    let masses = capacity.diagonal
    let fastest = masses.indices.reduce(0.0) { fastest, row in
      let sum = (tangent.starts[row]..<tangent.starts[row + 1]).reduce(0) {
        $0 + tangent.values[$1].magnitude
      }
      return isHeld[row] ? fastest : max(fastest, 8 * sum / masses[row])
    }
    return 2 / fastest
  }
}
