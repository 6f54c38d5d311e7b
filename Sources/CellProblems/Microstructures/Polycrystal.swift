public import NumericalMethods
public import Tensors

/// Grains that are the periodic Voronoi cells of random points: one phase per grain.
public struct Polycrystal: Microstructure {
  /// The edges of the period, shape [d], in [length].
  public let lengths: [Double]

  /// The grains' points, shape [grains].
  public let seeds: [Vector3]

  /// The orientation of each grain, uniform among all rotations (about z in the plane).
  public let orientations: [Tensor3]

  /// The number of phases.
  public var phaseCount: Int { seeds.count }

  /// A random polycrystal in the unit square or cube.
  public init(grains: Int, dimension: Int, stream: inout RandomStream) {
    precondition(grains > 0, "a polycrystal has grains")
    lengths = Array(repeating: 1, count: dimension)
    var (seeds, orientations) = ([Vector3](), [Tensor3]())
    for _ in 0..<grains {
      seeds.append(
        Vector3(stream.uniform(), stream.uniform(), dimension == 3 ? stream.uniform() : 0))
      orientations.append(
        dimension == 3 ? Self.rotation(&stream) : Self.planeRotation(&stream))
    }
    self.seeds = seeds
    self.orientations = orientations
  }

  /// The phase at a point of the period, counted from 0.
  public func phase(at point: Vector3) -> Int {
    var (best, distance) = (0, Double.infinity)
    for (index, seed) in seeds.enumerated() {
      let step = point - seed
      let nearest = step - step.rounded(.toNearestOrEven)
      let square = nearest.dot(nearest)
      if square < distance { (best, distance) = (index, square) }
    }
    return best
  }

  /// The rotation of a random unit quaternion, which is uniform.
  ///
  /// - SeeAlso: Shoemake, in *Graphics Gems III* (1992), p. 124.
  private static func rotation(_ stream: inout RandomStream) -> Tensor3 {
    var q = SIMD4(stream.normal(), stream.normal(), stream.normal(), stream.normal())
    q /= (q * q).sum().squareRoot()
    let (w, x, y, z) = (q.w, q.x, q.y, q.z)
    return Tensor3(
      rows: Vector3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
      Vector3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
      Vector3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
  }

  private static func planeRotation(_ stream: inout RandomStream) -> Tensor3 {
    var direction = SIMD2(stream.normal(), stream.normal())
    direction /= (direction * direction).sum().squareRoot()
    let (c, s) = (direction.x, direction.y)
    return Tensor3(rows: Vector3(c, -s, 0), Vector3(s, c, 0), Vector3(0, 0, 1))
  }
}
