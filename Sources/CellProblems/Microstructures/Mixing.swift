public import Tensors

/// Materials that can be mixed within a voxel.
public protocol Mixable: Sendable {
  /// The laminate of two materials: `share` of the first, the interface across a unit normal.
  static func laminate(_ first: Self, _ second: Self, share: Double, normal: Vector3) -> Self

  /// A material between the arithmetic mean of several and the harmonic one.
  static func blend(_ materials: [Self], shares: [Double]) -> Self
}

extension VoxelMap where Material == VoxelContent {
  /// The map of materials, given the material of each phase.
  ///
  /// - Precondition: a material for each phase.
  public func filled<Phase: Mixable>(with phases: [Phase]) -> VoxelMap<Phase> {
    map { content in
      switch content {
      case .pure(let phase): phases[phase]
      case .layered(let first, let second, let share, let normal):
        .laminate(phases[first], phases[second], share: share, normal: normal)
      case .blended(let shares): .blend(phases, shares: shares)
      }
    }
  }
}

extension Tensor3: Mixable {
  /// A* = f A + (1−f) B − f(1−f) (A−B) n ⊗ n (A−B) / (n·((1−f) A + f B) n).
  ///
  /// - SeeAlso: Milton, *The Theory of Composites* (2002), section 9.2,
  ///   <https://doi.org/10.1017/CBO9780511613357>.
  public static func laminate(
    _ first: Tensor3, _ second: Tensor3, share: Double, normal: Vector3
  ) -> Tensor3 {
    let (rest, step) = (1 - share, first - second)
    let jump = step * normal
    let across = normal.dot((rest * first + share * second) * normal)
    let mean = share * first + rest * second
    guard across > 0 else { return mean }
    return (mean + (-share * rest / across) * Tensor3(dyad: jump, jump)).symmetricPart
  }

  /// The mean of the arithmetic and the harmonic mean.
  public static func blend(_ materials: [Tensor3], shares: [Double]) -> Tensor3 {
    let present = zip(materials, shares).filter { $0.1 > 0 }
    let arithmetic = present.reduce(Tensor3.zero) { $0 + $1.1 * $1.0 }
    guard present.allSatisfy({ $0.0.determinant > 0 }) else { return 0.5 * arithmetic }
    let compliance = present.reduce(Tensor3.zero) { $0 + $1.1 * $1.0.inverse }
    return (0.5 * (arithmetic + compliance.inverse)).symmetricPart
  }
}

extension Stiffness: Mixable {
  /// C* = f C₁ + (1−f) C₂ − f(1−f) (ΔC·n) (n·((1−f) C₁ + f C₂)·n)⁻¹ (n·ΔC), ΔC = C₁ − C₂.
  ///
  /// - SeeAlso: Milton, *The Theory of Composites* (2002), section 9.5,
  ///   <https://doi.org/10.1017/CBO9780511613357>.
  public static func laminate(
    _ first: Stiffness, _ second: Stiffness, share: Double, normal: Vector3
  ) -> Stiffness {
    let rest = 1 - share
    let mean = Stiffness.sum([(share, first), (rest, second)])
    let acoustic = Stiffness.sum([(rest, first), (share, second)]).acousticTensor(normal)
    guard acoustic.determinant.magnitude > 1e-30 else { return mean }
    let inverse = acoustic.inverse
    let jump = Stiffness.sum([(1, first), (-1, second)])
    // Rows ΔC_ij·n as vectors over the displacement's index.
    let rows = Stiffness.pairs.map { i, j in
      Vector3(jump.along(i, j, 0, normal), jump.along(i, j, 1, normal), jump.along(i, j, 2, normal))
    }
    return Stiffness(
      components: (0..<36).map { place in
        let (row, column) = (min(place / 6, place % 6), max(place / 6, place % 6))
        let correction = rows[row].dot(inverse * rows[column])
        return mean.components[6 * row + column] - share * rest * correction
      })
  }

  /// The arithmetic mean: a voxel where three phases meet is one of very few.
  public static func blend(_ materials: [Stiffness], shares: [Double]) -> Stiffness {
    sum(Array(zip(shares, materials)))
  }

  /// A linear combination.
  private static func sum(_ terms: [(Double, Stiffness)]) -> Stiffness {
    Stiffness(
      components: (0..<36).map { place in
        terms.reduce(0) { $0 + $1.0 * $1.1.components[place] }
      })
  }

  /// C_ijkl n_l.
  private func along(_ i: Int, _ j: Int, _ k: Int, _ normal: Vector3) -> Double {
    (0..<3).reduce(0) { $0 + self[i, j, k, $1] * normal[$1] }
  }

  /// C_ijkl n_j n_l.
  private func acousticTensor(_ normal: Vector3) -> Tensor3 {
    Tensor3(
      components: (0..<9).map { place in
        (0..<3).reduce(0) { $0 + normal[$1] * along(place / 3, $1, place % 3, normal) }
      })
  }
}
