import Continuum
import Discretization
import Foundation
import NumericalMethods
import ScaleBridge
import Tensors

/// A law of heat conduction.
typealias HeatLaw = ConstitutiveLaw<ThermalLoad, HeatFlux>

extension HeatConduction {
  /// Asks a law until the problem is finished.
  mutating func run(with law: some HeatLaw) async throws {
    var law = law
    while !isFinished {
      try advance(
        with: try await law.respond(to: loads.map(\.load), within: precision))
    }
  }

  /// The steady state of a body under a law.
  static func steady(
    _ body: ConductingBody, with law: some HeatLaw, iterations: Int = 30
  ) async throws -> HeatConduction {
    let criterion = try SteadyCriterion(maximumIterations: iterations, coarsening: [])
    var conduction = try HeatConduction(
      steady: body, until: criterion,
      request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    try await conduction.run(with: law)
    return conduction
  }

  /// The march of a body to a time.
  static func transient(
    _ body: ConductingBody, with law: some HeatLaw, by scheme: TimeScheme, until time: Double,
    steps: Int
  ) async throws -> HeatConduction {
    let stepper = try TimeStepper(scheme, step: time / Double(steps), count: steps)
    var conduction = try HeatConduction(
      transient: body, by: stepper, request: PrecisionRequest(fluxFraction: 0.01, relative: 0))
    try await conduction.run(with: law)
    return conduction
  }

  /// The errors against an exact temperature and its gradient in L2 and in the H1 seminorm.
  func errors(
    _ exact: (Vector3) -> Double, gradient: (Vector3) -> Vector3
  ) -> (l2: Double, h1: Double) {
    let rule = ElementQuadrature(body.space, degree: 2 * body.space.order + 3)
    let values = rule.values(of: temperature.values)
    let slopes = rule.gradients(of: temperature.values)
    let squares = rule.points.indices.map { pow(values[$0] - exact(rule.points[$0]), 2) }
    let slopeSquares = rule.points.indices.map { index in
      let difference = slopes[index] - gradient(rule.points[index])
      return difference.dot(difference)
    }
    return (rule.integral(of: squares).squareRoot(), rule.integral(of: slopeSquares).squareRoot())
  }
}

/// A unit line, square or cube of a shape with n cells along each edge.
func unitMesh(_ shape: CellShape, _ n: Int) throws -> Mesh {
  switch shape.dimension {
  case 1: try .line(length: 1, cells: n)
  case 2: try .rectangle(size: (1, 1), cells: (n, n), of: shape)
  default: try .box(size: Vector3(1, 1, 1), cells: (n, n, n), of: shape)
  }
}

extension ConductingBody {
  /// An insulated unit body.
  static func unit(
    _ shape: CellShape, _ n: Int, order: Int = 1, periodic: [(String, String)] = [],
    initially temperature: Double = 0
  ) throws -> ConductingBody {
    try ConductingBody(
      FiniteElementSpace(on: unitMesh(shape, n), order: order, periodic: periodic),
      expectedConductivity: 1, initialTemperature: temperature)
  }

  /// The same with all boundaries held.
  mutating func holdAll(at temperature: (Vector3) -> Double) throws {
    for boundary in space.mesh.boundaries { try hold(boundary.name, at: temperature) }
  }
}

/// A conductor with independent normal errors of a known size in every component.
struct NoisyConductor: ConstitutiveLaw {
  var base: FourierConduction
  var deviation: Double
  var random: RandomStream
  private var samples = 0

  init(_ base: FourierConduction, deviation: Double, seed: UInt64) {
    self.base = base
    self.deviation = deviation
    random = RandomStream(StreamName(seed: seed, purpose: "noisy conductor"))
  }

  mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    loads.map { load in
      samples += 1
      var flux = base.flux(under: load).vector
      var errors: [SamplingError<HeatFlux>] = []
      for axis in 0..<3 {
        var amplitude = Vector3.zero
        amplitude[axis] = deviation
        flux += random.normal() * amplitude
        let source = ErrorSource(sample: samples, direction: axis, degreesOfFreedom: .infinity)
        errors.append(SamplingError(source: source, amplitude: HeatFlux(amplitude)))
      }
      return Estimate(
        HeatFlux(flux), errors: errors, effectiveSamples: 100, verdict: .sound, cost: .zero)
    }
  }
}
