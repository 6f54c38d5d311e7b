internal import NumericalMethods
public import Tensors

/// Particles that keep their distances from each other: the shape and the masses of a rigid molecule.
///
/// Its frame has the centre of mass at the origin and the principal axes of inertia as axes.
public struct RigidBody: Sendable, Hashable, Codable {
  /// The places of the particles in the frame, shape [n], in [length].
  public let sites: [Vector3]

  /// The masses of the particles, shape [n], in [mass].
  public let masses: [Double]

  /// The mass of all, in [mass].
  public let mass: Double

  /// The principal moments of inertia, all positive, in [mass·length²].
  public let inertia: Vector3

  /// Two particles that span a triangle with the first one, the largest there is.
  private let corners: [Int]

  /// The inverse of the axes of that triangle in the frame.
  private let inverseTriad: Tensor3

  /// The least moment of inertia in units of the largest: that of a line is zero.
  private static let flatness = 1e-6

  /// Takes the shape of some particles.
  ///
  /// - Parameters:
  ///   - places: shape [n], in [length], in any frame.
  ///   - masses: shape [n], in [mass].
  /// - Throws: `ParameterError` unless masses are positive and three particles span a triangle.
  public init(places: [Vector3], masses: [Double]) throws(ParameterError) {
    precondition(places.count == masses.count, "a mass for each particle")
    for mass in masses { _ = try Double.positive(mass, "mass") }
    let total = masses.reduce(0, +)
    let centre = zip(places, masses).reduce(Vector3.zero) { $0 + $1.1 * $1.0 } / total
    let arms = places.map { $0 - centre }
    var tensor = Tensor3.zero
    for (arm, mass) in zip(arms, masses) {
      let square = arm.dot(arm)
      tensor +=
        mass * (Tensor3(diagonal: Vector3(square, square, square)) - Tensor3(dyad: arm, arm))
    }
    guard let axes = try? SymmetricEigen.decompose(tensor.rows.flatMap { $0 }),
      axes.values[0] > Self.flatness * axes.values[2]
    else {
      throw ParameterError(
        parameter: "least moment of inertia of a rigid molecule",
        rule: "positive: its particles must not lie on a line", value: 0)
    }
    let (x, y) = (Vector3(axes.vectors[0]), Vector3(axes.vectors[1]))
    let toFrame = Tensor3(rows: x, y, x.cross(y))
    sites = arms.map { toFrame * $0 }
    self.masses = masses
    mass = total
    inertia = Vector3(axes.values)
    corners = Self.largestTriangle(sites)
    inverseTriad =
      Self.triad(sites[corners[0]] - sites[0], sites[corners[1]] - sites[0]).transposed
  }

  /// A molecule of three particles from its distances, in [length].
  ///
  /// - Throws: `ParameterError` where the distances make no triangle, or masses are not positive.
  public static func triangle(
    first: Double, second: Double, between: Double, masses: [Double]
  ) throws(ParameterError) -> RigidBody {
    let along = (first * first + second * second - between * between) / (2 * first)
    let height = second * second - along * along
    guard height > 0 else {
      throw ParameterError(
        parameter: "squared height of a triangle of fixed distances", rule: "positive",
        value: height)
    }
    return try RigidBody(
      places: [.zero, Vector3(first, 0, 0), Vector3(along, height.squareRoot(), 0)], masses: masses)
  }

  private static func largestTriangle(_ sites: [Vector3]) -> [Int] {
    var (corners, largest) = ([1, 2], 0.0)
    for second in sites.indices.dropFirst() {
      for third in sites.indices.dropFirst(second + 1) {
        let area = (sites[second] - sites[0]).cross(sites[third] - sites[0]).norm
        if area > largest { (corners, largest) = ([second, third], area) }
      }
    }
    return corners
  }

  /// Unit vectors along an arm, towards another one, and normal to both.
  @inline(__always)
  private static func triad(_ arm: Vector3, _ other: Vector3) -> Tensor3 {
    let normal = arm.cross(other)
    let (first, third) = (1 / arm.norm * arm, 1 / normal.norm * normal)
    return Tensor3(columns: first, third.cross(first), third)
  }
}

extension RigidBody {
  /// How many particles there are.
  public var count: Int { sites.count }

  /// The largest distance between two particles, in [length].
  public var extent: Double {
    sites.reduce(0) { largest, site in
      sites.reduce(largest) { max($0, ($1 - site).norm) }
    }
  }

  /// The rotation that takes the frame to particles, from their places relative to the first one.
  @inline(__always)
  func orientation(_ place: (Int) -> Vector3) -> Tensor3 {
    Self.triad(place(corners[0]), place(corners[1])) * inverseTriad
  }

  /// The degrees of freedom of each particle along one axis, averaged over orientations; in all two.
  ///
  /// In equilibrium ½ m ⟨v²⟩ = ½ k_B T (m/M + ⅓ Σ_k m |e_k × s|²/I_k) along an axis. Derived.
  var freedoms: [Double] {
    zip(sites, masses).map { site, mass in
      let square = site.dot(site)
      let arms = Vector3(square, square, square) - site * site
      return mass / self.mass + mass / 3 * (arms / inertia).sum()
    }
  }
}

extension Vector3 {
  fileprivate init(_ values: [Double]) { self.init(values[0], values[1], values[2]) }
}
