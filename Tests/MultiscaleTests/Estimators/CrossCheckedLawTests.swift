import Multiscale
import ScaleBridge
import Tensors
import Testing

@Suite("A law that is cross-checked")
struct CrossCheckedLawTests {
  private let loads = [VelocityGradient.simpleShear(rate: 0.1), .zero]
  private let precision = Precision(absolute: 0.001, relative: 0.02, components: [1])

  @Test("answers as the first and charges for both")
  func agreement() async throws {
    var alone = ThinningFluid(thinning: 1)
    var law = CrossCheckedLaw(
      ThinningFluid(thinning: 1), against: ThinningFluid(thinning: 1, seed: 9))
    let expected = try await alone.respond(to: loads, within: precision)
    let answers = try await law.respond(to: loads, within: precision)
    #expect(answers.map(\.value) == expected.map(\.value))
    #expect(answers.map(\.verdict.isSound) == [true, true])
    #expect(answers[0].cost.steps == 2 * expected[0].cost.steps)
    #expect(answers[1].cost == expected[1].cost, "a fluid at rest has no viscosity to compare")
  }

  @Test("is not trusted where a second estimator differs, and says what that could not tell")
  func disagreement() async throws {
    var law = CrossCheckedLaw(
      ThinningFluid(thinning: 1), against: ThinningFluid(thinning: 3, seed: 9))
    let answers = try await law.respond(to: loads, within: precision)
    #expect(!answers[0].verdict.isSound && answers[1].verdict.isSound)
    #expect(answers[0].verdict.flags.map(\.name) == ["estimatorsDisagree"])
    var poor = CrossCheckedLaw(
      ThinningFluid(thinning: 1), against: ThinningFluid(thinning: 1, budget: 100, seed: 9))
    let answer = try await poor.respond(to: loads, within: precision)[0]
    #expect(answer.verdict.isSound)
    #expect(answer.verdict.flags.map(\.name) == ["crossCheckImprecise"])
  }
}
