import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Energy under an imposed flow")
struct EnergyBalanceTests {
  /// As many as keep the images of the least roomy of the flows' cells two cutoffs apart.
  private let particles = 400.0

  /// The drift of the conserved energy per particle over two units of time, and the flow's work.
  private func drift(
    _ gradient: VelocityGradient, timeStep: Double, temperature: Double?
  ) throws -> (drift: Double, work: Double) {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    var fluid = try Fluid(
      liquid(potential, following: gradient), potential: potential, gradient: gradient,
      timeStep: timeStep, temperature: temperature)
    let start = fluid.conservedEnergy
    try fluid.run(Int((2 / timeStep).rounded()))
    return ((fluid.conservedEnergy - start) / particles, fluid.state.flowWork / particles)
  }

  /// Melted particles in a cell that the flow never makes too narrow.
  private func liquid(
    _ potential: any PairPotential, following gradient: VelocityGradient
  ) throws -> ParticleSystem {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = Int(particles)
    let model = try ShearedFluid(potential: potential, settings: settings)
    let stream = StreamName(seed: 17, purpose: "energy balance")
    return try model.prepare(gradient, from: nil, stream: stream).flow.system
  }

  /// d(K + U)/dt = −V Pᵀ : ∇u − heat. What is left is an error of order Δt². With a bath it is
  /// (2.0 … 2.2)e-4 of the work at a step of 0.002 and a quarter at each half of it. Without one the work
  /// heats the fluid to a temperature near 10, whose paths at two steps soon differ: the order shows
  /// from 0.001 on only.
  @Test(
    "is what the flow's work brings less what the bath takes",
    arguments: [
      VelocityGradient.simpleShear(rate: 1), .elongation(1, -1, 0), .elongation(1, -0.5, -0.5),
      .elongation(0.5, 0.5, -1), .planarMixed, .general,
    ], [nil, 0.722])
  func balance(gradient: VelocityGradient, temperature: Double?) throws {
    for timeStep in [0.001, 0.0005] {
      let result = try drift(gradient, timeStep: timeStep, temperature: temperature)
      #expect(result.work > 3)
      let bound = 1.5e-3 * (timeStep / 0.004) * (timeStep / 0.004)
      #expect(abs(result.drift) < bound * result.work, "\(result)")
    }
  }

  /// Per degree of freedom and unit of time, over a thousand units: a straight line through the
  /// energies, whose scatter at a step of 0.004 leaves its slope uncertain by far less. With the
  /// force shifted to zero at the cutoff nothing is lost there.
  @Test("of an isolated liquid does not drift", .enabled(if: TestLevel.isValidation))
  func isolation() throws {
    let potential = ForceShifted(try LennardJones(cutoff: 2.5))
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: potential, timeStep: 0.004)
    let freedom = Double(fluid.state.system.degreesOfFreedom)
    var (times, energies): ([Double], [Double]) = ([], [])
    for row in 0..<4000 {
      try fluid.run(62)
      try fluid.step()
      times.append(0.252 * Double(row))
      energies.append(fluid.conservedEnergy / freedom)
    }
    let line = try LeastSquares.weighted(
      energies, weights: energies.map { _ in 1 }, design: times.map { [1, $0] })
    let temperature = fluid.state.system.kineticTemperature
    print(
      "drift per degree of freedom and unit of time, in k_B T:", line.coefficients[1] / temperature)
    #expect(abs(line.coefficients[1]) < 1e-7 * temperature)
  }

  /// Cooling takes away what the flow brings in: with a bath the two accounts stay together, and
  /// without one no heat leaves.
  @Test("flows through the fluid at the rate at which it comes", arguments: [nil, 0.722])
  func heat(temperature: Double?) throws {
    var fluid = try Fluid(
      Liquids.ofSmallBox(), potential: ForceShifted(LennardJones(cutoff: 2.5)),
      gradient: .simpleShear(rate: 1), timeStep: 0.004, temperature: temperature)
    let start = fluid.state.system.kineticTemperature
    try fluid.run(1000)
    let (work, heat) = (fluid.state.flowWork, fluid.state.heatRemoved)
    if temperature == nil {
      #expect(heat == 0 && fluid.state.system.kineticTemperature > start + 1)
    } else {
      #expect(abs(heat / work - 1) < 5e-3)
    }
  }
}

extension VelocityGradient {
  /// Stretching and squeezing along the axes.
  fileprivate static func elongation(_ x: Double, _ y: Double, _ z: Double) -> VelocityGradient {
    VelocityGradient(Tensor3(diagonal: Vector3(x, y, z)))
  }

  /// Planar elongation and simple shear in one plane.
  fileprivate static let planarMixed = VelocityGradient(
    Tensor3(rows: Vector3(0.7, 0.8, 0), Vector3(0, -0.7, 0), .zero))
}
