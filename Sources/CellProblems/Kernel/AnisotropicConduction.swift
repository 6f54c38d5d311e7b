/// Conduction with a symmetric tensor per voxel.
struct AnisotropicConduction: BlockLaw {
  let components = 1
  let width: Int
  let table: [Double]
  let reference: [Double]

  private let dimension: Int

  /// Conduction on a grid.
  ///
  /// - Parameters:
  ///   - tensors: the coefficients, one tensor per material, shape [d, d], flat.
  ///   - mean: the tensor of the reference material.
  init(grid: VoxelGrid, tensors: [[Double]], mean: [Double]) {
    let (dimension, spacing) = (grid.dimension, grid.spacing)
    func scaled(_ tensor: [Double]) -> [Double] {
      tensor.enumerated().map { place, value in
        value / (spacing[place / dimension] * spacing[place % dimension])
      }
    }
    self.dimension = dimension
    width = dimension * (dimension + 1) / 2
    table = tensors.flatMap { tensor in
      let scaled = scaled(tensor)
      return (0..<dimension).flatMap { row in
        (row..<dimension).map { scaled[row * dimension + $0] }
      }
    }
    reference = scaled(mean)
  }

  @inline(__always)
  @unsafe func flux(
    _ material: UnsafePointer<SIMD8<Double>>, _ gradient: UnsafePointer<SIMD8<Double>>,
    _ flux: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let (x, y) = unsafe (gradient[0], gradient[1])
    if dimension == 2 {
      unsafe flux[0] = material[0] * x + material[1] * y
      unsafe flux[1] = material[1] * x + material[2] * y
    } else {
      let z = unsafe gradient[2]
      unsafe flux[0] = material[0] * x + material[1] * y + material[2] * z
      unsafe flux[1] = material[1] * x + material[3] * y + material[4] * z
      unsafe flux[2] = material[2] * x + material[4] * y + material[5] * z
    }
  }

  @inline(__always)
  @unsafe func trilinear(
    _ material: UnsafePointer<SIMD8<Double>>, _ strength: UnsafePointer<SIMD8<Double>>,
    _ force: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    unsafe force[0] = (material[0] + material[3] + material[5]) * strength[0]
  }
}
