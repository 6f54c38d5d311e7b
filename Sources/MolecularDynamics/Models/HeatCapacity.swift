internal import Statistics

/// The heat capacity at constant volume from stretches at constant energy, in two ways.
///
/// Stretches begin in the canonical ensemble, so each has an energy E of its own, and a mean temperature T(E)
/// that follows it with the slope
///
///     dT/dE = 1/C_V.
///
/// Within a stretch the kinetic energy K of f degrees of freedom fluctuates by less than in a bath, the more so
/// the smaller the heat capacity:
///
///     ⟨δK²⟩/⟨K⟩² = (2/f) (1 − f k_B/(2 C_V)).
///
/// The line through the points (E, T) of all stretches gives the first; energies are known to rounding, so
/// that the scatter of the temperatures alone makes its error. The mean square of temperatures about that
/// line, within stretches and between their means, gives the second without the bias of finite stretches.
///
/// - SeeAlso: Lebowitz, Percus & Verlet, *Phys. Rev.* **153**, 250 (1967),
///   <https://doi.org/10.1103/PhysRev.153.250>, for the second.
public struct HeatCapacity: Sendable {
  /// A value with its standard error and the degrees of freedom of that.
  public typealias Quantity = TransportCoefficients.Quantity

  /// C_V of the whole box over k_B, from the slope of temperatures over energies.
  public let fromEnergies: Quantity

  /// The same from the fluctuations of the kinetic energy within stretches.
  public let fromFluctuations: Quantity

  /// What one stretch at constant energy says.
  public struct Stretch: Sendable {
    /// The total energy, in [energy].
    public var energy: Double
    /// The mean of the kinetic temperature k_B T, in [energy].
    public var temperature: Double
    /// The mean of its square, in [energy²].
    public var squaredTemperature: Double

    /// Creates a stretch.
    public init(energy: Double, temperature: Double, squaredTemperature: Double) {
      (self.energy, self.temperature) = (energy, temperature)
      self.squaredTemperature = squaredTemperature
    }
  }

  /// Evaluates stretches.
  ///
  /// - Parameter degreesOfFreedom: f of the kinetic energy.
  /// - Throws: `StatisticsError` for fewer than four.
  public init(of stretches: [Stretch], degreesOfFreedom: Double) throws {
    guard stretches.count > 3 else {
      throw StatisticsError.tooFewSamples(found: stretches.count, needed: 4)
    }
    let count = Double(stretches.count)
    func mean(_ value: (Stretch) -> Double) -> Double {
      stretches.reduce(0) { $0 + value($1) } / count
    }
    let (energy, temperature) = (mean(\.energy), mean(\.temperature))
    let spread = mean { ($0.energy - energy) * ($0.energy - energy) }
    let slope = mean { ($0.energy - energy) * ($0.temperature - temperature) } / spread
    let misfits = stretches.map {
      $0.temperature - temperature - slope * ($0.energy - energy)
    }
    let left = misfits.reduce(0) { $0 + $1 * $1 }
    let slopeError = (left / (count - 2) / (count * spread)).squareRoot()
    fromEnergies = Quantity(
      value: 1 / slope, standardError: slopeError / (slope * slope), degreesOfFreedom: count - 2)
    let squares = zip(stretches, misfits).map { stretch, misfit in
      let within = stretch.squaredTemperature - stretch.temperature * stretch.temperature
      return within + count / (count - 2) * misfit * misfit
    }
    let fluctuation = Quantity(mean: squares)
    let half = 0.5 * degreesOfFreedom
    let share = 1 - half * fluctuation.value / (temperature * temperature)
    let error = half * fluctuation.standardError / (temperature * temperature)
    fromFluctuations = Quantity(
      value: half / share, standardError: half * error / (share * share),
      degreesOfFreedom: count - 1)
  }
}
