import Continuum
import Discretization
import Foundation
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Heat conduction: conservation and errors")
struct HeatConservationTests {
  private let nonlinear = FourierConduction(.polynomial([1, 0.5], reference: 0))

  /// The energy of a body that is insulated, whatever happens inside, under every scheme.
  @Test("an insulated body keeps its energy to rounding", arguments: TimeScheme.allCases)
  func insulated(scheme: TimeScheme) async throws {
    var body = try ConductingBody.unit(.triangle, 4, order: 2)
    try body.setHeatCapacity { _ in 2 }
    body.setInitialTemperature { 1 + sin(5 * $0.x) * $0.y }
    let start =
      try HeatConduction(
        transient: body, by: TimeStepper(scheme, step: 1, count: 1),
        request: PrecisionRequest(fluxFraction: 0.01, relative: 0)
      ).storedHeat?.value ?? .nan
    let steps = scheme.isImplicit ? 10 : 100
    let march = try await HeatConduction.transient(
      body, with: nonlinear, by: scheme, until: scheme.isImplicit ? 0.1 : 0.01, steps: steps)
    let end = try #require(march.storedHeat).value
    #expect(abs(end / start - 1) < 1e-13, "\(end / start - 1)")
    #expect(march.temperature.values.max() ?? 9 < 1.9)
  }

  /// ΔE over each step equals what sources and boundaries bring, held ones included.
  @Test(
    "energy is balanced with held, heated and exchanging boundaries", arguments: TimeScheme.allCases
  )
  func balanced(scheme: TimeScheme) async throws {
    var body = try ConductingBody.unit(.quadrilateral, 4)
    try body.setHeatCapacity { _ in 2 }
    body.addSource { x, _ in x.x }
    try body.hold("left") { _ in 1 }
    try body.heat("top") { _ in 0.5 }
    let step = scheme.isImplicit ? 0.01 : 2e-4
    var march = try HeatConduction(
      transient: body, by: TimeStepper(scheme, step: step, count: 6),
      request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    var law = nonlinear
    var (time, energy) = (0.0, try #require(march.storedHeat).value)
    while !march.isFinished {
      repeat {
        try march.advance(
          with: try await law.respond(to: march.loads.map(\.load), within: march.precision))
      } while !march.isStepComplete
      let outflow = march.heatFlows.reduce(0) { $0 + $1.power.value }
      let now = try #require(march.storedHeat).value
      let elapsed = try #require(march.time) - time
      // The source of power 1/2 and all that leaves.
      #expect(abs((now - energy) - elapsed * (0.5 - outflow)) < 1e-13)
      (time, energy) = (time + elapsed, now)
    }
  }

  @Test(
    "a steady flux is the same through every cut", arguments: [CellShape.triangle, .quadrilateral])
  func cuts(shape: CellShape) async throws {
    let mesh = try Mesh.plateWithHole(size: (3, 2), radius: 0.5, cells: (6, 5), of: shape)
    var body = try ConductingBody(
      FiniteElementSpace(on: mesh, order: shape == .triangle ? 2 : 1), expectedConductivity: 1,
      initialTemperature: 0)
    try body.hold("left") { _ in 1 }
    try body.hold("right") { _ in 0 }
    let conduction = try await HeatConduction.steady(body, with: nonlinear)
    let flow = conduction.heatFlows[1].power.value
    #expect(flow > 0.3 && abs(conduction.heatFlows[0].power.value + flow) < 1e-12)
    for position in [0.1, 0.77, 1.5, 2.2, 2.9] {
      #expect(abs(conduction.heatFlow { $0.x < position } - flow) < 1e-12)
    }
    for position in [0.77, 1.5, 2.2] {
      #expect(abs(conduction.heatFlow { $0.x + 0.3 * ($0.y - 1) < position } - flow) < 1e-12)
    }
  }

  /// The power through the plate approaches a limit with the order of the mesh; that of quadratic
  /// elements is limited to two by the straight edges of the hole.
  @Test("a plate with a hole converges under refinement")
  func refinement() async throws {
    var flows: [Double] = []
    for n in [4, 8, 16] {
      let mesh = try Mesh.plateWithHole(size: (3, 2), radius: 0.5, cells: (n, n), of: .triangle)
      var body = try ConductingBody(
        FiniteElementSpace(on: mesh, order: 1), expectedConductivity: 1, initialTemperature: 0)
      try body.hold("left") { _ in 1 }
      try body.hold("right") { _ in 0 }
      flows.append(
        try await HeatConduction.steady(body, with: FourierConduction(conductivity: 1))
          .heatFlows[1].power.value)
    }
    let order = log2((flows[0] - flows[1]) / (flows[1] - flows[2]))
    #expect(abs(order - 2) < 0.35, "\(order) \(flows)")
  }

  /// Of 1000 runs each 95 % interval covers the truth in 950 ± 6.9; bounds at three of these.
  @Test("noise becomes the error bars that cover the truth", arguments: [true, false])
  func coverage(isSteady: Bool) async throws {
    var body = try ConductingBody.unit(.triangle, 3)
    try body.setHeatCapacity { _ in 1 }
    try body.hold("left") { _ in 1 }
    try body.exchange("right", coefficient: 3, surroundings: { _ in 0 })
    func run(_ law: some HeatLaw) async throws -> HeatConduction {
      guard !isSteady else { return try await .steady(body, with: law) }
      return try await .transient(body, with: law, by: .crankNicolson, until: 0.1, steps: 4)
    }
    let truth = quantities(try await run(nonlinear))
    var covered = truth.map { _ in 0 }
    let runs = 1000
    for seed in 1000..<(1000 + runs) {
      let noisy = try await run(
        NoisyConductor(nonlinear, deviation: 0.01, seed: UInt64(seed)))
      #expect(noisy.verdict.converged)
      for (index, quantity) in quantities(noisy).enumerated()
      where abs(quantity.value - truth[index].value) <= quantity.halfWidth {
        covered[index] += 1
      }
    }
    for count in covered { #expect((929...971).contains(count), "\(covered)") }
  }

  private func quantities(_ conduction: HeatConduction) -> [(value: Double, halfWidth: Double)] {
    let middle = conduction.body.space.points.firstIndex { $0.x > 0.5 && $0.y > 0.5 } ?? 0
    let flux = conduction.cellFluxes[7]
    return
      ([conduction.meanTemperature, conduction.temperature[middle]]
      + conduction.heatFlows.map(\.power)).map { ($0.value, $0.halfWidth) } + [
        (flux.flux.x, 1.96 * flux.standardError.x), (flux.flux.y, 1.96 * flux.standardError.y),
      ]
  }
}
