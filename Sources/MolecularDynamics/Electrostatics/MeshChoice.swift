internal import Foundation
public import Tensors

extension MeshParameters {
  /// The cheapest parameters for an accuracy of the forces on charges arranged as in a configuration.
  ///
  /// Pairs may make 0.7 of the error, which decides the splitting; the mesh may make a
  /// quarter of it: where charges gather in drops, it makes up to three times as much as predicted. For each order the coarsest mesh that does is found, and of these the cheapest one is taken.
  ///
  /// - Parameters:
  ///   - error: the root of the mean squared error of a force, in [force].
  ///   - charges: a typical configuration.
  ///   - cutoff: up to which distance pairs count, in [length].
  /// - Throws: `ParameterError` unless error and cutoff are finite and positive, or where no mesh
  ///   that fits into memory reaches the accuracy.
  public init(
    error: Double, of charges: PointCharges, cutoff: Double
  ) throws(ParameterError) {
    let error = try Double.positive(error, "error of a force")
    let cutoff = try Double.positive(cutoff, "Ewald cutoff")
    let splitting = EwaldError(charges).splitting(realError: 0.7 * error, cutoff: cutoff)
    let choice = MeshChoice(charges, splitting: splitting, error: 0.25 * error)
    var best: (cost: Double, order: Int, spacing: Double)?
    for order in CardinalSpline.orders {
      guard let spacing = choice.spacing(order: order) else { continue }
      let cost = choice.cost(order: order, spacing: spacing)
      if cost < best?.cost ?? .infinity { best = (cost, order, spacing) }
    }
    guard let best else {
      throw ParameterError(
        parameter: "error of a force",
        rule: "within reach of a mesh of "
          + "\(MeshChoice.extentLimit) points in each direction; a longer cutoff helps",
        value: error)
    }
    try self.init(splitting: splitting, cutoff: cutoff, spacing: best.spacing, order: best.order)
  }

  /// About how long it takes, in nanoseconds.
  func cost(of charges: PointCharges) -> Double {
    MeshChoice(charges, splitting: splitting, error: 0).cost(order: order, spacing: spacing)
  }

  /// The expected root of the mean squared error of a force, in [force]: that of pairs beyond the
  /// cutoff and that of the mesh.
  public func predictedError(of charges: PointCharges) -> (pairs: Double, mesh: Double) {
    let choice = MeshChoice(charges, splitting: splitting, error: 0)
    return (
      EwaldError(charges).real(splitting: splitting, cutoff: cutoff),
      choice.error(order: order, shape: shape(of: charges.cell))
    )
  }
}

/// Looks for the coarsest mesh that does.
private struct MeshChoice {
  let charges: PointCharges
  let splitting: Double
  let error: Double
  private let structure: ChargeStructure

  /// The most points in a direction.
  static let extentLimit = 256

  init(_ charges: PointCharges, splitting: Double, error: Double) {
    self.charges = charges
    self.splitting = splitting
    self.error = error
    // e^{−k²/4α²} < 1e-16 beyond.
    structure = ChargeStructure(of: charges, upTo: 12 * splitting)
  }

  func error(order: Int, shape: SIMD3<Int>) -> Double {
    MeshError(
      splitting: splitting, order: order, shape: shape, in: charges.cell, structure: structure
    ).force(of: charges)
  }

  /// The largest spacing at which the error is small enough, among the cell's longest vector over even
  /// extents without large prime factors; nil if none is.
  func spacing(order: Int) -> Double? {
    let (a, b, c) = charges.cell.vectors.columns
    let edge = max(a.norm, b.norm, c.norm)
    let extents = (4...Self.extentLimit / 2).map { 2 * $0 }
      .filter { MeshParameters.extent(Double($0)) == $0 }
    // A hair more than the edge over the extent, so that rounding adds no plane.
    func spacing(_ index: Int) -> Double { (1 + 1e-9) * edge / Double(extents[index]) }
    func suffices(_ index: Int) -> Bool {
      error(order: order, shape: shape(spacing(index))) <= error
    }
    // From coarse to fine, since fine meshes take long to judge; then back.
    var (coarse, fine) = (-1, 0)
    while !suffices(fine) {
      guard fine < extents.count - 1 else { return nil }
      (coarse, fine) = (fine, min(fine + 4, extents.count - 1))
    }
    while fine - coarse > 1 {
      let middle = (coarse + fine) / 2
      if suffices(middle) { fine = middle } else { coarse = middle }
    }
    return spacing(fine)
  }

  private func shape(_ spacing: Double) -> SIMD3<Int> {
    MeshParameters.shape(of: charges.cell, spacing: spacing)
  }

  /// About how long a mesh takes, in nanoseconds: rows of points that each charge touches twice, and
  /// points that are transformed twice and multiplied.
  func cost(order: Int, spacing: Double) -> Double {
    let shape = shape(spacing)
    let points = Double(shape.x * shape.y * shape.z)
    let rows = Double(charges.values.count { $0 != 0 } * order * order)
    return 3 * rows + points * (3 + 0.5 * log2(points))
  }
}
