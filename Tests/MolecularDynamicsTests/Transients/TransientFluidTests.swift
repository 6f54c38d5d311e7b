import Foundation
import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Statistics
import Tensors
import Testing

@Suite("Transient-time correlation functions")
struct TransientFluidTests {
  private func model(duration: Double) throws -> TransientFluid {
    let potential = try LennardJones(cutoff: pow(2, 1 / 6.0), shifted: true)
    return try TransientFluid(
      ShearedFluid(potential: potential, settings: .small), duration: duration, spacing: 0.5)
  }

  private func rows(
    _ gradient: VelocityGradient, duration: Double, count: Int
  ) throws -> VectorSeries {
    let model = try model(duration: duration)
    var state = try model.prepare(
      gradient, from: nil, stream: StreamName(seed: 21, purpose: "transients"))
    return try model.sample(&state, count: count)
  }

  /// The same starts respond in proportion to a flow too weak to matter: starts, noise and
  /// trajectories are the same, so the stress over the rate is, up to the flow's own effect.
  @Test("have a noise that does not depend on the rate")
  func noiseOverRate() throws {
    let viscosities = try [1e-6, 1e-4].map { rate in
      try rows(.simpleShear(rate: rate), duration: 0.5, count: 6).column(1).map { $0 / rate }
    }
    for (weak, weaker) in zip(viscosities[1], viscosities[0]) {
      #expect(abs(weak - weaker) < 0.02 * max(1, abs(weak)), "\(viscosities)")
    }
  }

  /// 2.237 ± 0.010 at this rate, from independent isokinetic runs; see `Fixtures/SOURCES.md`.
  @Test("give the viscosity of the WCA fluid", .enabled(if: TestLevel.isValidation))
  func viscosity() throws {
    let rate = 0.16
    let series = try rows(.simpleShear(rate: rate), duration: 2, count: 2500)
    let viscosity = try MeanEstimate(of: series.column(1).map { $0 / rate })
    let late = try MeanEstimate(of: series.column(11))
    #expect(viscosity.standardError < 0.1 * viscosity.mean)
    #expect(
      abs(viscosity.mean - 2.237) < 3 * viscosity.standardError,
      "\(viscosity.mean) ± \(viscosity.standardError)")
    #expect(abs(late.mean) < 3 * late.standardError)
  }

  @Test("are the same however rows are asked for")
  func continuation() throws {
    let model = try model(duration: 0.1)
    let start = try model.prepare(
      .simpleShear(rate: 0.1), from: nil, stream: StreamName(seed: 2, purpose: "rows"))
    var (whole, parts) = (start, start)
    let first = try model.sample(&whole, count: 1)
    #expect(try model.sample(&parts, count: 1) == first)
    #expect(model.cost(of: whole).steps - model.cost(of: start).steps == 100 + 4 * 20)
  }
}
