internal import Foundation
internal import Tensors

/// How near the points of a lattice of integers can come under all flows that keep its frame.
///
/// With S the frame and y the coordinates of a point, whose norm is at least 1, the distance from
/// the origin is at least the minimum of |S y| over all y of norm 1. The scale of each column of S
/// changes both that minimum and the cube root of the volume by the same factor. Derived.
enum LatticeBound {
  /// The shortest distance between the points of a lattice for all times, in units of the cube
  /// root of its cell's volume; 0 where the frame has none to speak of.
  static func distance(frame: Tensor3, ring: IntegerRing) -> Double {
    let (first, one, other) = frame.columns
    let length = cbrt((frame.determinant * ring.basis.determinant).magnitude)
    guard length > 1e-4 else { return 0 }
    switch ring {
    case .realCubic:
      return shortest(frame) / length
    case .complexCubic:
      return shortestSpiral(axis: first, one, other) / length
    case .goldenLayers, .hexagonalLayers:
      return planeDistance(one, other, ring) / length
    }
  }

  /// The shortest distance for all times between the points of one layer, spanned by unit
  /// eigenvectors or by the semiaxes of an ellipse.
  ///
  /// Unit vectors at an angle with cosine c: |y₁ e₁ + y₂ e₂|² = y₁² + y₂² ± 2c|y₁y₂| ≥ 2 − 2|c|.
  static func planeDistance(_ one: Vector3, _ other: Vector3, _ ring: IntegerRing) -> Double {
    ring.isComplex
      ? min(one.norm, other.norm) : (2 - 2 * one.dot(other).magnitude).squareRoot()
  }

  /// The minimum of |S y| over |y₁ y₂ y₃| = 1.
  private static func shortest(_ frame: Tensor3) -> Double {
    let (first, one, other) = frame.columns
    let frames = [
      Tensor3(columns: first, one, other), Tensor3(columns: first, -one, other),
      Tensor3(columns: first, one, -other), Tensor3(columns: first, -one, -other),
    ]
    return frames.map(shortestInOctant).min() ?? 0
  }

  /// The minimum over positive y.
  ///
  /// At the minimum of ½|S y|² − Σ log y, which is strictly convex, Sᵀ S y = 1/y, so y is
  /// a multiple of the point sought. Newton's method with steps shortened to 1/(1 + δ), δ their
  /// length in the metric of the Hessian, keeps y positive and converges from everywhere.
  ///
  /// - SeeAlso: Nesterov & Nemirovskii, *Interior-Point Polynomial Algorithms in Convex
  ///   Programming* (SIAM, 1994), chapter 2, <https://doi.org/10.1137/1.9781611970791>.
  private static func shortestInOctant(_ frame: Tensor3) -> Double {
    let metric = frame.transposed * frame
    var y = Vector3(1, 1, 1)
    for _ in 0..<200 {
      let slope = metric * y - 1 / y
      let step = (metric + Tensor3(diagonal: 1 / (y * y))).inverse * slope
      let squared = step.dot(slope)
      guard squared > 1e-24 else { break }
      y -= step / (1 + squared.squareRoot())
    }
    return (frame * y).norm / cbrt(y.x * y.y * y.z)
  }

  /// A lower bound of |S y| over |y₁| |y₂ + i y₃|² = 1, with S an axis and the semiaxes of an
  /// ellipse.
  ///
  /// In the plane of the ellipse the distance is at least b r − p |y₁|, with r = |y₂ + i y₃|, b the
  /// shorter semiaxis and p the axis' part in the plane; the bound is that of an axis tilted
  /// towards the diagonal of a square of sides y₂ = y₃ = r/√2, with the norm y₁y₂y₃ = ½.
  private static func shortestSpiral(axis: Vector3, _ one: Vector3, _ other: Vector3) -> Double {
    let normal = one.cross(other)
    let height = axis.dot(normal) / normal.norm
    let tilt = (axis - (height / normal.norm) * normal).norm
    let side = min(one.norm, other.norm) * 0.5.squareRoot()
    let frame = Tensor3(
      columns: Vector3(tilt, 0, height), Vector3(side, side, 0), Vector3(side, -side, 0))
    return shortest(frame) * cbrt(0.5)
  }
}

extension FlowFrame {
  /// The shortest distance between images for all times, in units of the cube root of the volume;
  /// 1 for the cube of a nilpotent flow.
  var guaranteedDistance: Double {
    guard let ring = kind.ring else { return 1 }
    return LatticeBound.distance(frame: vectors, ring: ring)
  }
}
