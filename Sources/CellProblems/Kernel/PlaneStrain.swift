internal import Tensors

/// Linear elasticity in plane strain.
struct PlaneStrain: ElasticLaw {
  let components = 2
  /// C₁₁, C₁₂, C₁₆, C₂₂, C₂₆, C₆₆ in Voigt's notation.
  let width = 6
  let tables: ElasticTables

  /// Elasticity on a grid; `mean` is the stiffness of the reference material.
  init(grid: VoxelGrid, materials: [Stiffness], mean: Stiffness) {
    tables = ElasticTables(grid, materials, mean: mean) { material, _ in
      material.triangle(of: [0, 1, 5])
    }
  }

  @inline(__always)
  @unsafe func flux(
    _ material: UnsafePointer<SIMD8<Double>>, _ gradient: UnsafePointer<SIMD8<Double>>,
    _ flux: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let (x, y) = (inverse[0], inverse[1])
    let (e0, e1) = unsafe (x * gradient[0], y * gradient[3])
    let e2 = unsafe y * gradient[1] + x * gradient[2]
    let s0 = unsafe material[0] * e0 + material[1] * e1 + material[2] * e2
    let s1 = unsafe material[1] * e0 + material[3] * e1 + material[4] * e2
    let s2 = unsafe material[2] * e0 + material[4] * e1 + material[5] * e2
    unsafe (flux[0], flux[1]) = (x * s0, y * s2)
    unsafe (flux[2], flux[3]) = (x * s2, y * s1)
  }

  @unsafe func trilinear(
    _ material: UnsafePointer<SIMD8<Double>>, _ strength: UnsafePointer<SIMD8<Double>>,
    _ force: UnsafeMutablePointer<SIMD8<Double>>
  ) {}  // a plane has no such mode
}
