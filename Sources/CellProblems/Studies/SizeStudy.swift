/// How a cell's answer depends on its size δ, for several conditions on its boundary: mean, scatter and,
/// against a known answer, bias.
///
/// The number looked at is the mean of the diagonal of the effective coefficients. Cells of random
/// media are realisations, those of periodic media windows at random places; both scatter, and
/// neither the bias nor the scatter of one tells anything about the other.
///
/// - SeeAlso: Yue & E, *J. Comput. Phys.* **222**, 556 (2007),
///   <https://doi.org/10.1016/j.jcp.2006.07.034>.
public struct SizeStudy: Sendable {
  /// What cells of one size and method gave.
  public struct Row: Sendable, Equatable {
    /// The condition on the boundary.
    public let boundary: CellBoundary
    /// The edge of the cell in periods, δ/ε.
    public let size: Double
    /// The mean over all cells.
    public let mean: Double
    /// Its standard error; infinite for one cell.
    public let standardError: Double
    /// The standard deviation of one cell.
    public let deviation: Double
    /// The mean less the reference; nil without one.
    public let bias: Double?
  }

  /// One row for every boundary and size, sizes in the order given.
  public let rows: [Row]

  /// How many cells of each size were solved.
  public let samples: Int

  /// The answer that bias is taken from, if known.
  public let reference: Double?

  /// Solves all cells.
  ///
  /// - Parameters:
  ///   - sizes: edges of the cell in periods.
  ///   - methods: the methods of a size, one per boundary.
  ///   - reference: the answer for the medium.
  ///   - medium: makes the cell of a size and sample; all methods share it.
  /// - Throws: `CellFailure`, and what `medium` throws.
  public init(
    sizes: [Double], samples: Int, methods: (Double) -> [CellMethod], reference: Double?,
    settings: SolverSettings = SolverSettings(), medium: (Double, Int) throws -> CellMedium
  ) throws {
    precondition(samples > 0 && !sizes.isEmpty, "at least one cell")
    var rows: [Row] = []
    for size in sizes {
      let methods = methods(size)
      var found = methods.map { _ in [Double]() }
      for sample in 0..<samples {
        let cell = try medium(size, sample)
        for (index, method) in methods.enumerated() {
          let matrix = try cell.solve(by: method, settings).coefficients
          let trace = matrix.indices.reduce(0) { $0 + matrix[$1][$1] }
          found[index].append(trace / Double(matrix.count))
        }
      }
      rows += zip(methods, found).map { method, values in
        let ensemble = EnsembleMean(of: values.map { [[$0]] })
        let (mean, error) = (ensemble.mean[0][0], ensemble.standardErrors[0][0])
        return Row(
          boundary: method.boundary, size: size, mean: mean, standardError: error,
          deviation: error * Double(samples).squareRoot(), bias: reference.map { mean - $0 })
      }
    }
    (self.rows, self.samples, self.reference) = (rows, samples, reference)
  }

  /// The rows of one boundary, in the order of the sizes.
  public func rows(of boundary: CellBoundary) -> [Row] { rows.filter { $0.boundary == boundary } }

  /// The power with which the scatter of a cell falls; nil where it is but rounding.
  public func scatterRate(of boundary: CellBoundary) -> ConvergenceRate? {
    let rows = rows(of: boundary)
    guard samples > 1, rows.allSatisfy({ $0.deviation > 1e-9 * abs($0.mean) }) else { return nil }
    // A standard deviation of n samples is known to one part in √(2(n − 1)).
    let error = 1 / Double(2 * (samples - 1)).squareRoot()
    return ConvergenceRate(
      sizes: rows.map(\.size), values: rows.map(\.deviation), errors: rows.map { _ in error })
  }

  /// The power with which the bias falls, from the sizes whose bias stands out of twice its error;
  /// nil for fewer than two of them.
  public func biasRate(of boundary: CellBoundary) -> ConvergenceRate? {
    let seen = rows(of: boundary).filter { row in
      guard let bias = row.bias else { return false }
      return abs(bias) > max(2 * row.standardError, 1e-9 * abs(row.mean))
    }
    let (sizes, values) = (seen.map(\.size), seen.map { abs($0.bias ?? 0) })
    let errors = seen.map { $0.standardError / abs($0.bias ?? 1) }
    return ConvergenceRate(
      sizes: sizes, values: values, errors: errors.allSatisfy { $0 > 0 } ? errors : nil)
  }
}
