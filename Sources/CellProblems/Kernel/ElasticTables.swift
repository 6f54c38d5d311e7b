internal import Tensors

/// The numbers of elastic materials on a grid.
struct ElasticTables: Sendable {
  /// The inverse edges of a voxel, shape [d].
  let inverse: [Double]

  /// The numbers of all materials, shape [materials, width], flat.
  let materials: [Double]

  /// The reference material, shape [d, d, d, d], flat.
  let reference: [Double]

  /// Tabulates materials; `row` gives the numbers of one from the inverse edges.
  init(
    _ grid: VoxelGrid, _ materials: [Stiffness], mean: Stiffness,
    row: (Stiffness, [Double]) -> [Double]
  ) {
    let inverse = grid.spacing.map { 1 / $0 }
    self.inverse = inverse
    self.materials = materials.flatMap { row($0, inverse) }
    reference = mean.coupling(inverseSpacing: inverse)
  }
}

/// A law of displacements, whose numbers stand in tables.
protocol ElasticLaw: BlockLaw {
  /// The numbers of the materials.
  var tables: ElasticTables { get }
}

extension ElasticLaw {
  var table: [Double] { tables.materials }
  var reference: [Double] { tables.reference }
  var inverse: [Double] { tables.inverse }
}

extension Stiffness {
  /// The upper triangle of the rows and columns of Voigt's notation in some places.
  func triangle(of places: [Int]) -> [Double] {
    places.indices.flatMap { row in
      places[row...].map { components[6 * places[row] + $0] }
    }
  }

  /// C_minj s_i s_j of displacements along d axes, per cube of edge 1, with the inverse spacings s of
  /// the grid, shape [d, d, d, d] in the order m, i, n, j.
  func coupling(inverseSpacing: [Double]) -> [Double] {
    let axes = inverseSpacing.indices
    return axes.flatMap { m in
      axes.flatMap { i in
        axes.flatMap { n in
          axes.map { j in inverseSpacing[i] * inverseSpacing[j] * self[m, i, n, j] }
        }
      }
    }
  }
}
