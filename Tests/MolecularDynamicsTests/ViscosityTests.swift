import MolecularDynamics
import Statistics
import Tensors
import Testing

/// Planar Couette flow at ρ* = 0.8442, T* = 0.725 against Ferrario, Ciccotti, Holian & Ryckaert,
/// *Phys. Rev. A* **44**, 6936 (1991), <https://doi.org/10.1103/PhysRevA.44.6936>, Table I of 2,048
/// particles; see `Fixtures/SOURCES.md`.
@Suite("The viscosity of the sheared fluid")
struct ViscosityTests {
  private struct Row {
    var rate, viscosity, error: Double
  }

  private func table() throws -> [Row] {
    try fixture("ferrario1991_lj_sllod.csv").split(separator: "\n")
      .map { $0.split(separator: ",").compactMap { Double($0) } }
      .filter { $0.count == 3 }.map { Row(rate: $0[0], viscosity: $0[1], error: $0[2]) }
  }

  private func sheared(rate: Double) throws -> Fluid {
    var fluid = try Fluid(
      Liquids.ofLargeBox(), potential: LennardJones(cutoff: 2.5),
      gradient: .simpleShear(rate: rate), timeStep: 0.005, temperature: 0.725)
    try fluid.run(Int(max(3, 1.5 / rate) / 0.005))
    return fluid
  }

  private func expectAgreement(_ viscosity: MeanEstimate, _ row: Row) {
    let variance = viscosity.standardError * viscosity.standardError + row.error * row.error
    #expect(
      abs(viscosity.mean - row.viscosity) < 3 * variance.squareRoot(),
      "η(\(row.rate)) = \(viscosity.mean) ± \(viscosity.standardError), \(row.viscosity)")
  }

  @Test("agrees with the published value at unit rate")
  func unitRate() throws {
    let row = try #require(table().first { $0.rate == 1 })
    var fluid = try sheared(rate: 1)
    let viscosity = try MeanEstimate(of: fluid.averages(over: 60).viscosity)
    #expect(viscosity.standardError < 0.015 * viscosity.mean)
    expectAgreement(viscosity, row)
  }

  /// Every rate from 0.1 on, sampled until the standard error is 1.5 %.
  @Test(
    "agrees with the published table", .enabled(if: TestLevel.isValidation),
    arguments: [0.1, 0.15, 0.2, 0.25, 0.316, 0.6, 0.8, 1, 1.41, 1.73, 2])
  func published(rate: Double) throws {
    let row = try #require(table().first { $0.rate == rate })
    var fluid = try sheared(rate: rate)
    var samples: [Double] = []
    var viscosity: MeanEstimate
    repeat {
      samples += try fluid.averages(over: 40).viscosity
      viscosity = try MeanEstimate(of: samples)
    } while samples.count < 4000 || viscosity.standardError > 0.015 * viscosity.mean
    expectAgreement(viscosity, row)
  }
}
