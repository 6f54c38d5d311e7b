/// One level of a `MultipleTauCorrelator`: the last p values and the sums over pairs of them.
/// Definition.
struct CorrelatorLevel: Sendable, Codable, Equatable {
  /// The shortest lag kept, in values of this level.
  let firstPlace: Int

  /// The number of pairs at every lag, shape [p].
  private(set) var pairs: [Int]

  /// Σ x(0) x(t), shape [p, n], flat.
  private var products: [Double]

  /// Σ x(0) + x(t) over the same pairs, shape [p, n], flat.
  private var pairSums: [Double]

  /// The last values in a ring, shape [p, n], flat.
  private var ring: [Double]

  /// The number of values taken.
  private var taken = 0

  /// The sum of the values for the next level, shape [n].
  private var sum: [Double]

  init(componentCount: Int, lags: Int, firstPlace: Int) {
    self.firstPlace = firstPlace
    pairs = Array(repeating: 0, count: lags)
    products = Array(repeating: 0, count: lags * componentCount)
    pairSums = products
    ring = products
    sum = Array(repeating: 0, count: componentCount)
  }

  /// Takes a value; if it completes an average, that replaces the argument and the result is true.
  mutating func append(_ value: inout [Double], averaged: Int) -> Bool {
    let (width, lags) = (sum.count, pairs.count)
    let head = taken % lags
    for component in 0..<width { ring[head * width + component] = value[component] }
    taken += 1
    for lag in firstPlace..<min(lags, max(firstPlace, taken)) {
      let place = head >= lag ? head - lag : head - lag + lags
      pairs[lag] += 1
      for component in 0..<width {
        let earlier = ring[place * width + component]
        products[lag * width + component] += value[component] * earlier
        pairSums[lag * width + component] += value[component] + earlier
      }
    }
    for component in 0..<width { sum[component] += value[component] }
    guard taken.isMultiple(of: averaged) else { return false }
    for component in 0..<width {
      value[component] = sum[component] / Double(averaged)
      sum[component] = 0
    }
    return true
  }

  /// Adds the sums of another stream, whose zero lies elsewhere.
  mutating func add(_ other: CorrelatorLevel, shiftedBy shift: [Double]) {
    let width = sum.count
    for lag in pairs.indices {
      let number = Double(other.pairs[lag])
      for component in 0..<width {
        let (index, offset) = (lag * width + component, shift[component])
        products[index] +=
          other.products[index] + offset * other.pairSums[index] + number * offset * offset
        pairSums[index] += other.pairSums[index] + 2 * number * offset
      }
      pairs[lag] += other.pairs[lag]
    }
  }

  /// The average of (x(0) − c)(x(t) − c) over the pairs at a lag.
  func moment(_ lag: Int, component: Int, center: Double) -> Double {
    let (index, number) = (lag * sum.count + component, Double(pairs[lag]))
    return (products[index] - center * pairSums[index]) / number + center * center
  }
}
