/// The mean of independent realisations of a random medium with its standard error.
public struct EnsembleMean: Sendable, Equatable {
  /// The mean, shape [n][n].
  public let mean: [[Double]]

  /// The standard error of the mean, shape [n][n]; infinite for a single realisation.
  public let standardErrors: [[Double]]

  /// The number of realisations less one.
  public let degreesOfFreedom: Int

  /// Averages coefficients of realisations that do not know of each other.
  ///
  /// - Precondition: at least one realisation, all of one shape.
  public init(of realizations: [[[Double]]]) {
    precondition(!realizations.isEmpty, "at least one realisation")
    let (count, size) = (Double(realizations.count), realizations[0].count)
    func average(_ value: ([[Double]], Int, Int) -> Double) -> [[Double]] {
      (0..<size).map { row in
        (0..<size).map { column in
          realizations.reduce(0) { $0 + value($1, row, column) } / count
        }
      }
    }
    let mean = average { $0[$1][$2] }
    let scatter = average { matrix, row, column in
      let step = matrix[row][column] - mean[row][column]
      return step * step
    }
    self.mean = mean
    degreesOfFreedom = realizations.count - 1
    standardErrors = scatter.map { row in
      row.map { count > 1 ? ($0 / (count - 1)).squareRoot() : .infinity }
    }
  }
}
