import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Steady channel")
struct SteadyChannelTests {
  /// u = f y(H − y)/(2η), flow rate f H³/(12η), wall stress ± f H/2.
  @Test(
    "gives the parabola at the nodes whatever the first guess", arguments: [0.01, 1, 300],
    [7, 20])
  func parabola(guess: Double, cells: Int) async throws {
    let channel = try Channel(
      height: 3e-8, cells: cells,
      fluid: .init(density: 1400, expectedViscosity: 2e-4 * guess), boundaries: .wallsAtRest,
      forcing: .uniform(5e13))
    let (flow, batches) = try await ChannelFlow.steady(
      channel, with: NewtonianFluid(viscosity: 2e-4))
    let scale = 5e13 * 3e-8 * 3e-8 / 2e-4
    let exact = channel.grid.nodes.map { scale * PlaneFlowSolutions.parabola(at: $0 / 3e-8) }
    #expect(largestDifference(flow.velocity.values, exact) < 1e-10 * scale / 8)
    #expect(abs(flow.flowRatePerWidth.value / (scale * 3e-8 / 12) - 1) < 1e-12)
    #expect(abs(flow.meanVelocity.value / (scale / 12) - 1) < 1e-12)
    #expect(abs(flow.maximumVelocity.value / (scale / 8) - 1) < 1e-12)
    let wall = try #require(flow.wallStresses)
    #expect(abs(wall.lower.value / 7.5e5 - 1) < 1e-12)
    #expect(abs(wall.upper.value / -7.5e5 - 1) < 1e-12)
    #expect(flow.verdict.isSound)
    #expect(batches <= 3)
  }

  /// u = U₀ + (U₁ − U₀) y/H, σ = η (U₁ − U₀)/H everywhere.
  @Test("gives the straight profile between moving walls")
  func couette() async throws {
    let channel = try Channel.unit(
      cells: 9, boundaries: .walls(lower: -1, upper: 3), forcing: .uniform(0))
    let (flow, _) = try await ChannelFlow.steady(channel, with: NewtonianFluid(viscosity: 2.5))
    #expect(largestDifference(flow.velocity.values, channel.grid.nodes.map { 4 * $0 - 1 }) < 1e-12)
    #expect(largestDifference(flow.shearStress.values, Array(repeating: 10, count: 9)) < 1e-11)
    #expect(flow.maximumVelocity.value == 3)
    #expect(abs(flow.flowRatePerWidth.value - 1) < 1e-12)
  }

  /// Discrete balance of the cosine: u = f cos(ky)/(η k̃²), k̃ = 2 sin(kΔy/2)/Δy.
  @Test("answers a periodic force with a periodic flow of unchanged mean")
  func periodicCosine() async throws {
    let channel = try Channel.unit(cells: 16, boundaries: .periodic, forcing: .cosine(2))
      .starting(from: Array(repeating: 0.25, count: 16))
    let (flow, _) = try await ChannelFlow.steady(channel, with: NewtonianFluid(viscosity: 0.5))
    let wavenumber = 2 * sin(Double.pi / 16) * 16
    let exact = channel.grid.nodes.map {
      0.25 + 2 * cos(2 * .pi * $0) / (0.5 * wavenumber * wavenumber)
    }
    #expect(largestDifference(flow.velocity.values, exact) < 1e-12)
  }

  /// The force balance fixes σ(y) = f(H/2 − y); inverting the flow curve on every face and adding
  /// up gives the discrete solution independently.
  @Test("inverts a thinning fluid exactly", arguments: [0.01, 1, 100], [0.2, 0.5])
  func carreau(guess: Double, exponent: Double) async throws {
    let fluid = try CarreauFluid(zeroShearViscosity: 2, relaxationTime: 30, exponent: exponent)
    let channel = try Channel.unit(cells: 16, expectedViscosity: 2 * guess)
    let (flow, batches) = try await ChannelFlow.steady(channel, with: fluid)
    let exact = profile(of: channel) { fluid.shearStress(atRate: $0) }
    let scale = exact.max() ?? 0
    #expect(largestDifference(flow.velocity.values, exact) < 1e-10 * scale)
    #expect(abs(flow.viscosityCurve.zeroShearViscosity / 2 - 1) < 1e-6)
    #expect(flow.verdict.isSound)
    #expect(batches <= 6, "\(batches) batches")
  }

  /// Flow curves outside the fitted form: Eyring's, a Carreau fluid with a second plateau and a
  /// mildly thickening one.
  @Test("converges for flow curves of another form", arguments: 0..<3)
  func otherFlowCurves(kind: Int) async throws {
    let carreau = try CarreauFluid(
      zeroShearViscosity: 1, infiniteShearViscosity: 0.1, relaxationTime: 20, exponent: 0.2)
    let curves: [@Sendable (Double) -> Double] = [
      { 0.1 * asinh($0 / 0.1) }, { carreau.shearStress(atRate: $0) },
      { $0 * pow(1 + $0 * $0, 0.1) },
    ]
    let channel = try Channel.unit(cells: 16)
    let (flow, batches) = try await ChannelFlow.steady(
      channel, with: FlowCurveLaw(stress: curves[kind]))
    let exact = profile(of: channel, law: curves[kind])
    #expect(largestDifference(flow.velocity.values, exact) < 1e-10 * (exact.max() ?? 0))
    #expect(flow.verdict.isSound)
    #expect(batches <= 12, "\(batches) batches")
  }

  /// u(H/2) = ∫₀^{H/2} γ̇(σ(y)) dy for σ = 2 sinh-type flow curves in closed form: Eyring's
  /// γ̇ = (τ/η) sinh(σ/τ) gives (τ²/(ηf)) (cosh(fH/2τ) − 1).
  @Test("converges with second order in the cell size")
  func spatialOrder() async throws {
    let exact = 0.1 * 0.1 * (cosh(5) - 1)
    var errors: [Double] = []
    for cells in [16, 32, 64] {
      let (flow, _) = try await ChannelFlow.steady(
        Channel.unit(cells: cells), with: FlowCurveLaw { 0.1 * asinh($0 / 0.1) })
      errors.append(abs(flow.velocity.values[cells / 2] - exact))
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(abs(log2(coarse / fine) - 2) < 0.1)
    }
  }

  @Test("stays at rest where nothing drives it")
  func rest() async throws {
    let channel = try Channel.unit(cells: 8, forcing: .uniform(0))
    let (flow, batches) = try await ChannelFlow.steady(channel, with: NewtonianFluid(viscosity: 3))
    #expect(flow.velocity.values.allSatisfy { $0 == 0 })
    #expect(flow.viscosityCurve.form == .assumed)
    #expect(batches <= 2)
  }

  /// Rates found by bisection on every face, added up from the lower wall.
  private func profile(of channel: Channel, law: (Double) -> Double) -> [Double] {
    var velocity = [0.0]
    for position in channel.grid.faces {
      let stress = 0.5 - position
      var (lower, upper) = (0.0, 1.0)
      while law(upper) < abs(stress) { upper *= 2 }
      for _ in 0..<200 {
        let middle = (lower + upper) / 2
        if law(middle) < abs(stress) { lower = middle } else { upper = middle }
      }
      let rate = stress < 0 ? -upper : upper
      velocity.append((velocity.last ?? 0) + rate * channel.grid.spacing)
    }
    return velocity
  }
}
