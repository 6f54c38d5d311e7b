import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Requests and failures of a channel flow")
struct ChannelRequestTests {
  private func request() throws -> PrecisionRequest {
    try PrecisionRequest(fluxFraction: 0.01, relative: 0.02)
  }

  /// The largest face stress of the force balance is f(H − Δy)/2 = 0.45.
  @Test("asks for the shear stress, coarsely at first")
  func steadyPrecision() async throws {
    var flow = try ChannelFlow(
      steady: .unit(cells: 10), until: SteadyCriterion(), request: request())
    #expect(flow.precision.components == [1])
    #expect(CauchyStress.componentNames[1] == "xy")
    #expect(abs(flow.precision.absolute - 3 * 0.01 * 0.45) < 1e-15)
    #expect(abs(flow.precision.relative - 3 * 0.02) < 1e-15)
    var law = try NewtonianFluid(viscosity: 2)
    try flow.advance(with: await law.respond(to: flow.loads, within: flow.precision))
    #expect(abs(flow.precision.absolute - 0.01 * 0.45) < 1e-15)
    #expect(flow.precision.relative == 0.02)
    #expect(flow.loads.count == 10)
    #expect(!flow.isFinished)
  }

  /// Driving stress fH/2 + η ΔU/H = 0.5 + 3·0.4, before and after the first answer.
  @Test("asks on the scale of the driving in time")
  func transientPrecision() throws {
    let channel = try Channel.unit(
      cells: 10, boundaries: .walls(lower: 0, upper: 0.4), expectedViscosity: 0.01)
    let flow = try ChannelFlow(
      transient: channel, by: TimeStepper(.backwardEuler, step: 0.1, count: 3), request: request())
    #expect(abs(flow.precision.absolute - 0.01 * (0.5 + 0.004)) < 1e-15)
    #expect(flow.precision.relative == 0.02)
  }

  /// The second batch is the first at full precision; its correction is noise in nearly all runs.
  @Test("stops as soon as the errors explain the correction")
  func fewBatches() async throws {
    var total = 0
    for seed in 0..<50 {
      let fluid = try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 5, exponent: 0.6)
      total += try await ChannelFlow.steady(
        Channel.unit(cells: 12, expectedViscosity: 0.8),
        with: NoisyLaw(fluid, deviation: 0.02, seed: UInt64(seed)), relative: 0
      ).batches
    }
    #expect(total <= 50 * 5 / 2, "\(total) batches in 50 runs")
  }

  @Test("says when the steady state was not reached")
  func notConverged() async throws {
    let criterion = try SteadyCriterion(
      relativeTolerance: 1e-15, maximumIterations: 2, coarsening: [])
    let law = FlowCurveLaw { 0.1 * asinh($0 / 0.1) }
    let (flow, batches) = try await ChannelFlow.steady(
      Channel.unit(cells: 16), with: law, until: criterion)
    #expect(batches == 2)
    #expect(!flow.verdict.converged)
    #expect(flow.verdict.flags.map(\.name) == ["steadyStateNotReached"])
  }

  @Test("survives answers that are nothing but noise")
  func pureNoise() async throws {
    let law = NoisyLaw(try NewtonianFluid(viscosity: 1e-6), deviation: 1, seed: 2)
    let (flow, _) = try await ChannelFlow.steady(Channel.unit(cells: 12), with: law)
    #expect(flow.velocity.values.allSatisfy { $0.isFinite })
    #expect(flow.flowRatePerWidth.standardError > 0)
  }

  @Test("fails on an answer that is not a number")
  func notANumber() async throws {
    await #expect(throws: MacroFailure.self) {
      try await ChannelFlow.steady(Channel.unit(cells: 8), with: FlowCurveLaw { _ in .nan })
    }
  }

  /// ρΔy²/(2η) = 0.0025 for twenty cells and half the viscosity.
  @Test("names the largest stable step of an explicit rule")
  func unstableStep() async throws {
    let channel = try Channel.unit(cells: 20, expectedViscosity: 0.5)
    let failure = await #expect(throws: MacroFailure.self) {
      try await ChannelFlow.transient(
        channel, with: NewtonianFluid(viscosity: 0.5), by: .heun, until: 1, steps: 10)
    }
    let limit = try #require(failure?.description.firstMatch(of: /stable step is ([0-9.e-]+[0-9])/))
    #expect(abs((Double(limit.output.1) ?? 0) - 0.0025) < 1e-6)
  }

  @Test(
    "continues from its stored form to the same bits", arguments: [TimeScheme.heun, .crankNicolson])
  func restoresExactly(scheme: TimeScheme) async throws {
    var law = DisplacedLaw(
      base: try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 5, exponent: 0.6),
      amplitudes: Array(repeating: 0.1, count: 8))
    var flow = try ChannelFlow(
      transient: .unit(cells: 8), by: TimeStepper(scheme, step: 0.005, count: 6), request: request()
    )
    for _ in 0..<3 {
      try flow.advance(with: await law.respond(to: flow.loads, within: flow.precision))
    }
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var restored = try decoder.decode(ChannelFlow.self, from: encoder.encode(flow))
    try await flow.run(with: law)
    try await restored.run(with: law)
    #expect(restored == flow)
  }
}
