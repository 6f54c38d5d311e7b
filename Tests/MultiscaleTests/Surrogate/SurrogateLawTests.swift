import ConstitutiveMemory
import Continuum
import Foundation
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("A law that learns from answers")
struct SurrogateLawTests {
  private let fluid: CarreauFluid

  init() throws {
    fluid = try CarreauFluid(
      zeroShearViscosity: 2, infiniteShearViscosity: 0.2, relaxationTime: 1, exponent: 0.5)
  }

  private func shear(_ rate: Double) -> VelocityGradient { .simpleShear(rate: rate) }

  private func precision(_ share: Double) -> Precision {
    Precision(absolute: share * fluid.shearStress(atRate: 3), relative: 0, components: [1])
  }

  /// Rates all over an interval, in an order that is not theirs.
  private func rates(_ count: Int, from offset: Double = 0) -> [VelocityGradient] {
    (0..<count).map {
      shear(3 * ((Double($0) * 0.618_034 + offset).truncatingRemainder(dividingBy: 1)))
    }
  }

  @Test("asks a few loads of a batch and predicts the others as precisely as asked")
  func fewQuestions() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 1))
    let precision = precision(0.02)
    let first = try await law.respond(to: rates(40), within: precision)
    let asked = law.inner.calls
    #expect(asked <= 10)
    #expect(first.count { $0.origin == .surrogate } == 40 - asked)
    let second = try await law.respond(to: rates(40, from: 0.3), within: precision)
    #expect(law.inner.calls - asked <= 3)
    for (load, answer) in zip(rates(40) + rates(40, from: 0.3), first + second) {
      #expect(answer.halfWidth.shear <= 1.0001 * precision.absolute)
      let error = answer.value.shear - law.inner.exact(load).shear
      #expect(error.magnitude < 3 * precision.absolute)
    }
    #expect(law.report.asked == law.inner.calls)
    #expect(law.report.answered == (first + second).count { $0.origin == .surrogate })
  }

  /// Five hundred fluids, thinning anywhere from far below to far above the rates asked, Newtonian ones
  /// among them. The errors of one run are correlated, so that the standard error is that of the runs.
  @Test("is right as often as it says", arguments: [0.01, 0.05])
  func coverage(share: Double) async throws {
    var random = RandomStream(StreamName(seed: 20, purpose: "fluids"))
    var shares: [Double] = []
    for run in 0..<250 {
      let fluid = try CarreauFluid(
        zeroShearViscosity: 2, infiniteShearViscosity: 0.2,
        relaxationTime: exp(4 * random.uniform() - 2),
        exponent: 0.3 + 0.7 * random.uniform())
      var law = SurrogateLaw(MeteredFluid(fluid, seed: UInt64(run)))
      let precision = Precision(
        absolute: share * fluid.shearStress(atRate: 3), relative: 0, components: [1])
      let loads = (0..<30).map { _ in shear(3 * random.uniform()) }
      let answers = try await law.respond(to: loads, within: precision)
      let predicted = zip(loads, answers).filter { $0.1.origin == .surrogate }
      let covered = predicted.count { load, answer in
        let error = answer.value.shear - law.inner.exact(load).shear
        return error.magnitude <= answer.halfWidth.shear
      }
      shares.append(Double(covered) / Double(predicted.count))
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(shares.count * (shares.count - 1))).squareRoot()
    #expect(mean > 0.93 - 2 * error && mean < 0.97 + 2 * error, "\(mean) +- \(error)")
  }

  /// What is learned in one frame holds in all: turned and mirrored loads have turned and mirrored
  /// predictions, to rounding, though only loads in one frame were ever asked.
  @Test("predicts a turned or mirrored flow by turning or mirroring the stress")
  func objectivity() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 3))
    _ = try await law.respond(to: rates(20), within: precision(0.02))
    let asked = law.inner.calls
    let load = shear(1.3)
    let expected = try await law.respond(to: [load], within: precision(0.02))[0]
    for turn in [turning(0.4, 1.1, -0.7), turning(2, -0.3, 0.2), mirror, mirror * turning(1, 2, 3)]
    {
      let turned = VelocityGradient(turn * load.tensor * turn.transposed)
      let loose = Precision(absolute: 1, relative: 0, components: [1])
      let answer = try await law.respond(to: [turned], within: loose)[0]
      let difference = answer.value.tensor - turn * expected.value.tensor * turn.transposed
      #expect(difference.norm < 1e-6)
    }
    #expect(law.inner.calls == asked)
  }

  private let mirror = Tensor3(diagonal: Vector3(1, 1, -1))

  /// A turn by the exponential of a spin.
  private func turning(_ x: Double, _ y: Double, _ z: Double) -> Tensor3 {
    // Cayley: orthogonal to rounding for any spin.
    let spin = Tensor3(rows: Vector3(0, -z, y), Vector3(z, 0, -x), Vector3(-y, x, 0))
    let identity = Tensor3(diagonal: Vector3(1, 1, 1))
    return (identity - 0.5 * spin).inverse * (identity + 0.5 * spin)
  }

  /// The mean of two predictions has the variance that their shared sources say: over many repetitions
  /// the scatter of sums and differences is the one declared.
  @Test("declares how the errors of its answers belong together")
  func correlation() async throws {
    let pair = [shear(1), shear(1.2)]
    var scores = (sum: 0.0, difference: 0.0)
    let runs = 300
    for run in 0..<runs {
      var law = SurrogateLaw(MeteredFluid(fluid, seed: UInt64(run)))
      _ = try await law.respond(to: rates(12), within: precision(0.03))
      // In two batches, so that nothing but the names of the sources can tell.
      let first = try await law.respond(to: [pair[0]], within: precision(1))[0]
      let second = try await law.respond(to: [pair[1]], within: precision(1))[0]
      let errors = (
        first.value.shear - law.inner.exact(pair[0]).shear,
        second.value.shear - law.inner.exact(pair[1]).shear
      )
      let amplitudes = first.errors.map { error in
        let other = second.errors.first { $0.source == error.source }
        return (error.amplitude.shear, other?.amplitude.shear ?? 0)
      }
      let sum = amplitudes.reduce(0) { $0 + ($1.0 + $1.1) * ($1.0 + $1.1) }
      let difference = amplitudes.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(first.errors.map(\.source) == second.errors.map(\.source))
      scores.sum += (errors.0 + errors.1) * (errors.0 + errors.1) / sum
      scores.difference += (errors.0 - errors.1) * (errors.0 - errors.1) / difference
    }
    // χ² of 300: three of its standard deviations are 0.245. A prior that expects more thinning than
    // there is may make differences less uncertain than declared.
    #expect(abs(scores.sum / Double(runs) - 1) < 0.3)
    #expect(scores.difference / Double(runs) < 1.25 && scores.difference / Double(runs) > 0.2)
  }

  @Test("leaves a law that answers exactly to answer")
  func exactLaw() async throws {
    var law = SurrogateLaw(fluid)
    let answers = try await law.respond(to: rates(20), within: precision(0.02))
    #expect(law.report.isIdle && law.report.answered == 0)
    for (load, answer) in zip(rates(20), answers) {
      #expect(answer.value == fluid.stress(under: load) && answer.errors.isEmpty)
    }
  }

  @Test("asks again where a flow is faster or of another kind than any before")
  func newTerritory() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 5))
    _ = try await law.respond(to: rates(20), within: precision(0.02))
    let asked = law.inner.calls
    // Ten times as fast: one answer half as fast again, and one to the question itself.
    let fast = try await law.respond(to: [shear(30)], within: precision(0.02))[0]
    #expect(law.inner.calls == asked + 2 && fast.origin == .microSimulation)
    #expect(fast.cost.steps == 2 && fast.halfWidth.shear <= 1.0001 * precision(0.02).absolute)
    let elongation = VelocityGradient(Tensor3(diagonal: Vector3(1, -1, 0)))
    let along = Precision(absolute: 0.1, relative: 0, judged: .alongLoad)
    _ = try await law.respond(to: [elongation], within: along)
    #expect(law.inner.calls == asked + 3)
  }

  @Test("goes ahead of a flow that gets faster, so that few steps ask anything")
  func acceleration() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 14))
    for step in 1...100 {
      let rate = 0.03 * Double(step)
      let answer = try await law.respond(to: [shear(rate)], within: precision(0.02))[0]
      #expect(answer.halfWidth.shear <= 1.0001 * precision(0.02).absolute)
    }
    #expect(law.inner.calls <= 25)
  }

  @Test("asks when more is asked of it, and only what is missing")
  func morePrecision() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 6))
    _ = try await law.respond(to: rates(30), within: precision(0.05))
    let asked = law.inner.calls
    let answers = try await law.respond(to: rates(30), within: precision(0.01))
    #expect(law.inner.calls > asked && law.inner.calls < asked + 15)
    for answer in answers { #expect(answer.halfWidth.shear <= 1.0001 * precision(0.01).absolute) }
  }

  @Test("knows the fluid at rest from flows, where symmetry leaves nothing but a pressure")
  func rest() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 7))
    let answers = try await law.respond(to: [.zero, shear(1), shear(2)], within: precision(0.02))
    #expect(answers[0].origin == .surrogate)
    #expect(abs(answers[0].value.shear) < 1e-12 && answers[0].standardError.shear < 1e-12)
    #expect(abs(answers[0].value.pressure - 5) < 4 * answers[0].standardError.tensor[0, 0])
  }

  @Test("gives the same bits for the same answers")
  func repetition() async throws {
    func run() async throws -> [Estimate<CauchyStress>] {
      var law = SurrogateLaw(MeteredFluid(fluid, seed: 8))
      return try await law.respond(to: rates(25), within: precision(0.02))
        + law.respond(to: rates(25, from: 0.2), within: precision(0.01))
    }
    let (one, other) = (try await run(), try await run())
    #expect(one.map(\.value) == other.map(\.value))
    #expect(one.map(\.errors) == other.map(\.errors))
  }

  /// A law with a jump is no smooth function: predictions stay within what they say, or it asks.
  @Test("asks where answers contradict what it predicts")
  func contradiction() async throws {
    var law = SurrogateLaw(JumpingFluid(fluid: MeteredFluid(fluid, seed: 9)))
    let precision = precision(0.01)
    for batch in 0..<5 {
      let loads = rates(20, from: 0.13 * Double(batch))
      let answers = try await law.respond(to: loads, within: precision)
      let wrong = zip(loads, answers).count { load, answer in
        let error = answer.value.shear - law.inner.exact(load).shear
        return error.magnitude > 3 * precision.absolute
      }
      #expect(wrong <= 2)
    }
  }

  @Test("begins with the rows of a database")
  func database() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 10))
    var teacher = MeteredFluid(fluid, seed: 11)
    let loads = rates(60)
    for (load, answer) in zip(loads, try await teacher.respond(to: loads, within: precision(0.02)))
    {
      law.recall(row(load, answer))
    }
    let answers = try await law.respond(to: rates(40, from: 0.1), within: precision(0.02))
    #expect(law.inner.calls == 0 && law.report.recalled == 59)  // one is at rest
    var square = 0.0
    for (load, answer) in zip(rates(40, from: 0.1), answers) {
      let error = answer.value.shear - law.inner.exact(load).shear
      square += error * error / (answer.standardError.shear * answer.standardError.shear)
    }
    #expect(square / 40 < 3)
  }

  private func row(_ load: VelocityGradient, _ answer: Estimate<CauchyStress>) -> StoredEstimate {
    StoredEstimate(
      load: load.components, response: answer.value.components,
      covariance: answer.covariance.flatMap(\.self), asked: precision(0.02),
      stream: .init(seed: 1, generation: 0, question: 0),
      provenance: .init(run: "", title: "", program: "", created: ""))
  }

  @Test("predicts from a hundred thousand rows in less than a millisecond")
  func manyRows() async throws {
    var law = SurrogateLaw(MeteredFluid(fluid, seed: 12))
    var teacher = MeteredFluid(fluid, seed: 13)
    let known = try await teacher.respond(to: rates(1000), within: precision(0.05))
    for _ in 0..<100 {
      for (load, answer) in zip(rates(1000), known) { law.recall(row(load, answer)) }
    }
    _ = try await law.respond(to: [shear(1)], within: precision(0.05))
    let clock = ContinuousClock()
    let took = try await clock.measure {
      _ = try await law.respond(to: rates(100, from: 0.2), within: precision(0.05))
    }
    #expect(law.inner.calls == 0 && law.report.recalled == 99_900)
    #expect(took / 100 < .milliseconds(1), "\(took / 100)")
  }
}

/// A fluid that loses a third of its viscosity at the rate 1.7 at once.
private struct JumpingFluid: ConstitutiveLaw {
  var fluid: MeteredFluid

  func exact(_ load: VelocityGradient) -> CauchyStress {
    let stress = fluid.exact(load)
    return load.shearRate < 1.7 ? stress : stress.mapComponents { 2 / 3 * $0 }
  }

  mutating func respond(
    to loads: [VelocityGradient], within precision: Precision
  ) async throws -> [Estimate<CauchyStress>] {
    let answers = try await fluid.respond(to: loads, within: precision)
    return zip(loads, answers).map { load, answer in
      load.shearRate < 1.7 ? answer : answer.mapped { $0.mapComponents { 2 / 3 * $0 } }
    }
  }
}
