import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Estimates")
struct EstimateTests {
  private func error(
    _ sample: Int, _ amplitude: CauchyStress, degreesOfFreedom: Double = .infinity
  ) -> SamplingError<CauchyStress> {
    SamplingError(
      source: ErrorSource(sample: sample, direction: 0, degreesOfFreedom: degreesOfFreedom),
      amplitude: amplitude)
  }

  private func shear(_ value: Double) -> CauchyStress {
    CauchyStress(Tensor3(rows: Vector3(0, value, 0), Vector3(value, 0, 0), .zero))
  }

  private var sampled: Estimate<CauchyStress> {
    Estimate(
      shear(2),
      errors: [
        error(1, shear(0.3), degreesOfFreedom: 7),
        error(2, CauchyStress(Tensor3(diagonal: Vector3(1, 2, 0)) + shear(0.4).tensor)),
      ], effectiveSamples: 50, verdict: .sound,
      cost: Cost(steps: 1, particleSteps: 2, seconds: 3))
  }

  @Test("of a formula are exact and free")
  func exact() {
    let answer = Estimate(exact: shear(3))
    #expect(answer.standardError == .zeroValue && answer.halfWidth == .zeroValue)
    #expect(answer.origin == .formula && answer.cost == .zero && answer.verdict.isSound)
    #expect(answer.effectiveSamples == .infinity && answer.degreesOfFreedom == .infinity)
  }

  /// C = Σ a aᵀ; with xy amplitudes 0.3 and 0.4 the standard error is 0.5, and xx–xy covary by
  /// 1 · 0.4.
  @Test("add up independent sources of error")
  func covariance() {
    let covariance = sampled.covariance
    #expect(abs(sampled.standardError.shear - 0.5) < 1e-15)
    #expect(abs(covariance[1][1] - 0.25) < 1e-15 && abs(covariance[0][1] - 0.4) < 1e-15)
    #expect(covariance[0][1] == covariance[1][0] && covariance[4][4] == 4)
    #expect(sampled.degreesOfFreedom == 7)
  }

  /// The 97.5 % quantile of Student's t with 7 degrees of freedom is 2.3646 (any table).
  @Test("widen the interval by Student's factor")
  func halfWidth() {
    #expect(abs(sampled.halfWidth.shear - 2.3646 * 0.5) < 1e-4)
  }

  /// A linear image keeps its sources: the variance of the image is the image of the covariance.
  @Test("keep their sources in a linear image")
  func image() {
    let pressure = sampled.mapped { -$0.tensor.trace / 3 }
    #expect(pressure.value == 0 && pressure.standardError == 1)
    #expect(pressure.errors.map(\.source) == sampled.errors.map(\.source))
    #expect(pressure.cost == sampled.cost && pressure.origin == .microSimulation)
    #expect(pressure.effectiveSamples == 50)
  }

  /// half-width ≤ absolute + relative |flux|.
  @Test("are asked for a half-width from an absolute and a relative part")
  func precision() {
    let precision = Precision(absolute: 0.1, relative: 0.02, components: [1])
    #expect(precision.target(for: -5) == 0.2)
    #expect(precision.target(for: 0) == 0.1)
  }

  @Test("are sound only if nothing was objected")
  func verdicts() {
    #expect(Verdict.sound.isSound)
    for broken in [(false, true, true), (true, false, true), (true, true, false)] {
      let verdict = Verdict(
        converged: broken.0, stationary: broken.1, ergodic: broken.2, flags: [])
      #expect(!verdict.isSound)
    }
  }

  @Test("sum their costs")
  func cost() {
    var cost = Cost(steps: 1, particleSteps: 10, seconds: 0.5)
    cost += Cost(steps: 2, particleSteps: 30, seconds: 1)
    #expect(cost == Cost(steps: 3, particleSteps: 40, seconds: 1.5))
    #expect(cost + .zero == cost)
  }

  /// People count particles from 1.
  @Test("fail in words that name quantity, particle, step and value")
  func failures() {
    let failure = MicroFailure.blowUp(quantity: "the force", particle: 17, step: 42, value: .nan)
    #expect(failure.description.contains("the force of particle 18 is nan at step 42."))
    let heat = MicroFailure.blowUp(
      quantity: "the heat", particle: 4, suspicion: "the fastest", step: 3, value: 2)
    #expect(heat.description.contains("the heat is 2.0 at step 3; the fastest is particle 5."))
    let energy = MicroFailure.blowUp(quantity: "the energy", particle: nil, step: 3, value: 2)
    #expect(energy.description.contains("down: the energy is 2.0 at step 3."))
    #expect(MicroFailure.unsupportedLoad(reason: "why").description.contains("why"))
    #expect(MicroFailure.infeasibleState(reason: "why").description.contains("why"))
    #expect(MacroFailure("what").description == "what")
  }
}
