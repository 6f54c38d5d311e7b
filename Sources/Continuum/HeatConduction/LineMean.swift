internal import Discretization
internal import Tensors

extension HeatConduction {
  /// The mean temperature over parts of a line that repeats itself, exact for what is linear between
  /// unknowns.
  ///
  /// - Parameters:
  ///   - parts: intervals of x within the line, in [length].
  ///   - line: where the line begins and ends, in [length].
  public func meanTemperature(
    over parts: [ClosedRange<Double>], ofPeriodic line: ClosedRange<Double>
  ) -> UncertainValue {
    let places = body.space.points.map(\.x)
    let order = places.indices.sorted { places[$0] < places[$1] }
    guard let first = order.first else { return UncertainValue(0, errors: []) }
    let length = line.upperBound - line.lowerBound
    let next = order.dropFirst() + [first]
    var weights = [Double](repeating: 0, count: places.count)
    let total = parts.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
    for (left, right) in zip(order, next) {
      let start = places[left]
      let end = right == first ? places[first] + length : places[right]
      for part in parts {
        let overlap = (max(start, part.lowerBound), min(end, part.upperBound))
        guard overlap.1 > overlap.0 else { continue }
        let place = (0.5 * (overlap.0 + overlap.1) - start) / (end - start)
        let share = (overlap.1 - overlap.0) / total
        weights[left] += share * (1 - place)
        weights[right] += share * place
      }
    }
    return temperature.functional(weights)
  }
}
