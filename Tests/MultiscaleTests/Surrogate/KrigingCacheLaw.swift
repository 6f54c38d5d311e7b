import Foundation
import NumericalMethods
import ScaleBridge
import Tensors

/// The adaptive sampling of the Co-design HMM code CoHMM, for comparison: answers are cached under
/// rounded keys, and between cached points ordinary kriging with a fixed variogram answers where its
/// variance, which knows of no noise, is below a threshold.
///
/// The state w is the shear rate over that of the fastest flow, of the order one as CoHMM's strains. An answer within `duplicate` of w is used again; else the ten nearest sampled
/// answers under the same key, w rounded to `digits` decimals, are kriged with a spherical variogram of
/// sill 1, range 0.125 and no nugget; else the micro model is asked. Kriged answers are kept as
/// candidates for use again, as there.
///
/// - SeeAlso: Rouet-Leduc et al., *Comput. Phys. Commun.* **185**, 1857 (2014); Roehm et al., *Comput.
///   Phys. Commun.* **192**, 138 (2015). Variogram and order of the look-ups after the published code,
///   <https://github.com/exmatex/CoHMM>.
struct KrigingCacheLaw<Inner: ConstitutiveLaw>: ConstitutiveLaw
where Inner.Load == VelocityGradient, Inner.Response == CauchyStress {
  var inner: Inner
  /// The shear rate of the fastest flow.
  let scale: Double
  /// The decimals of a key.
  let digits: Int
  /// The largest kriging variance that is accepted.
  let threshold: Double
  /// How near a state must be for its answer to be used again.
  let duplicate: Double

  private typealias Point = (state: Double, answer: Estimate<CauchyStress>)
  private var sampled: [Int: [Point]] = [:]
  private var kriged: [Int: [Point]] = [:]

  init(_ inner: Inner, fastest: Double, digits: Int, threshold: Double, duplicate: Double) {
    (self.inner, scale, self.digits) = (inner, fastest, digits)
    (self.threshold, self.duplicate) = (threshold, duplicate)
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    var answers: [Estimate<CauchyStress>] = []
    for load in loads {
      let state = load.shearRate / scale
      let key = Int((state * pow(10, Double(digits))).rounded())
      if let known = near(state, sampled[key]) ?? near(state, kriged[key]) {
        answers.append(known)
      } else if let guess = kriging(state, sampled[key] ?? []) {
        kriged[key, default: []].append((state, guess))
        answers.append(guess)
      } else {
        let answer = try await inner.respond(to: [load], within: precision)[0]
        sampled[key, default: []].append((state, answer))
        answers.append(answer)
      }
    }
    return answers
  }

  private func near(_ state: Double, _ points: [Point]?) -> Estimate<CauchyStress>? {
    points?.first { ($0.state - state).magnitude <= duplicate }?.answer
  }

  /// The kriged answer; nil where its variance is too large.
  private func kriging(_ state: Double, _ points: [Point]) -> Estimate<CauchyStress>? {
    let nearest = points.sorted { ($0.state - state).magnitude < ($1.state - state).magnitude }
      .prefix(10)
    guard !nearest.isEmpty else { return nil }
    let states = nearest.map(\.state)
    guard let weights = Self.weights(of: states, for: state) else { return nil }
    let variance =
      zip(weights, states).reduce(weights[states.count]) {
        $0 + $1.0 * Self.variogram($1.1 - state)
      }
    guard variance <= threshold else { return nil }
    var value = Tensor3.zero
    for (weight, point) in zip(weights, nearest) { value += weight * point.answer.value.tensor }
    return Estimate(exact: CauchyStress(value))
  }

  private static func variogram(_ distance: Double) -> Double {
    let h = distance.magnitude / 0.125
    return h < 1 ? 1.5 * h - 0.5 * h * h * h : 1
  }

  /// The weights of ordinary kriging and the Lagrange parameter, by elimination with pivots.
  private static func weights(of states: [Double], for state: Double) -> [Double]? {
    let count = states.count + 1
    var rows = states.map { one in
      states.map { variogram($0 - one) } + [1, variogram(state - one)]
    }
    rows.append(states.map { _ in 1.0 } + [0, 1])
    for column in 0..<count {
      let pivot = (column..<count).max { rows[$0][column].magnitude < rows[$1][column].magnitude }
      guard let pivot, rows[pivot][column].magnitude > 1e-12 else { return nil }
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for index in column...count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
