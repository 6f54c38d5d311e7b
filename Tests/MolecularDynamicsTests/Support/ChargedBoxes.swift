import Foundation
import MolecularDynamics
import Tensors

extension RandomBoxes {
  /// Charges of random sizes in a random triclinic box, neutral together, with some excluded pairs.
  mutating func charges(_ count: Int, density: Double = 0.5) throws -> PointCharges {
    let system = try system(particles: count, density: density)
    var values = (0..<count).map { _ in uniform(-1, 1) }
    let mean = values.reduce(0, +) / Double(count)
    for index in values.indices { values[index] -= mean }
    let exclusions = stride(from: 0, to: count, by: 4).map { particle in
      BondedTopology.ParticlePair(particle, system.nearest(to: particle))
    }
    return try PointCharges(
      positions: system.positions, values: values, exclusions: exclusions, cell: system.cell)
  }
}

extension ParticleSystem {
  /// The particle with the nearest image to a particle.
  fileprivate func nearest(to particle: Int) -> Int {
    let others = positions.indices.filter { $0 != particle }
    func distance(_ other: Int) -> Double {
      var distance = Double.infinity
      let place = cell.vectors.inverse * (positions[other] - positions[particle])
      let near = cell.vectors * (place - place.rounded(.toNearestOrEven))
      for code in 0..<27 {
        let image = cell.translation(SIMD3(code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1))
        distance = min(distance, (near + image).norm)
      }
      return distance
    }
    return others.min { distance($0) < distance($1) } ?? particle
  }
}

extension PointCharges {
  /// The charges with positions and cell carried along by an affine map.
  func deformed(by map: Tensor3) -> PointCharges {
    var image = self
    image.cell.deform(by: map)
    image.positions = positions.map { map * $0 }
    return image
  }
}

/// The difference of two lists of vectors over the size of the second, as roots of mean squares.
func relativeDifference(_ vectors: [Vector3], _ reference: [Vector3]) -> Double {
  let difference = (vectors - reference).reduce(0) { $0 + $1.dot($1) }
  return (difference / reference.reduce(0) { $0 + $1.dot($1) }).squareRoot()
}

/// A crystal of two kinds of charges, ±1, of cells of a lattice.
struct IonicCrystal {
  /// The conventional cubic cell's ions, in units of its edge.
  let ions: [(Vector3, Double)]
  /// The distance of nearest neighbours in the same unit.
  let distance: Double

  private static let faces = [
    Vector3(0, 0, 0), Vector3(0, 0.5, 0.5), Vector3(0.5, 0, 0.5), Vector3(0.5, 0.5, 0),
  ]

  /// Rock salt.
  static let sodiumChloride = IonicCrystal(
    ions: faces.map { ($0, 1) } + faces.map { ($0 + Vector3(0.5, 0.5, 0.5), -1) }, distance: 0.5)

  /// Caesium chloride.
  static let caesiumChloride = IonicCrystal(
    ions: [(Vector3(0, 0, 0), 1), (Vector3(0.5, 0.5, 0.5), -1)], distance: 0.75.squareRoot())

  /// Zinc blende, with charges of one.
  static let zincBlende = IonicCrystal(
    ions: faces.map { ($0, 1) } + faces.map { ($0 + Vector3(0.25, 0.25, 0.25), -1) },
    distance: 0.1875.squareRoot())

  /// The charges, nearest neighbours at a distance of one, in some basis of the lattice.
  func charges(basis: Tensor3 = .identity) throws -> PointCharges {
    let edge = 1 / distance
    return try PointCharges(
      positions: ions.map { edge * $0.0 }, values: ions.map(\.1),
      cell: SimulationCell(vectors: edge * basis))
  }

  /// The number of pairs of ions in the cell.
  var pairs: Double { Double(ions.count) / 2 }
}
