import Foundation
import MolecularDynamics
import NumericalMethods
import Statistics
import Tensors
import Testing

/// Equilibrium means against those of another program; see `Fixtures/SOURCES.md`.
@Suite("Equilibrium means of another program", .enabled(if: TestLevel.isValidation))
struct PeerValidationTests {
  private func reference(_ system: String, _ quantity: String) throws -> (Double, Double) {
    let lines = try fixture("lammps_kob_andersen_kremer_grest.csv").split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("\(system),\(quantity),") })
    let numbers = line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
    return (try #require(numbers.first), try #require(numbers.last))
  }

  /// Within three combined standard errors.
  private func compare(_ samples: [Double], _ system: String, _ quantity: String) throws {
    let found = try MeanEstimate(of: samples)
    let (value, error) = try reference(system, quantity)
    let combined = (found.standardError * found.standardError + error * error).squareRoot()
    #expect(
      abs(found.mean - value) < 3 * combined,
      "\(system) \(quantity): \(found.mean) ± \(found.standardError), \(value) ± \(error)")
  }

  private func compare(_ rows: VectorSeries, _ system: String) throws {
    let pressures = (0..<rows.count).map { -(rows[$0][0] + rows[$0][4] + rows[$0][8]) / 3 }
    try compare(pressures, system, "pressure")
    try compare(rows.column(10), system, "energyPerParticle")
  }

  @Test("of the liquid of Kob and Andersen")
  func kobAndersen() throws {
    var settings = ShearedFluid.Settings(density: 1.2, temperature: 1)
    settings.particles = 1000
    settings.masses = [1, 1]
    settings.fractions = [0.8, 0.2]
    settings.timeStep = 0.004
    settings.forces.skin = 0.5
    let model = try ShearedFluid(potential: Mixture.kobAndersen(), settings: settings)
    var rest = try model.prepare(
      .zero, from: nil, stream: StreamName(seed: 21, purpose: "peer"))
    _ = try model.sample(&rest, count: Int(50 / model.timePerSample))
    try compare(try model.sample(&rest, count: Int(500 / model.timePerSample)), "kobAndersen")
  }

  @Test("of the melt of Kremer and Grest")
  func kremerGrest() throws {
    let model = try Melts.model(particles: 1000, length: 10)
    var rest = try model.prepare(
      .zero, from: nil, stream: StreamName(seed: 22, purpose: "peer"))
    _ = try model.sample(&rest, count: Int(200 / model.timePerSample))
    let rowsOfUnit = Int((1 / model.timePerSample).rounded())
    var rows = try model.sample(&rest, count: rowsOfUnit)
    var (lengths, extents): ([Double], [Double]) = ([], [])
    for _ in 0..<500 {
      rows.append(contentsOf: try model.sample(&rest, count: rowsOfUnit))
      let chains = rest.flow.system.chains(length: 10)
      let bonds = chains.flatMap { zip($0, $0.dropFirst()).map { ($1 - $0).norm } }
      lengths.append(bonds.reduce(0, +) / Double(bonds.count))
      let squares = chains.map { ($0[9] - $0[0]).dot($0[9] - $0[0]) }
      extents.append(squares.reduce(0, +) / Double(squares.count))
    }
    try compare(rows, "kremerGrest")
    try compare(lengths, "kremerGrest", "bondLength")
    try compare(extents, "kremerGrest", "squaredEndToEndDistance")
  }
}
