/// A symmetric positive matrix of three rows, such as the information on three parameters.
struct SymmetricMatrix3 {
  /// The columns.
  var columns = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)

  /// Adds a multiple of g gᵀ.
  mutating func add(_ weight: Double, _ gradient: SIMD3<Double>) {
    let scaled = weight * gradient
    columns.0 += scaled.x * gradient
    columns.1 += scaled.y * gradient
    columns.2 += scaled.z * gradient
  }

  /// The diagonal.
  var diagonal: SIMD3<Double> { SIMD3(columns.0.x, columns.1.y, columns.2.z) }

  /// The matrix with its diagonal multiplied, and 1 where it was zero: parameters that the data
  /// say nothing about stay where they are.
  func damped(by factor: Double) -> SymmetricMatrix3 {
    var result = self
    let diagonal = diagonal
    result.columns.0.x = diagonal.x > 0 ? factor * diagonal.x : 1
    result.columns.1.y = diagonal.y > 0 ? factor * diagonal.y : 1
    result.columns.2.z = diagonal.z > 0 ? factor * diagonal.z : 1
    return result
  }

  /// A v.
  static func * (matrix: SymmetricMatrix3, vector: SIMD3<Double>) -> SIMD3<Double> {
    vector.x * matrix.columns.0 + vector.y * matrix.columns.1 + vector.z * matrix.columns.2
  }

  /// The solution of A x = v by Cholesky's decomposition; nil unless A is well positive.
  func solve(_ vector: SIMD3<Double>) -> SIMD3<Double>? {
    let scale = diagonal
    guard scale.x > 0, scale.y > 0, scale.z > 0 else { return nil }
    let a = scale.x.squareRoot()
    let (b, c) = (columns.0.y / a, columns.0.z / a)
    let second = scale.y - b * b
    guard second > Self.tolerance * scale.y else { return nil }
    let d = second.squareRoot()
    let e = (columns.1.z - b * c) / d
    let third = scale.z - c * c - e * e
    guard third > Self.tolerance * scale.z else { return nil }
    let f = third.squareRoot()
    let forward = vector.x / a
    let next = (vector.y - b * forward) / d
    let last = (vector.z - c * forward - e * next) / f
    let z = last / f
    let y = (next - e * z) / d
    return SIMD3((forward - b * y - c * z) / a, y, z)
  }

  /// Pivots smaller than this part of their diagonal element count as zero.
  private static let tolerance = 1e-11
}
