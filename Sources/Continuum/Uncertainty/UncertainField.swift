public import ScaleBridge
internal import Tensors

/// Values along the channel with their sensitivities to every source of sampling error,
///
///     value_i = expectation_i + Σ_k s_ki ξ_k,     ⟨ξ_k⟩ = 0,  ⟨ξ_k ξ_l⟩ = δ_kl.
///
/// The order of the sources is the order in which they were met. Definition.
public struct UncertainField: Sendable, Codable, Equatable {
  /// The values, shape [n].
  public internal(set) var values: [Double]

  /// The sources of error.
  public private(set) var sources: [ErrorSource]

  /// The displacement of the values per standard deviation of each source, shape [sources][n].
  public internal(set) var sensitivities: [[Double]]

  /// Creates a field without error.
  public init(_ values: [Double]) { self.init(values, sources: [], sensitivities: []) }

  /// Creates a field, one row of sensitivities per source.
  init(_ values: [Double], sources: [ErrorSource], sensitivities: [[Double]]) {
    self.values = values
    self.sources = sources
    self.sensitivities = sensitivities
  }

  /// Collects the shear stresses of a batch of answers, in [pressure].
  ///
  /// Sources that do not touch the shear stress are left out.
  init(shearOf responses: [Estimate<CauchyStress>]) {
    self.init(responses.map(\.value.shear))
    var places: [ErrorSource: Int] = [:]
    for (index, response) in responses.enumerated() {
      for error in response.errors where error.amplitude.shear != 0 {
        let place = places[error.source] ?? appendSource(error.source)
        places[error.source] = place
        sensitivities[place][index] += error.amplitude.shear
      }
    }
  }

  /// Adds a source that moves nothing yet and returns its place.
  private mutating func appendSource(_ source: ErrorSource) -> Int {
    sources.append(source)
    sensitivities.append(Array(repeating: 0, count: values.count))
    return sources.count - 1
  }
}

extension UncertainField {
  /// One standard deviation of every value, shape [n].
  public var standardErrors: [Double] { variances.map { $0.squareRoot() } }

  /// The half-widths of the two-sided 95 % confidence intervals, shape [n].
  public var halfWidths: [Double] { values.indices.map { self[$0].halfWidth } }

  /// One value with its errors.
  public subscript(index: Int) -> UncertainValue {
    UncertainValue(
      values[index],
      errors: zip(sources, sensitivities).map {
        SamplingError(source: $0, amplitude: $1[index])
      })
  }

  /// The linear functional Σ_i w_i value_i.
  ///
  /// - Parameter weights: the weights w, shape [n].
  public func functional(_ weights: [Double]) -> UncertainValue {
    func product(_ values: [Double]) -> Double {
      zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return UncertainValue(
      product(values),
      errors: zip(sources, sensitivities).map {
        SamplingError(source: $0, amplitude: product($1))
      })
  }

  /// The variances Σ_k s_ki², shape [n].
  var variances: [Double] {
    sensitivities.reduce(into: Array(repeating: 0, count: values.count)) { sums, row in
      for index in row.indices { sums[index] += row[index] * row[index] }
    }
  }

  /// The image under a linear map of fields, such as a gradient.
  func mapped(_ transform: ([Double]) -> [Double]) -> UncertainField {
    UncertainField(
      transform(values), sources: sources, sensitivities: sensitivities.map(transform))
  }

  /// The sum with a multiple of another field; shared sources add before they are squared.
  func adding(_ factor: Double, times other: UncertainField) -> UncertainField {
    var sum = self
    func add(_ row: [Double], to place: inout [Double]) {
      for index in row.indices { place[index] += factor * row[index] }
    }
    add(other.values, to: &sum.values)
    if sources.starts(with: other.sources) {
      for (place, row) in other.sensitivities.enumerated() {
        add(row, to: &sum.sensitivities[place])
      }
      return sum
    }
    sum = sum.aligned(with: other)
    var places: [ErrorSource: Int] = [:]
    for (place, source) in sum.sources.enumerated() { places[source] = place }
    for (source, row) in zip(other.sources, other.sensitivities) {
      if let place = places[source] { add(row, to: &sum.sensitivities[place]) }
    }
    return sum
  }

  /// The same field, with the sources of another one appended at zero sensitivity.
  func aligned(with other: UncertainField) -> UncertainField {
    var result = self
    let known = Set(sources)
    for source in other.sources where !known.contains(source) { _ = result.appendSource(source) }
    return result
  }

  /// Drops sources whose share of every variance is below rounding. The others keep their order.
  mutating func dropNegligibleSources() {
    let limit = 1e-20 * (variances.max() ?? 0) / Double(max(1, sources.count))
    let kept = sources.indices.filter { place in
      sensitivities[place].contains { $0 * $0 > limit }
    }
    guard kept.count < sources.count else { return }
    sources = kept.map { sources[$0] }
    sensitivities = kept.map { sensitivities[$0] }
  }
}
