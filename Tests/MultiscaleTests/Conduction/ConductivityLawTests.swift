import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// A conductor with k(T) = 8 e^{−T/2} in reduced units, measured as boxes at rest measure it: with a
/// relative error of 1 after a unit of time.
@Suite("A conductivity measured at rest")
struct ConductivityLawTests {
  private let precision = Precision(absolute: 0, relative: 0.04, components: [0, 1, 2])

  private func load(_ temperature: Double, _ gradient: Double = 0.001) -> ThermalLoad {
    ThermalLoad(
      temperature: temperature, gradient: TemperatureGradient(Vector3(0, gradient, -gradient)))
  }

  @Test("answers many temperatures from few, as precisely as asked, against the gradient")
  func range() async throws {
    var law = ConductivityLaw(NoisyConductor())
    let loads = stride(from: 0.7, through: 1, by: 0.01).map { load($0) }
    let answers = try await law.respond(to: loads, within: precision)
    #expect(law.model.asked.count == 4)
    for (load, answer) in zip(loads, answers) {
      let exact = NoisyConductor.conductivity(load.temperature) * 0.001
      #expect(answer.origin == .linearResponse && answer.verdict.isSound)
      #expect(answer.value.vector.x == 0 && answer.value.vector.y == -answer.value.vector.z)
      #expect(answer.halfWidth.vector.z <= 0.041 * answer.value.vector.z)
      #expect(abs(answer.value.vector.z - exact) < 3.5 * answer.standardError.vector.z)
    }
    #expect(answers[0].cost.steps > 0 && answers[1...].allSatisfy { $0.cost == .zero })
  }

  @Test("asks no more for what it covers, and only at the end of what it does not")
  func memory() async throws {
    var law = ConductivityLaw(NoisyConductor())
    _ = try await law.respond(to: [load(0.7), load(1)], within: precision)
    let again = try await law.respond(to: [load(0.8), load(0.7)], within: precision)
    #expect(law.model.asked.count == 4 && again[0].cost == .zero)
    _ = try await law.respond(to: [load(0.8), load(1.2)], within: precision)
    let asked = law.model.asked.keys.sorted()
    #expect(asked.count == 5)
    for (one, other) in zip(asked, [0.7, 0.775, 0.925, 1, 1.2]) {
      #expect(abs(one - other) < 1e-12)
    }
  }

  @Test("asks once where all temperatures are about the same")
  func narrow() async throws {
    var law = ConductivityLaw(NoisyConductor())
    let answers = try await law.respond(to: [load(0.8), load(0.805)], within: precision)
    #expect(law.model.asked.count == 1)
    #expect(answers[0].value == answers[1].value)
  }

  /// Of 400 laws each 95 % interval covers the truth in 380 ± 4.4.
  @Test("has intervals that cover the truth")
  func coverage() async throws {
    var covered = [0, 0, 0]
    for seed in 0..<400 {
      var law = ConductivityLaw(NoisyConductor(seed: UInt64(seed)))
      let loads = [load(0.7), load(0.83), load(1)]
      for (index, answer) in try await law.respond(to: loads, within: precision).enumerated() {
        let exact = NoisyConductor.conductivity(loads[index].temperature) * 0.001
        if abs(answer.value.vector.z - exact) < answer.halfWidth.vector.z { covered[index] += 1 }
      }
    }
    for count in covered { #expect((366...394).contains(count), "\(covered)") }
  }

  @Test("says so where no smooth curve will do, a gradient is steep or a budget was spent")
  func objections() async throws {
    var kinked = ConductivityLaw(NoisyConductor(kink: 0.5))
    let answer = try await kinked.respond(to: [load(0.7), load(1)], within: precision)[0]
    #expect(answer.verdict.flags.map(\.name) == ["notSmooth"] && !answer.verdict.isSound)
    var law = ConductivityLaw(NoisyConductor())
    let steep = try await law.respond(to: [load(0.8, 0.1)], within: precision)[0]
    #expect(steep.verdict.flags.map(\.name) == ["steepGradient"])
    var poor = ConductivityLaw(NoisyConductor(budget: 100))
    let spent = try await poor.respond(to: [load(0.8)], within: precision)[0]
    #expect(!spent.verdict.converged)
  }
}

/// See `ConductivityLawTests`.
struct NoisyConductor: ConductingModel {
  var budget = Double.infinity
  /// A rise of the conductivity at the second node of 0.7 to 1.
  var kink = 0.0
  /// The time spent at every temperature asked for.
  private(set) var asked: [Double: Double] = [:]
  private var random: RandomStream
  /// A walk whose value over the time is the relative error so far.
  private var walks: [Double: Double] = [:]

  init(seed: UInt64 = 1, budget: Double = .infinity, kink: Double = 0) {
    (self.budget, self.kink) = (budget, kink)
    random = RandomStream(StreamName(seed: seed, purpose: "conductor"))
  }

  func duration(at temperature: Double) -> Double { asked[temperature] ?? 0 }

  static func conductivity(_ temperature: Double) -> Double { 8 * exp(-temperature / 2) }

  mutating func conductivity(
    at temperature: Double, within relativeHalfWidth: Double
  ) async throws -> Estimate<Double> {
    let wanted = 1.001 * pow(1.96 / relativeHalfWidth, 2)
    let spent = asked[temperature] ?? 0
    let time = max(spent, min(wanted, budget))
    walks[temperature, default: 0] += (time - spent).squareRoot() * random.normal()
    asked[temperature] = time
    var exact = Self.conductivity(temperature)
    if abs(temperature - 0.775) < 0.01 { exact *= 1 + kink }
    var verdict = Verdict.sound
    verdict.converged = wanted <= budget
    let value = exact * (1 + (walks[temperature] ?? 0) / time)
    let error = value / time.squareRoot()
    return Estimate(
      value,
      errors: [
        SamplingError(
          source: ErrorSource(sample: 0, direction: 0, degreesOfFreedom: .infinity),
          amplitude: error)
      ], effectiveSamples: 100, verdict: verdict,
      cost: Cost(steps: Int(time), particleSteps: 0, seconds: 0))
  }
}
