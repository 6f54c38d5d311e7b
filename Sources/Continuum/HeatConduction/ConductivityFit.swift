internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The conductivity curve through the heat fluxes that a material answered.
///
/// The simplest form that the answers do not contradict is chosen among isotropic and anisotropic
/// polynomials of rising degree: where answers have errors, a richer form must lower χ² by more
/// than the 99 % quantile of its further parameters; exact answers must be met at least twice as
/// well. The curve decides how fast an iteration converges, never where to. Definition.
struct ConductivityFit {
  /// The answers used: more than this tell nothing new about few parameters.
  private static let most = 600

  private var temperatures: [Double] = []
  private var gradients: [Vector3] = []
  private var fluxes: [Vector3] = []
  private var weights: [Vector3] = []
  private let dimension: Int
  private let isExact: Bool
  private let middle: Double
  private let halfWidth: Double

  /// A form with its curve and its misfit.
  private struct Candidate {
    let curve: ConductivityCurve
    let parameters: Int
    let chiSquared: Double
  }

  /// Collects the answers at some points.
  init(
    _ answers: FluxAnswers, at points: [Int], temperatures all: [Double],
    gradients slopes: [Vector3],
    dimension: Int
  ) {
    self.dimension = dimension
    let variances = answers.variances
    let stride = max(1, (points.count + Self.most - 1) / Self.most)
    let chosen = Swift.stride(from: 0, to: points.count, by: stride).map { points[$0] }
    isExact = chosen.allSatisfy { variances[$0] == .zero }
    let positive = chosen.flatMap { point in
      (0..<dimension).map { variances[point][$0] }.filter { $0 > 0 }
    }
    // An exact component among noisy ones counts as the best of these.
    let least = positive.min() ?? 1
    for point in chosen {
      temperatures.append(all[point])
      gradients.append(slopes[point])
      fluxes.append(answers.fluxes[point])
      let variance = variances[point]
      weights.append(
        Vector3(1 / max(variance.x, least), 1 / max(variance.y, least), 1 / max(variance.z, least)))
    }
    let (lowest, highest) = (temperatures.min() ?? 0, temperatures.max() ?? 0)
    middle = (lowest + highest) / 2
    let span = (highest - lowest) / 2
    halfWidth = span > 1e-9 * middle.magnitude && span > 0 ? span : 0
  }

  /// The best curve; nil where the answers show no conductivity.
  func curve() -> ConductivityCurve? {
    let degrees = halfWidth > 0 ? 0...min(3, max(0, temperatures.count - 2)) : 0...0
    var best: Candidate?
    for isotropic in [true, false] where isotropic || dimension > 1 {
      for degree in degrees {
        guard let next = candidate(degree, isotropic: isotropic) else { continue }
        guard let known = best else {
          best = next
          continue
        }
        if isBetter(next, than: known) { best = next }
      }
    }
    return best?.curve
  }

  private func isBetter(_ next: Candidate, than known: Candidate) -> Bool {
    let total = fluxes.indices.reduce(0) { $0 + (weights[$1] * fluxes[$1] * fluxes[$1]).sum() }
    guard known.chiSquared > 1e-24 * total, next.parameters > known.parameters else {
      return false
    }
    guard !isExact else { return next.chiSquared < 0.25 * known.chiSquared }
    let further = Double(next.parameters - known.parameters)
    let scatter =
      next.chiSquared / Double(max(1, dimension * fluxes.count - next.parameters))
    let least = ChiSquaredDistribution.quantile(probability: 0.99, degreesOfFreedom: further)
    return known.chiSquared - next.chiSquared > least * max(1, scatter)
  }

  private func candidate(_ degree: Int, isotropic: Bool) -> Candidate? {
    let fit = isotropic ? isotropicFit(degree) : anisotropicFit(degree)
    guard let (coefficients, chiSquared) = fit else { return nil }
    let curve = ConductivityCurve(
      coefficients, middle: middle, halfWidth: halfWidth > 0 ? halfWidth : 1)
    guard curve.isPositive else { return nil }
    let parameters = (degree + 1) * (isotropic ? 1 : dimension * dimension)
    return Candidate(curve: curve, parameters: parameters, chiSquared: chiSquared)
  }

  /// The powers τⁿ at a temperature.
  private func powers(_ temperature: Double, _ degree: Int) -> [Double] {
    let position = halfWidth > 0 ? (temperature - middle) / halfWidth : 0
    var powers = [1.0]
    for _ in 0..<degree { powers.append((powers.last ?? 1) * position) }
    return powers
  }

  private func isotropicFit(_ degree: Int) -> (coefficients: [Tensor3], chiSquared: Double)? {
    var (design, values, shares) = ([[Double]](), [Double](), [Double]())
    for index in fluxes.indices {
      let powers = powers(temperatures[index], degree)
      for axis in 0..<dimension {
        design.append(powers.map { -gradients[index][axis] * $0 })
        values.append(fluxes[index][axis])
        shares.append(weights[index][axis])
      }
    }
    guard let fit = leastSquares(values, shares, design) else { return nil }
    return (fit.coefficients.map { $0 * .identity }, fit.chiSquared)
  }

  private func anisotropicFit(_ degree: Int) -> (coefficients: [Tensor3], chiSquared: Double)? {
    var coefficients = (0...degree).map { _ in Tensor3.zero }
    var chiSquared = 0.0
    for row in 0..<dimension {
      let design = fluxes.indices.map { index in
        powers(temperatures[index], degree).flatMap { power in
          (0..<dimension).map { -gradients[index][$0] * power }
        }
      }
      guard
        let fit = leastSquares(fluxes.map { $0[row] }, weights.map { $0[row] }, design)
      else { return nil }
      chiSquared += fit.chiSquared
      for power in 0...degree {
        for column in 0..<dimension {
          coefficients[power][row, column] = fit.coefficients[power * dimension + column]
        }
      }
    }
    // Directions that the body does not extend in conduct as well as the others on average.
    for power in 0...degree {
      let mean = coefficients[power].trace / Double(dimension)
      for axis in dimension..<3 { coefficients[power][axis, axis] = mean }
    }
    return (coefficients, chiSquared)
  }

  private func leastSquares(
    _ values: [Double], _ weights: [Double], _ design: [[Double]]
  ) -> LeastSquares? {
    guard let unknowns = design.first?.count, values.count >= unknowns else { return nil }
    return try? LeastSquares.weighted(values, weights: weights, design: design)
  }
}
