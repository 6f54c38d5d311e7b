internal import Foundation
public import NumericalMethods
public import Tensors

/// Friction and noise on every particle.
///
/// Over a time h the peculiar velocities follow the exact solution of dv = −v dt/τ + noise,
///
///     v ← c v + √((1 − c²) k_B T/m) ξ,     c = e^{−h/τ},
///
/// with independent normal numbers ξ, drawn in the order of the particles. The noise of the
/// centre of mass is taken out again: the total momentum stays zero, and in the 3N − 3 degrees of
/// freedom that remain the velocities are exactly canonical, as with the other baths.
///
/// In the middle of the drift it makes the step the splitting BAOAB.
///
/// - SeeAlso: Leimkuhler & Matthews, *J. Chem. Phys.* **138**, 174102 (2013),
///   <https://doi.org/10.1063/1.4802990>.
public struct LangevinThermostat: Sendable, Codable {
  /// Target k_B T, in [energy].
  public let temperature: Double

  /// Time τ over which a velocity is forgotten, the inverse of the friction, in [time].
  public let relaxationTime: Double

  /// Energy given to the particles so far, in [energy].
  public private(set) var energyTransferred = 0.0

  /// Creates a thermostat.
  ///
  /// - Throws: `ParameterError` unless both arguments are finite and positive.
  public init(temperature: Double, relaxationTime: Double) throws(ParameterError) {
    self.temperature = try .positive(temperature, "temperature")
    self.relaxationTime = try .positive(relaxationTime, "relaxationTime")
  }

  /// Lets friction and noise act on the peculiar velocities (shape [N], in [length/time]).
  ///
  /// - Complexity: O(N), with 3N random numbers.
  public mutating func apply(
    to particles: inout PackedParticles, over time: Double, using random: inout RandomStream
  ) {
    let before = particles.peculiarKineticEnergy
    let noise = (0..<particles.count).map { _ in
      Vector3(random.normal(), random.normal(), random.normal())
    }
    let memory = exp(-time / relaxationTime)
    let spread = (-expm1(-2 * time / relaxationTime) * temperature).squareRoot()
    particles.mixVelocities(memory: memory, spread: spread, noise: noise)
    energyTransferred += particles.peculiarKineticEnergy - before
  }
}
