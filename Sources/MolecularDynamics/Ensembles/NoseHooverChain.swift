internal import Foundation
public import Tensors

/// A deterministic thermostat: a friction that follows the kinetic energy, itself kept warm by a
/// second one, and so on.
///
/// With peculiar velocities v, friction rates ξ_j = dη_j/dt and f degrees of freedom,
///
///     dv/dt  = −ξ_1 v
///     dξ_1/dt = (2K − f k_B T)/Q_1 − ξ_2 ξ_1,            Q_1 = f k_B T τ²
///     dξ_j/dt = (Q_{j−1} ξ_{j−1}² − k_B T)/Q_j − ξ_{j+1} ξ_j,   Q_j = k_B T τ²
///
/// conserve K + Σ ½ Q_j ξ_j² + f k_B T η_1 + k_B T Σ_{j>1} η_j: what the particles gain, the
/// chain loses. The flow is split into scalings and shifts in the form of a palindrome, of fourth
/// order by the weights of Suzuki and Yoshida, and is therefore reversible.
///
/// - SeeAlso: Martyna, Klein & Tuckerman, *J. Chem. Phys.* **97**, 2635 (1992),
///   <https://doi.org/10.1063/1.463940>; for the integration Martyna, Tuckerman, Tobias & Klein,
///   *Mol. Phys.* **87**, 1117 (1996), <https://doi.org/10.1080/00268979600100761>.
public struct NoseHooverChain: Sendable, Codable {
  /// Target k_B T, in [energy].
  public let temperature: Double

  /// Time τ of the chain, in [time]: it oscillates about its rest with periods of some 2π τ.
  public let relaxationTime: Double

  /// The friction rates ξ_j, shape [links], in [1/time].
  public var rates: [Double]

  /// The energy of the rates, Σ ½ Q_j ξ_j², at the last application, in [energy].
  private var rateEnergy = 0.0

  /// f k_B T η_1 + k_B T Σ η_j, in [energy].
  private var displacementEnergy = 0.0

  /// Creates a chain at rest.
  ///
  /// - Parameter links: how many frictions are chained; one alone need not be ergodic.
  /// - Throws: `ParameterError` unless all arguments are finite and positive.
  public init(
    temperature: Double, relaxationTime: Double, links: Int = 3
  ) throws(ParameterError) {
    self.temperature = try .positive(temperature, "temperature")
    self.relaxationTime = try .positive(relaxationTime, "relaxationTime")
    _ = try Double.positive(Double(links), "links")
    rates = Array(repeating: 0, count: links)
  }

  /// Energy given to the particles so far, in [energy]: what the chain has lost.
  public var energyTransferred: Double { -(rateEnergy + displacementEnergy) }

  /// Integrates chain and peculiar velocities (shape [N], in [length/time]) over a time.
  public mutating func apply(to particles: inout PackedParticles, over time: Double) {
    let freedom = Double(particles.degreesOfFreedom)
    var kinetic = particles.peculiarKineticEnergy
    var factor = 1.0
    for weight in Self.weights {
      let part = weight * time
      for link in rates.indices.reversed() { push(link, kinetic, freedom, over: part / 2) }
      let scaling = exp(-part * rates[0])
      factor *= scaling
      kinetic *= scaling * scaling
      let others = rates.dropFirst().reduce(0, +)
      displacementEnergy += part * temperature * (freedom * rates[0] + others)
      for link in rates.indices { push(link, kinetic, freedom, over: part / 2) }
    }
    particles.scalePeculiarVelocities(by: factor)
    rateEnergy = rates.indices.reduce(0) {
      $0 + 0.5 * inertia($1, freedom) * rates[$1] * rates[$1]
    }
  }

  /// Advances one rate: half of its friction, its force, half of its friction.
  private mutating func push(
    _ link: Int, _ kinetic: Double, _ freedom: Double, over time: Double
  ) {
    let excess =
      link == 0
      ? 2 * kinetic - freedom * temperature
      : inertia(link - 1, freedom) * rates[link - 1] * rates[link - 1] - temperature
    let friction = link + 1 < rates.count ? exp(-0.5 * time * rates[link + 1]) : 1
    rates[link] =
      friction * (friction * rates[link] + time * excess / inertia(link, freedom))
  }

  /// The inertia Q_j, in [energy·time²].
  private func inertia(_ link: Int, _ freedom: Double) -> Double {
    (link == 0 ? freedom : 1) * temperature * relaxationTime * relaxationTime
  }

  /// Three substeps make a second-order palindrome one of fourth order. All of them four times,
  /// because far from rest the second rate is stiff; they involve no particle and cost little.
  private static let weights: [Double] = {
    let (outer, repeats) = (1 / (2 - cbrt(2.0)), 4)
    let substeps = [outer, 1 - 2 * outer, outer].map { $0 / Double(repeats) }
    return (0..<repeats).flatMap { _ in substeps }
  }()
}
