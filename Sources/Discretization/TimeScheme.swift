/// A rule that advances du/dt = F(u) over a time step.
///
/// The implicit rules solve one linear system and need one evaluation of F per step,
///
///     u' = u + Δt (1 − θ Δt J)⁻¹ F(u),
///
/// with an approximation J of ∂F/∂u. They are the backward Euler rule (θ = 1) and the
/// Crank–Nicolson rule (θ = ½) where F is linear and J exact, and one-stage Rosenbrock methods
/// otherwise.
///
/// - SeeAlso: Hairer & Wanner, *Solving Ordinary Differential Equations II*, 2nd edition (1996),
///   section IV.7, <https://doi.org/10.1007/978-3-642-05221-7>.
public enum TimeScheme: String, Sendable, Codable, CaseIterable {
  /// u' = u + Δt F(u).
  case forwardEuler

  /// The mean of the rates before and after a forward Euler step; two evaluations.
  case heun

  /// θ = 1: every mode is damped, whatever the step.
  case backwardEuler

  /// θ = ½: no damping of the fastest modes, so that a jump in the data rings.
  case crankNicolson

  /// θ = ½ after four backward Euler steps of half the size, which damp a jump in the data
  /// without a loss of order.
  ///
  /// - SeeAlso: Rannacher, *Numer. Math.* **43**, 309 (1984), <https://doi.org/10.1007/BF01390130>.
  case dampedCrankNicolson

  /// The order of convergence at a fixed time.
  ///
  /// Where the order is 2 and the scheme is implicit, that holds for an exact J; an error δJ
  /// leaves a first-order error proportional to δJ. An order of 1 holds for any J.
  public var order: Int {
    switch self {
    case .forwardEuler, .backwardEuler: 1
    case .heun, .crankNicolson, .dampedCrankNicolson: 2
    }
  }

  /// Whether a linear system is solved in every step.
  public var isImplicit: Bool {
    switch self {
    case .forwardEuler, .heun: false
    case .backwardEuler, .crankNicolson, .dampedCrankNicolson: true
    }
  }

  /// How many evaluations of F one step takes.
  var stages: Int { self == .heun ? 2 : 1 }

  /// How many half steps open the integration, when there are `count` steps in all.
  func openingHalfSteps(of count: Int) -> Int {
    self == .dampedCrankNicolson ? 2 * min(2, count) : 0
  }
}
