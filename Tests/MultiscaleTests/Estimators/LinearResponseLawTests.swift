import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// Weak flows of a fluid with the viscosity η(γ) = 2/(1 + 10 γ), measured as sampled laws measure
/// them: with errors that the fluctuations of a box demand.
@Suite("Linear response as an estimator of the stress")
struct LinearResponseLawTests {
  private func law(thinning: Double = 10) -> LinearResponseLaw<ThinningFluid, FluidAtRest> {
    LinearResponseLaw(ThinningFluid(thinning: thinning), atRest: FluidAtRest())
  }

  private let shear = Precision(absolute: 0, relative: 0.02, components: [1])

  @Test("answers what is too weak to be measured, with one viscosity for all")
  func weakFlows() async throws {
    var law = law(thinning: 0)
    let loads = [1e-6, 2e-6].map { VelocityGradient.simpleShear(rate: $0) }
    let answers = try await law.respond(to: loads, within: shear)
    for (load, answer) in zip(loads, answers) {
      let error = answer.standardError.shear
      #expect(answer.origin == .linearResponse)
      #expect(abs(answer.value.shear - 2 * load.shearRate) < 3 * error)
      #expect(answer.halfWidth.shear <= 0.02 * abs(answer.value.shear))
      #expect(abs(answer.value.pressure - 5) < 3 * answer.standardError.tensor[0, 0])
    }
    #expect(answers[0].errors.map(\.source) == answers[1].errors.map(\.source))
    #expect(answers[0].cost.steps > 0 && answers[1].cost == .zero)
    #expect(law.tests.count == 1 && law.tests[0].isPassed)
    #expect(law.tests[0].rate > 1e-3, "a test no longer than the measurement at rest")
  }

  @Test("leaves strong flows to direct measurement")
  func strongFlows() async throws {
    var law = law()
    let loads = [0.5, 1].map { VelocityGradient.simpleShear(rate: $0) }
    let answers = try await law.respond(to: loads, within: shear)
    #expect(answers.allSatisfy { $0.origin == .microSimulation })
    #expect(law.tests.isEmpty)
    #expect(law.response == nil, "not even a first look")
  }

  @Test("splits a batch, and asks the flow only once")
  func mixedBatch() async throws {
    var law = law(thinning: 1)
    let rates = [1e-5, 1e-4, 1e-3, 1]
    let loads = rates.map { VelocityGradient.simpleShear(rate: $0) }
    let answers = try await law.respond(to: loads, within: shear)
    #expect(
      answers.map(\.origin) == [
        .linearResponse, .linearResponse, .linearResponse, .microSimulation,
      ])
    let again = try await law.respond(to: loads, within: shear)
    #expect(again.prefix(3).map(\.value) == answers.prefix(3).map(\.value))
    #expect(again.prefix(3).allSatisfy { $0.cost == .zero })
    #expect(law.tests.filter(\.isPassed).count == 1)
  }

  /// At the first test the fluid has thinned by far more than 2 %: weaker ones follow until one is
  /// linear.
  @Test("goes down with the test until the fluid is linear")
  func thinning() async throws {
    var law = law(thinning: 100)
    let load = VelocityGradient.simpleShear(rate: 1e-7)
    let answer = try await law.respond(to: [load], within: shear)[0]
    #expect(law.tests.count > 1)
    #expect(law.tests.dropLast().allSatisfy { !$0.isPassed })
    #expect(law.tests.last?.isPassed == true)
    #expect(answer.origin == .linearResponse)
    let tested = try #require(law.tests.last?.rate)
    #expect(tested * 100 < 4 * 0.02, "no more than what two of its errors hide")
  }

  @Test("is not used where the viscosity is not found within the budget")
  func refusal() async throws {
    var law = LinearResponseLaw(ThinningFluid(thinning: 0), atRest: FluidAtRest(budget: 100))
    let load = VelocityGradient.simpleShear(rate: 1e-3)
    let answer = try await law.respond(to: [load], within: shear)[0]
    #expect(answer.origin == .microSimulation)
    #expect(law.tests.isEmpty)
  }

  @Test("gives up after one test that the budget of a flow does not resolve")
  func unresolvedTest() async throws {
    let fluid = ThinningFluid(thinning: 0, budget: 10)
    var law = LinearResponseLaw(fluid, atRest: FluidAtRest())
    let load = VelocityGradient.simpleShear(rate: 1e-6)
    for asked in 1...2 {
      let answer = try await law.respond(to: [load], within: shear)[0]
      #expect(answer.origin == .microSimulation && !answer.verdict.converged)
      #expect(law.tests.count == 1, "after being asked \(asked) times")
    }
  }

  @Test("asks nothing of a fluid at rest")
  func rest() async throws {
    var law = law()
    let answer = try await law.respond(
      to: [.zero], within: Precision(absolute: 0.1, relative: 0, components: [1]))[0]
    #expect(answer.origin == .microSimulation && law.response == nil)
  }
}

/// A fluid of viscosity 2/(1 + c γ) and pressure 5 with the fluctuations of a box: the error of a
/// stress is as large as was asked, the cost what that takes.
struct ThinningFluid: ConstitutiveLaw {
  let thinning: Double
  let budget: Int
  private var random = RandomStream(StreamName(seed: 5, purpose: "flows"))
  private var asked = 0

  init(thinning: Double, budget: Int = Int(1e15)) {
    self.thinning = thinning
    self.budget = budget
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    loads.map { load in
      let rate = load.shearRate
      let shear = 2 * rate / (1 + thinning * abs(rate))
      let wanted = precision.target(for: shear) / 1.96
      let steps = Int(min(Double(budget), 2 * FluidAtRest.noise / (wanted * wanted)))
      let error = (2 * FluidAtRest.noise / Double(steps)).squareRoot()
      var verdict = Verdict.sound
      verdict.converged = steps < budget
      asked += 1
      let amplitude = CauchyStress(error * Tensor3(rows: Vector3(0, 1, 0), Vector3(1, 0, 0), .zero))
      let exact = CauchyStress(
        Tensor3(rows: Vector3(-5, shear, 0), Vector3(shear, -5, 0), Vector3(0, 0, -5)))
      return Estimate(
        CauchyStress(exact.tensor + random.normal() * amplitude.tensor),
        errors: [
          SamplingError(
            source: ErrorSource(sample: asked, direction: 0, degreesOfFreedom: .infinity),
            amplitude: amplitude)
        ], effectiveSamples: 100, verdict: verdict,
        cost: Cost(steps: steps, particleSteps: 0, seconds: 0))
    }
  }
}

/// The fluctuations of the same fluid: a relative error of 1 after a unit of time.
struct FluidAtRest: RestingModel {
  static let noise = 0.01
  var budget = 1e12
  private var random = RandomStream(StreamName(seed: 6, purpose: "rest"))

  init(budget: Double = 1e12) { self.budget = budget }

  /// A relative half-width of 0.2, after the hundred units of time that takes.
  var guess: LinearResponse {
    func rough(_ value: Double) -> Estimate<Double> {
      let source = ErrorSource(sample: 0, direction: 0, degreesOfFreedom: .infinity)
      return Estimate(
        value, errors: [SamplingError(source: source, amplitude: 0.1 * value)],
        effectiveSamples: 100, verdict: .sound, cost: .zero)
    }
    return LinearResponse(
      viscosity: rough(3), pressure: rough(4), duration: 100, noise: Self.noise)
  }

  mutating func response(within relativeHalfWidth: Double) async throws -> LinearResponse {
    let wanted = 1.96 * 1.96 / (relativeHalfWidth * relativeHalfWidth) * 1.001
    let duration = min(budget, wanted)
    let error = 1 / duration.squareRoot()
    func estimate(_ value: Double, _ error: Double, _ sample: Int) -> Estimate<Double> {
      var verdict = Verdict.sound
      verdict.converged = wanted <= budget
      return Estimate(
        value + error * random.normal(),
        errors: [
          SamplingError(
            source: ErrorSource(sample: sample, direction: 0, degreesOfFreedom: .infinity),
            amplitude: error)
        ], effectiveSamples: 100, verdict: verdict,
        cost: Cost(steps: Int(duration), particleSteps: 0, seconds: 0))
    }
    return LinearResponse(
      viscosity: estimate(2, 2 * error, -1), pressure: estimate(5, error, -2),
      duration: duration, noise: Self.noise)
  }
}
