import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("The heat capacity from stretches at constant energy")
struct HeatCapacityTests {
  /// Energies of a canonical ensemble of heat capacity C, temperatures on the line of slope 1/C with the scatter
  /// of a mean over n samples, and within stretches the variance (2T²/f)(1 − f/2C).
  private func stretches(
    _ count: Int, capacity: Double, freedom: Double, samples: Double, random: inout RandomStream
  ) -> [HeatCapacity.Stretch] {
    let temperature = 0.722
    let variance = 2 * temperature * temperature / freedom * (1 - 0.5 * freedom / capacity)
    return (0..<count).map { _ in
      let energy = temperature * capacity.squareRoot() * random.normal()
      let scatter = (variance / samples).squareRoot() * random.normal()
      let mean = temperature + energy / capacity + scatter
      let inside = variance * random.chiSquared(degreesOfFreedom: samples - 1) / samples
      return .init(energy: energy, temperature: mean, squaredTemperature: mean * mean + inside)
    }
  }

  /// z over many sets has the mean zero and the variance ν/(ν − 2), to 3.5 of its own standard errors.
  @Test("is right in both ways, with error bars that cover")
  func statistics() throws {
    var random = RandomStream(StreamName(seed: 8, purpose: "capacity"))
    let (sets, size, capacity, freedom) = (600, 20, 1300.0, 1497.0)
    var (slopes, fluctuations): ([Double], [Double]) = ([], [])
    for _ in 0..<sets {
      let found = try HeatCapacity(
        of: stretches(size, capacity: capacity, freedom: freedom, samples: 200, random: &random),
        degreesOfFreedom: freedom)
      slopes.append(
        (found.fromEnergies.value - capacity) / found.fromEnergies.standardError)
      fluctuations.append(
        (found.fromFluctuations.value - capacity) / found.fromFluctuations.standardError)
    }
    for scores in [slopes, fluctuations] {
      let mean = scores.reduce(0, +) / Double(sets)
      let square = scores.reduce(0) { $0 + $1 * $1 } / Double(sets)
      // The values are functions of means, so that a bias of a tenth of the error is the theory's own.
      #expect(abs(mean) < 0.15 + 3.5 / Double(sets).squareRoot(), "\(mean)")
      #expect((0.8...1.5).contains(square), "\(square)")
    }
    #expect(throws: (any Error).self) {
      try HeatCapacity(
        of: stretches(3, capacity: capacity, freedom: freedom, samples: 200, random: &random),
        degreesOfFreedom: freedom)
    }
  }

  /// C_V/N = d⟨e⟩/dT by a central difference over 0.2 in the temperature, 256 particles at ρ* = 0.75 around T* = 1;
  /// c_V changes by less than 0.2 % with the curvature over that range (Thol et al. 2015: 2.279).
  @Test("is the change of the mean energy with the temperature")
  func difference() throws {
    func box(_ temperature: Double) throws -> EquilibriumFluid {
      var settings = ShearedFluid.Settings(density: 0.75, temperature: temperature)
      settings.particles = 256
      return try EquilibriumFluid(
        ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings), stretchTime: 8,
        bathTime: 2)
    }
    func coefficients(_ temperature: Double, stretches: Int) throws -> TransportCoefficients {
      let box = try box(temperature)
      var state = try box.equilibrium(
        stream: StreamName(seed: 4, purpose: "capacity", key: [UInt64(100 * temperature)]))
      return try box.answer(from: (0..<stretches).map { _ in try box.record(&state) })
    }
    let (cold, hot) = (
      try coefficients(0.9, stretches: 12), try coefficients(1.1, stretches: 12)
    )
    let difference = 5 * (hot.energy.value - cold.energy.value)
    let error = 5 * hypot(hot.energy.standardError, cold.energy.standardError)
    let middle = try #require(coefficients(1, stretches: 12).heatCapacity)
    for capacity in [middle.fromEnergies, middle.fromFluctuations] {
      let (value, own) = (capacity.value / 256, capacity.standardError / 256)
      #expect(own < 0.25)
      #expect(abs(value - difference) < 3.5 * hypot(own, error), "\(value) \(own) \(difference)")
      #expect(abs(value - 2.279) < 3.5 * hypot(own, 0.02))
    }
  }
}
