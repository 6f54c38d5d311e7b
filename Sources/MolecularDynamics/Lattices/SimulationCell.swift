internal import Foundation
public import Tensors

/// A periodic cell spanned by three lattice vectors, of any shape.
///
/// A flow carries the lattice vectors with it. The lattice itself has many bases: replacing one
/// vector by its sum with multiples of the others changes no image of any particle, which is what
/// lets a sheared cell be remapped for ever.
///
/// - SeeAlso: Evans, *Mol. Phys.* **37**, 1745 (1979), for the deforming cell under
///   shear, <https://doi.org/10.1080/00268977900101291>.
public struct SimulationCell: Sendable, Hashable, Codable {
  /// The lattice vectors as columns, shape [3, 3], in [length].
  public private(set) var vectors: Tensor3

  /// The extents a cell may have, in [length]: beyond them no particle can be told from another.
  public static let extents = 1e-15...1e15

  /// The least width of a cell in units of its longest vector: the lattice of a thinner one drowns
  /// in rounding.
  public static let leastFlatness = 1e-9

  /// Creates a cell from its lattice vectors.
  ///
  /// - Throws: `ParameterError` unless the vectors are finite, right-handed and far from one
  ///   plane, and the cell of reasonable extent.
  public init(vectors: Tensor3) throws(ParameterError) {
    let (a, b, c) = vectors.columns
    let longest = max(a.norm, b.norm, c.norm)
    try Self.require(longest, "longest vector of the cell")
    _ = try Double.positive(vectors.determinant, "volume of the cell")
    self.vectors = vectors
    let narrowest = perpendicularWidths.min()
    try Self.require(narrowest, "narrowest width of the cell")
    guard narrowest >= Self.leastFlatness * longest else {
      throw ParameterError(
        parameter: "narrowest width of the cell",
        rule: "at least \(Self.leastFlatness) of its longest vector, which is \(longest)",
        value: narrowest)
    }
  }

  private static func require(_ length: Double, _ name: String) throws(ParameterError) {
    guard extents.contains(length) else {
      throw ParameterError(
        parameter: name, rule: "at least \(extents.lowerBound) and at most \(extents.upperBound)",
        value: length)
    }
  }

  /// A cube.
  ///
  /// - Throws: `ParameterError` unless the edge is finite and positive.
  public static func cube(edge: Double) throws(ParameterError) -> SimulationCell {
    let edge = try Double.positive(edge, "edge of the cell")
    return try SimulationCell(vectors: Tensor3(diagonal: Vector3(edge, edge, edge)))
  }

  /// The volume, in [length³].
  public var volume: Double { vectors.determinant }

  /// The distances between opposite faces, in [length].
  public var perpendicularWidths: Vector3 {
    let (a, b, c) = vectors.columns
    return Vector3(
      volume / b.cross(c).norm, volume / c.cross(a).norm, volume / a.cross(b).norm)
  }

  /// The distance between a particle and its nearest image, in [length].
  ///
  /// A vector of the reduced basis; its sums are compared too, since reduction leaves ties.
  public var shortestTranslation: Double {
    shortSums.reduce(Double.infinity) { min($0, $1.dot($1)) }.squareRoot()
  }

  /// The sums of the vectors of a reduced basis with coefficients −1, 0 and 1 but for 0 itself,
  /// shape [26], in [length]: the short translations are among them.
  var shortSums: [Vector3] {
    var reduced = self
    reduced.reduceBasis()
    let codes = (0..<27).filter { $0 != 13 }
    return codes.map { reduced.translation(SIMD3($0 % 3 - 1, $0 / 3 % 3 - 1, $0 / 9 - 1)) }
  }

  /// Carries the lattice vectors along with an affine map.
  public mutating func deform(by map: Tensor3) { vectors = map * vectors }

  /// The translation that lattice coordinates stand for, in [length].
  public func translation(_ multiples: SIMD3<Int>) -> Vector3 {
    vectors * Vector3(Double(multiples.x), Double(multiples.y), Double(multiples.z))
  }

  /// Moves positions (shape [N], in [length]) by lattice vectors into the cell.
  public func wrap(_ positions: inout [Vector3]) {
    let inverse = vectors.inverse
    for index in positions.indices {
      let turns = (inverse * positions[index]).rounded(.down)
      if turns != .zero { positions[index] -= vectors * turns }
    }
  }

  /// Exchanges the basis for the shortest one of the same lattice.
  ///
  /// No vector can be shortened by an integer multiple of another, nor by the sum or the
  /// difference of the two others. In three dimensions that makes the basis Minkowski-reduced:
  /// its vectors are the shortest independent ones of the lattice, up to ties within 1e-9. So the
  /// cell never becomes thinner than it must, however long it has been deformed.
  ///
  /// Every exchange shortens a vector, by 2e-9 b² in its square at least, and a lattice has only
  /// finitely many vectors below a length, so it ends in exact arithmetic; against cycles by
  /// rounding the passes are bounded.
  ///
  /// - SeeAlso: Nguyen & Stehlé, "Low-dimensional lattice basis reduction revisited", *ACM Trans.
  ///   Algorithms* **5**, 46 (2009), <https://doi.org/10.1145/1597036.1597050>.
  public mutating func reduceBasis() {
    var basis = [vectors.columns.0, vectors.columns.1, vectors.columns.2]
    for _ in 0..<1000 {
      guard Self.shortenByMultiples(&basis) || Self.shortenBySums(&basis) else { break }
    }
    vectors = Tensor3(columns: basis[0], basis[1], basis[2])
  }

  /// Shortens each vector by multiples of each other one; whether any changed.
  private static func shortenByMultiples(_ basis: inout [Vector3]) -> Bool {
    var changed = false
    for (target, by) in [(1, 0), (2, 0), (2, 1), (0, 1), (0, 2), (1, 2)] {
      let overlap = basis[target].dot(basis[by]) / basis[by].dot(basis[by])
      guard overlap.isFinite else { return false }  // a lattice torn apart: left as it is
      // A tie at exactly one half would flip to and fro.
      guard overlap.magnitude > 0.5 + 1e-9 else { continue }
      basis[target] -= overlap.rounded() * basis[by]
      changed = true
    }
    return changed
  }

  /// Shortens a vector by the sum or the difference of the two others; whether one changed.
  private static func shortenBySums(_ basis: inout [Vector3]) -> Bool {
    for (target, one, other) in [(0, 1, 2), (1, 2, 0), (2, 0, 1)] {
      let squared = basis[target].dot(basis[target])
      for sum in [basis[one] + basis[other], basis[one] - basis[other]] {
        for candidate in [basis[target] + sum, basis[target] - sum]
        where candidate.dot(candidate) < (1 - 2e-9) * squared {
          basis[target] = candidate
          return true
        }
      }
    }
    return false
  }
}
