/// Cubics between knots that take on values and slopes there: continuous with their first
/// derivative. Definition.
struct CubicHermite {
  /// The knots, increasing, with values and slopes; shape [n] each.
  let knots, values, slopes: [Double]

  /// The coefficients of the cubic over one interval in powers of x, 0 ≤ x ≤ 1.
  func coefficients(ofInterval index: Int) -> [Double] {
    let width = knots[index + 1] - knots[index]
    let rise = values[index + 1] - values[index]
    let (first, second) = (width * slopes[index], width * slopes[index + 1])
    return [values[index], first, 3 * rise - 2 * first - second, first + second - 2 * rise]
  }

  /// Value and slope at many places, which must increase and lie between the knots.
  func samples(at places: [Double]) -> (values: [Double], slopes: [Double]) {
    var (samples, rates) = ([Double](), [Double]())
    var interval = 0
    for place in places {
      while interval + 2 < knots.count, place >= knots[interval + 1] { interval += 1 }
      let width = knots[interval + 1] - knots[interval]
      let x = (place - knots[interval]) / width
      let c = coefficients(ofInterval: interval)
      samples.append(c[0] + x * (c[1] + x * (c[2] + x * c[3])))
      rates.append((c[1] + x * (2 * c[2] + x * 3 * c[3])) / width)
    }
    return (samples, rates)
  }
}
