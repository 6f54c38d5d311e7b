internal import Tensors

/// An interaction looked up in a table.
///
/// Between equidistant knots in s = r² the energy is the cubic in s that has the table's energies
/// and slopes du/ds = −f/(2r) at its ends. Energies and forces are continuous, and the force is the
/// exact derivative of the energy, −u′/r = −2 du/ds, so trajectories conserve energy.
///
/// Below the first distance the table knows nothing and answers with what is not a number: a
/// trajectory that gets there breaks down instead of going on with invented forces. Derived.
public struct Tabulated: PairFunction {
  /// The first distance of the table, in [length].
  public let innermost: Double

  /// The cutoff: the last distance of the table, in [length].
  public let cutoff: Double

  /// The number of cubics.
  public let intervals: Int

  /// Coefficients of the cubics, one row each and one behind them for the cutoff itself.
  private var table: LaneTable

  /// The first row.
  private var offset = 0

  /// The most cubics of a table; more would not fit into fast memory.
  public static let intervalLimit = 8192

  /// Samples a function at equidistant squared distances from an innermost distance to its cutoff.
  ///
  /// The largest error of the energy is u⁗h⁴/384, h the spacing and u⁗ the fourth derivative in s.
  ///
  /// - Throws: `ParameterError` unless 0 < innermost < cutoff and energies and forces are finite.
  public init(_ function: some PairFunction, from innermost: Double, intervals: Int = 1024) throws {
    precondition((1...Self.intervalLimit).contains(intervals))
    let innermost = try Double.positive(innermost, "innermost distance")
    try Self.requireIncreasing([innermost, function.cutoff])
    let knots = Self.knots(from: innermost, to: function.cutoff, intervals: intervals)
    let pairs = knots.map { function.evaluate(squaredDistance: $0, between: 0, 0) }
    try self.init(
      CubicHermite(
        knots: knots, values: pairs.map(\.energy),
        slopes: pairs.map { -0.5 * $0.forceOverDistance }))
  }

  /// Takes over a table of distances r, energies u and forces f = −u′, shape [n ≥ 2] each.
  ///
  /// Where the distances are not equidistant in r², the table is first sampled at knots as dense as
  /// its own where they are densest.
  ///
  /// - Throws: `ParameterError` unless the numbers are finite, the distances positive and
  ///   increasing, and the forces the slopes of the energies within the table's coarseness.
  public init(distances: [Double], energies: [Double], forces: [Double]) throws {
    precondition(distances.count == energies.count && distances.count == forces.count)
    try Self.requireIncreasing(distances)
    let given = CubicHermite(
      knots: distances.map { $0 * $0 }, values: energies,
      slopes: zip(forces, distances).map { -0.5 * $0 / $1 })
    try Self.require(given, "energies and forces")
    try Self.requireForces(forces, of: energies, at: distances)
    let least = zip(given.knots.dropFirst(), given.knots).map { $0 - $1 }.min() ?? 0
    let count = (given.knots[distances.count - 1] - given.knots[0]) / least
    let intervals = max(Int(min(count - 1e-6, Double(Self.intervalLimit)).rounded(.up)), 1)
    let knots = Self.knots(
      from: distances[0], to: distances[distances.count - 1], intervals: intervals)
    let samples = given.samples(at: knots)
    try self.init(CubicHermite(knots: knots, values: samples.values, slopes: samples.slopes))
  }

  /// Takes over cubics between equidistant knots.
  private init(_ cubics: CubicHermite) throws {
    try Self.require(cubics, "energies and forces")
    intervals = cubics.knots.count - 1
    innermost = cubics.knots[0].squareRoot()
    cutoff = cubics.knots[intervals].squareRoot()
    let width = (cubics.knots[intervals] - cubics.knots[0]) / Double(intervals)
    let last = [cubics.values[intervals], width * cubics.slopes[intervals], 0, 0]
    table = LaneTable((0..<intervals).flatMap(cubics.coefficients(ofInterval:)) + last)
  }

  private var width: Double { (cutoff * cutoff - innermost * innermost) / Double(intervals) }

  /// The square of the first distance, one over the spacing of knots, the number of cubics, the
  /// first row, −2 over the spacing.
  public var parameters: [Double] {
    [innermost * innermost, 1 / width, Double(intervals), Double(offset), -2 / width]
  }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let (start, count) = (parameters[0], parameters[2])
    let place = (squaredDistance - start) * parameters[1]
    let inside = place.replaced(by: count, where: place, exceeds: count)
    // At a knot either neighbour will do: their cubics agree.
    let interval = (inside - Values(repeating: 0.5)).rounded
    let x = (inside - interval)
      .replaced(by: Values(repeating: .nan), where: start, exceeds: squaredDistance)
    let c = Values.rows(of: table, at: interval + parameters[3])
    let energy = c.first.addingProduct(
      x, c.second.addingProduct(x, c.third.addingProduct(x, c.fourth)))
    let cubic = Values(repeating: 3) * c.fourth
    let slope = c.second.addingProduct(x, (c.third + c.third).addingProduct(x, cubic))
    return (energy, slope * parameters[4])
  }

  /// The tables of a mixture, in one.
  public static func sharing(_ functions: [[Tabulated]]) -> [[Tabulated]] {
    var (numbers, starts) = ([Double](), [[Int]]())
    for row in functions {
      starts.append([])
      for function in row {
        starts[starts.count - 1].append(numbers.count / 4)
        let first = 4 * function.offset
        numbers += function.table.doubles[first..<first + 4 * (function.intervals + 1)]
      }
    }
    let table = LaneTable(numbers)
    return zip(functions, starts).map { row, starts in
      zip(row, starts).map { function, start in
        var function = function
        (function.table, function.offset) = (table, start)
        return function
      }
    }
  }
}

extension Tabulated {
  /// Equidistant squared distances.
  private static func knots(from first: Double, to last: Double, intervals: Int) -> [Double] {
    let (start, end) = (first * first, last * last)
    return (0...intervals).map { start + (end - start) * (Double($0) / Double(intervals)) }
  }

  private static func requireIncreasing(_ distances: [Double]) throws(ParameterError) {
    guard let first = distances.first, distances.count >= 2 else {
      throw ParameterError(
        parameter: "number of distances", rule: "at least 2", value: Double(distances.count))
    }
    _ = try Double.positive(first, "first distance")
    for (next, previous) in zip(distances.dropFirst(), distances)
    where !(next.isFinite && next > previous) {
      throw ParameterError(
        parameter: "distance after \(previous)", rule: "finite and larger", value: next)
    }
  }

  private static func require(_ cubics: CubicHermite, _ name: String) throws(ParameterError) {
    guard let strange = (cubics.values + cubics.slopes).first(where: { !$0.isFinite }) else {
      return
    }
    throw ParameterError(parameter: name, rule: "finite", value: strange)
  }

  /// Forces of the wrong sign, in another unit or of another table contradict the energies by more
  /// than the trapezoidal rule ever errs on a table that resolves its interaction.
  private static func requireForces(
    _ forces: [Double], of energies: [Double], at distances: [Double]
  ) throws(ParameterError) {
    var (contradiction, rise) = (0.0, 0.0)
    for index in 1..<distances.count {
      let step = energies[index] - energies[index - 1]
      let work = 0.5 * (forces[index] + forces[index - 1])
      contradiction += abs(step + work * (distances[index] - distances[index - 1]))
      rise += abs(step)
    }
    guard contradiction > 0.3 * rise else { return }
    throw ParameterError(
      parameter: "contradiction between forces and the slopes of energies",
      rule: "at most 0.3 of the energies' variation", value: contradiction / rise)
  }
}
