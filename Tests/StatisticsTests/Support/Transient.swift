import Foundation

/// How a series starts away from its stationary state: ten standard deviations, gone or nearly
/// so after a tenth of the series.
enum Transient: String, CaseIterable, Sendable {
  case none
  case decay
  case step
  case ramp

  static let size = 10.0

  /// The shift of a sample of a series of the given length.
  func shift(at index: Int, count: Int) -> Double {
    let time = Double(index) / Double(count)
    switch self {
    case .none: return 0
    case .decay: return Self.size * exp(-time / 0.02)
    case .step: return time < 0.1 ? Self.size : 0
    case .ramp: return max(0, Self.size * (1 - 10 * time))
    }
  }

  /// A series with the transient added.
  func added(to series: [Double]) -> [Double] {
    guard self != .none else { return series }
    return series.enumerated().map { $1 + shift(at: $0, count: series.count) }
  }
}
