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

  /// The temperature at the unknowns, shape [unknowns].
  public private(set) var temperature: [Double]

  /// The imbalance before every step, relative to the first, shape [steps + 1].
  public private(set) var imbalances: [Double] = [1]

  /// Solves a body.
  ///
  /// - Parameters:
  ///   - tolerance: the imbalance that is small enough, relative to that of a uniform temperature.
  ///   - responses: the answers at all quadrature points, in their order.
  /// - Throws: `MacroFailure` where the method does not converge or a tangent is not positive, and what
  ///   `responses` throws.
  public init(
    _ body: ConductingBody, tolerance: Double = 1e-10, limit: Int = 50,
    responses: ([Located<TemperatureGradient>]) throws -> [Response]
  ) throws {
    let points = body.points
    func ask(_ temperature: [Double]) throws -> (answers: [Response], balance: [Double]) {
      let loads = zip(points.gradients(of: temperature), points.points.indices).map {
        Located(
          TemperatureGradient($0), material: points.regions[$1], position: points.points[$1])
      }
      let answers = try responses(loads)
      let fluxes = points.balance(of: answers.map(\.flux.vector))
      let lost = body.transfer.applied(to: temperature)
      let balance = temperature.indices.map { unknown in
        body.isHeld[unknown] ? 0 : body.supply[unknown] + fluxes[unknown] - lost[unknown]
      }
      return (answers, balance)
    }
    var temperature = body.initialTemperature
    for (unknown, value) in body.held { temperature[unknown] = value }
    var (answers, balance) = try ask(temperature)
    let start = Self.norm(balance)
    while Self.norm(balance) > tolerance * start {
      guard imbalances.count <= limit else { throw Self.failure(imbalances) }
      let system = try ConductionSystem(body, answers.map(\.tangent))
      let change = try system.response(to: balance)
      let before = Self.norm(balance)
      var share = 1.0
      repeat {
        guard share > 1e-6 else { throw Self.failure(imbalances) }
        let tried = zip(temperature, change).map { $0 + share * $1 }
        (answers, balance) = try ask(tried)
        if Self.norm(balance) < before { temperature = tried }
        share /= 2
      } while Self.norm(balance) >= before
      imbalances.append(Self.norm(balance) / start)
    }
    self.temperature = temperature
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
