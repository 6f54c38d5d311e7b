import Multiscale
import ScaleBridge
import Tensors
import Testing

/// A single velocity gradient that relaxes under its own stress: dγ̇/dt = −σ_xy, so that explicit
/// Euler steps of a law with unit viscosity give γ̇_n = (1 − Δt)ⁿ γ̇_0.
private struct RelaxingShear: MacroProblem {
  var rate = 1.0
  var step = 0.1
  var steps = 0

  var isFinished: Bool { steps == 10 }
  var loads: [VelocityGradient] { [.simpleShear(rate: rate), .simpleShear(rate: -rate)] }
  var precision: Precision { Precision(absolute: 0.01 * rate, relative: 0, components: [1]) }

  mutating func advance(with responses: [Estimate<CauchyStress>]) throws {
    rate -= step * 0.5 * (responses[0].value.shear - responses[1].value.shear)
    steps += 1
  }
}

/// A law that answers the n-th batch with a number that is none.
private struct BrokenLaw: ConstitutiveLaw {
  var inner = CountingLaw()
  var broken: Int

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    var answers = try await inner.respond(to: loads, within: precision)
    if inner.batches.count == broken {
      answers[1].value = CauchyStress(Tensor3(diagonal: Vector3(.nan, 0, 0)))
    }
    return answers
  }
}

@Suite("The dialogue between the scales")
struct HMMRunTests {
  private struct Stop: Error {}

  @Test("takes turns until the macro problem is finished")
  func turns() async throws {
    var run = HMMRun(RelaxingShear(), asking: CountingLaw())
    var recorded: [Int] = []
    var rates: [Double] = []
    try await run.run { macro, turn in
      recorded.append(turn.number)
      rates.append(turn.loads[0].shearRate)
      #expect(turn.answers.count == 2 && macro.steps == turn.number)
    }
    #expect(recorded == Array(1...10) && run.turns == 10)
    for (turn, rate) in rates.enumerated() {
      let expected = (0..<turn).reduce(1.0) { product, _ in 0.9 * product }
      #expect(abs(rate - expected) < 1e-14)
    }
    let law = try #require(run.law as? CountingLaw)
    #expect(law.questions == 20)
    for (precision, rate) in zip(law.precisions, rates) {
      #expect(precision.absolute == 0.01 * rate)
    }
  }

  @Test("asks nothing when there is nothing to do")
  func finished() async throws {
    var run = HMMRun(RelaxingShear(steps: 10), asking: CountingLaw())
    try await run.run { _, _ in Issue.record("a turn was taken") }
    #expect(run.turns == 0)
  }

  @Test("refuses an answer that is not finite and says which")
  func notFinite() async throws {
    var run = HMMRun(RelaxingShear(), asking: BrokenLaw(broken: 3))
    let failure = await #expect(throws: MacroFailure.self) { try await run.run { _, _ in } }
    #expect(failure?.description.contains("question 2 of turn 3") == true)
    #expect(run.turns == 2 && abs(run.macro.rate - 0.81) < 1e-14)
  }

  @Test("stops with the error of the record, after a complete turn")
  func recording() async throws {
    var run = HMMRun(RelaxingShear(), asking: CountingLaw())
    await #expect(throws: Stop.self) {
      try await run.run { _, turn in if turn.number == 4 { throw Stop() } }
    }
    #expect(run.turns == 4 && run.macro.steps == 4)
    try await run.run { _, _ in }
    #expect(run.turns == 10)
  }

  /// The whole chain: units, distinct questions, samples. The answer is that of the exact law within
  /// its error bars: each of ten steps adds Δt times the error of an answer.
  @Test("works with every law between the scales")
  func chain() async throws {
    let units = UnitSystem(length: 2, mass: 3, time: 0.5, temperature: 1)
    // In these units a viscosity of one is that many of the outer units.
    let viscosity = units.scale(of: .viscosity)
    let sampled = SampledLaw(
      AutoregressiveModel(), plan: SamplingPlan(seed: 1), on: ThreadScheduler(width: 2))
    let law = ConvertedLaw(DistinctLaw(sampled), in: units)
    var macro = RelaxingShear()
    macro.step = 0.1 / viscosity
    macro.rate = 20
    var run = HMMRun(macro, asking: law)
    var variance = 0.0
    try await run.run { macro, turn in
      #expect(turn.answers.map(\.origin) == [.microSimulation, .mirrorImage])
      let error = macro.step * turn.answers[0].standardError.shear
      variance = 0.81 * variance + error * error
    }
    let expected = 20 * (0..<10).reduce(1.0) { product, _ in 0.9 * product }
    #expect(abs(run.macro.rate - expected) < 4 * variance.squareRoot())
    #expect(variance.squareRoot() < 0.02 * expected)
  }
}
