import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors

/// A fluid of viscosity 2/(1 + c γ) and pressure 5 with the fluctuations of a box: the error of a
/// stress is as large as was asked, the cost what that takes.
struct ThinningFluid: ConstitutiveLaw {
  let thinning: Double
  let budget: Int
  private var random: RandomStream
  private var asked = 0

  init(thinning: Double, budget: Int = Int(1e15), seed: UInt64 = 5) {
    self.thinning = thinning
    self.budget = budget
    random = RandomStream(StreamName(seed: seed, purpose: "flows"))
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    loads.map { load in
      let rate = load.shearRate
      let shear = 2 * rate / (1 + thinning * abs(rate))
      let wanted = precision.target(for: shear) / 1.96
      let steps = Int(min(Double(budget), 2 * FluidAtRest.noise / (wanted * wanted)))
      let error = (2 * FluidAtRest.noise / Double(steps)).squareRoot()
      var verdict = Verdict.sound
      verdict.converged = steps < budget
      asked += 1
      let amplitude = CauchyStress(error * Tensor3(rows: Vector3(0, 1, 0), Vector3(1, 0, 0), .zero))
      let exact = CauchyStress(
        Tensor3(rows: Vector3(-5, shear, 0), Vector3(shear, -5, 0), Vector3(0, 0, -5)))
      return Estimate(
        CauchyStress(exact.tensor + random.normal() * amplitude.tensor),
        errors: [
          SamplingError(
            source: ErrorSource(sample: asked, direction: 0, degreesOfFreedom: .infinity),
            amplitude: amplitude)
        ], effectiveSamples: 100, verdict: verdict,
        cost: Cost(steps: steps, particleSteps: 0, seconds: 0))
    }
  }
}

/// The fluctuations of the same fluid: a relative error of 1 after a unit of time.
struct FluidAtRest: RestingModel {
  static let noise = 0.01
  var budget = 1e12
  private var random = RandomStream(StreamName(seed: 6, purpose: "rest"))

  init(budget: Double = 1e12) { self.budget = budget }

  /// A relative half-width of 0.2, after the hundred units of time that takes.
  var guess: LinearResponse {
    func rough(_ value: Double) -> Estimate<Double> {
      let source = ErrorSource(sample: 0, direction: 0, degreesOfFreedom: .infinity)
      return Estimate(
        value, errors: [SamplingError(source: source, amplitude: 0.1 * value)],
        effectiveSamples: 100, verdict: .sound, cost: .zero)
    }
    return LinearResponse(
      viscosity: rough(3), pressure: rough(4), duration: 100, noise: Self.noise)
  }

  mutating func response(within relativeHalfWidth: Double) async throws -> LinearResponse {
    let wanted = 1.96 * 1.96 / (relativeHalfWidth * relativeHalfWidth) * 1.001
    let duration = min(budget, wanted)
    let error = 1 / duration.squareRoot()
    func estimate(_ value: Double, _ error: Double, _ sample: Int) -> Estimate<Double> {
      var verdict = Verdict.sound
      verdict.converged = wanted <= budget
      return Estimate(
        value + error * random.normal(),
        errors: [
          SamplingError(
            source: ErrorSource(sample: sample, direction: 0, degreesOfFreedom: .infinity),
            amplitude: error)
        ], effectiveSamples: 100, verdict: verdict,
        cost: Cost(steps: Int(duration), particleSteps: 0, seconds: 0))
    }
    return LinearResponse(
      viscosity: estimate(2, 2 * error, -1), pressure: estimate(5, error, -2),
      duration: duration, noise: Self.noise)
  }
}
