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
  /// A sum of all three vectors of a basis reduced in pairs can be shorter than each of them, but
  /// no larger multiple.
  public var shortestTranslation: Double {
    var reduced = self
    reduced.reduceBasis()
    let signs = [-1, 0, 1]
    return signs.flatMap { x in signs.flatMap { y in signs.map { z in SIMD3(x, y, z) } } }
      .filter { $0 != SIMD3() }
      .map { reduced.translation($0).norm }.min() ?? 0
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
  /// Pairwise (Gauss) reduction until no vector can be shortened by another: the cell never
  /// becomes thinner than it must, however long it has been sheared.
  ///
  /// Every exchange shortens a vector, by 2e-9 b² in its square at least, and a lattice has only
  /// finitely many vectors below a length, so it ends in exact arithmetic; against cycles by
  /// rounding the passes are bounded.
  public mutating func reduceBasis() {
    var basis = [vectors.columns.0, vectors.columns.1, vectors.columns.2]
    var (changed, passes) = (true, 0)
    while changed, passes < 1000 {
      (changed, passes) = (false, passes + 1)
      for (target, by) in [(1, 0), (2, 0), (2, 1), (0, 1), (0, 2), (1, 2)] {
        let overlap = basis[target].dot(basis[by]) / basis[by].dot(basis[by])
        guard overlap.isFinite else { return }  // a lattice torn apart: left as it is
        // A tie at exactly one half would flip to and fro.
        let multiple = overlap.magnitude <= 0.5 + 1e-9 ? 0 : overlap.rounded()
        if multiple != 0 {
          basis[target] -= multiple * basis[by]
          changed = true
        }
      }
    }
    vectors = Tensor3(columns: basis[0], basis[1], basis[2])
  }
}
