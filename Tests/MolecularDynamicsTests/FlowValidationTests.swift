import Foundation
import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

/// Homogeneous flows of the WCA fluid at ρ* = 0.8442, T* = 0.722 against independent runs; see
/// `Fixtures/SOURCES.md`.
@Suite("Flows of the WCA fluid")
struct FlowValidationTests {
  private struct Row {
    var mode, rate, particles: Double
    var pressures: [(mean: Double, error: Double)]
    var energy, viscosity, viscosityError: Double
  }

  private func table() throws -> [Row] {
    try fixture("wca_sllod_pef.csv").split(separator: "\n")
      .map { $0.split(separator: ",").compactMap { Double($0) } }.filter { $0.count == 15 }
      .map { row in
        Row(
          mode: row[0], rate: row[1], particles: row[2],
          pressures: [5, 7, 9].map { (row[$0], row[$0 + 1]) }, energy: row[12],
          viscosity: row[13], viscosityError: row[14])
      }
  }

  private func model(particles: Int) throws -> ShearedFluid {
    var settings = ShearedFluid.Settings(density: 0.8442, temperature: 0.722)
    settings.particles = particles
    return try ShearedFluid(
      potential: LennardJones(cutoff: pow(2, 1 / 6.0), shifted: true), settings: settings)
  }

  /// Means of the stress along a flow, over a time after 15 units of it.
  private func sampled(
    _ gradient: VelocityGradient, particles: Int, time: Double
  ) throws -> VectorSeries {
    let model = try model(particles: particles)
    var state = try model.prepare(
      gradient, from: nil, stream: StreamName(seed: 11, purpose: "validation"))
    _ = try model.sample(&state, count: Int(15 / model.timePerSample))
    return try model.sample(&state, count: Int(time / model.timePerSample))
  }

  private func expect(
    _ values: [Double], near reference: Double, _ error: Double, _ name: String
  ) throws {
    let estimate = try MeanEstimate(of: values)
    let combined = (estimate.standardError * estimate.standardError + error * error).squareRoot()
    #expect(
      abs(estimate.mean - reference) < 3 * combined,
      "\(name): \(estimate.mean) ± \(estimate.standardError), \(reference) ± \(error)")
  }

  private func compare(_ row: Row, time: Double) throws {
    let gradient =
      row.mode == 0
      ? VelocityGradient.simpleShear(rate: row.rate)
      : VelocityGradient(row.rate * Tensor3(diagonal: Vector3(1, -1, 0)))
    let series = try sampled(gradient, particles: Int(row.particles), time: time)
    for (index, pressure) in row.pressures.enumerated() {
      try expect(
        series.column(4 * index).map { -$0 }, near: pressure.mean, pressure.error,
        "P\(["xx", "yy", "zz"][index]) of mode \(row.mode) at \(row.rate)")
    }
    let viscosities =
      row.mode == 0
      ? series.column(1).map { $0 / row.rate }
      : zip(series.column(0), series.column(4)).map { ($0 - $1) / (4 * row.rate) }
    try expect(
      viscosities, near: row.viscosity, row.viscosityError,
      "viscosity of mode \(row.mode) at \(row.rate)")
  }

  @Test("agree with independent runs in planar elongation at unit rate")
  func elongation() throws {
    let row = try #require(try table().first { $0.mode == 1 && $0.rate == 1 })
    try compare(row, time: 60)
  }

  @Test("agree with independent runs in shear and elongation", .enabled(if: TestLevel.isValidation))
  func allRows() throws {
    for row in try table() { try compare(row, time: 600) }
  }

  /// In slow flow a fluid is Newtonian: the extensional viscosity is three times the viscosity in
  /// uniaxial elongation, four times in planar, six times in biaxial, Trouton's ratios.
  ///
  /// - SeeAlso: Trouton, *Proc. R. Soc. Lond. A* **77**, 426 (1906),
  ///   <https://doi.org/10.1098/rspa.1906.0038>.
  @Test(
    "approach the ratios of Trouton at small rates", .enabled(if: TestLevel.isValidation),
    arguments: [
      (Vector3(1, -0.5, -0.5), 3.0), (Vector3(1, -1, 0), 4.0), (Vector3(1, 1, -2), 6.0),
    ])
  func trouton(rates: Vector3, ratio: Double) throws {
    let rate = 0.04
    // The rate of dissipation is that of a shear rate of √(2 D : D).
    let shear = rate * (2 * rates.dot(rates)).squareRoot()
    let reference = try sampled(.simpleShear(rate: shear), particles: 500, time: 4000)
    let viscosity = try MeanEstimate(of: reference.column(1).map { $0 / shear })
    let series = try sampled(
      VelocityGradient(rate * Tensor3(diagonal: rates)), particles: 500, time: 4000)
    let difference = (0..<series.count).map { row in
      let (x, y, z) = (series[row][0], series[row][4], series[row][8])
      return rates.y > 0 ? 0.5 * (x + y) - z : rates.z == 0 ? x - y : x - 0.5 * (y + z)
    }
    try expect(
      difference.map { $0 / rate / ratio }, near: viscosity.mean, viscosity.standardError,
      "extensional viscosity over \(ratio)")
    #expect(viscosity.standardError < 0.03 * viscosity.mean)
  }
}
