internal import Foundation
public import NumericalMethods
public import Tensors

/// A thermostat that samples the canonical ensemble by scaling every peculiar velocity with
/// one common random factor per step.
///
/// Over a step `h` the kinetic energy `K` follows the exact solution of
///
///     dK = (K̄ − K) dt/τ + 2 √(K K̄ / (f τ)) dW,    K̄ = f k_B T / 2,
///
/// so the sampled distribution is the same for every `h`. Directions of motion are kept, which
/// makes the thermostat safe under an imposed velocity gradient as long as `K` counts
/// *peculiar* velocities only.
///
/// - SeeAlso: Bussi, Donadio & Parrinello, *J. Chem. Phys.* **126**, 014101 (2007), Eq. A7,
///   <https://doi.org/10.1063/1.2408420>.
public struct StochasticVelocityRescaling: Sendable, Codable {
  /// Target k_B T, in [energy].
  public let temperature: Double

  /// Time τ over which the kinetic energy forgets its past, in [time].
  public let relaxationTime: Double

  /// Energy given to the particles so far, in [energy].
  ///
  /// The total energy minus this value is conserved; its drift measures the integration error.
  public private(set) var energyTransferred = 0.0

  /// Creates a thermostat.
  ///
  /// - Throws: `ParameterError` unless both arguments are finite and positive.
  public init(temperature: Double, relaxationTime: Double) throws(ParameterError) {
    self.temperature = try .positive(temperature, "temperature")
    self.relaxationTime = try .positive(relaxationTime, "relaxationTime")
  }

  /// Scales the peculiar velocities (shape [N], in [length/time]) over one step (in [time]).
  ///
  /// - Complexity: O(N), with two random numbers whatever the system size.
  public mutating func apply(
    to particles: inout PackedParticles, over step: Double, using random: inout RandomStream
  ) {
    let kinetic = particles.peculiarKineticEnergy
    guard kinetic > 0 else { return }  // nothing to scale: the factor cannot create motion

    // Eq. A7 completed to a sum of squares, so rounding cannot make it negative.
    let memory = exp(-step / relaxationTime)
    let share = (1 - memory) * temperature / (2 * kinetic)
    let drift = memory.squareRoot() + share.squareRoot() * random.normal()
    let spread = share * random.chiSquared(degreesOfFreedom: Double(particles.degreesOfFreedom - 1))
    let squared = drift * drift + spread

    particles.scalePeculiarVelocities(by: Double(signOf: drift, magnitudeOf: squared.squareRoot()))
    energyTransferred += (squared - 1) * kinetic
  }
}
