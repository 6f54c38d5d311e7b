/// The autocorrelation of a stream over lags from one sample to the whole stream, in constant memory.
///
/// Level ℓ correlates averages of m^ℓ samples at the lags j m^ℓ with j < p; all but the first level
/// leave out the lags below p/m, which the level before has better. With p = 16 and m = 2 averaging
/// changes a correlation that decays smoothly by less than its own noise.
///
/// Several components are correlated each with itself. Encoded, decoded and continued, a correlator
/// gives the same bits as uninterrupted.
///
/// - SeeAlso: Ramírez, Sukumaran, Vorselaars & Likhtman, *J. Chem. Phys.* **133**, 154103 (2010),
///   <https://doi.org/10.1063/1.3491098>.
public struct MultipleTauCorrelator: Sendable, Codable, Equatable {
  /// The number of components of every sample, n.
  public let componentCount: Int

  /// The number of lags per level, p.
  public let lagsPerLevel: Int

  /// The number of values averaged from one level to the next, m.
  public let averaged: Int

  /// The number of samples.
  public private(set) var count = 0

  /// Where the values are counted from, shape [n]: the first sample.
  private var reference: [Double] = []

  /// Σ (x − reference), shape [n].
  private var sums: [Double]

  private var levels: [CorrelatorLevel] = []

  /// Creates an empty correlator.
  ///
  /// - Precondition: at least one component, p a multiple of m, m at least 2.
  public init(componentCount: Int = 1, lagsPerLevel: Int = 16, averaged: Int = 2) {
    precondition(
      componentCount > 0 && averaged > 1 && lagsPerLevel > 0
        && lagsPerLevel.isMultiple(of: averaged), "p is a multiple of m, and m at least 2")
    self.componentCount = componentCount
    self.lagsPerLevel = lagsPerLevel
    self.averaged = averaged
    sums = Array(repeating: 0, count: componentCount)
  }

  /// Takes a sample, shape [n].
  ///
  /// - Throws: `StatisticsError.notFinite` with the number of samples before it, taking nothing.
  /// - Complexity: O(n p).
  public mutating func append(_ row: [Double]) throws(StatisticsError) {
    precondition(row.count == componentCount, "a row has as many values as components")
    guard row.allSatisfy(\.isFinite) else { throw .notFinite(index: count) }
    if count == 0 { reference = row }
    var value = row
    for index in value.indices {
      value[index] -= reference[index]
      sums[index] += value[index]
    }
    count += 1
    var level = 0
    while true {
      if level == levels.count { levels.append(emptyLevel(level)) }
      guard levels[level].append(&value, averaged: averaged) else { return }
      level += 1
    }
  }

  /// Takes a sample of the only component.
  public mutating func append(_ value: Double) throws(StatisticsError) { try append([value]) }

  /// Adds what another stream of the same quantity has accumulated.
  ///
  /// The numbers and sums of products at every lag add up, exact up to rounding; no product is
  /// formed of values of two streams. Samples to come continue this stream.
  ///
  /// - Throws: `StatisticsError.differentShapes` for other components, lags or averages.
  public mutating func merge(_ other: MultipleTauCorrelator) throws(StatisticsError) {
    guard
      other.componentCount == componentCount && other.lagsPerLevel == lagsPerLevel
        && other.averaged == averaged
    else { throw .differentShapes }
    guard other.count > 0 else { return }
    if count == 0 { reference = other.reference }
    let shift = zip(other.reference, reference).map { $0 - $1 }
    for (index, level) in other.levels.enumerated() {
      if index == levels.count { levels.append(emptyLevel(index)) }
      levels[index].add(level, shiftedBy: shift)
    }
    for index in sums.indices {
      sums[index] += other.sums[index] + Double(other.count) * shift[index]
    }
    count += other.count
  }

  /// The lags with at least one pair of values, in samples, ascending.
  public var lags: [Int] { entries.map(\.lag) }

  /// The mean of all samples, shape [n]; not a number for none.
  public var mean: [Double] {
    guard count > 0 else { return Array(repeating: .nan, count: componentCount) }
    return zip(reference, sums).map { $0 + $1 / Double(count) }
  }

  /// ⟨(x(0) − x̄)(x(t) − x̄)⟩ of a component at every lag of `lags`, about the mean x̄ of all samples.
  public func autocovariance(component: Int = 0) -> [Double] {
    guard count > 0 else { return [] }
    return moments(component: component, center: sums[component] / Double(count))
  }

  /// ⟨x(0) x(t)⟩ of a component at every lag of `lags`, as for a quantity whose mean is zero by
  /// symmetry.
  public func products(component: Int = 0) -> [Double] {
    guard count > 0 else { return [] }
    return moments(component: component, center: -reference[component])
  }

  /// ⟨(y(0) − c)(y(t) − c)⟩ of the values y counted from the reference.
  private func moments(component: Int, center: Double) -> [Double] {
    entries.map { entry in
      levels[entry.level].moment(entry.place, component: component, center: center)
    }
  }

  private var entries: [(level: Int, place: Int, lag: Int)] {
    var (entries, size): ([(level: Int, place: Int, lag: Int)], Int) = ([], 1)
    for (index, level) in levels.enumerated() {
      for place in level.firstPlace..<lagsPerLevel where level.pairs[place] > 0 {
        entries.append((index, place, place * size))
      }
      size *= averaged
    }
    return entries
  }

  private func emptyLevel(_ index: Int) -> CorrelatorLevel {
    CorrelatorLevel(
      componentCount: componentCount, lags: lagsPerLevel,
      firstPlace: index == 0 ? 0 : lagsPerLevel / averaged)
  }
}
