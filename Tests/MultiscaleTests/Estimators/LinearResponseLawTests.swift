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
