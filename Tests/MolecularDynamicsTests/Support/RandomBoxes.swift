import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors

/// Random triclinic boxes of particles that do not overlap.
struct RandomBoxes {
  var random: RandomStream

  init(seed: UInt64) { random = RandomStream(StreamName(seed: seed, purpose: "random boxes")) }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * random.uniform()
  }

  mutating func vector(_ size: Double) -> Vector3 {
    Vector3(uniform(-size, size), uniform(-size, size), uniform(-size, size))
  }

  mutating func direction() -> Vector3 { random.direction() }

  mutating func coin() -> Bool { random.uniform() < 0.5 }

  /// A rotation by a random angle about a random axis.
  mutating func rotation() -> Tensor3 {
    let axis = uniform(0, .pi) * random.direction()
    let spin = Tensor3(
      rows: Vector3(0, -axis.z, axis.y), Vector3(axis.z, 0, -axis.x), Vector3(-axis.y, axis.x, 0))
    return spin.exponentialAndIntegral.exponential
  }

  /// A cell of about cubic edges, tilted by up to half an edge in any direction: one tilt in four
  /// is exactly one half.
  mutating func cell(edge: Double) throws -> SimulationCell {
    let edges = (0..<3).map { _ in edge * uniform(0.9, 1.1) }
    let tilts = (0..<3).map { _ in
      random.uniform() < 0.25 ? (coin() ? -0.5 : 0.5) : uniform(-0.5, 0.5)
    }
    let upper = Tensor3(
      columns: Vector3(edges[0], 0, 0), Vector3(tilts[0] * edges[0], edges[1], 0),
      Vector3(tilts[1] * edges[0], tilts[2] * edges[1], edges[2]))
    return try SimulationCell(vectors: rotation() * upper)
  }

  /// Particles on jittered sites, some of them in other images of the cell.
  mutating func system(
    particles: Int, density: Double = 0.7, images: Int = 2
  ) throws -> ParticleSystem {
    let cell = try cell(edge: cbrt(Double(particles) / density))
    let across = Int(cbrt(Double(particles)).rounded(.up))
    let sites = across * across * across
    let positions = (0..<particles).map { index in
      let site = index * sites / particles
      let place = Vector3(
        Double(site % across), Double(site / across % across), Double(site / across / across))
      let turns = vector(Double(images)).rounded(.towardZero)
      return cell.vectors * ((place + vector(0.12)) / Double(across) + turns)
    }
    let velocities = (0..<particles).map { _ in
      Vector3(random.normal(), random.normal(), random.normal())
    }
    return ParticleSystem(
      positions: positions, velocities: velocities,
      masses: Array(repeating: 1, count: particles), cell: cell)
  }
}

extension ParticleSystem {
  /// The largest cutoff that the box admits, or a share of it.
  func cutoff(share: Double = 0.999) -> Double {
    var cell = cell
    cell.reduceBasis()
    return share * cell.perpendicularWidths.min() / 2
  }

  /// The system with positions and cell carried along by an affine map.
  func deformed(by map: Tensor3) -> ParticleSystem {
    var image = self
    image.cell.deform(by: map)
    image.positions = positions.map { map * $0 }
    return image
  }

  /// The system with another basis of the same lattice: `vectors` times a unimodular matrix.
  func rebased(_ multiples: Tensor3) throws -> ParticleSystem {
    var image = self
    image.cell = try SimulationCell(vectors: cell.vectors * multiples)
    return image
  }

  /// The shortest vectors that lead from the particles of this system to those of another,
  /// whatever images of the same lattice they stand for.
  func shortestWays(to other: ParticleSystem) -> [Vector3] {
    let inverse = cell.vectors.inverse
    return zip(positions, other.positions).map { from, to in
      let turns = (inverse * (to - from)).rounded(.toNearestOrEven)
      return to - from - cell.vectors * turns
    }
  }
}

/// The largest norm of a list of vectors.
func largest(_ vectors: [Vector3]) -> Double { vectors.reduce(0) { max($0, $1.norm) } }

/// The differences of two lists of vectors.
func - (left: [Vector3], right: [Vector3]) -> [Vector3] { zip(left, right).map { $0 - $1 } }
