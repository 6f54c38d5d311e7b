/// How the material of a voxel answers the shapes that a field takes within it.
protocol VoxelLaw: Sendable {
  /// The components of the field: one potential, or the displacements.
  var components: Int { get }

  /// The material that preconditions all others, as products ∂_i u_m A_minj ∂_j u_n in voxels.
  ///
  /// - Returns: A, shape [components, d, components, d], flat.
  var reference: [Double] { get }

  /// Replaces the modes of a row of voxels by the forces that belong to them.
  ///
  /// - Parameter indices: the materials of the row's voxels.
  @unsafe func respond(_ rows: ModeRows, _ indices: UnsafePointer<Int32>)
}

extension VoxelLaw {
  /// The mean of the reference material's coefficients A_mimi.
  func meanCoefficient(spacing: [Double]) -> Double {
    let dimension = spacing.count
    let diagonal = (0..<components * dimension).map { place in
      let square = spacing[place % dimension] * spacing[place % dimension]
      return reference[place * (components * dimension + 1)] * square
    }
    return diagonal.reduce(0, +) / Double(diagonal.count)
  }
}

/// Integrals over a voxel of products of the derivatives of its modes.
///
/// With coordinates counted from the centre in voxels, ∫x² = 1/12, so a mode that is linear in one
/// of the coordinates a derivative leaves weighs 1/12, in two of them 1/144. Modes stand in rows as
/// sums and differences, 2^(d−|m|) times too large. Derivation.
enum ModeWeights {
  /// The weight of the products of modes of a number of axes.
  static func weight(axes: Int, dimension: Int) -> Double {
    let scale = 1 / Double(1 << (2 * (dimension - axes)))
    return axes == 1 ? scale : axes == 2 ? scale / 12 : scale / 144
  }
}

/// Conduction with one coefficient per voxel.
struct IsotropicConduction: VoxelLaw {
  let components = 1

  /// The coefficients, shape [materials].
  private let coefficients: [Double]

  /// The force of a mode of unit strength and coefficient, shape [2^d].
  private let weights: [Double]

  let reference: [Double]

  /// Conduction on a grid; `mean` is the coefficient of the reference material.
  init(grid: VoxelGrid, coefficients: [Double], mean: Double) {
    let dimension = grid.dimension
    let squares = grid.spacing.map { 1 / ($0 * $0) }
    self.coefficients = coefficients
    weights = (0..<1 << dimension).map { mask in
      guard mask > 0 else { return 0 }
      let sum = (0..<dimension).reduce(0.0) { mask >> $1 & 1 == 1 ? $0 + squares[$1] : $0 }
      return sum * ModeWeights.weight(axes: mask.nonzeroBitCount, dimension: dimension)
    }
    reference = (0..<dimension * dimension).map {
      $0 / dimension == $0 % dimension ? mean * squares[$0 % dimension] : 0
    }
  }

  @unsafe func respond(_ rows: ModeRows, _ indices: UnsafePointer<Int32>) {
    let length = rows.length
    unsafe coefficients.withUnsafeBufferPointer { table in
      let row = unsafe rows.mode(0, 0)  // the constant mode has no force: its row is free
      for index in 0..<length { unsafe row[index] = table[Int(indices[index])] }
      for mask in 1..<1 << rows.dimension {
        let (mode, weight) = unsafe (rows.mode(0, mask), weights[mask])
        for index in 0..<length { unsafe mode[index] *= weight * row[index] }
      }
    }
  }
}
