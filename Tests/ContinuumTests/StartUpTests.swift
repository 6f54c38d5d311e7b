import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Start-up of a channel")
struct StartUpTests {
  private let newtonian = FlowCurveLaw { $0 }

  private func couette(cells: Int) throws -> Channel {
    try .unit(cells: cells, boundaries: .walls(lower: 0, upper: 1), forcing: .uniform(0))
  }

  /// The series of the closed forms against an independent tabulation.
  @Test("has closed forms that agree with the tables")
  func closedForms() throws {
    let times = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    for row in try Fixture("couette_startup").rows {
      for (time, value) in zip(times, row.dropFirst()) {
        let solution = PlaneFlowSolutions.couetteStartUp(at: row[0], time: time)
        #expect(abs(solution - value) < 1e-11)
      }
    }
    for row in try Fixture("poiseuille_startup").rows {
      for (time, value) in zip(times, row.dropFirst()) {
        let solution = PlaneFlowSolutions.poiseuilleStartUp(at: row[0], time: time)
        #expect(abs(solution - value) < 1e-11)
      }
    }
  }

  /// Errors against the tables at νt/H² = 0.05 on nodes y = 0, 0.1 … 1, with time steps short
  /// enough not to count.
  @Test("converges with second order in the cell size", arguments: [true, false])
  func spatialOrder(isCouette: Bool) async throws {
    let table = try Fixture(isCouette ? "couette_startup" : "poiseuille_startup").column(3)
    var errors: [Double] = []
    for cells in [20, 40, 80] {
      let channel = try isCouette ? couette(cells: cells) : .unit(cells: cells)
      let flow = try await ChannelFlow.transient(
        channel, with: newtonian, by: .dampedCrankNicolson, until: 0.05, steps: 400)
      let values = stride(from: 0, through: cells, by: cells / 10).map { flow.velocity.values[$0] }
      errors.append(largestDifference(values, table))
    }
    #expect(errors[2] < 1e-3)
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 2) < 0.1, "errors \(errors)")
    }
  }

  /// The semi-discrete problem solved exactly by its modes sin(mπy), whose decay rates are
  /// λ_m = 4ν sin²(mπΔy/2)/Δy²: the error left is that of the time steps.
  @Test("converges with each rule's order in the time step", arguments: TimeScheme.allCases)
  func temporalOrder(scheme: TimeScheme) async throws {
    let channel = try Channel.unit(cells: 8)
    let exact = modalSolution(cells: 8, time: 0.1) { _ in 0 }
    let order = try await observedOrder(scheme, channel, newtonian, exact, steps: 40)
    #expect(abs(order - Double(scheme.order)) < 0.1, "observed \(order)")
  }

  @Test("keeps second order through an impulsive start with damped steps")
  func impulsiveStart() async throws {
    let exact = modalSolution(cells: 20, time: 0.1, force: 0) { -$0 }
    let profile = zip(exact, try couette(cells: 20).grid.nodes).map { $0 + $1 }
    let order = try await observedOrder(
      .dampedCrankNicolson, couette(cells: 20), newtonian, profile, steps: 40)
    #expect(abs(order - 2) < 0.15, "observed \(order)")
  }

  /// u grows monotonically with y; undamped Crank–Nicolson rings at the moving wall instead.
  @Test("does not ring after an impulsive start with damped steps")
  func noRinging() async throws {
    func isMonotonic(_ scheme: TimeScheme) async throws -> Bool {
      let flow = try await ChannelFlow.transient(
        couette(cells: 40), with: newtonian, by: scheme, until: 0.1, steps: 10)
      return zip(flow.velocity.values, flow.velocity.values.dropFirst()).allSatisfy { $0 <= $1 }
    }
    let (damped, undamped) = (
      try await isMonotonic(.dampedCrankNicolson), try await isMonotonic(.crankNicolson)
    )
    #expect(damped)
    #expect(!undamped)
  }

  /// Against Heun steps so short that their error is negligible.
  @Test(
    "keeps the order for a thinning fluid", arguments: [TimeScheme.backwardEuler, .crankNicolson])
  func thinningOrder(scheme: TimeScheme) async throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 10, exponent: 0.5)
    let channel = try Channel.unit(cells: 8)
    let reference = try await ChannelFlow.transient(
      channel, with: fluid, by: .heun, until: 0.2, steps: 1600)
    let order = try await observedOrder(
      scheme, channel, fluid, reference.velocity.values, time: 0.2, steps: 40)
    #expect(abs(order - Double(scheme.order)) < 0.15, "observed \(order)")
  }

  /// The estimate against the difference to steps so short that their error is negligible; the next
  /// term of the error's expansion may be a third of it.
  @Test(
    "estimates the error of its time steps",
    arguments: [TimeScheme.backwardEuler, .dampedCrankNicolson])
  func timeStepError(scheme: TimeScheme) async throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 1, relaxationTime: 3, exponent: 0.6)
    let channel = try couette(cells: 8)
    let reference = try await ChannelFlow.transient(
      channel, with: fluid, by: .heun, until: 0.4, steps: 1600)
    let flow = try await ChannelFlow.transient(
      channel, with: fluid, by: scheme, until: 0.4, steps: 10)
    let error = largestDifference(flow.velocity.values, reference.velocity.values)
    let estimate = try #require(flow.timeStepError?.max())
    #expect(abs(estimate / error - 1) < 0.35, "estimate \(estimate), error \(error)")
    let steady = try await ChannelFlow.steady(channel, with: fluid).flow
    #expect(steady.timeStepError == nil)
  }

  @Test("asks once per step, Heun's rule twice")
  func batchesPerStep() async throws {
    for scheme in TimeScheme.allCases {
      var flow = try ChannelFlow(
        transient: .unit(cells: 8), by: TimeStepper(scheme, step: 0.002, count: 6),
        request: PrecisionRequest(fluxFraction: 0.01, relative: 0.02))
      let batches = try await flow.run(with: newtonian)
      let expected: [TimeScheme: Int] = [.heun: 12, .dampedCrankNicolson: 8]
      #expect(batches == expected[scheme] ?? 6)
      #expect(abs((flow.time ?? 0) - 0.012) < 1e-15)
    }
  }

  private func observedOrder(
    _ scheme: TimeScheme, _ channel: Channel, _ law: some ShearLaw, _ exact: [Double],
    time: Double = 0.1, steps: Int
  ) async throws -> Double {
    var errors: [Double] = []
    for count in [steps, 2 * steps] {
      let flow = try await ChannelFlow.transient(
        channel, with: law, by: scheme, until: time, steps: count)
      errors.append(largestDifference(flow.velocity.values, exact))
    }
    return log2(errors[0] / errors[1])
  }

  /// u_j(t) = Σ_m [b_m (1 − e^{−λt})/λ + d_m e^{−λt}] sin(mπy_j) for a uniform force and an
  /// initial profile, expanded by the discrete sine transform; unit viscosity, density, height.
  private func modalSolution(
    cells: Int, time: Double, force: Double = 1, initial: (Double) -> Double
  ) -> [Double] {
    let nodes = (0...cells).map { Double($0) / Double(cells) }
    var values = Array(repeating: 0.0, count: cells + 1)
    for mode in 1..<cells {
      let wave = nodes.map { sin(Double(mode) * .pi * $0) }
      let rate = pow(2 * Double(cells) * sin(Double(mode) * .pi / Double(2 * cells)), 2)
      let inner = 1..<cells
      let drive = inner.reduce(0) { $0 + force * wave[$1] } * 2 / Double(cells)
      let start = inner.reduce(0) { $0 + initial(nodes[$1]) * wave[$1] } * 2 / Double(cells)
      let decay = exp(-rate * time)
      for node in inner {
        values[node] += (drive * (1 - decay) / rate + start * decay) * wave[node]
      }
    }
    return values
  }
}
