import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

/// Transport coefficients of the Lennard-Jones fluid from its fluctuations at rest.
@Suite("The fluid at rest")
struct EquilibriumFluidTests {
  private func model(
    particles: Int, density: Double = 0.8442, temperature: Double = 0.722, stretch: Double
  ) throws -> EquilibriumFluid {
    var settings = ShearedFluid.Settings(density: density, temperature: temperature)
    settings.particles = particles
    return try EquilibriumFluid(
      ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings), stretchTime: stretch)
  }

  private func records(
    of model: EquilibriumFluid, count: Int, seed: UInt64
  ) throws -> [EquilibriumFluid.Record] {
    var state = try model.equilibrium(stream: StreamName(seed: seed, purpose: "rest"))
    return try (0..<count).map { _ in try model.record(&state) }
  }

  /// In the first instants particles fly freely: ⟨Δr²⟩ = 3 k_B T t²/m, up to a few per cent at
  /// the shortest lag of 0.05.
  @Test("records free flight at first, slower motion later, at constant energy")
  func displacements() throws {
    let model = try model(particles: 256, density: 0.3, temperature: 2, stretch: 10)
    let record = try records(of: model, count: 1, seed: 3)[0]
    let flight = 3 * record.temperature * 0.05 * 0.05
    #expect(abs(record.squaredDisplacements[0] / flight - 1) < 0.03)
    for (near, far) in zip(record.squaredDisplacements, record.squaredDisplacements.dropFirst()) {
      #expect(far > 1.5 * near && far < 4.2 * near)
    }
    #expect(record.pressures.count == 200)
  }

  @Test("looks at the heat current if asked, and is the same otherwise")
  func heatCurrents() throws {
    let blind = try model(particles: 256, stretch: 5)
    let seeing = try EquilibriumFluid(blind.fluid, stretchTime: 5, stepsPerHeatCurrent: 5)
    let record = try records(of: seeing, count: 1, seed: 4)[0]
    #expect(record.heatCurrents?.count == 100 && record.heatCurrents?.componentCount == 3)
    #expect(try records(of: blind, count: 1, seed: 4)[0].pressures == record.pressures)
  }

  /// A quenched mixture of Kob and Andersen is a glass: its particles stay in their cages, though
  /// nothing drifts and velocities are canonical.
  @Test(
    "tells a liquid, whose particles forget their surroundings, from a glass",
    arguments: [(temperature: 1.5, isGlass: false), (temperature: 0.1, isGlass: true)])
  func surroundings(temperature: Double, isGlass: Bool) throws {
    var settings = ShearedFluid.Settings(density: 1.2, temperature: temperature)
    settings.particles = 256
    (settings.fractions, settings.masses) = ([0.8, 0.2], [1, 1])
    let fluid = try ShearedFluid(potential: Mixture.kobAndersen(), settings: settings)
    let model = try EquilibriumFluid(fluid, stretchTime: 10)
    let found = try model.answer(from: records(of: model, count: 6, seed: 11))
    let ratio = try #require(found.surroundings)
    #expect(ratio.stretchCount == 6 && ratio.degreesOfFreedom == 254)
    let names = found.verdict(isPrecise: true).flags.map(\.name)
    #expect(names.contains("particlesStuck") == isGlass, "ratio \(ratio.value)")
    #expect(isGlass ? ratio.value > 4 : ratio.value < 1.6, "ratio \(ratio.value)")
  }

  @Test("refuses stretches too short for a spectrum")
  func shortStretch() throws {
    #expect(throws: ParameterError.self) { try model(particles: 256, stretch: 2) }
  }

  /// η = 3.239(25), η_b = 1.190(21) and λ = 6.934(28) as STACIE's documentation finds, 30,000 units of time with
  /// 1,372 particles; η = 3.277(98), Meier, Laesecke & Kabelac, *J. Chem. Phys.* **121**, 3671
  /// (2004). Sampled here to about 2 %.
  @Test("agrees with the literature at the triple point", .enabled(if: TestLevel.isValidation))
  func triplePoint() throws {
    let box = try model(particles: 500, stretch: 50).fluid
    let model = try EquilibriumFluid(box, stretchTime: 50, stepsPerHeatCurrent: 5)
    var stretches: [EquilibriumFluid.Record] = []
    for seed: UInt64 in 0..<8 { stretches += try records(of: model, count: 16, seed: seed) }
    let found = try model.answer(from: stretches)
    #expect(found.viscosity.standardError < 0.03 * found.viscosity.value)
    expect(found.viscosity, near: 3.239, 0.025, "η")
    expect(found.bulkViscosity, near: 1.190, 0.021, "η_b")
    expect(try #require(found.thermalConductivity), near: 6.934, 0.028, "λ")
    expect(found.viscosityFromHelfand, near: 3.239, 0.025, "η by Helfand")
    #expect(found.verdict(isPrecise: true).isSound)
  }

  /// D = 0.0683 at ρ* = 0.8, T* = 1, 1,372 particles: Meier, Laesecke & Kabelac, *J. Chem. Phys.*
  /// **121**, 9526 (2004), as collected in public tables; brought to this box by Yeh and Hummer.
  @Test("diffuses as published", .enabled(if: TestLevel.isValidation))
  func diffusion() throws {
    let model = try model(particles: 500, density: 0.8, temperature: 1, stretch: 50)
    let found = try model.answer(from: records(of: model, count: 24, seed: 5))
    let images = found.selfDiffusion.value - found.selfDiffusionInBox.value
    let published = found.selfDiffusion.value - images * 0.7143  // (500/1372)^(1/3)
    let difference = abs(published - 0.0683)
    let error = found.selfDiffusion.standardError
    #expect(
      difference < 3 * (error * error + 0.0007 * 0.0007).squareRoot(), "D \(found.selfDiffusion)")
  }

  private func expect(
    _ found: TransportCoefficients.Quantity, near reference: Double, _ error: Double, _ name: String
  ) {
    let variance = found.standardError * found.standardError + error * error
    #expect(
      abs(found.value - reference) < 3 * variance.squareRoot(),
      "\(name) = \(found.value) ± \(found.standardError), \(reference) ± \(error)")
  }
}
