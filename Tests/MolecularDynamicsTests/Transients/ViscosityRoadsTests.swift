import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

/// The viscosity of one small box of the Lennard-Jones liquid next to its triple point, by three roads:
/// transient-time correlation functions, fluctuations at rest, and flows extrapolated to rest.
@Suite("Roads to a viscosity", .enabled(if: TestLevel.isValidation))
struct ViscosityRoadsTests {
  private struct Value {
    let (mean, standardError): (Double, Double)

    func agrees(with other: Value) -> Bool {
      let variance = standardError * standardError + other.standardError * other.standardError
      return abs(mean - other.mean) < 3 * variance.squareRoot()
    }
  }

  private static func fluid() throws -> ShearedFluid {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = 108
    return try ShearedFluid(potential: LennardJones(cutoff: 2.5), settings: settings)
  }

  /// A thousand starts of transients that last for 3, the same ones under every rate: what differs is
  /// the flow alone. Starts, and with them errors, are common to all four.
  private func transients(rate: Double) throws -> Value {
    let model = try TransientFluid(Self.fluid(), duration: 3)
    var state = try model.prepare(
      .simpleShear(rate: rate), from: nil, stream: StreamName(seed: 31, purpose: "roads"))
    let series = try model.sample(&state, count: 1000).column(1).map { $0 / rate }
    let found = try MeanEstimate(of: series)
    let (ratio, width) = (found.mean / found.standardError, found.halfWidth())
    print("transients: rate \(rate), η \(found.mean) ± \(width), signal to noise \(ratio)")
    return Value(mean: found.mean, standardError: found.standardError)
  }

  private func fluctuations() throws -> Value {
    let model = try EquilibriumFluid(Self.fluid(), stretchTime: 50)
    var records: [EquilibriumFluid.Record] = []
    for seed: UInt64 in 0..<8 {
      var state = try model.equilibrium(stream: StreamName(seed: seed, purpose: "roads"))
      for _ in 0..<12 { records.append(try model.record(&state)) }
    }
    let viscosity = try model.answer(from: records).viscosity
    print("at rest: η \(viscosity.value) ± \(viscosity.halfWidth)")
    return Value(mean: viscosity.value, standardError: viscosity.standardError)
  }

  /// From a flow and its reverse, of which half the difference has no stress of the state at rest.
  private func flow(rate: Double, duration: Double) throws -> Value {
    let model = try Self.fluid()
    let halves = try [rate, -rate].map { rate in
      let stream = StreamName(seed: 41, purpose: rate > 0 ? "forth" : "back")
      var state = try model.prepare(.simpleShear(rate: rate), from: nil, stream: stream)
      let rows = Int(duration / model.timePerSample)
      let discarded = Int(max(10, 2 / abs(rate)) / model.timePerSample)
      let series = try model.sample(&state, count: discarded + rows).column(1)
      return try MeanEstimate(of: series.dropFirst(discarded).map { $0 / rate })
    }
    let variance = halves.reduce(0) { $0 + $1.standardError * $1.standardError }
    let mean = 0.5 * (halves[0].mean + halves[1].mean)
    print("flow: rate ±\(rate), η \(mean) ± \(variance.squareRoot())")
    return Value(mean: mean, standardError: 0.5 * variance.squareRoot())
  }

  /// η(γ) = η + c γ², the first two terms of a function that does not know the sign of the rate.
  private func flowsAtRest() throws -> Value {
    let rates = [0.05, 0.1, 0.2]
    let flows = try rates.map { try flow(rate: $0, duration: 100 / $0) }
    let fit = try LeastSquares.weighted(
      flows.map(\.mean), weights: flows.map { 1 / ($0.standardError * $0.standardError) },
      design: rates.map { [1, $0 * $0] })
    let error = fit.covariance[0].squareRoot()
    print("flows extrapolated: η \(fit.coefficients[0]) ± \(1.96 * error)")
    return Value(mean: fit.coefficients[0], standardError: error)
  }

  /// The noise of transients over the rate is that of the weakest flow at every rate, where direct
  /// averages would be a thousand times as noisy at the weakest as at the strongest.
  @Test("lead to one value, and that by transients is no noisier where the flow is weaker")
  func roads() throws {
    let (atRest, extrapolated) = (try fluctuations(), try flowsAtRest())
    #expect(extrapolated.agrees(with: atRest))
    let found = try [1e-4, 1e-3, 1e-2, 1e-1].map(transients)
    for value in found {
      #expect(value.agrees(with: atRest) && value.agrees(with: extrapolated))
      #expect(value.standardError < 0.2 * atRest.mean)
      #expect(value.standardError < 1.25 * found[3].standardError)
    }
  }
}
