import Continuum
import Discretization
import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// A Newtonian fluid of unit viscosity whose stress fluctuates as a first-order autoregressive process
/// of unit variance: start-ups have closed forms, and what sampling adds to them is known.
@Suite("The seamless method")
struct SeamlessTests {
  private let model = AutoregressiveModel(inefficiency: 3)

  private func law(
    seed: UInt64 = 1, rows: Int = 40, replicas: Int = 4, width: Int = 1,
    book: CheckpointBook? = nil
  ) throws -> SeamlessLaw<AutoregressiveModel> {
    var plan = SamplingPlan(seed: seed)
    plan.replicas = replicas
    return SeamlessLaw(
      model, plan: plan, rows: rows, on: ThreadScheduler(width: width),
      remembering: try book?.part("flow"))
  }

  /// A Couette flow that starts from rest, in units of height, wall velocity and viscosity, driven so
  /// strongly that its stresses, of order 30, stand far above the noise.
  private func flow(steps: Int = 40) throws -> ChannelFlow {
    let channel = try Channel(
      height: 1, cells: 8, fluid: .init(density: 1, expectedViscosity: 1),
      boundaries: .walls(lower: 0, upper: 30), forcing: .uniform(0))
    return try ChannelFlow(
      transient: channel,
      by: TimeStepper(.dampedCrankNicolson, step: 0.2 / Double(steps), count: steps),
      request: try PrecisionRequest(fluxFraction: 0.1, relative: 0))
  }

  private func velocities<Law: ConstitutiveLaw>(
    asking law: Law, turns: Int = .max
  ) async throws -> (velocity: UncertainField, law: Law, cost: Int)
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    var (law, flow, cost, turn) = (law, try flow(), 0, 0)
    while !flow.isFinished, turn < turns {
      let answers = try await law.respond(to: flow.loads, within: flow.precision)
      cost += answers.reduce(0) { $0 + $1.cost.steps }
      try flow.advance(with: answers)
      turn += 1
    }
    return (flow.velocity, law, cost)
  }

  /// u at νt/H² = 0.2 from the series; at the nodes inside, within 3.5 standard errors, which are less
  /// than 0.5 % of the wall velocity.
  @Test(
    "starts a Couette flow up as the closed form says, within its errors", arguments: [1, 2, 3])
  func closedForm(seed: UInt64) async throws {
    let found = try await velocities(asking: try law(seed: seed)).velocity
    // Central differences of the same grid, with exact answers.
    let exact = try await velocities(asking: NewtonianFluid(viscosity: 1)).velocity
    for node in 1..<8 {
      let series = 30 * PlaneFlowSolutions.couetteStartUp(at: Double(node) / 8, time: 0.2)
      #expect(abs(exact[node].value - series) < 0.1)
      let error = found[node].standardError
      #expect(error > 0 && error < 0.15)
      #expect(abs(found[node].value - exact[node].value) < 3.5 * error, "node \(node)")
    }
  }

  /// 30 seeds and the node in the middle: the sum of squares of deviations in units of their errors
  /// is a χ² of 30 degrees of freedom, 30 ± 7.7.
  @Test("declares the error that a march in time has")
  func calibrated() async throws {
    let exact = try await velocities(asking: NewtonianFluid(viscosity: 1)).velocity[4].value
    var sum = 0.0
    for seed in 10..<40 {
      let middle = try await velocities(asking: try law(seed: UInt64(seed), rows: 10)).velocity[4]
      let deviation = (middle.value - exact) / middle.standardError
      sum += deviation * deviation
    }
    #expect((7..<53).contains(sum), "χ² is \(sum)")
  }

  /// The normal mode begins every step anew: a transient and two looks for every stress.
  @Test("costs a fraction of what asking every step anew does, at a similar error")
  func cheaper() async throws {
    var plan = SamplingPlan(seed: 1)
    plan.replicas = 4
    let normal = try await velocities(
      asking: SampledLaw(model, plan: plan, on: ThreadScheduler(width: 1)), turns: 40)
    let seamless = try await velocities(asking: try law(), turns: 40)
    for node in 1..<8 {
      let (one, other) = (normal.velocity[node], seamless.velocity[node])
      let combined =
        (one.standardError * one.standardError
        + other.standardError * other.standardError).squareRoot()
      #expect(abs(one.value - other.value) < 4 * combined)
    }
    #expect(seamless.cost < normal.cost)
  }

  @Test("gives the same bits at any width, and wherever it was interrupted")
  func reproducible() async throws {
    let book = CheckpointBook()
    let whole = try await velocities(asking: try law(width: 1, book: book))
    #expect(try await velocities(asking: try law(width: 3)).velocity == whole.velocity)
    for turns in [1, 7, 20] {
      let part = CheckpointBook()
      _ = try await velocities(asking: try law(book: part), turns: turns)
      let resumed = CheckpointBook(restoring: try part.sections())
      #expect(try await velocities(asking: try law(book: resumed)).velocity == whole.velocity)
    }
  }
}
