import Foundation
import NumericalMethods

/// A stationary process of mean 0 and variance 1 of which everything is known.
///
/// The inefficiency g is that of a long series, 1 + 2 Σ ρ_k.
enum SyntheticProcess: Sendable, Hashable {
  /// x_t = φ x_{t−1} + √(1 − φ²) ξ_t with g = (1 + φ)/(1 − φ).
  case autoregression(inefficiency: Double)

  /// An Ornstein–Uhlenbeck process seen `relaxation` times per relaxation time: φ = e^{−1/τ}.
  case ornsteinUhlenbeck(relaxation: Double)

  /// A second-order autoregression with ρ_k ~ e^{−k/decay} cos(2π k/period + phase).
  case oscillation(period: Double, decay: Double)

  /// √(1 − w) fast + √w slow, two autoregressions of the given inefficiencies.
  case twoScales(fast: Double, slow: Double, weight: Double)

  /// (z² − 1)/√2 of an autoregression z; skewness √8.
  case squared(inefficiency: Double)

  /// e^{sz} of an autoregression z with s = ½, brought to mean 0 and variance 1; skewness 1.75.
  case exponential(inefficiency: Double)

  static let spread = 0.5

  /// g of a long series.
  var inefficiency: Double {
    switch self {
    case .autoregression(let inefficiency): inefficiency
    case .ornsteinUhlenbeck(let relaxation): 1 / tanh(0.5 / relaxation)
    case .oscillation(let period, let decay):
      Oscillation(period: period, decay: decay).inefficiency
    case .twoScales(let fast, let slow, let weight): (1 - weight) * fast + weight * slow
    case .squared(let inefficiency):
      (1 + Self.memory(inefficiency) * Self.memory(inefficiency))
        / (1 - Self.memory(inefficiency) * Self.memory(inefficiency))
    case .exponential(let inefficiency): Self.lognormalInefficiency(Self.memory(inefficiency))
    }
  }

  /// The length in which the process forgets, in samples: g, or for an oscillation, whose g says
  /// little about its memory, that of an autoregression with the same envelope.
  var length: Double {
    guard case .oscillation(_, let decay) = self else { return inefficiency }
    return 1 / tanh(0.5 / decay)
  }

  /// A stationary series.
  func series(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    switch self {
    case .autoregression(let inefficiency):
      return Self.autoregression(Self.memory(inefficiency), count, &stream)
    case .ornsteinUhlenbeck(let relaxation):
      return Self.autoregression(exp(-1 / relaxation), count, &stream)
    case .oscillation(let period, let decay):
      return Oscillation(period: period, decay: decay).series(count, &stream)
    case .twoScales(let fast, let slow, let weight):
      let (quick, lazy) = (
        Self.autoregression(Self.memory(fast), count, &stream),
        Self.autoregression(Self.memory(slow), count, &stream)
      )
      return zip(quick, lazy).map { (1 - weight).squareRoot() * $0 + weight.squareRoot() * $1 }
    case .squared(let inefficiency):
      return Self.autoregression(Self.memory(inefficiency), count, &stream).map {
        ($0 * $0 - 1) / 2.0.squareRoot()
      }
    case .exponential(let inefficiency):
      let (mean, growth) = (exp(0.5 * Self.spread * Self.spread), exp(Self.spread * Self.spread))
      let deviation = mean * (growth - 1).squareRoot()
      return Self.autoregression(Self.memory(inefficiency), count, &stream).map {
        (exp(Self.spread * $0) - mean) / deviation
      }
    }
  }

  private static func memory(_ inefficiency: Double) -> Double {
    (inefficiency - 1) / (inefficiency + 1)
  }

  private static func autoregression(
    _ memory: Double, _ count: Int, _ stream: inout RandomStream
  ) -> [Double] {
    let noise = (1 - memory * memory).squareRoot()
    var value = stream.normal()
    var series = [value]
    series.reserveCapacity(count)
    for _ in 1..<max(1, count) {
      value = memory * value + noise * stream.normal()
      series.append(value)
    }
    return series
  }

  /// 1 + 2 Σ (e^{s² φ^k} − 1)/(e^{s²} − 1).
  private static func lognormalInefficiency(_ memory: Double) -> Double {
    let square = spread * spread
    var (sum, power) = (0.0, memory)
    while power > 1e-17 {
      sum += expm1(square * power)
      power *= memory
    }
    return 1 + 2 * sum / expm1(square)
  }
}

/// x_t = a x_{t−1} + b x_{t−2} + ξ_t with a = 2ρ cos ω, b = −ρ² (Box & Jenkins).
struct Oscillation {
  let (a, b): (Double, Double)

  init(period: Double, decay: Double) {
    a = 2 * exp(-1 / decay) * cos(2 * Double.pi / period)
    b = -exp(-2 / decay)
  }

  /// γ_0 for noise of unit variance.
  var variance: Double { (1 - b) / ((1 + b) * ((1 - b) * (1 - b) - a * a)) }

  var inefficiency: Double { 1 / ((1 - a - b) * (1 - a - b) * variance) }

  /// A stationary series of unit variance: x_1 given x_0 has correlation a/(1 − b).
  func series(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    let correlation = a / (1 - b)
    let scale = 1 / variance.squareRoot()
    var previous = stream.normal()
    var last =
      correlation * previous + (1 - correlation * correlation).squareRoot() * stream.normal()
    var series = [previous, last]
    while series.count < count {
      (last, previous) = (a * last + b * previous + scale * stream.normal(), last)
      series.append(last)
    }
    return Array(series.prefix(count))
  }
}
