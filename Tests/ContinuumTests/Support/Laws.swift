import Continuum
import NumericalMethods
import ScaleBridge
import Tensors

/// A law of channels.
typealias ShearLaw = ConstitutiveLaw<VelocityGradient, CauchyStress>

/// A fluid given by its shear stress as a function of the shear rate.
struct FlowCurveLaw: ConstitutiveLaw {
  var stress: @Sendable (Double) -> Double

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    loads.map { Estimate(exact: .shear(stress($0.shearRate))) }
  }
}

/// A law with normally distributed errors of a known size, a fixed share of a stress scale.
///
/// Faces at mirrored positions may share their sample, as they do behind a law that knows the
/// symmetry of the fluid.
struct NoisyLaw<Base: ShearLaw>: ConstitutiveLaw {
  var base: Base
  /// One standard deviation of a stress.
  var deviation: Double
  /// How well the reported standard error is known.
  var degreesOfFreedom = Double.infinity
  var mirrored = false
  var random: RandomStream
  private var samples = 0

  init(_ base: Base, deviation: Double, seed: UInt64) {
    self.base = base
    self.deviation = deviation
    random = RandomStream(StreamName(seed: seed, purpose: "noisy law"))
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    let exact = try await base.respond(to: loads, within: precision)
    let independent = mirrored ? (loads.count + 1) / 2 : loads.count
    var answers = exact
    for index in 0..<independent {
      let (noise, error) = sample()
      answers[index] = answer(exact[index], noise, error)
      let partner = loads.count - 1 - index
      if mirrored, partner != index {
        let opposite = SamplingError(source: error.source, amplitude: -error.amplitude)
        answers[partner] = answer(exact[partner], -noise, opposite)
      }
    }
    return answers
  }

  /// A random displacement and what the law reports about it.
  private mutating func sample() -> (noise: Double, error: SamplingError<Double>) {
    samples += 1
    let source = ErrorSource(sample: samples, direction: 0, degreesOfFreedom: degreesOfFreedom)
    let noise = deviation * random.normal()
    guard degreesOfFreedom.isFinite else {
      return (noise, SamplingError(source: source, amplitude: deviation))
    }
    let ratio = random.chiSquared(degreesOfFreedom: degreesOfFreedom) / degreesOfFreedom
    return (noise, SamplingError(source: source, amplitude: deviation * ratio.squareRoot()))
  }

  private func answer(
    _ exact: Estimate<CauchyStress>, _ noise: Double, _ error: SamplingError<Double>
  ) -> Estimate<CauchyStress> {
    Estimate(
      .shear(exact.value.shear + noise),
      errors: [SamplingError(source: error.source, amplitude: .shear(error.amplitude))],
      effectiveSamples: 100, verdict: .sound, cost: .zero)
  }
}

/// A law that names one lasting source of error per face, with amplitudes as given, and displaces
/// its answers by a multiple of one of them.
struct DisplacedLaw<Base: ShearLaw>: ConstitutiveLaw {
  var base: Base
  /// The amplitude of the source of each face.
  var amplitudes: [Double]
  /// The face that is displaced and by how many standard deviations.
  var displacement: (face: Int, size: Double) = (0, 0)

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    try await base.respond(to: loads, within: precision).enumerated().map { face, exact in
      let shift = face == displacement.face ? displacement.size * amplitudes[face] : 0
      let source = ErrorSource(sample: face, direction: 0, degreesOfFreedom: .infinity)
      return Estimate(
        .shear(exact.value.shear + shift),
        errors: [SamplingError(source: source, amplitude: .shear(amplitudes[face]))],
        effectiveSamples: 1, verdict: .sound, cost: .zero)
    }
  }
}

extension CauchyStress {
  /// A stress of nothing but shear.
  static func shear(_ value: Double) -> CauchyStress {
    CauchyStress(Tensor3(rows: Vector3(0, value, 0), Vector3(value, 0, 0), .zero))
  }
}
