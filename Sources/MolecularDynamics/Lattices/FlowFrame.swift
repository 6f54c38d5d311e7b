internal import Foundation
internal import Tensors

/// The kind of a homogeneous flow and its own directions.
///
/// With I = ½ tr L² and D = det L the eigenvalues of a gradient without trace solve
/// λ³ − I λ − D = 0. One real eigenvalue always stands apart: the largest of three real ones, or
/// the only one. Its eigenvector and the invariant plane of the other two are well-conditioned;
/// within the plane, in the axes along which L has equal diagonal elements,
///
///     L = −½ λ + [ 0, σ + w; σ − w, 0 ],     eigenvalues −½ λ ± √(σ² − w²),
///
/// with σ the rate of strain and w that of rotation. A flow that is nilpotent to rounding has no
/// such eigenvalue and is recognised by its flag. Derived.
struct FlowFrame {
  /// The kind of the flow.
  let kind: FlowKind

  /// Its directions as columns, in the order of the coordinates of the kind's ring, scaled so that
  /// layers are as far apart as points within them; for a nilpotent flow the orthonormal flag in
  /// which L is strictly upper triangular.
  let vectors: Tensor3

  /// The shares of the norm of a gradient below which parts of it count as rounding.
  static let tolerance = 1e-9

  private init(_ kind: FlowKind, _ vectors: Tensor3) {
    self.kind = kind
    self.vectors = vectors
  }

  /// Analyses a gradient without trace and of norm 1, or zero.
  init(of gradient: Tensor3) {
    self = Self.nilpotent(gradient) ?? Self.diagonalizable(gradient)
  }

  /// The flag a, c, b of L = g a ⊗ b, or of L² = g a ⊗ b, if L is strictly upper triangular in it.
  private static func nilpotent(_ gradient: Tensor3) -> FlowFrame? {
    let (x, y, z) = Tensor3.identity.columns
    guard gradient != .zero else { return FlowFrame(.rest, Tensor3(columns: x, -z, y)) }
    let square = gradient * gradient
    let isCompound = square.norm > tolerance.squareRoot()
    let (first, normal) = (isCompound ? square : gradient).dyadDirections
    let last = (normal - first * first.dot(normal)).unit
    let frame = Tensor3(columns: first, last.cross(first), last)
    let own = frame.transposed * gradient * frame
    guard (own - own.strictlyUpperPart).norm <= tolerance else { return nil }
    return FlowFrame(isCompound ? .compoundShear : .simpleShear, frame)
  }

  private static func diagonalizable(_ gradient: Tensor3) -> FlowFrame {
    let rate = isolatedEigenvalue(of: gradient)
    // The adjugate of L − λ is the dyad of the right and the left eigenvector.
    let shifted = gradient - Tensor3(diagonal: Vector3(rate, rate, rate))
    let (axis, normal) = shifted.adjugate.dyadDirections
    let plane = PlanarFlow(of: gradient, normalTo: normal)
    let reach = plane.discriminant.magnitude.squareRoot()
    if max(plane.strain, abs(plane.rotation)) <= tolerance {
      return FlowFrame(.axialElongation, rightHanded(axis, plane.axes, .complexCubic))
    }
    if plane.discriminant < 0 {
      let isLayered = abs(rate) <= tolerance
      let kind = isLayered ? FlowKind.rotation : .spiral
      return FlowFrame(kind, rightHanded(axis, plane.semiaxes, kind.ring))
    }
    let (plus, minus) = plane.eigenvectors
    let other = (abs(rate) / 2 - reach).magnitude
    guard other <= tolerance else {
      return FlowFrame(.elongation, rightHanded(axis, (plus, minus), .realCubic))
    }
    // The eigenvalue −½ λ ± √… that vanishes has the sign opposite to that of −½ λ.
    let (line, partner) = rate > 0 ? (plus, minus) : (minus, plus)
    return FlowFrame(.planarElongation, rightHanded(line, (axis, partner), .goldenLayers))
  }

  /// The real root of λ³ − I λ − D that is farthest from the other two.
  private static func isolatedEigenvalue(of gradient: Tensor3) -> Double {
    let square = gradient * gradient
    let (linear, constant) = (0.5 * square.trace, gradient.determinant)
    let third = linear / 3
    let half = constant.magnitude / 2
    let discriminant = half * half - third * third * third
    var root: Double
    if discriminant <= 0 {
      let cosine = min(1, half / (third * third.squareRoot()))
      root = 2 * third.squareRoot() * cos(acos(cosine) / 3)
    } else {
      let part = cbrt(half + discriminant.squareRoot())
      root = part + third / part
    }
    root = Double(signOf: constant, magnitudeOf: 1) * root
    for _ in 0..<2 {
      let slope = 3 * root * root - linear
      if slope != 0 { root -= ((root * root - linear) * root - constant) / slope }
    }
    return root
  }

  /// The frame of a first direction and two others, fit for a ring: the lattice right-handed and
  /// its layers, if it has any, as far apart as the points within them.
  private static func rightHanded(
    _ first: Vector3, _ others: (Vector3, Vector3), _ ring: IntegerRing?
  ) -> Tensor3 {
    guard let ring else { return .identity }
    var first = first
    let (one, other) = others
    if ring.isLayered {
      let height = first.dot(one.cross(other).unit).magnitude
      first *= LatticeBound.planeDistance(one, other, ring) / height
    }
    let sign = Tensor3(columns: first, one, other).determinant * ring.basis.determinant
    return Tensor3(columns: sign < 0 ? -first : first, one, other)
  }
}

/// The flow within the invariant plane of two eigenvalues.
private struct PlanarFlow {
  /// Half the difference of the principal stretching rates σ, in units of the gradient.
  let strain: Double

  /// The rate of rotation w, in the same units.
  let rotation: Double

  /// The orthonormal axes along which L has equal diagonal elements.
  let axes: (Vector3, Vector3)

  init(of gradient: Tensor3, normalTo normal: Vector3) {
    let first = normal.anyPerpendicular
    let second = normal.cross(first)
    let (image, other) = (gradient * first, gradient * second)
    let stretch = 0.5 * (first.dot(image) - second.dot(other))
    let shear = 0.5 * (first.dot(other) + second.dot(image))
    strain = hypot(stretch, shear)
    rotation = 0.5 * (first.dot(other) - second.dot(image))
    let angle = 0.5 * atan2(shear, stretch) - .pi / 4
    axes = (
      cos(angle) * first + sin(angle) * second, cos(angle) * second - sin(angle) * first
    )
  }

  /// σ² − w².
  var discriminant: Double { (strain - rotation) * (strain + rotation) }

  /// The semiaxes of the ellipses on which the flow turns, of product 1.
  var semiaxes: (Vector3, Vector3) {
    let ratio = ((rotation + strain) / (rotation - strain)).magnitude
    return (axes.0 * pow(ratio, 0.25), axes.1 * pow(ratio, -0.25))
  }

  /// The unit eigenvectors, first that of +√(σ² − w²).
  var eigenvectors: (Vector3, Vector3) {
    let (long, short) = ((strain + rotation).squareRoot(), (strain - rotation).squareRoot())
    let (one, other) = (long * axes.0, short * axes.1)
    return ((one + other).unit, (one - other).unit)
  }
}

extension Vector3 {
  /// The vector of length 1 in the same direction.
  fileprivate var unit: Vector3 { self / norm }

  /// Some unit vector at right angles to this unit vector.
  fileprivate var anyPerpendicular: Vector3 {
    let (x, y, z) = Tensor3.identity.columns
    let size = Vector3(abs(self.x), abs(self.y), abs(self.z))
    let axis = size.x == size.min() ? x : (size.y == size.min() ? y : z)
    return (axis - dot(axis) * self).unit
  }
}

extension Tensor3 {
  /// The part above the diagonal.
  var strictlyUpperPart: Tensor3 {
    Tensor3(
      columns: .zero, Vector3(self[0, 1], 0, 0), Vector3(self[0, 2], self[1, 2], 0))
  }

  /// The adjugate, adj(A) A = det A.
  fileprivate var adjugate: Tensor3 {
    let (a, b, c) = columns
    return Tensor3(rows: b.cross(c), c.cross(a), a.cross(b))
  }

  /// The directions of a and b of a tensor that is a multiple of a ⊗ b, their largest components
  /// positive.
  fileprivate var dyadDirections: (Vector3, Vector3) {
    (Self.direction(of: self), Self.direction(of: transposed))
  }

  private static func direction(of tensor: Tensor3) -> Vector3 {
    let (a, b, c) = tensor.columns
    let longer = a.norm >= b.norm ? a : b
    let longest = longer.norm >= c.norm ? longer : c
    let largest = longest.max() >= -longest.min() ? 1.0 : -1.0
    return (largest * longest).unit
  }
}
