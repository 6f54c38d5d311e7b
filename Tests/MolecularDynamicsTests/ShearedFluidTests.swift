import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("The sheared fluid as a micro model")
struct ShearedFluidTests {
  private func model(particles: Int = 108) throws -> ShearedFluid {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = particles
    return try ShearedFluid(potential: LennardJones(cutoff: 2.2), settings: settings)
  }

  private func stream(_ key: UInt64) -> StreamName {
    StreamName(seed: 3, purpose: "test", key: [key])
  }

  /// The imposed constraint is what the state shows: dh/dt = L h, measured on the cell.
  @Test("imposes the velocity gradient it is asked for", arguments: [0.3, -1.1])
  func imposedConstraint(rate: Double) throws {
    let model = try model()
    let load = VelocityGradient.simpleShear(rate: rate)
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    var state = try model.prepare(load, from: rest, stream: stream(2))
    #expect(state.load == load)
    let before = state.flow.system.cell.vectors
    _ = try model.sample(&state, count: 4)
    let time = 4 * model.timePerSample
    let expected = (time * load.tensor).exponentialAndIntegral.exponential * before
    let multiples = expected.inverse * state.flow.system.cell.vectors
    for component in multiples.components { #expect(abs(component - component.rounded()) < 1e-9) }
    #expect(abs(state.strain - time * abs(rate)) < 1e-12)
    #expect(state.flow.system.momentum.norm < 1e-10)
  }

  @Test("shares large boxes among threads that have none of their own")
  func sharing() throws {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = 32_000
    #expect(settings.sharing(threads: 16, amongBoxes: 4).forces.workers.count == 4)
    #expect(settings.sharing(threads: 2, amongBoxes: 8).forces.workers == .one)
    settings.particles = 500
    #expect(settings.sharing(threads: 16, amongBoxes: 4).forces.workers == .one)
  }

  @Test("melts a crystal at the density and temperature of its settings")
  func equilibrium() throws {
    let model = try model()
    var state = try model.prepare(.zero, from: nil, stream: stream(1))
    let system = state.flow.system
    #expect(system.count == 108 && abs(108 / system.cell.volume - 0.8442) < 1e-12)
    let series = try model.sample(&state, count: 400)
    let temperature = try MeanEstimate(of: series.column(9))
    #expect(abs(temperature.mean - 0.722) < 4 * temperature.standardError)
    #expect(temperature.standardError < 0.02)
    // The crystal has −7.0 per particle at this density, the liquid about −6.
    #expect(try MeanEstimate(of: series.column(10)).mean > -6.2)
  }

  /// A row holds σ = −P row by row, symmetric, then temperature and energy per particle.
  @Test("records stress, temperature and energy at equal intervals")
  func rows() throws {
    let model = try model()
    var state = try model.prepare(.zero, from: nil, stream: stream(1))
    let steps = state.flow.steps
    let series = try model.sample(&state, count: 3)
    #expect(series.count == 3 && series.componentCount == 11)
    #expect(abs(series.interval - 0.05) < 1e-15)
    #expect(model.companionNames == ["kineticTemperature", "potentialEnergyPerParticle"])
    for row in 0..<3 {
      let stress = CauchyStress(components: Array(series[row][..<9])).tensor
      #expect((stress - stress.transposed).norm < 1e-10)
    }
    #expect(state.flow.steps == steps + 30)
    #expect(model.cost(of: state).particleSteps == 108 * state.flow.steps)
  }

  /// A Jordan block (a 1; 0 a) stretches its own eigenvector: no lattice known survives. And a
  /// fluid of constant density cannot swell.
  @Test("rejects a flow that no cell can follow for ever")
  func unsupported() throws {
    let model = try model()
    let block = Tensor3(rows: Vector3(0.1, 0.1, 0), Vector3(0, 0.1, 0), Vector3(0, 0, -0.2))
    for load in [VelocityGradient(block), VelocityGradient(0.1 * Tensor3.identity)] {
      let failure = #expect(throws: MicroFailure.self) {
        try model.prepare(load, from: nil, stream: stream(1))
      }
      guard case .unsupportedLoad = failure else {
        Issue.record("\(String(describing: failure))")
        continue
      }
    }
  }

  /// The lattice of planar elongation for a Hencky strain of 50: the cell stays wide, the volume
  /// stays, and each particle still has the room it had.
  @Test(
    "stretches a fluid by a Hencky strain of 50",
    arguments: [Vector3(1, -1, 0), Vector3(1, -0.5, -0.5)])
  func elongation(rates: Vector3) throws {
    let model = try model(particles: 150)
    let load = VelocityGradient(Tensor3(diagonal: rates))
    var state = try model.prepare(load, from: nil, stream: stream(1))
    let volume = state.flow.system.cell.volume
    let series = try model.sample(&state, count: 1000)
    #expect(abs(state.flow.system.cell.volume / volume - 1) < 1e-12)
    #expect(state.flow.system.cell.shortestTranslation > 0.9 * cbrt(volume))
    // The flow multiplies the total momentum by e^{−Lt}: at the end it must still be none, the
    // temperature the one asked for and the resistance what it was at the beginning.
    let momentum = state.flow.system.momentum
    #expect(momentum.norm < 1e-10, "\(momentum)")
    let temperature = try MeanEstimate(of: Array(series.column(9).suffix(500)))
    #expect(abs(temperature.mean - 0.722) < 4 * temperature.standardError, "\(temperature)")
    #expect(temperature.standardError < 0.015 * 0.722)
    func resistance(_ rows: Range<Int>) throws -> MeanEstimate {
      try MeanEstimate(of: rows.map { series[$0][0] - series[$0][4] })
    }
    let (early, late) = (try resistance(100..<550), try resistance(550..<1000))
    let squared =
      early.standardError * early.standardError + late.standardError * late.standardError
    #expect(abs(late.mean - early.mean) < 4 * squared.squareRoot(), "\(early), \(late)")
    #expect(early.mean > 0 && squared.squareRoot() < 0.05 * early.mean)
  }

  @Test(
    "rejects settings outside of their domain",
    arguments: [
      \ShearedFluid.Settings.density, \.temperature, \.timeStep, \.thermostatTime,
      \.masses[0], \.forces.skin,
    ], [0, -1, .nan])
  func badSettings(key: WritableKeyPath<ShearedFluid.Settings, Double> & Sendable, value: Double) {
    var settings = ShearedFluid.Settings(density: 0.8, temperature: 1)
    settings[keyPath: key] = value
    #expect(throws: ParameterError.self) {
      try ShearedFluid(potential: LennardJones(cutoff: 2.2), settings: settings)
    }
  }

  @Test("refuses a cutoff that the box is too small for")
  func tooSmall() throws {
    #expect(throws: MicroFailure.self) {
      try model(particles: 50).prepare(.zero, from: nil, stream: stream(1))
    }
  }

  /// A box just wide enough at rest stays so at every tilt: the nearest image is never nearer.
  @Test("flows for many strains in the smallest box that its cutoff admits")
  func smallBox() throws {
    let model = try model(particles: 75)
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    var state = try model.prepare(.simpleShear(rate: 1), from: rest, stream: stream(2))
    for _ in 0..<80 { _ = try model.sample(&state, count: 1) }
    #expect(abs(state.strain - 4) < 1e-9)
  }

  @Test("gives the same bits for the same stream, and others for another")
  func determinism() throws {
    let model = try model()
    let load = VelocityGradient.simpleShear(rate: 1)
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    let again = try model.prepare(.zero, from: nil, stream: stream(1))
    #expect(rest.flow.system == again.flow.system)
    func rows(_ key: UInt64) throws -> VectorSeries {
      var state = try model.prepare(load, from: rest, stream: stream(key))
      return try model.sample(&state, count: 5)
    }
    #expect(try rows(2) == rows(2))
    #expect(try rows(2) != rows(3))
  }

  @Test("continues bit for bit after it was written and read")
  func roundTrip() throws {
    let model = try model()
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    var state = try model.prepare(.simpleShear(rate: 1), from: rest, stream: stream(2))
    _ = try model.sample(&state, count: 3)
    let data = try JSONEncoder().encode(state)
    var copy = try JSONDecoder().decode(ShearedFluid.State.self, from: data)
    let expected = try model.sample(&state, count: 5)
    #expect(try model.sample(&copy, count: 5) == expected)
    #expect(copy.flow.system == state.flow.system && copy.strain == state.strain)
    #expect(copy.flow.flowWork == state.flow.flowWork && copy.flow.steps == state.flow.steps)
  }

  /// Discarded is one unit of strain of a new flow, but no less than two units of time and no more
  /// than ten.
  @Test("lets a flow begin before it is believed")
  func transient() throws {
    let model = try model()
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    #expect(model.transient(of: rest) == 40)
    let slow = try model.prepare(.simpleShear(rate: 0.1), from: rest, stream: stream(2))
    #expect(model.transient(of: slow) == 200)
    let middling = try model.prepare(.simpleShear(rate: 0.2), from: rest, stream: stream(2))
    #expect(model.transient(of: middling) == 100)
    let creeping = try model.prepare(.simpleShear(rate: 0.01), from: rest, stream: stream(2))
    #expect(model.transient(of: creeping) == 200)
    var fast = try model.prepare(.simpleShear(rate: 2), from: rest, stream: stream(2))
    #expect(model.transient(of: fast) == 40)
    _ = try model.sample(&fast, count: 12)
    let slower = try model.prepare(.simpleShear(rate: 0.1), from: fast, stream: stream(3))
    #expect(model.transient(of: slower) == 40)
    let reversed = try model.prepare(.simpleShear(rate: -0.1), from: fast, stream: stream(3))
    #expect(model.transient(of: reversed) == 200)
  }

  /// The lattice that flowed along x over y cannot follow a flow along y over x: a new one is made.
  @Test("melts a new box for another plane of shear")
  func otherPlane() throws {
    let model = try model()
    let rest = try model.prepare(.zero, from: nil, stream: stream(1))
    var state = try model.prepare(.simpleShear(rate: 1), from: rest, stream: stream(2))
    _ = try model.sample(&state, count: 2)
    var other = Tensor3.zero
    other[1, 0] = 0.5
    let turned = try model.prepare(VelocityGradient(other), from: state, stream: stream(3))
    let vectors = turned.flow.system.cell.vectors
    let square = cbrt(vectors.determinant) * cbrt(vectors.determinant)
    #expect((vectors.transposed * vectors - square * Tensor3.identity).norm < 1e-12 * square)
    let halted = try model.prepare(.zero, from: state, stream: stream(3))
    #expect(halted.flow.system == state.flow.system && halted.strain == 0)
    // Coming to rest does not straighten the lattice.
    let restarted = try model.prepare(VelocityGradient(other), from: halted, stream: stream(3))
    #expect(restarted.flow.system.cell.vectors == vectors)
    let resumed = try model.prepare(.simpleShear(rate: 1), from: halted, stream: stream(3))
    #expect(resumed.flow.system == halted.flow.system)
  }
}
