internal import NumericalMethods
public import Tensors

extension CellMedium {
  /// A linear elastic medium: div(C : (E + ε(w))) = 0, C a stiffness in each voxel; a plane cell is
  /// in plane strain.
  ///
  /// The basic mean strains are Voigt's with engineering shears, so the effective coefficients are
  /// the stiffness C*_αβ in Voigt's order: shape [6, 6], and [3, 3] with xx, yy, xy in the plane.
  /// Zero is a pore.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every stiffness is finite and not negative.
  public init(elastic map: VoxelMap<Stiffness>) throws(CellFailure) {
    for (index, material) in map.materials.enumerated() {
      if let value = material.components.first(where: { !$0.isFinite }) {
        throw map.failure(rule: "finite", value: value, material: index)
      }
      let matrix = material.kelvinMatrix.flatMap(\.self)
      let least = (try? SymmetricEigen.decompose(matrix))?.values.first ?? 0
      let scale = matrix.reduce(0) { max($0, $1.magnitude) }
      guard least >= -1e-12 * scale else {
        throw map.failure(
          rule: "a stiffness without negative eigenvalues", value: least, material: index)
      }
    }
    let fractions = map.fractions
    let mean = Stiffness(
      components: (0..<36).map { place in
        zip(map.materials, fractions).reduce(0) { $0 + $1.0.components[place] * $1.1 }
      })
    guard (0..<6).allSatisfy({ mean.components[7 * $0] > 0 }) else {
      throw .badMaterial(rule: "positive somewhere", value: 0, voxel: nil)
    }
    let (isPlane, materials) = (map.grid.dimension == 2, map.materials)
    let void = Stiffness(components: Array(repeating: 0, count: 36))
    grid = map.grid
    indices = map.indices
    materialCount = materials.count
    gradients = Self.strains(dimension: map.grid.dimension)
    hasPores = zip(materials, fractions).contains { $0.0.components[0] == 0 && $0.1 > 0 }
    conductors = []
    law = { grid in
      guard isPlane else {
        return LinearElasticity(grid: grid, materials: materials + [void], mean: mean)
      }
      return PlaneStrain(grid: grid, materials: materials + [void], mean: mean)
    }
  }

  /// Unit strains in Voigt's order, as symmetric gradients of shape [d · d].
  private static func strains(dimension: Int) -> [[Double]] {
    let pairs = Stiffness.pairs.filter { $0.0 < dimension && $0.1 < dimension }
    return pairs.map { pair in
      (0..<dimension * dimension).map { place in
        let (row, column) = (place / dimension, place % dimension)
        guard (row, column) == pair || (column, row) == pair else { return 0 }
        return row == column ? 1 : 0.5
      }
    }
  }
}
