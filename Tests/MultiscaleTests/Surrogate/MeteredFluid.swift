import Continuum
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors

/// A closed-form fluid that answers as a box of particles does: as precisely as asked and no better, at
/// a cost that grows with the inverse square of the error, every answer with errors of its own.
///
/// Normal stresses beside the pressure are (N₁, N₂) = (1, −0.2) · c (η₀ − η) γ̇.
struct MeteredFluid: ConstitutiveLaw {
  let fluid: CarreauFluid
  var pressure = 5.0
  var normalStress = 0.3

  /// Asked so far.
  private(set) var calls = 0

  /// What that took: the sum of the inverse variances.
  private(set) var cost = 0.0

  private var random: RandomStream

  init(_ fluid: CarreauFluid, seed: UInt64) {
    self.fluid = fluid
    random = RandomStream(StreamName(seed: seed, purpose: "metered fluid"))
  }

  /// The stress without an error.
  func exact(_ load: VelocityGradient) -> CauchyStress {
    let viscous = fluid.stress(under: load).tensor
    let d = load.tensor.symmetricPart
    let rate = 2.0.squareRoot() * d.norm
    let identity = Tensor3(diagonal: Vector3(repeating: 1))
    guard rate > 0 else { return CauchyStress(-pressure * identity) }
    let w = load.tensor - d
    let size =
      normalStress * (fluid.zeroShearViscosity - fluid.viscosity(atRate: rate)) * rate
    let first = (2 / (rate * rate)) * (w * d - d * w)
    let second = (4 / (rate * rate)) * (d * d)
    return CauchyStress(
      viscous - pressure * identity + 0.5 * size * first - 0.2 * size * second)
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    loads.map { load in
      let truth = exact(load)
      let flux = precision.components.map { truth.components[$0] }.first ?? truth.shear
      let deviation = precision.target(for: flux) / 1.96
      calls += 1
      cost += 1 / (deviation * deviation)
      var value = truth.components
      var errors: [SamplingError<CauchyStress>] = []
      for (direction, pattern) in CauchyStress.independentPatterns {
        let noise = random.normal()
        let amplitude = pattern.mapComponents { deviation * $0 }
        for (index, component) in amplitude.components.enumerated() {
          value[index] += noise * component
        }
        errors.append(
          SamplingError(
            source: ErrorSource(sample: calls, direction: direction, degreesOfFreedom: .infinity),
            amplitude: amplitude))
      }
      return Estimate(
        CauchyStress(components: value), errors: errors, effectiveSamples: 100, verdict: .sound,
        cost: Cost(steps: 1, particleSteps: 1, seconds: 0))
    }
  }
}
