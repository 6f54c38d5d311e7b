public import ScaleBridge
public import Tensors

/// What the fluctuations of a fluid at rest say about its stress in weak flows:
///
///     σ = −p I + 2 η D,      D the symmetric part of the velocity gradient,
///
/// without a trace of D. Definition.
public struct LinearResponse: Sendable {
  /// The shear viscosity η, in [pressure time].
  public var viscosity: Estimate<Double>

  /// The pressure p at rest, in [pressure].
  public var pressure: Estimate<Double>

  /// The time of all trajectories behind the viscosity, in [time].
  public var duration: Double

  /// How much a stress fluctuates: the variance of the mean of a shear stress over a long time,
  /// times that time and over the viscosity, 2 k_B T/V, in [pressure]. From the Green–Kubo relation
  /// for the viscosity.
  public var noise: Double

  /// Creates a response.
  public init(
    viscosity: Estimate<Double>, pressure: Estimate<Double>, duration: Double, noise: Double
  ) {
    self.viscosity = viscosity
    self.pressure = pressure
    self.duration = duration
    self.noise = noise
  }

  /// The half-width of the 95 % interval of the viscosity, relative to it.
  public var relativeHalfWidth: Double {
    viscosity.halfWidth / max(viscosity.value.magnitude, .leastNormalMagnitude)
  }

  /// The stress under a load.
  ///
  /// Viscosity and pressure are taken to be uncorrelated: one is even, the other odd in the stress
  /// fluctuations.
  func stress(under load: VelocityGradient) -> Estimate<CauchyStress> {
    let rates = 2 * load.tensor.symmetricPart
    let unit = Tensor3(diagonal: Vector3(repeating: 1))
    var answer = viscosity.mapped { CauchyStress($0 * rates) }
    answer.value = CauchyStress(answer.value.tensor - pressure.value * unit)
    answer.errors += pressure.mapped { CauchyStress(-$0 * unit) }.errors
    answer.origin = .linearResponse
    answer.cost = .zero
    return answer
  }
}

/// A micro model at rest that is sampled for its linear response.
public protocol RestingModel: Sendable {
  /// What the first look at rest is expected to say: roughly, to decide whether it pays.
  var guess: LinearResponse { get }

  /// Samples on until the viscosity is known within a relative half-width of its 95 % interval, or
  /// a budget is spent, which the verdict of the viscosity tells; what was sampled before counts.
  ///
  /// - Throws: `MicroFailure` when the trajectory breaks down; `CancellationError`.
  mutating func response(within relativeHalfWidth: Double) async throws -> LinearResponse
}
