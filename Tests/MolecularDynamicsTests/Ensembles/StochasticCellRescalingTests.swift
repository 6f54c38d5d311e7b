import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("Stochastic cell rescaling")
struct StochasticCellRescalingTests {
  private func barostat(
    pressure: Double, temperature: Double, time: Double = 0.5,
    coupling: StochasticCellRescaling.Coupling = .isotropic
  ) throws -> StochasticCellRescaling {
    try StochasticCellRescaling(
      pressure: pressure, temperature: temperature, compressibility: 0.05, relaxationTime: time,
      coupling: coupling)
  }

  /// Particles that hardly see each other, in a barostat that acts at every step.
  private func gas(
    particles: Int, coupling: StochasticCellRescaling.Coupling, bath: BathKind
  ) throws -> Fluid {
    var random = RandomStream(StreamName(seed: 6, purpose: "gas"))
    var system = try FluidBuilder.faceCentredCubic(particles: particles, density: 0.5)
    FluidBuilder.thermalize(&system, temperature: 2, using: &random)
    var barostat = try StochasticCellRescaling(
      pressure: 1, temperature: 2, compressibility: 1, relaxationTime: 1, coupling: coupling)
    barostat.stepsPerAction = 1
    return try Fluid(
      FlowState(system, bath.thermostat(temperature: 2, relaxationTime: 0.1), barostat),
      potential: LennardJones(sigma: 1e-3, epsilon: 1e-9, cutoff: 2e-3), timeStep: 0.01)
  }

  /// N free particles: P(V) ∝ V^N e^{−P V/k_B T}, so ⟨V⟩ = (N + 1) k_B T/P and
  /// Var V = (N + 1)(k_B T/P)². Five standard errors, and 1 % of the variance for the step. A cell
  /// of free shape needs the Langevin bath: free particles exchange no momentum by themselves.
  @Test(
    "gives an ideal gas the mean and the fluctuation of its volume",
    arguments: [
      (StochasticCellRescaling.Coupling.isotropic, BathKind.rescaling), (.isotropic, .langevin),
      (.anisotropic, .langevin),
    ])
  func idealGas(coupling: StochasticCellRescaling.Coupling, bath: BathKind) throws {
    let particles = 12
    var fluid = try gas(particles: particles, coupling: coupling, bath: bath)
    try fluid.run(500)
    let count = coupling == .isotropic ? 20_000 : TestLevel.isLong ? 100_000 : 10_000
    let volumes = try fluid.samples(count, every: 5) { $0.particles.cell.volume }
    let mean = try MeanEstimate(of: volumes)
    let expected = Double(particles + 1) * 2
    #expect(abs(mean.mean - expected) < 5 * mean.standardError, "\(mean.mean / expected)")
    let variance = Double(particles + 1) * 4
    let squares = try MeanEstimate(
      of: volumes.map { ($0 - expected) * ($0 - expected) })
    #expect(
      abs(squares.mean - variance) < 5 * squares.standardError + 0.01 * variance,
      "\(squares.mean / variance)")
    #expect(mean.standardError < 0.03 * expected)
  }

  /// The volume at a pressure is the one that has this pressure: ⟨P⟩ at constant ⟨V⟩ plus the
  /// k_B T/V of the centre of mass is the target. The ensembles differ besides by ½ P″ Var V, about
  /// 4 k_B T/V or 0.01; four standard errors.
  @Test("finds the volume that has the pressure", arguments: BathKind.baths)
  func consistency(bath: BathKind) throws {
    let (pressure, temperature) = (1.5, 0.9)
    let thermostat = try bath.thermostat(temperature: temperature)
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), thermostat, barostat(pressure: pressure, temperature: temperature)),
      potential: attractiveLiquid(), timeStep: 0.004)
    try fluid.run(1500)
    let volumes = try fluid.samples(1000, every: 10) { $0.particles.cell.volume }
    let volume = try MeanEstimate(of: volumes)
    var system = fluid.state.system
    let stretch = cbrt(volume.mean / system.cell.volume)
    system = system.deformed(by: stretch * .identity)
    var closed = try Fluid(
      FlowState(system, thermostat), potential: attractiveLiquid(), timeStep: 0.004)
    try closed.run(500)
    let found = try MeanEstimate(
      of: closed.samples(800, every: 10, needs: .virial) { $0.pressureTensor.trace / 3 })
    // The slope of the pressure, −dP/dV = k_B T/Var V, carries the error of the volume over.
    let slope = temperature / volume.autocorrelation.variance
    let error =
      (slope * volume.standardError * (slope * volume.standardError)
      + found.standardError * found.standardError).squareRoot()
    let full = found.mean + temperature / volume.mean
    #expect(abs(full - pressure) < 4 * error + 0.01, "\(full) ± \(error)")
    #expect(error < 0.08)
  }

  /// In a crystal that starts sheared and stretched all edges and angles relax until the pressure
  /// tensor is the target. Four standard errors.
  @Test("relaxes every edge and angle of a crystal")
  func crystal() throws {
    let (pressure, temperature) = (2.0, 0.4)
    var random = RandomStream(StreamName(seed: 4, purpose: "crystal"))
    var system = try FluidBuilder.faceCentredCubic(particles: 256, density: 0.98)
    FluidBuilder.thermalize(&system, temperature: 2 * temperature, using: &random)
    system = system.deformed(
      by: Tensor3(rows: Vector3(1.02, 0.03, 0), Vector3(0, 0.98, -0.02), Vector3(0, 0, 1)))
    var fluid = try Fluid(
      FlowState(
        system, BathKind.rescaling.thermostat(temperature: temperature),
        barostat(pressure: pressure, temperature: temperature, coupling: .anisotropic)),
      potential: attractiveLiquid(), timeStep: 0.004)
    let before = fluid.trajectory.pressureTensor
    #expect(abs(before[0, 1]) > 0.5 && abs(before[0, 0] - before[1, 1]) > 0.5, "\(before)")
    try fluid.run(2000)
    let samples = try fluid.samples(800, every: 10, needs: .virial) {
      ($0.pressureTensor, $0.particles.cell.vectors)
    }
    for row in 0..<3 {
      for column in 0...row {
        let found = try MeanEstimate(of: samples.map { $0.0[row, column] })
        let target = row == column ? pressure : 0
        #expect(abs(found.mean - target) < 4 * found.standardError + 0.005, "\(row) \(column)")
        #expect(found.standardError < 0.1)
      }
    }
    // The angles of a cubic crystal are right ones.
    let cosines = samples.map { sample in
      let (a, b, _) = sample.1.columns
      return a.dot(b) / (a.norm * b.norm)
    }
    let cosine = try MeanEstimate(of: cosines)
    #expect(abs(cosine.mean) < 4 * cosine.standardError && cosine.standardError < 0.005)
  }

  /// Under a flow the volume still follows the pressure. Four standard errors.
  @Test("holds the pressure of a sheared fluid")
  func sheared() throws {
    let temperature = 0.9
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), BathKind.rescaling.thermostat(temperature: temperature),
        barostat(pressure: 2, temperature: temperature)),
      potential: attractiveLiquid(), gradient: .simpleShear(rate: 1), timeStep: 0.004)
    try fluid.run(1500)
    let found = try MeanEstimate(
      of: fluid.samples(800, every: 10) {
        $0.pressureTensor.trace / 3 + temperature / $0.particles.cell.volume
      })
    #expect(abs(found.mean - 2) < 4 * found.standardError && found.standardError < 0.05)
    #expect(fluid.state.system.cell.vectors[0, 1] != 0)
  }

  @Test("refuses to change the shape of a flowing cell")
  func anisotropicFlow() throws {
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), nil,
        barostat(pressure: 1, temperature: 1, coupling: .anisotropic)),
      potential: smoothLiquid(), gradient: .simpleShear(rate: 1), timeStep: 0.004)
    #expect {
      try fluid.step()
    } throws: {
      if case MicroFailure.unsupportedLoad = $0 { true } else { false }
    }
  }

  /// 256 particles at ρ = 0.8442 leave a cutoff of 2.5 room until the edge falls below 5: at a
  /// pressure of 200 that is soon.
  @Test("stops when the cell becomes too small for the cutoff")
  func tooSmall() throws {
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), BathKind.rescaling.thermostat(temperature: 1),
        StochasticCellRescaling(
          pressure: 200, temperature: 1, compressibility: 0.01, relaxationTime: 1)),
      potential: LennardJones(sigma: 0.5, cutoff: 2.5), timeStep: 0.002)
    #expect {
      try fluid.run(2000)
    } throws: {
      if case MicroFailure.infeasibleState = $0 { true } else { false }
    }
  }

  @Test("stops when one action would tear the cell apart")
  func tooFast() throws {
    var fluid = try Fluid(
      FlowState(
        Liquids.ofSmallBox(), nil,
        StochasticCellRescaling(
          pressure: 200, temperature: 1, compressibility: 1, relaxationTime: 0.01)),
      potential: smoothLiquid(), timeStep: 0.004)
    #expect {
      try fluid.run(20)
    } throws: {
      if case MicroFailure.blowUp = $0 { true } else { false }
    }
  }

  @Test("rejects a parameter outside its domain", arguments: [0, -1, .nan, .infinity])
  func rejectsBadParameters(value: Double) {
    func make(_ values: [Double]) throws {
      _ = try StochasticCellRescaling(
        pressure: values[0], temperature: values[1], compressibility: values[2],
        relaxationTime: values[3])
    }
    for index in (value.isFinite ? 1 : 0)..<4 {
      var values = [1.0, 1, 1, 1]
      values[index] = value
      #expect(throws: ParameterError.self) { try make(values) }
    }
    #expect(throws: Never.self) { try make([-1, 1, 1, 1]) }
  }

  /// A lattice keeps rounding from a cell, not the changes that a barostat makes: between its
  /// actions the volume stays what it is. A slow barostat, whose volume stays near that of the
  /// start, where the lattice would still be recognised with the old volume.
  @Test("keeps the volume between its actions where the cell is of a known lattice")
  func latticeFollows() throws {
    var state = FlowState(
      try Liquids.ofSmallBox(), try .rescaling(temperature: 0.722, relaxationTime: 0.2),
      try barostat(pressure: 0, temperature: 0.722, time: 10))
    state.lattice = try FlowLattice(following: .zero)
    var fluid = try Fluid(
      state, potential: LennardJones(cutoff: min(2.5, state.system.cutoff())), timeStep: 0.005)
    var volume = fluid.trajectory.particles.cell.volume
    let (first, searches) = (volume, fluid.trajectory.searches)
    for step in 1...1500 {
      try fluid.step()
      let now = fluid.trajectory.particles.cell.volume
      if step % 10 != 0 { #expect(abs(now / volume - 1) < 1e-12, "step \(step)") }
      volume = now
    }
    #expect(volume != first && fluid.trajectory.searches > searches)
  }
}
