internal import Discretization
internal import NumericalMethods
public import ScaleBridge
public import Tensors

/// Steady conduction by fluxes that are known with their tangents, by Newton's method.
///
/// Secants, which is all that fluxes alone tell, lead nowhere where the tangent is more than twice the
/// secant; with the tangents of the cells convergence is quadratic. A step is halved until the imbalance
/// has become smaller. Plain numbers throughout.
///
/// - SeeAlso: Abdulle & Vilmart, *Math. Comp.* **83**, 513 (2014),
///   <https://doi.org/10.1090/S0025-5718-2013-02758-5>, for Newton's method in FE-HMM.
public struct TangentConduction: Sendable {
  /// The flux J under a gradient, and −∂J/∂∇T, positive definite.
  public struct Response: Sendable {
    /// The flux.
    public let flux: HeatFlux
    /// The negative derivative of the flux by the gradient.
    public let tangent: Tensor3

    /// Brings both together.
    public init(flux: HeatFlux, tangent: Tensor3) {
      self.flux = flux
      self.tangent = tangent
    }
  }

  /// The body.
  public let body: ConductingBody

  /// The temperature at the unknowns, shape [unknowns].
  public private(set) var temperature: [Double]

  /// The answers at all quadrature points under the last temperature.
  public private(set) var answers: [Response]

  /// The imbalance before every step and at the end, relative to what a uniform temperature or the fluxes
  /// at the start bring to the unknowns, whichever is more; shape [steps + 1].
  public private(set) var imbalances: [Double]

  /// Solves a body.
  ///
  /// - Parameters:
  ///   - start: a temperature to begin from, shape [unknowns]; without it the body's own at the beginning.
  ///   - tolerance: the imbalance that is small enough, as `imbalances` count it.
  ///   - responses: the answers at all quadrature points, in their order.
  /// - Throws: `MacroFailure` where the method does not converge or a tangent is not positive, and what
  ///   `responses` throws.
  public init(
    _ body: ConductingBody, from start: [Double]? = nil, tolerance: Double = 1e-10, limit: Int = 50,
    responses: ([Located<TemperatureGradient>]) throws -> [Response]
  ) throws {
    let (points, isHeld) = (body.points, body.isHeld)
    func ask(
      _ temperature: [Double]
    ) throws -> (answers: [Response], balance: [Double], turnover: Double) {
      let loads = zip(points.gradients(of: temperature), points.points.indices).map {
        Located(
          TemperatureGradient($0), material: points.regions[$1], position: points.points[$1])
      }
      let answers = try responses(loads)
      let fluxes = points.balance(of: answers.map(\.flux.vector))
      let lost = body.transfer.applied(to: temperature)
      let balance = temperature.indices.map { unknown in
        isHeld[unknown] ? 0 : body.supply[unknown] + fluxes[unknown] - lost[unknown]
      }
      return (answers, balance, Self.norm(fluxes))
    }
    var temperature = start ?? body.initialTemperature
    for (unknown, value) in body.held { temperature[unknown] = value }
    var state = try ask(temperature)
    let scale = max(Self.norm(state.balance), state.turnover)
    var imbalances = [scale > 0 ? Self.norm(state.balance) / scale : 0]
    while imbalances[imbalances.count - 1] > tolerance {
      guard imbalances.count <= limit else { throw Self.failure(imbalances) }
      let system = try ConductionSystem(body, state.answers.map(\.tangent))
      let change = try system.response(to: state.balance)
      let before = Self.norm(state.balance)
      var share = 1.0
      repeat {
        guard share > 1e-6 else { throw Self.failure(imbalances) }
        let tried = zip(temperature, change).map { $0 + share * $1 }
        state = try ask(tried)
        if Self.norm(state.balance) < before { temperature = tried }
        share /= 2
      } while Self.norm(state.balance) >= before
      imbalances.append(Self.norm(state.balance) / scale)
    }
    (self.body, self.temperature, self.imbalances) = (body, temperature, imbalances)
    answers = state.answers
  }

  /// How the temperature changes, to first order, when the fluxes at the quadrature points change, shape
  /// [points].
  ///
  /// - Throws: `MacroFailure`.
  public func response(to changes: [Vector3]) throws -> [Double] {
    try ConductionSystem(body, answers.map(\.tangent)).response(
      to: body.points.balance(of: changes))
  }

  private static func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private static func failure(_ imbalances: [Double]) -> MacroFailure {
    MacroFailure(
      "Newton's method left an imbalance of \(imbalances.last ?? 1) of the first after "
        + "\(imbalances.count - 1) steps: the fluxes do not grow with their gradients.")
  }
}
