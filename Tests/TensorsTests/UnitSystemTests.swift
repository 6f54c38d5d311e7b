import Tensors
import Testing

@Suite("Systems of units")
struct UnitSystemTests {
  private let sigma = 3.405e-10
  private let epsilon = 119.8 * UnitSystem.boltzmann
  private let mass = 39.948 * 1.66053906660e-27

  private var argon: UnitSystem { .lennardJones(sigma: sigma, epsilon: epsilon, mass: mass) }

  /// τ = σ √(m/ε), energy ε, pressure ε/σ³, viscosity √(mε)/σ², temperature ε/k_B, rate 1/τ.
  @Test("give the reduced units of Lennard-Jones their SI values")
  func lennardJones() {
    let time = sigma * (mass / epsilon).squareRoot()
    let volume = sigma * sigma * sigma
    let viscosity = (mass * epsilon).squareRoot() / (sigma * sigma)
    let expected: [Tensors.Dimension: Double] = [
      .length: sigma, .mass: mass, .time: time, .temperature: 119.8, .energy: epsilon,
      .pressure: epsilon / volume, .rate: 1 / time, .velocity: sigma / time, .number: 1,
      .viscosity: viscosity, .density: mass / volume, .numberDensity: 1 / volume,
      .volume: volume, .acceleration: sigma / time / time,
      .forceDensity: epsilon / volume / sigma, .flowRatePerWidth: sigma * sigma / time,
    ]
    for (dimension, value) in expected {
      #expect(abs(argon.factor(to: .si, for: dimension) / value - 1) < 1e-14, "\(dimension)")
      #expect(abs(UnitSystem.si.factor(to: argon, for: dimension) * value - 1) < 1e-14)
      #expect(argon.factor(to: argon, for: dimension) == 1)
    }
  }

  /// The unit of time of argon is 2.156 ps, of pressure 41.9 MPa (Allen & Tildesley 2017, App. B).
  @Test("know that argon's time unit is about two picoseconds")
  func argonUnits() {
    #expect(abs(argon.scale(of: .time) - 2.156e-12) < 1e-15)
    #expect(abs(argon.scale(of: .pressure) - 41.9e6) < 0.05e6)
  }

  /// Pressure × volume is energy; energy per volume is pressure; (length/time)² is energy/mass.
  @Test("do arithmetic with dimensions")
  func dimensions() {
    #expect(Dimension.pressure * .volume == .energy)
    #expect(Dimension.energy / .volume == .pressure)
    #expect(Dimension.velocity.raised(to: 2) == .energy / .mass)
    #expect(Dimension.pressure / .rate == .viscosity)
    #expect(Dimension.acceleration * .density == .forceDensity)
    #expect(Dimension.rate.raised(to: -1) == .time)
    #expect(Dimension.temperature.raised(to: 0) == .number)
    #expect(VelocityGradient.dimension == .rate && CauchyStress.dimension == .pressure)
  }
}
