internal import Tensors

/// Where the particles of rigid molecules are among packed ones.
struct PackedMolecules: Sendable {
  /// Molecules of one shape.
  struct Group: Sendable {
    let body: RigidBody
    /// The first particle of each.
    let firsts: [Int]
    /// The lanes of the particles, molecule by molecule.
    fileprivate(set) var lanes: [Int]
  }

  private(set) var groups: [Group]

  /// The lanes of all other particles.
  private(set) var singles: [Int] = []

  /// Whether no particle is part of a molecule.
  var isEmpty: Bool { groups.isEmpty }

  init(_ groups: [BondedTopology.RigidGroup]) {
    self.groups = groups.filter { !$0.firsts.isEmpty }.map {
      Group(body: $0.body, firsts: $0.firsts, lanes: [])
    }
  }

  /// Takes in a new order of the particles.
  mutating func locate(_ identities: [Int32], count: Int) {
    guard !isEmpty else { return }
    var places = [Int](repeating: 0, count: count)
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      places[Int(particle)] = lane
    }
    var isSingle = [Bool](repeating: true, count: count)
    for index in groups.indices {
      let size = groups[index].body.count
      groups[index].lanes = groups[index].firsts.flatMap { places[$0..<$0 + size] }
      for first in groups[index].firsts {
        for particle in first..<first + size { isSingle[particle] = false }
      }
    }
    singles = isSingle.indices.filter { isSingle[$0] }.map { places[$0] }
  }
}

extension PackedParticles {
  @inline(__always)
  func position(_ lane: Int) -> Vector3 { positions[lane >> 3][lane & 7] }

  @inline(__always)
  func velocity(_ lane: Int) -> Vector3 { velocities[lane >> 3][lane & 7] }

  /// How a molecule moves whose first particle has a place in `lanes`.
  ///
  /// Velocities that would change distances are left out, so that taking the motion for the particles'
  /// own is the projection onto rigid motion that is orthogonal in the metric of the masses: linear and
  /// angular momentum stay. Derived.
  ///
  /// - Parameter inverse: of the cell's vectors.
  @inline(__always)
  func motion(of body: RigidBody, _ lanes: ArraySlice<Int>, _ inverse: Tensor3) -> RigidMotion {
    let start = lanes.startIndex
    let origin = position(lanes[start])
    @inline(__always)
    func place(_ site: Int) -> Vector3 {
      let separation = position(lanes[start + site]) - origin
      return separation - cell.vectors * (inverse * separation).rounded(.toNearestOrEven)
    }
    var (centre, momentum, turning) = (Vector3.zero, Vector3.zero, Vector3.zero)
    for site in 0..<body.count {
      let (place, velocity) = (place(site), velocity(lanes[start + site]))
      centre.addProduct(place, body.masses[site])
      momentum.addProduct(velocity, body.masses[site])
      turning += body.masses[site] * place.cross(velocity)
    }
    centre /= body.mass
    let orientation = body.orientation(place)
    return RigidMotion(
      centre: origin + centre, velocity: momentum / body.mass, orientation: orientation,
      angularMomentum: orientation.transposed * (turning - centre.cross(momentum)))
  }

  /// Changes the motion of every molecule and gives its particles velocities to match.
  mutating func updateMotions(_ change: (RigidBody, inout RigidMotion) -> Void) {
    let inverse = cell.vectors.inverse
    for group in molecules.groups {
      for lanes in group.members {
        var motion = motion(of: group.body, lanes, inverse)
        change(group.body, &motion)
        give(velocitiesOf: motion, group.body, lanes)
      }
    }
  }

  @inline(__always)
  private mutating func give(
    velocitiesOf motion: RigidMotion, _ body: RigidBody, _ lanes: ArraySlice<Int>
  ) {
    let turning = motion.angularVelocity(body.inertia)
    for (site, lane) in lanes.enumerated() {
      velocities[lane >> 3][lane & 7] =
        motion.velocity + turning.cross(motion.orientation * body.sites[site])
    }
  }

  /// Changes motion and place of every molecule while the cell is deformed; each particle keeps its
  /// image.
  mutating func moveMolecules(
    cellMap: Tensor3, _ change: (RigidBody, inout RigidMotion) -> Void
  ) {
    let (inverse, next) = (cell.vectors.inverse, cellMap * cell.vectors)
    for group in molecules.groups {
      for lanes in group.members {
        var motion = motion(of: group.body, lanes, inverse)
        let origin = position(lanes[lanes.startIndex])
        change(group.body, &motion)
        for (site, lane) in lanes.enumerated() {
          let turns = (inverse * (position(lane) - origin)).rounded(.toNearestOrEven)
          positions[lane >> 3][lane & 7] =
            motion.centre + motion.orientation * group.body.sites[site] + next * turns
        }
        give(velocitiesOf: motion, group.body, lanes)
      }
    }
    cell.deform(by: cellMap)
  }
}

extension PackedMolecules.Group {
  /// The lanes of each molecule.
  @inline(__always)
  var members: some Sequence<ArraySlice<Int>> {
    stride(from: 0, to: lanes.count, by: body.count).lazy.map { lanes[$0..<$0 + body.count] }
  }
}
