internal import Tensors

/// Linear elasticity with a stiffness per voxel, in three dimensions.
struct LinearElasticity: ElasticLaw {
  let components = 3
  /// The 21 stiffnesses, row by row of the upper triangle, and the six sums Σ_i s_i² C_minj.
  let width = 27
  let tables: ElasticTables

  /// Elasticity on a grid; `mean` is the stiffness of the reference material.
  init(grid: VoxelGrid, materials: [Stiffness], mean: Stiffness) {
    tables = ElasticTables(grid, materials, mean: mean) { material, inverse in
      let sums = Stiffness.pairs.map { m, n in
        (0..<3).reduce(0.0) { $0 + inverse[$1] * inverse[$1] * material[m, $1, n, $1] }
      }
      return material.triangle(of: Array(0..<6)) + sums
    }
  }

  @inline(__always)
  @unsafe func flux(
    _ material: UnsafePointer<SIMD8<Double>>, _ gradient: UnsafePointer<SIMD8<Double>>,
    _ flux: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let (x, y, z) = (inverse[0], inverse[1], inverse[2])
    let (e0, e1, e2) = unsafe (x * gradient[0], y * gradient[4], z * gradient[8])
    let e3 = unsafe z * gradient[5] + y * gradient[7]
    let e4 = unsafe z * gradient[2] + x * gradient[6]
    let e5 = unsafe y * gradient[1] + x * gradient[3]
    @inline(__always) func c(_ place: Int) -> SIMD8<Double> { unsafe material[place] }
    let normal = (c(1) * e1 + c(2) * e2, c(6) * e1 + c(7) * e2, c(7) * e1 + c(11) * e2)
    let s0 = (c(0) * e0 + normal.0) + (c(3) * e3 + c(4) * e4 + c(5) * e5)
    let s1 = (c(1) * e0 + normal.1) + (c(8) * e3 + c(9) * e4 + c(10) * e5)
    let s2 = (c(2) * e0 + normal.2) + (c(12) * e3 + c(13) * e4 + c(14) * e5)
    let s3 = (c(3) * e0 + c(8) * e1 + c(12) * e2) + (c(15) * e3 + c(16) * e4 + c(17) * e5)
    let s4 = (c(4) * e0 + c(9) * e1 + c(13) * e2) + (c(16) * e3 + c(18) * e4 + c(19) * e5)
    let s5 = (c(5) * e0 + c(10) * e1 + c(14) * e2) + (c(17) * e3 + c(19) * e4 + c(20) * e5)
    unsafe (flux[0], flux[1], flux[2]) = (x * s0, y * s5, z * s4)
    unsafe (flux[3], flux[4], flux[5]) = (x * s5, y * s1, z * s3)
    unsafe (flux[6], flux[7], flux[8]) = (x * s4, y * s3, z * s2)
  }

  @inline(__always)
  @unsafe func trilinear(
    _ material: UnsafePointer<SIMD8<Double>>, _ strength: UnsafePointer<SIMD8<Double>>,
    _ force: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let (a, b, c) = unsafe (strength[0], strength[1], strength[2])
    unsafe force[0] = material[21] * a + material[26] * b + material[25] * c
    unsafe force[1] = material[26] * a + material[22] * b + material[24] * c
    unsafe force[2] = material[25] * a + material[24] * b + material[23] * c
  }
}
