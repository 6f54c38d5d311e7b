internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// Whether a prediction will do.
struct SurrogateGate: Sendable {
  /// How precisely the macro solver asks.
  let precision: Precision

  /// The direction among stresses in which an answer is furthest from what is asked, with the
  /// half-width of its 95 % interval and the target.
  struct Judgement: Sendable {
    let direction: Tensor3
    let halfWidth: Double
    let target: Double

    /// The half-width over its target.
    var excess: Double {
      target > 0 ? halfWidth / target : halfWidth > 0 ? .infinity : 0
    }
  }

  /// The worst of what is judged of an answer; nil where nothing is, as along no load.
  func judgement(on answer: Estimate<CauchyStress>, under load: VelocityGradient) -> Judgement? {
    directions(under: load).map { direction in
      let parts = answer.errors.map {
        (variance: Self.square($0.amplitude.tensor.doubleContraction(direction)), $0.source)
      }
      let variance = parts.reduce(0) { $0 + $1.variance }
      let flux = answer.value.tensor.doubleContraction(direction)
      return Judgement(
        direction: direction, halfWidth: Self.factor(parts, variance) * variance.squareRoot(),
        target: precision.target(for: flux))
    }.max { $0.excess < $1.excess }
  }

  /// Whether a prediction is as precise as asked and does not gain work from friction: the entropy
  /// production σ : D/T of an isothermal flow is not negative.
  func admits(_ answer: Estimate<CauchyStress>, under load: VelocityGradient) -> Bool {
    let deformation = load.tensor.symmetricPart
    let traceless =
      deformation - deformation.trace / 3 * Tensor3(diagonal: Vector3(repeating: 1))
    guard answer.value.tensor.doubleContraction(traceless) >= 0 else { return false }
    return (judgement(on: answer, under: load)?.excess ?? 0) <= 1
  }

  /// Student's factor for a sum of variances known with different degrees of freedom.
  ///
  /// - SeeAlso: Welch, *Biometrika* **34**, 28 (1947), <https://doi.org/10.2307/2332510>.
  private static func factor(
    _ parts: [(variance: Double, source: ErrorSource)], _ variance: Double
  ) -> Double {
    var samples: [Int: (variance: Double, freedom: Double)] = [:]
    for part in parts {
      let known = samples[part.source.sample]?.variance ?? 0
      samples[part.source.sample] = (known + part.variance, part.source.degreesOfFreedom)
    }
    let inverse = samples.keys.sorted().reduce(0) { sum, sample in
      let part = samples[sample] ?? (0, .infinity)
      return sum + part.variance * part.variance / part.freedom
    }
    let freedom = inverse > 0 ? variance * variance / inverse : .infinity
    return StudentT.quantile(probability: 0.975, degreesOfFreedom: freedom)
  }

  private func directions(under load: VelocityGradient) -> [Tensor3] {
    switch precision.judged {
    case .components(let indices):
      return indices.map { index in
        Tensor3(components: (0..<9).map { $0 == index ? 1 : 0 })
      }
    case .alongLoad:
      let norm = load.tensor.norm
      return norm > 0 ? [(1 / norm) * load.tensor] : []
    }
  }

  private static func square(_ value: Double) -> Double { value * value }
}
