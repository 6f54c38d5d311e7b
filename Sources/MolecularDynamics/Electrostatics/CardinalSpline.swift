internal import Foundation

/// The cardinal B-spline of an order, by which charges are spread over the points of a mesh.
///
/// M_p is the p-fold convolution of a box of width one, positive on (0, p). A charge at w behind a
/// mesh point, in units of the spacing, gives the p points around it the weights
///
///     θ_j(w) = M_p(w + p − 1 − j),    j = 0 … p − 1,
///
/// polynomials of degree p − 1 in w, evaluated for all points at once.
///
/// - SeeAlso: Essmann et al., *J. Chem. Phys.* **103**, 8577 (1995), section III,
///   <https://doi.org/10.1063/1.470117>.
struct CardinalSpline: Sendable {
  /// The order p, the number of points in each direction.
  let order: Int

  /// The orders there are.
  static let orders = 4...8

  /// Coefficients of wⁿ for all points, zero beyond the order, shape [p].
  private let coefficients: [SIMD8<Double>]

  /// The same of the derivatives.
  private let slopes: [SIMD8<Double>]

  /// Creates a spline.
  ///
  /// - Precondition: an order that there is.
  init(order: Int) {
    precondition(Self.orders.contains(order), "an order from 4 to 8")
    self.order = order
    let pieces = (0..<order).map { Self.polynomial(order, piece: order - 1 - $0) }
    coefficients = (0..<order).map { power in
      var lanes = SIMD8<Double>()
      for (point, piece) in pieces.enumerated() { lanes[point] = piece[power] }
      return lanes
    }
    slopes = zip(1..<order, coefficients.dropFirst()).map { power, lanes in Double(power) * lanes }
  }

  /// The coefficients of M_p(w + piece) in w, 0 ≤ w < 1, from the recursion
  ///
  ///     (p − 1) M_p(u) = u M_{p−1}(u) + (p − u) M_{p−1}(u − 1).
  private static func polynomial(_ order: Int, piece: Int) -> [Double] {
    guard (0..<order).contains(piece) else { return Array(repeating: 0, count: order) }
    guard order > 1 else { return [1] }
    let own = polynomial(order - 1, piece: piece)
    let before = polynomial(order - 1, piece: piece - 1)
    let (near, far) = (Double(piece), Double(order - piece))
    let scale = 1 / Double(order - 1)
    return (0..<order).map { power in
      let here = power < order - 1 ? near * own[power] + far * before[power] : 0
      let raised = power > 0 ? own[power - 1] - before[power - 1] : 0
      return scale * (here + raised)
    }
  }

  /// Shows coefficients of wⁿ for all points, n = 0 … p − 1, and those of the derivatives, n < p − 1;
  /// zero beyond the order.
  @inline(__always)
  func withCoefficients(
    _ body: (_ weights: UnsafePointer<SIMD8<Double>>, _ slopes: UnsafePointer<SIMD8<Double>>) ->
      Void
  ) {
    unsafe coefficients.withUnsafeBufferPointer { weights in
      unsafe slopes.withUnsafeBufferPointer { slopes in
        guard let weights = weights.baseAddress, let slopes = slopes.baseAddress else { return }
        unsafe body(weights, slopes)
      }
    }
  }

  /// The Fourier transform of M_p about its centre, (sin x/x)^p with x = π n/K.
  func transform(_ n: Int, of points: Int) -> Double {
    let x = Double.pi * Double(n) / Double(points)
    return n == 0 ? 1 : pow(sin(x) / x, Double(order))
  }

  /// The sum of the squared transforms over all aliases of a mode, Σ_m (sin x_m/x_m)^{2p}: the
  /// Fourier series of M_{2p} at the mesh points, by Poisson's formula.
  func aliasSum(_ n: Int, of points: Int) -> Double {
    let angle = 2 * Double.pi * Double(n) / Double(points)
    return Self.values[2 * order].enumerated().reduce(0) { sum, item in
      sum + item.element * (item.offset == 0 ? 1 : 2 * cos(angle * Double(item.offset)))
    }
  }

  /// M_p(p/2 + l) for l = 0, 1, … of each even order up to sixteen.
  private static let values: [[Double]] = (0...16).map { order in
    guard order > 1, order.isMultiple(of: 2) else { return [] }
    return (0..<order / 2).map { polynomial(order, piece: order / 2 + $0)[0] }
  }
}
