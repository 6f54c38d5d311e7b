import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("A heated slab")
struct HeatedSlabTests {
  private func slab(length: Double = 12, width: Double = 5.5) throws -> HeatedSlab {
    let settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    return try HeatedSlab(
      ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings), length: length,
      width: width)
  }

  private let stream = StreamName(seed: 4, purpose: "slab")

  /// Steps of powers have no mean, and as first harmonic the wave asked for.
  @Test("is heated by a wave of the strength asked for")
  func wave() throws {
    let slab = try slab()
    let state = try slab.prepare(
      .init(amplitude: 0.02), from: slab.prepare(.zeroValue, from: nil, stream: stream),
      stream: stream)
    guard case .slabs(let sources)? = state.flow.thermostat else { return #expect(Bool(false)) }
    let count = Double(sources.powers.count)
    #expect(abs(sources.powers.reduce(0, +)) < 1e-12)
    let volume = state.flow.system.cell.volume / count
    // ∫ P(x) cos kx over steps of P: each is P_b sin(π/B)/(π/B) cos k x_b.
    let angle = Double.pi / count
    let harmonic = sources.powers.enumerated().reduce(0) { sum, power in
      sum + power.element / volume * sin(angle) / angle * cos(angle * Double(2 * power.offset + 1))
    }
    #expect(abs(2 * harmonic / count / 0.02 - 1) < 1e-12)
  }

  /// Hot where heated, cold where cooled; the densities answer; the means are those of the deck.
  @Test("becomes hot and thin where it is heated, at one mean temperature and density")
  func profile() throws {
    let slab = try slab()
    var state = try slab.prepare(
      .init(amplitude: 0.15), from: slab.prepare(.zeroValue, from: nil, stream: stream),
      stream: stream)
    _ = try slab.sample(&state, count: 300)
    let series = try slab.sample(&state, count: 600)
    let count = HeatedSlab.Response.count
    func mean(_ component: Int) throws -> MeanEstimate {
      try MeanEstimate(
        of: (0..<series.count).map { series.values[$0 * series.componentCount + component] })
    }
    #expect(series.componentCount == 2 * count + 2)
    #expect(try mean(0).mean > mean(count - 1).mean + 0.1)
    #expect(try mean(count).mean < mean(2 * count - 1).mean)
    let temperatures = try (0..<count).map { try mean($0).mean }
    #expect(abs(temperatures.reduce(0, +) / Double(count) - 0.722) < 0.01)
    let densities = try (count..<2 * count).map { try mean($0).mean }
    #expect(abs(densities.reduce(0, +) / Double(count) / 0.8442 - 1) < 0.002)
  }

  /// A crystal is not melted, and does not flow.
  @Test("has a crystalline relative that keeps its places")
  func crystal() throws {
    var settings = ShearedFluid.Settings(density: 1.02, temperature: 0.3)
    settings.particles = 256
    settings.phase = .faceCentredCrystal
    let crystal = try ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings)
    let box = try EquilibriumFluid(crystal, stretchTime: 4, bathTime: 1, stepsPerHeatCurrent: 5)
    var state = try box.equilibrium(stream: stream)
    let record = try box.record(&state)
    // Lindemann: particles of a crystal stray by less than 0.15 of the distance of neighbours.
    let spacing = cbrt(2.0.squareRoot() / 1.02)
    #expect(try #require(record.squaredDisplacements.last) < 2 * pow(0.15 * spacing, 2))
    #expect(abs(record.temperature / 0.3 - 1) < 0.15)
    #expect(throws: MicroFailure.self) {
      try crystal.prepare(.simpleShear(rate: 0.1), from: nil, stream: stream)
    }
    settings.particles = 250
    #expect(throws: ParameterError.self) {
      try ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings)
    }
  }

  /// λ = s/(k² ΔT) of a weak wave against 6.934 ± 0.028 from fluctuations (documentation of STACIE
  /// 1.1, 1,372 particles), and shorter waves, where a liquid begins to conduct less.
  @Test(
    "conducts as its fluctuations say at the triple point", .enabled(if: TestLevel.isValidation))
  func conductivity() throws {
    let length = 30.0
    let slab = try slab(length: length, width: 7)
    let source = 0.02
    var waves: [MeanEstimate] = []
    for replica in 0..<2 {
      let stream = StreamName(seed: 11, purpose: "slab", key: [UInt64(replica)])
      var state = try slab.prepare(
        .init(amplitude: source), from: slab.prepare(.zeroValue, from: nil, stream: stream),
        stream: stream)
      _ = try slab.sample(&state, count: 2 * slab.transient(of: state))
      waves.append(try MeanEstimate(of: amplitudes(slab.sample(&state, count: 20_000))))
    }
    let amplitude = waves.reduce(0) { $0 + $1.mean } / 2
    let error = waves.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot() / 2
    let number = 2 * Double.pi / length
    let conductivity = source / (number * number * amplitude)
    let combined = hypot(conductivity * error / amplitude, 0.028)
    print("λ = \(conductivity) ± \(conductivity * error / amplitude)")
    #expect(conductivity * error / amplitude < 0.3)
    #expect(abs(conductivity - 6.934) < 3 * combined, "\(conductivity) \(combined)")
  }

  /// The first harmonic of every row.
  private func amplitudes(_ series: VectorSeries) -> [Double] {
    let count = HeatedSlab.Response.count
    let angle = Double.pi / Double(2 * count)
    let factors = (0..<count).map { slab in
      2 / Double(count) * cos(angle * Double(2 * slab + 1)) * angle / sin(angle)
    }
    return (0..<series.count).map { row in
      (0..<count).reduce(0) { $0 + factors[$1] * series.values[row * series.componentCount + $1] }
    }
  }
}
