internal import NumericalMethods

/// The multilinear elements of a voxel grid with nonlinear materials, integrated at 2^d Gauss points.
///
/// The tangent k I + 2 k′ g ⊗ g of the last residual is kept at every point, so that its products with
/// fields cost no evaluation of materials.
final class NonlinearOperator {
  /// The voxels.
  let grid: VoxelGrid

  private let indices: [Int32]
  private let materials: [any MonotoneFlux]

  /// Derivatives of the corners' shapes at the points, shape [points][d][corners], in [1/length].
  private let slopes: [Double]

  /// k and 2 k′ g gᵀ's factors at all points, shape [voxels, points, 1 + d]: k, then √|2k′| g.
  private var tangents: [Double]

  /// The sign of k′ at all points.
  private var signs: [Double]

  /// A tangent is at least and at most this part of the mean coefficient at the mean gradient.
  private static let limits = (1e-6, 1e6)

  init(grid: VoxelGrid, indices: [Int32], materials: [any MonotoneFlux]) {
    (self.grid, self.indices, self.materials) = (grid, indices, materials)
    let (dimension, corners) = (grid.dimension, 1 << grid.dimension)
    let points = [0.5 - 0.5 / 3.0.squareRoot(), 0.5 + 0.5 / 3.0.squareRoot()]
    let spacing = grid.spacing
    slopes = (0..<corners).flatMap { point in
      (0..<dimension).flatMap { axis in
        (0..<corners).map { corner in
          (0..<dimension).reduce(1.0) { product, other in
            let x = points[point >> other & 1]
            let isUp = corner >> other & 1 == 1
            if other == axis { return product * (isUp ? 1 : -1) / spacing[axis] }
            return product * (isUp ? x : 1 - x)
          }
        }
      }
    }
    tangents = Array(repeating: 0, count: grid.count * corners * (1 + dimension))
    signs = Array(repeating: 0, count: grid.count * corners)
  }

  /// The forces Dᵀ a(G + D u) and the mean flux; keeps the tangent.
  func residual(_ field: FieldVector, gradient: [Double], into image: FieldVector) -> [Double] {
    let dimension = grid.dimension
    let corners = 1 << dimension
    // Where the gradient vanishes a power law has no tangent, or none but zero.
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    let scale =
      materials.reduce(0) { $0 + $1.coefficient(atSquare: square).value } / Double(materials.count)
    let (low, high) = (Self.limits.0 * scale, Self.limits.1 * scale)
    var mean = [Double](repeating: 0, count: dimension)
    let width = 1 + dimension
    sweep(field, into: image) { voxel, point, slope, flux in
      var total = 0.0
      for axis in 0..<dimension {
        slope[axis] += gradient[axis]
        total += slope[axis] * slope[axis]
      }
      let safe = max(total, 1e-24 * square)
      let (value, derivative) = materials[Int(indices[voxel])].coefficient(atSquare: safe)
      let place = voxel * corners + point
      tangents[place * width] = min(max(value, low), high)
      signs[place] = derivative < 0 ? -1 : 1
      // A power below 2 softens along the gradient, but never beyond what monotony leaves.
      let factor = min(2 * abs(derivative), high / safe).squareRoot()
      for axis in 0..<dimension {
        tangents[place * width + 1 + axis] = factor * slope[axis]
        flux[axis] = value * slope[axis]
        mean[axis] += flux[axis]
      }
    }
    return mean.map { $0 / Double(grid.count * corners) }
  }

  /// The forces of the tangent, Dᵀ (∂a/∂g)(G + D u) with a mean gradient or none, and the mean flux.
  @discardableResult
  func tangent(
    _ field: FieldVector, gradient: [Double]? = nil, into image: FieldVector
  ) -> [Double] {
    let (dimension, corners) = (grid.dimension, 1 << grid.dimension)
    let width = 1 + dimension
    var mean = [Double](repeating: 0, count: dimension)
    sweep(field, into: image) { voxel, point, slope, flux in
      let place = voxel * corners + point
      var along = 0.0
      for axis in 0..<dimension {
        if let gradient { slope[axis] += gradient[axis] }
        along += tangents[place * width + 1 + axis] * slope[axis]
      }
      along *= signs[place]
      for axis in 0..<dimension {
        flux[axis] =
          tangents[place * width] * slope[axis] + along * tangents[place * width + 1 + axis]
        mean[axis] += flux[axis]
      }
    }
    return mean.map { $0 / Double(grid.count * corners) }
  }

  /// The mean of the tangent's diagonal, for a reference material.
  var meanCoefficient: Double {
    let width = 1 + grid.dimension
    var sum = 0.0
    for place in signs.indices {
      sum += tangents[place * width]
      for axis in 1..<width {
        let value = tangents[place * width + axis]
        sum += signs[place] * value * value / Double(grid.dimension)
      }
    }
    return sum / Double(signs.count)
  }

  /// Visits all points with the gradient of a field, and adds Dᵀ of the fluxes found.
  private func sweep(
    _ field: FieldVector, into image: FieldVector,
    _ body: (Int, Int, inout [Double], inout [Double]) -> Void
  ) {
    let (dimension, corners) = (grid.dimension, 1 << grid.dimension)
    unsafe image.pointer.update(repeating: 0, count: image.count)
    var nodes = [Int](repeating: 0, count: corners)
    var (values, forces) = ([Double](repeating: 0, count: corners), [Double]())
    var slope = [Double](repeating: 0, count: dimension)
    var flux = slope
    for voxel in 0..<grid.count {
      let place = grid.indices(of: voxel)
      for corner in 0..<corners {
        var node = 0
        for axis in 0..<dimension {
          let index = place[axis] + (corner >> axis & 1)
          node = node * grid.shape[axis] + (index == grid.shape[axis] ? 0 : index)
        }
        nodes[corner] = node
        values[corner] = unsafe field.pointer[node]
      }
      forces = Array(repeating: 0, count: corners)
      for point in 0..<corners {
        for axis in 0..<dimension {
          let start = (point * dimension + axis) * corners
          var sum = 0.0
          for corner in 0..<corners { sum += slopes[start + corner] * values[corner] }
          slope[axis] = sum
        }
        body(voxel, point, &slope, &flux)
        for axis in 0..<dimension {
          let start = (point * dimension + axis) * corners
          for corner in 0..<corners { forces[corner] += slopes[start + corner] * flux[axis] }
        }
      }
      for corner in 0..<corners {
        unsafe image.pointer[nodes[corner]] += forces[corner] / Double(corners)
      }
    }
  }
}
