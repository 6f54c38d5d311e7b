import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Errors of a channel flow")
struct ChannelErrorTests {
  private func fluid() throws -> CarreauFluid {
    try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 5, exponent: 0.6)
  }

  private let couettePoiseuille = Channel.Boundaries.walls(lower: 0, upper: 0.4)

  /// du/dξ_k by central differences of converged solutions against the reported sensitivities.
  @Test("are the derivatives of the steady flow by the answers")
  func steadySensitivities() async throws {
    let amplitudes = (0..<8).map { 1e-3 + 3e-4 * Double($0) }
    let channel = try Channel.unit(cells: 8, boundaries: couettePoiseuille)
    try await compareSensitivities(amplitudes) { law in
      try await ChannelFlow.steady(
        channel, with: law, until: SteadyCriterion(relativeTolerance: 1e-13), relative: 0
      ).flow
    }
  }

  /// The Jacobian of an implicit step rests on the answers too. That share is left out; with the
  /// 400 steps taken here it is below 5 %.
  @Test(
    "are the derivatives of the transient flow by the answers",
    arguments: TimeScheme.allCases)
  func transientSensitivities(scheme: TimeScheme) async throws {
    let amplitudes = (0..<8).map { 1e-3 + 3e-4 * Double($0) }
    let channel = try Channel.unit(cells: 8, boundaries: couettePoiseuille)
    let steps = scheme.isImplicit ? 400 : 40
    let tolerance = scheme.isImplicit ? 0.05 : 0.002
    try await compareSensitivities(amplitudes, faces: 1..<3, tolerance: tolerance) { law in
      try await ChannelFlow.transient(channel, with: law, by: scheme, until: 0.2, steps: steps)
    }
  }

  private func compareSensitivities(
    _ amplitudes: [Double], faces: Range<Int> = 0..<8, tolerance: Double = 0.002,
    flow: (DisplacedLaw<CarreauFluid>) async throws -> ChannelFlow
  ) async throws {
    var law = DisplacedLaw(base: try fluid(), amplitudes: amplitudes)
    let reported = try await flow(law).velocity
    let size = 0.1
    for face in faces {
      law.displacement = (face, size)
      let above = try await flow(law).velocity.values
      law.displacement = (face, -size)
      let below = try await flow(law).velocity.values
      let derivative = zip(above, below).map { ($0 - $1) / (2 * size) }
      let place = try #require(reported.sources.firstIndex { $0.sample == face })
      let scale = derivative.reduce(0) { max($0, abs($1)) }
      #expect(largestDifference(reported.sensitivities[place], derivative) < tolerance * scale)
    }
  }

  /// The 95 % interval of the flow rate covers that of the noiseless law in 0.95 ± 3.2·0.0109 of
  /// 400 runs, whether the size of the errors is known or estimated with ten degrees of freedom.
  @Test("cover the true flow rate", arguments: [Double.infinity, 10], [false, true])
  func coverage(degreesOfFreedom: Double, mirrored: Bool) async throws {
    let channel = try Channel.unit(cells: 16)
    let truth = try await ChannelFlow.steady(channel, with: fluid()).flow.flowRatePerWidth.value
    var covered = 0
    for seed in 1000..<1400 {
      var law = NoisyLaw(try fluid(), deviation: 0.01, seed: UInt64(seed))
      law.degreesOfFreedom = degreesOfFreedom
      law.mirrored = mirrored
      let flow = try await ChannelFlow.steady(channel, with: law).flow
      #expect(flow.verdict.isSound)
      if abs(flow.flowRatePerWidth.value - truth) < flow.flowRatePerWidth.halfWidth { covered += 1 }
    }
    #expect((366...394).contains(covered), "covered \(covered) of 400")
  }

  /// The velocity in the middle during the start-up: 0.95 ± 3.2·0.0109 of 400 runs.
  @Test(
    "cover the true velocity of a start-up", arguments: [TimeScheme.heun, .dampedCrankNicolson])
  func transientCoverage(scheme: TimeScheme) async throws {
    let channel = try Channel.unit(cells: 6)
    func centre(_ law: some ShearLaw) async throws -> UncertainValue {
      try await ChannelFlow.transient(channel, with: law, by: scheme, until: 0.1, steps: 20)
        .velocity[3]
    }
    let truth = try await centre(fluid()).value
    var covered = 0
    for seed in 1000..<1400 {
      let value = try await centre(NoisyLaw(fluid(), deviation: 0.02, seed: UInt64(seed)))
      if abs(value.value - truth) < value.halfWidth { covered += 1 }
    }
    #expect((366...394).contains(covered), "covered \(covered) of 400")
  }

  /// Every node velocity of 400 runs against the noise-free run with the same time steps: within
  /// 0.90 and 0.99, of which 0.95 ± 3.2·0.0109 is what exact intervals have.
  @Test(
    "cover the true velocities of a thinning start-up",
    arguments: [
      (TimeScheme.backwardEuler, 0.1), (.backwardEuler, 0.4), (.dampedCrankNicolson, 0.1),
    ])
  func thinningCoverage(scheme: TimeScheme, time: Double) async throws {
    let channel = try Channel.unit(
      cells: 8, boundaries: .walls(lower: 0, upper: 1), forcing: .uniform(0))
    let fluid = try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 3, exponent: 0.6)
    let scale = 0.025 * fluid.shearStress(atRate: 1)
    let truth = try await ChannelFlow.transient(
      channel, with: fluid, by: scheme, until: time, steps: 10
    ).velocity.values
    var covered = Array(repeating: 0, count: 9)
    var bias = Array(repeating: 0.0, count: 9)
    for seed in 1000..<1400 {
      let flow = try await ChannelFlow.transient(
        channel, with: NoisyLaw(fluid, deviation: scale, seed: UInt64(seed)), by: scheme,
        until: time, steps: 10)
      for node in 1..<8 {
        let value = flow.velocity[node]
        if abs(value.value - truth[node]) < value.halfWidth { covered[node] += 1 }
        bias[node] += (value.value - truth[node]) / value.standardError / 400
      }
    }
    #expect(covered[1..<8].allSatisfy { (360...396).contains($0) }, "covered \(covered) of 400")
  }

  @Test("keep the symmetry that mirrored answers have")
  func symmetry() async throws {
    var law = NoisyLaw(try fluid(), deviation: 0.02, seed: 11)
    law.mirrored = true
    let flow = try await ChannelFlow.steady(Channel.unit(cells: 16), with: law).flow
    #expect(largestDifference(flow.velocity.values, flow.velocity.values.reversed()) < 1e-13)
    let errors = flow.velocity.standardErrors
    #expect(largestDifference(errors, errors.reversed()) < 1e-13)
    #expect(errors[8] > 1e-4)
    let wall = try #require(flow.wallStresses)
    #expect(abs(wall.lower.value - 0.5) < 1e-13)
    #expect(wall.lower.standardError < 1e-13)
  }

  /// One face of a Newtonian channel of n cells displaced by a: δγ̇_j = (δC − a_j)/η with
  /// δC = a/n, so that the node next to a displaced first face moves by −(a/η)(1 − 1/n)Δy.
  @Test("follow from the force balance of a Newtonian channel")
  func newtonianSensitivity() async throws {
    var amplitudes = Array(repeating: 0.0, count: 10)
    amplitudes[0] = 0.3
    let law = DisplacedLaw(base: try NewtonianFluid(viscosity: 2), amplitudes: amplitudes)
    let flow = try await ChannelFlow.steady(Channel.unit(cells: 10), with: law).flow
    #expect(abs(flow.velocity[1].standardError - 0.3 / 2 * 0.9 * 0.1) < 1e-14)
    #expect(abs(flow.velocity[10].standardError) < 1e-14)
    let wall = try #require(flow.wallStresses)
    #expect(abs(wall.lower.standardError - 0.03) < 1e-14)
    #expect(flow.velocity[0].halfWidth == 0)
  }

  /// ν = (Σv)²/Σ(v²/ν_g) with v = 9 + 16 from one sample of 8 and 25 from another of 4 degrees of
  /// freedom: 2500/(625/8 + 625/4).
  @Test("combine degrees of freedom by sample")
  func degreesOfFreedom() {
    func error(_ sample: Int, _ direction: Int, _ degrees: Double, _ amplitude: Double)
      -> SamplingError<Double>
    {
      SamplingError(
        source: ErrorSource(sample: sample, direction: direction, degreesOfFreedom: degrees),
        amplitude: amplitude)
    }
    let value = UncertainValue(
      1, errors: [error(1, 0, 8, 3), error(2, 0, 4, 5), error(1, 1, 8, -4)])
    #expect(abs(value.standardError - 50.0.squareRoot()) < 1e-14)
    #expect(abs(value.degreesOfFreedom - 2500 / (625 / 8 + 625 / 4)) < 1e-12)
  }
}
