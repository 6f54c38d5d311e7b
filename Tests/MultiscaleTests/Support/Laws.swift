import NumericalMethods
import ScaleBridge
import Tensors

/// A Newtonian fluid of unit viscosity that counts what it is asked: σ = L + Lᵀ.
///
/// Every answer has one error source of its own, a tenth of its value.
struct CountingLaw: ConstitutiveLaw {
  var batches: [[VelocityGradient]] = []
  var precisions: [Precision] = []
  var answered = 0

  var questions: Int { batches.reduce(0) { $0 + $1.count } }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    batches.append(loads)
    precisions.append(precision)
    return loads.map { load in
      let stress = CauchyStress(load.tensor + load.tensor.transposed)
      answered += 1
      let source = ErrorSource(sample: answered, direction: 0, degreesOfFreedom: 20)
      return Estimate(
        stress,
        errors: [SamplingError(source: source, amplitude: stress.mapComponents { 0.1 * $0 })],
        effectiveSamples: 30, verdict: .sound,
        cost: Cost(steps: 10, particleSteps: 100, seconds: 1))
    }
  }
}

/// A precision that nothing in these tests depends on.
let anyPrecision = Precision(absolute: 0.1, relative: 0.01, components: [1])
