/// The latest shear stresses that were answered on a march in time.
///
/// Whole batches are kept, the latest always, and as many before it as fit a bounded number of
/// answers. Definition.
struct AnswerHistory: Sendable, Codable, Equatable {
  /// The number of answers beyond which the oldest batches go.
  static let capacity = 32

  /// The shear rates, shape [n], in [1/time].
  private(set) var rates: [Double] = []

  /// The stresses, shape [n], in [pressure].
  private(set) var stresses = UncertainField([])

  /// The number of answers in each batch.
  private var batches: [Int] = []

  /// Adds a batch.
  mutating func append(_ answers: UncertainField, atRates newRates: [Double]) {
    batches.append(newRates.count)
    rates += newRates
    stresses = stresses.joined(with: answers)
    while rates.count > Self.capacity, batches.count > 1 {
      let oldest = batches.removeFirst()
      rates.removeFirst(oldest)
      stresses.removeFirst(oldest)
    }
  }
}

extension UncertainField {
  /// The values of this field followed by those of another; shared sources stay shared.
  fileprivate func joined(with other: UncertainField) -> UncertainField {
    let before = UncertainField(
      values + other.values.map { _ in 0 }, sources: sources,
      sensitivities: sensitivities.map { $0 + other.values.map { _ in 0 } })
    let after = UncertainField(
      values.map { _ in 0 } + other.values, sources: other.sources,
      sensitivities: other.sensitivities.map { values.map { _ in 0 } + $0 })
    return before.adding(1, times: after)
  }

  /// Drops the first values, and the sources that touch none of the others.
  fileprivate mutating func removeFirst(_ count: Int) {
    let rows = sensitivities.map { Array($0.dropFirst(count)) }
    let kept = rows.indices.filter { row in rows[row].contains { $0 != 0 } }
    self = UncertainField(
      Array(values.dropFirst(count)), sources: kept.map { sources[$0] },
      sensitivities: kept.map { rows[$0] })
  }
}
