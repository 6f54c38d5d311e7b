public import Tensors

/// A mapping of a state onto another one that is as probable at rest.
///
/// Positions and velocities are rotated or reflected by a signed permutation Q of the axes that
/// leaves the lattice of the cell as it is, and velocities may be reversed:
///
///     r → Q r,      v → ± Q v.
///
/// Energy and total momentum stay, so a canonical ensemble is mapped onto itself; the pressure
/// tensor becomes Q P Qᵀ, whichever the sign.
///
/// - SeeAlso: Evans & Morriss, *Statistical Mechanics of Nonequilibrium Liquids*, 2nd edition
///   (2008), chapter 7, <https://doi.org/10.1017/CBO9780511535307>, for the mappings that make the
///   average of the dissipation vanish in every set of starts.
public struct PhaseSpaceMapping: Sendable, Hashable, Codable {
  /// The signed permutation Q.
  public let rotation: Tensor3

  /// Whether velocities are reversed too.
  public let reversesMotion: Bool

  /// The mappings from which a flow is started: each state and its time reversal, and where there
  /// is a Q with Qᵀ D Q = −D, D the rate of strain, the images of both.
  ///
  /// With such a Q (a reflection in shear, a quarter turn in planar elongation) the dissipation
  /// of the images is the opposite, so that it vanishes in the sum over the mappings. Uniaxial and
  /// biaxial elongation have none, because −D has other eigenvalues than D.
  public static func starts(
    of gradient: VelocityGradient, in cell: SimulationCell
  ) -> [PhaseSpaceMapping] {
    let identity = Tensor3(diagonal: Vector3(1, 1, 1))
    let opposite = signedPermutations.first {
      reverses(gradient, $0) && keepsLattice(of: cell, $0)
    }
    return [identity, opposite].compactMap { $0 }.flatMap { rotation in
      [false, true].map { PhaseSpaceMapping(rotation: rotation, reversesMotion: $0) }
    }
  }

  /// The image of a pressure tensor.
  public func image(of pressure: Tensor3) -> Tensor3 {
    rotation * pressure * rotation.transposed
  }

  /// Maps particles in place.
  public func apply(to system: inout ParticleSystem) {
    let velocityMap = reversesMotion ? -rotation : rotation
    for index in system.positions.indices {
      system.positions[index] = rotation * system.positions[index]
      system.velocities[index] = velocityMap * system.velocities[index]
    }
    system.cell.wrap(&system.positions)
  }

  private static func reverses(_ gradient: VelocityGradient, _ rotation: Tensor3) -> Bool {
    let strain = gradient.tensor.symmetricPart
    let image = rotation.transposed * strain * rotation
    return strain != .zero && (image + strain).norm <= 1e-9 * strain.norm
  }

  /// Whether the images of the lattice vectors are lattice vectors.
  private static func keepsLattice(of cell: SimulationCell, _ rotation: Tensor3) -> Bool {
    let multiples = cell.vectors.inverse * rotation * cell.vectors
    return multiples.components.allSatisfy { abs($0 - $0.rounded()) < 1e-6 }
  }

  /// All 48, the identity first, reflections of one axis next.
  private static let signedPermutations: [Tensor3] = {
    let orders = [[0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]]
    let signs = [0, 2, 1, 4, 3, 5, 6, 7]
    return orders.flatMap { order in
      signs.map { bits in
        var rotation = Tensor3.zero
        for (row, column) in order.enumerated() {
          rotation[row, column] = bits >> row & 1 == 1 ? -1 : 1
        }
        return rotation
      }
    }
  }()
}
