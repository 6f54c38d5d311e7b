internal import Tensors

/// How pictures of a series count time.
struct TimeAxis {
  /// The name and unit of the axis: `time / ps`, `Step`, `sample`.
  let label: String
  /// The unit: `ps`, `Step`, `samples`; empty for none.
  let unit: String
  /// The time between two samples in that unit.
  let interval: Double

  /// An axis of counted rows.
  static let samples = TimeAxis(label: "sample", unit: "samples", interval: 1)

  /// An axis in a unit that has no other name than what is counted.
  init(label: String, unit: String, interval: Double) {
    (self.label, self.unit, self.interval) = (label, unit, interval)
  }

  /// An axis in the unit that fits a time as long as the longest shown.
  ///
  /// - Parameters:
  ///   - seconds: the time between two samples, in [s].
  ///   - longest: the number of samples shown.
  init(seconds: Double, longest: Int) {
    let choice = HumanUnits.unit(for: seconds * Double(longest), .time)
    self.init(
      label: "time / \(choice.label)", unit: choice.label, interval: seconds / choice.scale)
  }

  /// The name and unit of an axis of lags.
  var lag: String { unit.isEmpty ? "lag" : "lag / \(unit)" }

  /// The name and unit of an axis of block lengths.
  var length: String { unit.isEmpty ? "length of a block" : "length of a block / \(unit)" }

  /// The name and unit of an axis of frequencies.
  var frequency: String { unit.isEmpty ? "frequency" : "frequency · \(unit)" }
}
