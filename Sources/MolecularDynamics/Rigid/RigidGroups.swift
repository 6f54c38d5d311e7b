internal import ScaleBridge
internal import Tensors

extension BondedTopology {
  /// Rigid molecules of one shape, the particles of each following each other.
  public struct RigidGroup: Sendable, Hashable, Codable {
    /// The shape.
    public let body: RigidBody

    /// The first particle of each molecule.
    public let firsts: [Int]

    /// Creates a group.
    public init(_ body: RigidBody, firsts: [Int]) { (self.body, self.firsts) = (body, firsts) }
  }

  /// Rigid molecules of one shape, one after the other from the first particle on, whose own
  /// particles do not interact with each other.
  public static func molecules(_ count: Int, of body: RigidBody) -> BondedTopology {
    let firsts = (0..<count).map { $0 * body.count }
    let exclusions = firsts.flatMap { first in
      body.sites.indices.flatMap { site in
        (site + 1..<body.count).map { ParticlePair(first + site, first + $0) }
      }
    }
    return BondedTopology(
      exclusions: exclusions, rigidGroups: [RigidGroup(body, firsts: firsts)])
  }
}

extension ParticleSystem {
  /// How far particles of a molecule may be from their places, in units of its extent.
  private static let tolerance = 1e-6

  /// Gives molecules that are nearly in shape their exact shape, and their particles velocities of a
  /// rigid body; momenta stay.
  public mutating func makeRigid() {
    var packed = PackedParticles(self)
    packed.moveMolecules(cellMap: .identity) { _, _ in }
    packed.unload(into: &self)
  }

  /// Takes the particles of a rigid molecule in the images nearest to the first one.
  mutating func makeWhole() {
    guard !topology.rigidGroups.isEmpty else { return }
    let images = NearestImages(of: cell)
    for group in topology.rigidGroups {
      for first in group.firsts {
        for particle in first + 1..<first + group.body.count {
          positions[particle] =
            positions[first] + images.nearest(positions[particle] - positions[first])
        }
      }
    }
  }

  /// Molecules must have their shape.
  ///
  /// - Throws: `MicroFailure.infeasibleState`.
  func requireShapes() throws(MicroFailure) {
    guard !topology.rigidGroups.isEmpty else { return }
    var exact = self
    exact.makeRigid()
    let images = NearestImages(of: cell)
    for group in topology.rigidGroups {
      let limit = Self.tolerance * group.body.extent
      for particle in group.firsts.flatMap({ $0..<$0 + group.body.count }) {
        let error = images.nearest(exact.positions[particle] - positions[particle]).norm
        guard !(error <= limit) else { continue }
        throw .infeasibleState(
          reason: "particle \(particle + 1) is \(error) from its place in its rigid molecule, more "
            + "than \(limit).")
      }
    }
  }
}
