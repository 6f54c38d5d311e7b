import Foundation
import MolecularDynamics
import Tensors

/// Charges of published configurations, in units of e² and ångström; see `Fixtures/SOURCES.md`.
enum PublishedCharges {
  private static let oxygen = -0.8476
  private static let hydrogen = 0.4238

  /// Configuration 1 or 3 of SPC/E water of the NIST Standard Reference Simulation Website.
  static func water(_ number: Int) throws -> PointCharges {
    let rows = try fixture("spce_sample_config_periodic\(number).txt").split(separator: "\n")
      .map { $0.split(separator: " ") }
    let edges = rows[0].compactMap { Double($0) }
    let atoms = rows.dropFirst(2).filter { $0.count == 5 }
    return try water(
      atoms.map { row in (String(row[4]), row[1...3].compactMap { Double($0) }) },
      cell: Tensor3(diagonal: Vector3(edges[0], edges[1], edges[2])))
  }

  /// The monoclinic configuration of the same water.
  static func monoclinicWater() throws -> PointCharges {
    let rows = try fixture("spce_monoclinic_sample_periodic4.xyz").split(separator: "\n")
      .map { $0.split(separator: " ") }
    return try water(
      rows.dropFirst(2).map { row in
        (row[0] == "0" ? "O" : "H", row[1...3].compactMap { Double($0) })
      },
      cell: Tensor3(
        rows: Vector3(36, 0, 18), Vector3(0, 36, 0), Vector3(0, 0, 31.17691453623979)))
  }

  private static func water(_ atoms: [(String, [Double])], cell: Tensor3) throws -> PointCharges {
    let exclusions = stride(from: 0, to: atoms.count, by: 3).flatMap { oxygen in
      [(0, 1), (0, 2), (1, 2)].map { BondedTopology.ParticlePair(oxygen + $0, oxygen + $1) }
    }
    return try PointCharges(
      positions: atoms.map { Vector3($0.1[0], $0.1[1], $0.1[2]) },
      values: atoms.map { $0.0 == "O" ? oxygen : hydrogen }, exclusions: exclusions,
      cell: SimulationCell(vectors: cell))
  }

  /// Forces of a table with three columns of them, starting at one.
  static func forces(_ name: String, column: Int) throws -> [Vector3] {
    try fixture(name).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",")
      guard fields.count > column + 2, let x = Double(fields[column]),
        let y = Double(fields[column + 1]), let z = Double(fields[column + 2])
      else { return nil }
      return Vector3(x, y, z)
    }
  }

  /// 64 ions of perturbed rock salt.
  static func salt() throws -> PointCharges {
    let rows = try fixture("nacl64_configuration_forces.csv").split(separator: "\n").dropFirst(2)
      .map { $0.split(separator: ",") }
    return try PointCharges(
      positions: rows.map { row in
        Vector3(Double(row[2]) ?? .nan, Double(row[3]) ?? .nan, Double(row[4]) ?? .nan)
      },
      values: rows.map { $0[1] == "Na" ? 1 : -1 }, cell: .cube(edge: 11.28))
  }
}
