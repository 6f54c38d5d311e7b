import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Heat conduction: exact solutions")
struct ExactConductionTests {
  /// With θ = ∫ k dT the steady problem is linear: a + bT for k gives θ(x) linear between its end
  /// values, and T from the root of aT + bT²/2 = θ.
  @Test("k(T) between two temperatures follows Kirchhoff's transform")
  func kirchhoff() async throws {
    let (a, b) = (0.5, 2.0)
    func transform(_ t: Double) -> Double { a * t + b * t * t / 2 }
    var body = try ConductingBody.unit(.line, 400, order: 2, initially: 1)
    try body.hold("left") { _ in 0 }
    try body.hold("right") { _ in 1 }
    let conduction = try await HeatConduction.steady(
      body, with: FourierConduction(.polynomial([a, b], reference: 0)))
    #expect(conduction.verdict.converged)
    let error = zip(body.space.points, conduction.temperature.values).reduce(0) {
      let theta = transform(1) * $1.0.x
      let exact = (-a + (a * a + 2 * b * theta).squareRoot()) / b
      return max($0, abs($1.1 - exact))
    }
    #expect(error < 1e-8, "\(error)")
    let flows = conduction.heatFlows
    #expect(abs(flows[0].power.value - transform(1)) < 1e-8)
    #expect(abs(flows[1].power.value + transform(1)) < 1e-8)
  }

  /// −T'' = s cos 2πx: T = s/(4π²) cos 2πx about its mean; means over parts are exact for what is
  /// linear between unknowns, so they err by the order of the elements.
  @Test("a wave of heat on a periodic line, and its means over parts")
  func wave() async throws {
    let source = 3.0
    var body = try ConductingBody.unit(
      .line, 96, periodic: [("left", "right")], initially: 5)
    body.addSource { position, _ in source * cos(2 * .pi * position.x) }
    let conduction = try await HeatConduction.steady(body, with: FourierConduction(conductivity: 1))
    let amplitude = source / (4 * .pi * .pi)
    func exact(_ a: Double, _ b: Double) -> Double {
      5 + amplitude * (sin(2 * .pi * b) - sin(2 * .pi * a)) / (2 * .pi * (b - a))
    }
    for (a, b) in [(0.0, 0.03), (0.4, 0.6), (0.985, 1.0), (0.0, 1.0)] {
      let mean = conduction.meanTemperature(over: [a...b], ofPeriodic: 0...1)
      #expect(abs(mean.value - exact(a, b)) < 1e-3 * amplitude)
    }
    let both = conduction.meanTemperature(over: [0.0...0.1, 0.9...1.0], ofPeriodic: 0...1)
    #expect(abs(both.value - exact(0, 0.1)) < 1e-3 * amplitude)
  }

  /// T = x²: J = −2x enters at x = 1 by the flux given, with the source s = −2.
  @Test("Neumann: an imposed flux enters", arguments: [CellShape.line, .triangle, .tetrahedron])
  func neumann(shape: CellShape) async throws {
    var body = try ConductingBody.unit(shape, 3, order: 2)
    body.addSource { _, _ in -2 }
    try body.hold("left") { _ in 0 }
    try body.heat("right") { _ in 2 }
    let conduction = try await HeatConduction.steady(body, with: FourierConduction(conductivity: 1))
    #expect(error(of: conduction) { $0.x * $0.x } < 1e-12)
    #expect(abs(conduction.heatFlows[0].power.value - 0) < 1e-12)
    #expect(abs(conduction.heatFlows[1].power.value + 2) < 1e-14)
  }

  /// Between surroundings at 0 and 10 through h = 2 and h = 5 and a slab with k/L = 4: conductances
  /// in series, J = 10/(1/2 + 1/4 + 1/5).
  @Test(
    "Robin: surroundings and a slab conduct in series", arguments: [CellShape.line, .hexahedron])
  func robin(shape: CellShape) async throws {
    var body = try ConductingBody.unit(shape, 3)
    try body.exchange("left", coefficient: 2, surroundings: { _ in 10 })
    try body.exchange("right", coefficient: 5, surroundings: { _ in 0 })
    let conduction = try await HeatConduction.steady(body, with: FourierConduction(conductivity: 4))
    let flux = 10 / (0.5 + 0.25 + 0.2)
    #expect(error(of: conduction) { 10 - flux / 2 - flux / 4 * $0.x } < 1e-12)
    #expect(abs(conduction.heatFlows[0].power.value + flux) < 1e-12)
    #expect(abs(conduction.heatFlows[1].power.value - flux) < 1e-12)
  }

  /// −T'' = s₀ cos 2πx on a ring: T = s₀/(4π²) cos 2πx about the mean that was given.
  @Test(
    "periodic: a heated and cooled ring keeps its mean", arguments: [CellShape.line, .triangle])
  func periodic(shape: CellShape) async throws {
    var errors: [Double] = []
    for n in [8, 16] {
      var body = try ConductingBody.unit(
        shape, n, order: 2, periodic: [("left", "right")], initially: 3)
      body.addSource(degree: 9) { x, _ in 4 * Double.pi * Double.pi * cos(2 * Double.pi * x.x) }
      let conduction = try await HeatConduction.steady(
        body, with: FourierConduction(conductivity: 1))
      #expect(abs(conduction.meanTemperature.value - 3) < 1e-12)
      errors.append(
        conduction.errors({ 3 + cos(2 * Double.pi * $0.x) }) {
          Vector3(-2 * Double.pi * sin(2 * Double.pi * $0.x), 0, 0)
        }.l2)
    }
    #expect(abs(log2(errors[0] / errors[1]) - 3) < 0.15)
  }

  @Test("a body that nothing cools has no steady state")
  func noSteadyState() async throws {
    var body = try ConductingBody.unit(.line, 4)
    body.addSource { _, _ in 1 }
    await #expect(throws: (any Error).self) {
      try await HeatConduction.steady(body, with: FourierConduction(conductivity: 1))
    }
  }

  /// Two materials in series: J = ΔT/(L₁/k₁ + L₂/k₂), the kink at a node.
  @Test("materials by region conduct in series")
  func series() async throws {
    let mesh = try Mesh.line(length: 1, cells: 10).divided(into: ["a", "b"]) { $0.x < 0.4 ? 0 : 1 }
    var body = try ConductingBody(
      FiniteElementSpace(on: mesh, order: 1), expectedConductivity: 1, initialTemperature: 0)
    try body.hold("left") { _ in 1 }
    try body.hold("right") { _ in 0 }
    var conduction = try HeatConduction(
      steady: body, until: SteadyCriterion(coarsening: []),
      request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    let laws = [try FourierConduction(conductivity: 1), try FourierConduction(conductivity: 30)]
    while !conduction.isFinished {
      try conduction.advance(
        with: conduction.loads.map { .init(exact: laws[$0.material].flux(under: $0.load)) })
    }
    #expect(conduction.verdict.converged)
    let flux = 1 / (0.4 + 0.6 / 30)
    #expect(error(of: conduction) { $0.x < 0.4 ? 1 - flux * $0.x : flux / 30 * (1 - $0.x) } < 1e-12)
    #expect(abs(conduction.heatFlows[1].power.value - flux) < 1e-11)
  }

  /// u_t = u_xx from u = 1 with u = 0 at both ends, against the tabulated series.
  @Test("a slab that cools follows the tables")
  func cooling() async throws {
    let times = try Fixture("heat_1d").column(0)
    let (centres, means) = (try Fixture("heat_1d").column(1), try Fixture("heat_1d").column(2))
    for (index, time) in times.enumerated() where time >= 0.05 {
      var body = try ConductingBody.unit(.line, 64, order: 2, initially: 1)
      try body.setHeatCapacity { _ in 1 }
      try body.hold("left") { _ in 0 }
      try body.hold("right") { _ in 0 }
      let march = try await HeatConduction.transient(
        body, with: FourierConduction(conductivity: 1), by: .dampedCrankNicolson, until: time,
        steps: 200)
      let centre = body.space.points.firstIndex { abs($0.x - 0.5) < 1e-12 } ?? 0
      #expect(abs(march.temperature.values[centre] - centres[index]) < 2e-5)
      #expect(abs(march.meanTemperature.value - means[index]) < 2e-5)
    }
  }

  /// The step at the surface of a half-space, erfc(x/2√t), as long as the far end does not feel it.
  @Test("a step at a surface diffuses as the error function")
  func step() async throws {
    let mesh = try Mesh.line(length: 2, cells: 200)
    var body = try ConductingBody(
      FiniteElementSpace(on: mesh, order: 2), expectedConductivity: 1, initialTemperature: 0)
    try body.setHeatCapacity { _ in 1 }
    try body.hold("left") { _ in 1 }
    let march = try await HeatConduction.transient(
      body, with: FourierConduction(conductivity: 1), by: .dampedCrankNicolson, until: 0.05,
      steps: 400)
    let row = 2  // t = 0.05
    for (x, column) in [(0.1, 3), (0.5, 4)] {
      let place = body.space.points.firstIndex { abs($0.x - x) < 1e-12 } ?? 0
      let exact = try Fixture("heat_1d").column(column)[row]
      #expect(abs(march.temperature.values[place] - exact) < 2e-5)
    }
    // √(1/πt) enters.
    let entering = -march.heatFlows[0].power.value
    #expect(abs(entering / (1 / (Double.pi * 0.05).squareRoot()) - 1) < 2e-3)
  }

  private func error(of conduction: HeatConduction, _ exact: (Vector3) -> Double) -> Double {
    zip(conduction.body.space.points, conduction.temperature.values).reduce(0) {
      max($0, abs($1.1 - exact($1.0)))
    }
  }
}
