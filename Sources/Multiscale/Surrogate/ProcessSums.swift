/// All that a Gaussian process of fixed rank needs of its data: sums, however many there are.
struct ProcessSums: Sendable {
  /// Σ φ φᵀ/ν, shape [m, m], flat.
  private var gram = [Double](repeating: 0, count: CosineBasis.count * CosineBasis.count)

  /// Σ φ y/ν, shape [m].
  private(set) var moment = [Double](repeating: 0, count: CosineBasis.count)

  /// Σ y²/ν.
  private(set) var square = 0.0

  /// The number of data.
  private(set) var count = 0

  /// Adds a datum.
  mutating func add(_ datum: ScalarProcess.Datum) {
    let features = datum.features
    for row in features.indices {
      let share = features[row] / datum.variance
      for column in features.indices {
        gram[row * features.count + column] += share * features[column]
      }
      moment[row] += share * datum.value
    }
    square += datum.value * datum.value / datum.variance
    count += 1
  }

  /// Σ 1/ν.
  private var weight: Double { gram[0] }

  /// The weighted mean of the values.
  var mean: Double { moment[0] / weight }

  /// The root of the weighted mean square of the values.
  var scale: Double { (square / weight).squareRoot() }

  /// The sums of the values less a number.
  func shifted(by offset: Double) -> ProcessSums {
    var shifted = self
    shifted.square += offset * offset * weight - 2 * offset * moment[0]
    for index in moment.indices { shifted.moment[index] -= offset * gram[index] }
    return shifted
  }

  /// 1 + Σ ψ ψᵀ/ν with ψ_j = d_j φ_j, shape [m, m], flat.
  func information(_ deviations: [Double]) -> [Double] {
    let size = deviations.count
    var matrix = gram
    for row in 0..<size {
      for column in 0..<size {
        matrix[row * size + column] *= deviations[row] * deviations[column]
      }
      matrix[row * size + row] += 1
    }
    return matrix
  }
}
