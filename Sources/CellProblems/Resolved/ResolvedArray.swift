internal import Foundation

/// A regular array of cylinders or spheres on curved elements of high order whose faces lie on the
/// interface.
///
/// Solutions are analytic in every block up to the interface, so the error of the effective coefficient
/// falls exponentially with the order p, where voxels fall as their edge. Two orders tell it.
///
/// - SeeAlso: Patera, *J. Comput. Phys.* **54**, 468 (1984),
///   <https://doi.org/10.1016/0021-9991(84)90128-1>.
public struct ResolvedArray: Sendable, Equatable {
  /// The effective coefficient at the highest order.
  public let coefficient: Double

  /// Its difference from the order before.
  public let error: Double

  /// The orders and the coefficient of each.
  public let orders: [Int]

  /// The coefficient of each order.
  public let coefficients: [Double]

  /// Unknowns at the highest order.
  public let unknowns: Int

  /// Iterations at each order.
  public let iterations: [Int]

  /// Raises the order until the coefficient stays the same.
  ///
  /// - Parameters:
  ///   - array: how the inclusions are arranged.
  ///   - share: the volume share of the inclusions.
  ///   - matrix: the coefficient around them, positive.
  ///   - inclusion: their own coefficient; zero is a pore, infinity conducts without resistance.
  ///   - tolerance: the relative difference of two orders that is small enough.
  ///   - limit: the highest order; by default 40 in the plane and 16 in space.
  /// - Throws: `CellFailure.infeasible` where inclusions do not fit the primitive cell of the array: where
  ///   they touch in square and simple cubic arrays, from a share of 0.68 on in hexagonal ones, 0.37
  ///   in body-centred and 0.40 in face-centred ones; `CellFailure.notConverged`.
  public init(
    _ array: Inclusions.Array, share: Double, matrix: Double, inclusion: Double,
    tolerance: Double = 1e-9,
    limit: Int? = nil
  ) throws(CellFailure) {
    precondition(matrix > 0 && inclusion >= 0, "a cell that conducts")
    let dimension = array.dimension
    let radius =
      dimension == 2 ? (share / .pi).squareRoot() : cbrt(3 * share / (4 * .pi))
    guard share > 0, radius < array.inscribedRadius else {
      let ratio = array.inscribedRadius / radius
      let most = share * (dimension == 2 ? ratio * ratio : ratio * ratio * ratio)
      throw .infeasible(
        reason: "inclusions of this array fit its primitive cell up to a share of \(most)")
    }
    let blocks = InclusionBlocks(edges: array.primitiveEdges, radius: radius)
    let limit = limit ?? (dimension == 2 ? 40 : 16)
    var (orders, values, counts) = ([Int](), [Double](), [Int]())
    var unknowns = 0
    for order in stride(from: 4, through: max(limit, 6), by: 2) {
      let elements = CurvedElements(blocks, order: order)
      let found = try elements.coefficient(
        inside: inclusion, outside: matrix, tolerance: 1e-2 * tolerance.squareRoot())
      orders.append(order)
      values.append(found.coefficient)
      counts.append(found.iterations)
      unknowns = elements.nodeCount
      if values.count > 1,
        abs(values[values.count - 1] - values[values.count - 2])
          <= tolerance * values[values.count - 1]
      {
        break
      }
    }
    (self.orders, coefficients, iterations, self.unknowns) = (orders, values, counts, unknowns)
    coefficient = values[values.count - 1]
    error = abs(coefficient - values[values.count - 2])
  }
}
