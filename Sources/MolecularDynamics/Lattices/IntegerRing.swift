internal import Foundation
internal import Tensors

/// A ring of algebraic integers, drawn as a lattice in three real coordinates.
///
/// The coordinates of an integer are its conjugates: three real numbers, or a real number and the
/// real and imaginary part of a complex one. The norm, the product of all conjugates, is a whole
/// number, so that
///
///     |y₁ y₂ y₃| ≥ 1     or     |y₁| |y₂ + i y₃|² ≥ 1
///
/// for every integer but 0. A flow that multiplies the coordinates by numbers of product 1 keeps
/// that, and no image ever comes near.
///
/// Where a flow leaves one direction alone the ring is that of the remaining plane; the layers
/// stay a fixed distance apart, and the first coordinate counts them.
///
/// The fields are those of the smallest discriminants, so of the densest lattices, of their
/// signatures. Definition.
enum IntegerRing: String, Sendable, Hashable, Codable {
  /// Z[2 cos 2π/7]: three real conjugates, discriminant 49.
  case realCubic
  /// Z[ϑ] with ϑ³ = ϑ + 1: a real and two complex conjugates, discriminant −23.
  case complexCubic
  /// Layers of Z[(1 + √5)/2]: two real conjugates, discriminant 5.
  case goldenLayers
  /// Layers of Z[e^{iπ/3}], the hexagonal lattice: two complex conjugates, discriminant −3.
  case hexagonalLayers

  /// Whether the first coordinate counts layers.
  var isLayered: Bool { self == .goldenLayers || self == .hexagonalLayers }

  /// Whether the last two coordinates are parts of a complex number.
  var isComplex: Bool { self == .complexCubic || self == .hexagonalLayers }

  /// The conjugates of an integral basis, one basis element per column, shape [3, 3].
  var basis: Tensor3 {
    switch self {
    case .realCubic:
      let root = 2 * Vector3(cos(2 * .pi / 7), cos(4 * .pi / 7), cos(6 * .pi / 7))
      return Tensor3(columns: Vector3(1, 1, 1), root, root * root)
    case .complexCubic:
      let root = Self.complexCubicRoot
      return Tensor3(columns: Vector3(1, 1, 0), root, product(with: root) * root)
    case .goldenLayers:
      let root = 5.0.squareRoot()
      return Tensor3(
        columns: Vector3(1, 0, 0), Vector3(0, 1, 1), Vector3(0, (1 + root) / 2, (1 - root) / 2))
    case .hexagonalLayers:
      return Tensor3(
        columns: Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0.5, 0.75.squareRoot()))
    }
  }

  /// The conjugates of the solution of ϑ³ = ϑ + 1, by Cardano's formula.
  private static var complexCubicRoot: Vector3 {
    let root = (23.0 / 108).squareRoot()
    let (one, other) = (cbrt(0.5 + root), cbrt(0.5 - root))
    return Vector3(one + other, -0.5 * (one + other), 0.75.squareRoot() * (one - other))
  }

  /// The multiplication with a number, conjugate by conjugate, as a map of the coordinates.
  func product(with number: Vector3) -> Tensor3 {
    guard isComplex else { return Tensor3(diagonal: number) }
    return Tensor3(
      columns: Vector3(number.x, 0, 0), Vector3(0, number.y, number.z),
      Vector3(0, -number.z, number.y))
  }

  /// The multiplication nearest to a map of the coordinates.
  func product(nearest map: Tensor3) -> Tensor3 {
    guard isComplex else { return Tensor3(diagonal: Vector3(map[0, 0], map[1, 1], map[2, 2])) }
    return product(
      with: Vector3(
        map[0, 0], 0.5 * (map[1, 1] + map[2, 2]), 0.5 * (map[2, 1] - map[1, 2])))
  }
}

extension IntegerRing {
  /// The coordinates of a unit in a multiple of the ring, cleared of rounding.
  ///
  /// A multiple of the ring, with the factor λ and `scale` its size |λ₁λ₂λ₃|^{1/3}, has a unit
  /// among the sums of a reduced basis with coefficients −1, 0, 1. (It suffices to try factors
  /// modulo units, a bounded set.) The unit ε gives the factor: λ ε times the ring is the same
  /// lattice as λ times the ring.
  ///
  /// - Parameter lattice: a basis of the multiple, not necessarily a reduced one.
  /// - Returns: λ ε for the unit whose smallest coordinate is largest; nil if there is none,
  ///   so that the lattice is no multiple of the ring.
  func factor(of lattice: SimulationCell, scale: Double) -> Vector3? {
    var best: (factor: Vector3, size: Double)?
    for sum in lattice.shortSums {
      guard let factor = cleared(sum, scale: scale) else { continue }
      let size = smallestConjugate(of: factor)
      if size > best?.size ?? 0 { best = (factor, size) }
    }
    return best?.factor
  }

  /// A vector with its norm brought to that of a unit; nil if it is too far from one.
  private func cleared(_ vector: Vector3, scale: Double) -> Vector3? {
    var vector = vector
    if isLayered {
      guard abs(vector.x) < FlowLattice.recognition * scale else { return nil }
      vector.x = scale
    }
    let ratio = scale * scale * scale / abs(product(with: vector).determinant)
    guard abs(ratio - 1) < FlowLattice.recognition else { return nil }
    guard isLayered else { return cbrt(ratio) * vector }
    return vector * Vector3(1, ratio.squareRoot(), ratio.squareRoot())
  }

  private func smallestConjugate(of vector: Vector3) -> Double {
    let size = Vector3(abs(vector.x), abs(vector.y), abs(vector.z))
    return isComplex ? min(size.x, hypot(size.y, size.z)) : size.min()
  }
}
