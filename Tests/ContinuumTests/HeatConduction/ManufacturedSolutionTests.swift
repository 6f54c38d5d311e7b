import Continuum
import Discretization
import Foundation
import ScaleBridge
import Tensors
import Testing

@Suite("Heat conduction: manufactured solutions")
struct ManufacturedSolutionTests {
  static let elements: [(CellShape, Int)] = [
    (.line, 1), (.line, 2), (.triangle, 1), (.triangle, 2), (.quadrilateral, 1),
    (.tetrahedron, 1), (.tetrahedron, 2), (.hexahedron, 1),
  ]

  /// Cells along an edge: two meshes on which the asymptotic order shows.
  private func sizes(_ shape: CellShape, _ order: Int) -> [Int] {
    switch (shape.dimension, order) {
    case (1, _): [16, 32]
    case (2, 1): [16, 32]
    case (2, _): [8, 16]
    case (_, 1): [8, 16]
    default: [4, 8]
    }
  }

  private func wave(_ x: Vector3, _ dimension: Int) -> Double {
    (0..<dimension).reduce(1) { $0 * cos(2 * x[$1] + 0.3) }
  }

  private func waveGradient(_ x: Vector3, _ dimension: Int) -> Vector3 {
    var gradient = Vector3.zero
    for axis in 0..<dimension {
      gradient[axis] = (0..<dimension).reduce(1) {
        $0 * ($1 == axis ? -2 * sin(2 * x[$1] + 0.3) : cos(2 * x[$1] + 0.3))
      }
    }
    return gradient
  }

  /// T = 1 + Π cos(2x_i + 0.3), k(T) = 1 + T/2 and s = −∇·(k∇T) = 4d k (T − 1) − |∇T|²/2; fluxes
  /// are asked at the fewest points that keep the order.
  @Test("observed orders are p + 1 in L2 and p in H1, nonlinear", arguments: elements)
  func orders(shape: CellShape, order: Int) async throws {
    let dimension = shape.dimension
    let law = FourierConduction(.polynomial([1, 0.5], reference: 0))
    var errors: [(l2: Double, h1: Double)] = []
    for n in sizes(shape, order) {
      var body = try ConductingBody.unit(shape, n, order: order)
      body.addSource { x, _ in
        let wave = wave(x, dimension)
        let gradient = waveGradient(x, dimension)
        return 4 * Double(dimension) * (1.5 + 0.5 * wave) * wave - 0.5 * gradient.dot(gradient)
      }
      try body.holdAll { 1 + self.wave($0, dimension) }
      let conduction = try await HeatConduction.steady(body, with: law)
      #expect(conduction.verdict.converged)
      errors.append(
        conduction.errors(
          { 1 + self.wave($0, dimension) }, gradient: { self.waveGradient($0, dimension) }))
    }
    let (l2, h1) = (log2(errors[0].l2 / errors[1].l2), log2(errors[0].h1 / errors[1].h1))
    #expect(abs(l2 - Double(order + 1)) < 0.15, "\(shape) \(order): L2 order \(l2)")
    #expect(abs(h1 - Double(order)) < 0.15, "\(shape) \(order): H1 order \(h1)")
  }

  /// A tensor with K_xy ≠ 0 against T = x²y, s = −∇·K∇T = −(2 K_xx y + 4 K_xy x).
  @Test("an anisotropic conductor is met by quadratic elements with order three")
  func anisotropic() async throws {
    let tensor = Tensor3(rows: Vector3(2, 0.7, 0), Vector3(0.7, 1, 0), Vector3(0, 0, 1))
    var errors: [Double] = []
    for n in [4, 8] {
      var body = try ConductingBody.unit(.triangle, n, order: 2)
      body.addSource { x, _ in -(4 * x.y + 2.8 * x.x) }
      try body.holdAll { $0.x * $0.x * $0.y }
      let conduction = try await HeatConduction.steady(
        body, with: try FourierConduction(tensor: tensor))
      #expect(conduction.verdict.converged)
      errors.append(
        conduction.errors({ $0.x * $0.x * $0.y }) { Vector3(2 * $0.x * $0.y, $0.x * $0.x, 0) }.l2)
    }
    #expect(abs(log2(errors[0] / errors[1]) - 3) < 0.2)
  }

  /// A nonlinear body between an insulated and an exchanging end, against a march by Heun's rule
  /// or the rule of Crank and Nicolson with many more steps.
  @Test("observed orders in time are those of the schemes", arguments: TimeScheme.allCases)
  func timeOrders(scheme: TimeScheme) async throws {
    var body = try ConductingBody.unit(.line, 6)
    try body.setHeatCapacity { _ in 1.5 }
    body.setInitialTemperature { 1 + 0.5 * cos(Double.pi * $0.x) }
    try body.exchange("right", coefficient: 1, surroundings: { _ in 0 })
    let law = FourierConduction(.polynomial([1, 0.4], reference: 0))
    func end(_ scheme: TimeScheme, _ steps: Int) async throws -> [Double] {
      try await HeatConduction.transient(body, with: law, by: scheme, until: 0.1, steps: steps)
        .temperature.values
    }
    // The explicit schemes are stable from about 100 steps on.
    let counts = scheme.isImplicit ? [10, 20] : [150, 300]
    let exact = try await end(scheme.isImplicit ? .crankNicolson : .heun, 1200)
    var errors: [Double] = []
    for count in counts {
      errors.append(
        zip(try await end(scheme, count), exact).reduce(0) { max($0, abs($1.0 - $1.1)) })
    }
    let order = log2(errors[0] / errors[1])
    #expect(abs(order - Double(scheme.order)) < 0.15, "\(scheme): \(order), \(errors)")
  }
}
