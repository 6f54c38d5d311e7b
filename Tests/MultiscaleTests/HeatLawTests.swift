import Continuum
import Discretization
import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Laws of heat conduction")
struct HeatLawTests {
  private func load(_ gradient: Vector3, at temperature: Double = 1) -> ThermalLoad {
    ThermalLoad(temperature: temperature, gradient: TemperatureGradient(gradient))
  }

  /// A law that counts and whose noise is along its first question's flux.
  private struct Counting: ConstitutiveLaw {
    var base: FourierConduction
    var asked: [ThermalLoad] = []

    mutating func respond(
      to loads: [ThermalLoad], within precision: Precision
    ) async throws -> [Estimate<HeatFlux>] {
      let first = asked.count
      asked += loads
      return loads.enumerated().map { index, load in
        let source = ErrorSource(sample: first + index, direction: 0, degreesOfFreedom: 9)
        return Estimate(
          base.flux(under: load),
          errors: [SamplingError(source: source, amplitude: HeatFlux(Vector3(0.1, 0.02, 0)))],
          effectiveSamples: 10, verdict: .sound,
          cost: Cost(steps: 1, particleSteps: 1, seconds: 1))
      }
    }
  }

  /// J(T, Q g) = Q J(T, g) for any turn in an isotropic material: one question per temperature and
  /// magnitude, answered as if each had been asked.
  @Test("an isotropic material is asked once per temperature and steepness")
  func isotropic() async throws {
    var random = RandomStream(StreamName(seed: 3, purpose: "directions"))
    let base = FourierConduction(.polynomial([2, 0.3], reference: 0))
    var law = DistinctHeatLaw(Counting(base: base), symmetry: .isotropic)
    let loads = (0..<40).map { index in
      let direction = Vector3(random.normal(), random.normal(), random.normal())
      return load(0.7 / direction.norm * direction, at: index % 2 == 0 ? 1 : 1.5)
    }
    let answers = try await law.respond(to: loads, within: anyPrecision)
    #expect(law.inner.asked.count == 2)
    for (load, answer) in zip(loads, answers) {
      #expect((answer.value.vector - base.flux(under: load).vector).norm < 1e-13)
      let amplitude = answer.errors[0].amplitude.vector
      #expect(abs(amplitude.norm - Vector3(0.1, 0.02, 0).norm) < 1e-14)
      // Along the gradient the noise is that of the question.
      #expect(abs(amplitude.dot(load.gradient.vector) / 0.7 - 0.1) < 1e-13)
    }
    #expect(answers.map(\.cost.steps).reduce(0, +) == 2)
    #expect(answers.count { $0.origin == .mirrorImage } == 38)
  }

  @Test("mirrors and the inversion are used where the material has them")
  func symmetries() async throws {
    let tensor = Tensor3(rows: Vector3(2, 0.5, 0), Vector3(0.5, 1, 0), Vector3(0, 0, 3))
    let loads = [
      Vector3(1, 2, 0), Vector3(-1, 2, 0), Vector3(-1, -2, 0), Vector3(2, 1, 0), Vector3(1, 2, 0),
    ].map { load($0) }
    var inverted = DistinctHeatLaw(
      Counting(base: try FourierConduction(tensor: tensor)), symmetry: .centrosymmetric)
    let answers = try await inverted.respond(to: loads, within: anyPrecision)
    #expect(inverted.inner.asked.count == 3)
    for (load, answer) in zip(loads, answers) {
      #expect((answer.value.vector + tensor * load.gradient.vector).norm < 1e-14)
    }
    #expect(answers[4].origin == .duplicate && answers[2].origin == .mirrorImage)
    let diagonal = Tensor3(diagonal: Vector3(1, 2, 3))
    var mirrored = DistinctHeatLaw(
      Counting(base: try FourierConduction(tensor: diagonal)), symmetry: .orthotropic)
    let images = try await mirrored.respond(to: loads, within: anyPrecision)
    #expect(mirrored.inner.asked.count == 2)
    for (load, answer) in zip(loads, images) {
      #expect((answer.value.vector + diagonal * load.gradient.vector).norm < 1e-14)
    }
  }

  /// Loads a hair apart on either side of any box border are still one question.
  @Test("nearly equal loads are one question wherever they lie")
  func nearness() async throws {
    var random = RandomStream(StreamName(seed: 5, purpose: "loads"))
    var loads: [ThermalLoad] = []
    for _ in 0..<300 {
      let gradient = Vector3(random.normal(), random.normal(), random.normal())
      loads.append(load(gradient, at: 1 + random.uniform()))
      loads.append(load(gradient * (1 + 1e-13), at: loads[loads.count - 1].temperature))
    }
    var law = DistinctHeatLaw(
      Counting(base: try FourierConduction(conductivity: 1)), symmetry: .centrosymmetric)
    _ = try await law.respond(to: loads, within: anyPrecision)
    #expect(law.inner.asked.count == 300)
  }

  @Test("materials answer for themselves, with samples of their own")
  func materials() async throws {
    var law = MaterialsLaw<ThermalLoad, HeatFlux>([
      Counting(base: try FourierConduction(conductivity: 1)),
      Counting(base: try FourierConduction(conductivity: 5)),
    ])
    let loads = [1, 0, 1, 0, 0].map {
      Located(load(Vector3(1, 0, 0)), material: $0, position: .zero)
    }
    let answers = try await law.respond(to: loads, within: anyPrecision)
    #expect(answers.map(\.value.vector.x) == [-5, -1, -5, -1, -1])
    #expect(Set(answers.map { $0.errors[0].source }).count == 5)
  }

  /// A law in reduced units asked in the SI: temperature and gradient scale differently.
  @Test("loads of mixed dimensions are converted component by component")
  func conversion() async throws {
    let units = UnitSystem.lennardJones(sigma: 3.4e-10, epsilon: 1.65e-21, mass: 6.63e-26)
    let inner = FourierConduction(.polynomial([7, -2], reference: 0.7))
    var law = ConvertedLaw(inner, in: units)
    let asked = ThermalLoad(
      temperature: 90, gradient: TemperatureGradient(Vector3(1e9, 2e9, 0)))
    let answer = try await law.respond(to: [asked], within: anyPrecision)[0]
    let reduced = 90 / units.temperature
    let conductivity =
      (7 - 2 * (reduced - 0.7)) * units.factor(to: .si, for: .thermalConductivity)
    #expect(abs(answer.value.vector.x / (-conductivity * 1e9) - 1) < 1e-12)
    #expect(abs(answer.value.vector.y / (-conductivity * 2e9) - 1) < 1e-12)
  }

  /// The whole path (materials, units, distinct questions, dialogue) against the macro solver fed
  /// with the formula directly.
  @Test("Fourier's law through the whole dialogue equals the direct solver to rounding")
  func path() async throws {
    let mesh = try Mesh.plateWithHole(size: (3, 2), radius: 0.5, cells: (5, 4), of: .triangle)
    var body = try ConductingBody(
      FiniteElementSpace(on: mesh, order: 2), expectedConductivity: 1, initialTemperature: 80)
    try body.hold("left") { 100 + $0.y }
    try body.hold("right") { _ in 80 }
    let fourier = FourierConduction(.polynomial([0.13, -1e-3], reference: 90))
    let request = try PrecisionRequest(fluxFraction: 0.02, relative: 0)
    let start = try HeatConduction(
      steady: body, until: SteadyCriterion(coarsening: []), request: request)
    var direct = start
    while !direct.isFinished {
      try direct.advance(
        with: direct.loads.map { Estimate(exact: fourier.flux(under: $0.load)) })
    }
    let units = UnitSystem.lennardJones(sigma: 3.4e-10, epsilon: 1.65e-21, mass: 6.63e-26)
    let reduced = FourierConduction(
      .polynomial(
        [
          0.13 / units.scale(of: .thermalConductivity),
          -1e-3 / units.scale(of: .thermalConductivity) * units.temperature,
        ], reference: 90 / units.temperature))
    let law = ConvertedLaw(DistinctHeatLaw(reduced, symmetry: .isotropic), in: units)
    var run = HMMRun(start, asking: MaterialsLaw<ThermalLoad, HeatFlux>([law]))
    try await run.run { _, _ in }
    #expect(run.macro.verdict.converged && direct.verdict.converged)
    for (left, right) in zip(run.macro.temperature.values, direct.temperature.values) {
      #expect(abs(left - right) < 1e-11 * 100)
    }
    let (here, there) = (run.macro.heatFlows[0].power.value, direct.heatFlows[0].power.value)
    #expect(abs(here / there - 1) < 1e-10)
  }

  @Test("noise of a heat flux is declared as it is put on")
  func noise() async throws {
    var law = try NoisyLaw(
      FourierConduction(conductivity: 2), standardDeviation: 0.1, seed: 1)
    let answers = try await law.respond(
      to: (0..<2000).map { _ in load(Vector3(1, 0, 0)) }, within: anyPrecision)
    for axis in 0..<3 {
      let deviations = answers.map { ($0.value.vector[axis] - (axis == 0 ? -2 : 0)) / 0.1 }
      let variance = deviations.reduce(0) { $0 + $1 * $1 } / 2000
      #expect(abs(variance - 1) < 4 * (2.0 / 2000).squareRoot())
      #expect(answers.allSatisfy { abs($0.standardError.vector[axis] - 0.1) < 1e-15 })
    }
  }
}
