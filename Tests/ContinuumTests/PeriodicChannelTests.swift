import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Periodic channel")
struct PeriodicChannelTests {
  private func sine(cells: Int) throws -> Channel {
    let channel = try Channel.unit(cells: cells, boundaries: .periodic, forcing: .uniform(0))
    return try channel.starting(from: channel.grid.nodes.map { 1 + sin(2 * .pi * $0) })
  }

  /// u = 1 + sin(ky) e^{−νk²t}, to second order in the cell size.
  @Test("lets a sine decay at its rate")
  func decayingSine() async throws {
    var errors: [Double] = []
    for cells in [16, 32, 64] {
      let channel = try sine(cells: cells)
      let flow = try await ChannelFlow.transient(
        channel, with: NewtonianFluid(viscosity: 1), by: .crankNicolson, until: 0.02, steps: 200)
      let decay = exp(-4 * Double.pi * Double.pi * 0.02)
      let exact = channel.grid.nodes.map { 1 + decay * sin(2 * .pi * $0) }
      errors.append(largestDifference(flow.velocity.values, exact))
    }
    #expect(errors[2] < 1e-3)
    #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.1)
    #expect(abs(log2(errors[1] / errors[2]) - 2) < 0.1)
  }

  /// d/dt Σ ρ u Δy = Σ f Δy, whatever the law says about the stress between the cells.
  @Test("conserves momentum to rounding under noisy answers", arguments: TimeScheme.allCases)
  func conservesMomentum(scheme: TimeScheme) async throws {
    let law = NoisyLaw(try NewtonianFluid(viscosity: 1), deviation: 0.3, seed: 4)
    let flow = try await ChannelFlow.transient(
      sine(cells: 12), with: law, by: scheme, until: 0.1, steps: 50)
    #expect(abs(flow.meanVelocity.value - 1) < 1e-13)
    #expect(flow.meanVelocity.standardError < 1e-13)
    #expect(flow.velocity.standardErrors.allSatisfy { $0 > 1e-4 })
  }

  @Test("gains momentum at the rate of a uniform force")
  func gainsMomentum() async throws {
    let channel = try Channel(
      height: 2, cells: 8, fluid: .init(density: 4, expectedViscosity: 1), boundaries: .periodic,
      forcing: .uniform(3))
    let flow = try await ChannelFlow.transient(
      channel, with: NewtonianFluid(viscosity: 1), by: .backwardEuler, until: 5, steps: 10)
    #expect(largestDifference(flow.velocity.values, Array(repeating: 3.75, count: 8)) < 1e-12)
  }

  @Test("has no steady state under a uniform force")
  func refusesUniformForce() throws {
    let channel = try Channel.unit(cells: 8, boundaries: .periodic)
    #expect(throws: MacroFailure.self) {
      try ChannelFlow(
        steady: channel, until: SteadyCriterion(),
        request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    }
  }
}
