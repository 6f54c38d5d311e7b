import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("A fluid in heat fields")
struct HeatFieldFluidTests {
  private func fluid(
    particles: Int = 108, strongest: Double, stretch: Double = 4, settling: Double = 1
  ) throws -> HeatFieldFluid {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = particles
    return try HeatFieldFluid(
      ShearedFluid(
        potential: LennardJones(cutoff: particles < 200 ? 2.2 : 2.5), settings: settings),
      strongest: strongest, stretchTime: stretch, settlingTime: settling, restTime: 1)
  }

  private let stream = StreamName(seed: 5, purpose: "heat field")

  /// λ + c F², with noise of the size that the fields have.
  private func records(
    _ count: Int, rise: Double = 10, bend: Double = 0, noise: Double = 0.05, wave: Double = 1.1
  ) -> [HeatFieldFluid.Record] {
    var random = RandomStream(StreamName(seed: 3, purpose: "records"))
    return (0..<count).map { _ in
      HeatFieldFluid.Record(
        conductivities: [0.1, 0.15, 0.2].map { field in
          let square = field * field
          return 7 + rise * square + bend * square * square + noise / field * random.normal()
        }, waveAtRest: 0.05 * (1 + 0.1 * random.normal()), waves: [0.05, 0.05, 0.05 * wave])
    }
  }

  @Test("is extrapolated to no field, exactly where the conductivity is linear in the square")
  func extrapolation() throws {
    let found = try fluid(strongest: 0.2).answer(from: records(8, noise: 0))
    #expect(abs(found.conductivity.value - 7) < 1e-12)
    #expect(abs(found.nonlinearity.value - 10 * 0.04) < 1e-12)
    #expect(abs(found.curvature.value) < 1e-12)
    #expect(found.conductivities.count == 3)
  }

  /// z of the conductivity over many sets of records has a mean square of ν/(ν − 2).
  @Test("has error bars that cover")
  func errors() throws {
    let (sets, size) = (400, 12)
    let all = records(sets * size, noise: 0.05)
    let model = try fluid(strongest: 0.2)
    let squares = try (0..<sets).map { set in
      let found = try model.answer(from: Array(all[set * size..<(set + 1) * size]))
      return pow((found.conductivity.value - 7) / found.conductivity.standardError, 2)
    }
    let mean = squares.reduce(0, +) / Double(sets)
    let expected = 11.0 / 9
    // Var z² of Student's t with 11 degrees of freedom: ⟨t⁴⟩ − ⟨t²⟩² = 3ν²/((ν−2)(ν−4)) − (ν/(ν−2))².
    let variance = 3 * 121.0 / 63 - expected * expected
    #expect(abs(mean - expected) < 3.5 * (variance / Double(sets)).squareRoot())
  }

  @Test("objects to fields that are too strong, and to waves of the density")
  func verdicts() throws {
    let model = try fluid(strongest: 0.2)
    func flags(_ records: [HeatFieldFluid.Record]) throws -> [String] {
      try model.answer(from: records).verdict(isPrecise: true).flags.map(\.name)
    }
    #expect(try flags(records(30)) == [])
    #expect(try flags(records(30, bend: 8000, noise: 0.01)).contains("fieldTooStrong"))
    #expect(try flags(records(30, rise: 100, noise: 0.01)) == ["farFromLinear"])
    #expect(try flags(records(30, wave: 3)) == ["densityWave"])
    #expect(try !model.answer(from: records(30, wave: 3)).verdict(isPrecise: true).isSound)
  }

  @Test("records currents along all axes, the same with the same names")
  func recording() throws {
    let model = try fluid(strongest: 0.2)
    var state = try model.equilibrium(stream: stream)
    var again = state
    let record = try model.record(&state)
    #expect(try model.record(&again).conductivities == record.conductivities)
    #expect(record.conductivities.count == 3 && record.waves.count == 3)
    #expect(state.stretches == 1)
    let steps = model.stepsPerStretch
    #expect(steps == 200 + 6 * (200 + 800))
    #expect(model.cost(of: state).steps == model.cost(of: again).steps)
    _ = try model.record(&state)
    #expect(model.cost(of: state).steps - model.cost(of: again).steps == steps)
  }

  @Test("fails with numbers where the field sends a wave through the box")
  func instability() throws {
    var settings = ShearedFluid.Settings(density: 0.6, temperature: 1.35)
    settings.particles = 864
    let model = try HeatFieldFluid(
      ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings), strongest: 1.5,
      stretchTime: 4, settlingTime: 3, restTime: 1)
    var state = try model.equilibrium(stream: stream)
    #expect(throws: MicroFailure.self) { try model.record(&state) }
  }

  /// λ* = 6.934 ± 0.028 at the triple point: documentation of STACIE 1.1, 1,372 particles.
  @Test(
    "conducts as its fluctuations say at the triple point", .enabled(if: TestLevel.isValidation))
  func conductivity() throws {
    let model = try fluid(particles: 500, strongest: 0.1, stretch: 50, settling: 5)
    var records: [HeatFieldFluid.Record] = []
    for replica in 0..<4 {
      var state = try model.equilibrium(
        stream: StreamName(seed: 12, purpose: "heat field", key: [UInt64(replica)]))
      for _ in 0..<6 { records.append(try model.record(&state)) }
    }
    let found = try model.answer(from: records)
    let (value, error) = (found.conductivity.value, found.conductivity.standardError)
    #expect(found.verdict(isPrecise: true).isSound)
    #expect(error < 0.2)
    #expect(abs(value - 6.934) < 3 * hypot(error, 0.028), "\(found.conductivity)")
  }
}
