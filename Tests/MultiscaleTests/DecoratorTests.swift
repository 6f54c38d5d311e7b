import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("A law that asks distinct loads only")
struct DistinctLawTests {
  private func shear(_ rate: Double) -> VelocityGradient { .simpleShear(rate: rate) }

  @Test("asks equal and mirrored loads once")
  func questions() async throws {
    var law = DistinctLaw(CountingLaw())
    let rates = [0.5, -0.5, 0.2, 0.5, -0.2, 0.5 * (1 + 1e-12)]
    let answers = try await law.respond(to: rates.map(shear), within: anyPrecision)
    #expect(law.inner.questions == 2)
    #expect(law.inner.precisions == [anyPrecision])
    for (rate, answer) in zip(rates, answers) {
      #expect(abs(answer.value.shear - rate) < 1e-11)
      #expect(abs(answer.standardError.shear - 0.1 * abs(rate)) < 1e-11)
    }
    #expect(
      answers.map(\.origin) == [
        .microSimulation, .mirrorImage, .microSimulation, .duplicate, .mirrorImage, .duplicate,
      ])
  }

  /// The answers to one question carry one source of noise, mirrored: σ_xy with the opposite sign,
  /// σ_xx with the same one.
  @Test("lets mirror images share their error source")
  func sources() async throws {
    var law = DistinctLaw(CountingLaw())
    let answers = try await law.respond(
      to: [shear(0.4), shear(-0.4), shear(0.1)], within: anyPrecision)
    #expect(answers[0].errors.map(\.source) == answers[1].errors.map(\.source))
    #expect(answers[0].errors.map(\.source) != answers[2].errors.map(\.source))
    #expect(answers[0].errors[0].amplitude.shear == -answers[1].errors[0].amplitude.shear)
    #expect(answers[0].cost.steps == 10 && answers[1].cost == .zero)
  }

  /// σ(R L R) = R σ(L) R for every reflection R and any L.
  @Test("answers any mirrored load with the mirrored stress")
  func objectivity() async throws {
    var random = RandomStream(StreamName(seed: 1, purpose: "mirrors"))
    for _ in 0..<50 {
      let tensor = Tensor3(components: (0..<9).map { _ in random.normal() })
      var loads: [VelocityGradient] = []
      for x in [1.0, -1] {
        for y in [1.0, -1] {
          for z in [1.0, -1] {
            let mirror = Tensor3(diagonal: Vector3(x, y, z))
            loads.append(VelocityGradient(mirror * tensor * mirror))
          }
        }
      }
      var law = DistinctLaw(CountingLaw())
      let answers = try await law.respond(to: loads, within: anyPrecision)
      #expect(law.inner.questions == 1)
      for (load, answer) in zip(loads, answers) {
        let expected = load.tensor + load.tensor.transposed
        #expect((answer.value.tensor - expected).norm < 1e-14)
      }
    }
  }

  /// All loads zero: one question, and no division by the largest of them.
  @Test("asks a batch at rest once")
  func zeroLoad() async throws {
    var law = DistinctLaw(CountingLaw())
    let answers = try await law.respond(
      to: [.zero, .zero, shear(-0.0)], within: anyPrecision)
    #expect(law.inner.questions == 1)
    #expect(answers.allSatisfy { $0.value == .zeroValue })
    #expect(answers.map(\.origin) == [.microSimulation, .duplicate, .duplicate])
    #expect(try await law.respond(to: [], within: anyPrecision).isEmpty)
  }

  @Test("does not take different loads for equal ones")
  func tolerance() async throws {
    var law = DistinctLaw(CountingLaw(), tolerance: 1e-3)
    _ = try await law.respond(
      to: [shear(1), shear(0.99), shear(0.9895)], within: anyPrecision)
    #expect(law.inner.batches == [[shear(1), shear(0.99)]])
  }
}

@Suite("A law between two systems of units")
struct ConvertedLawTests {
  private let argon = UnitSystem.lennardJones(sigma: 3.4e-10, epsilon: 1.65e-21, mass: 6.63e-26)

  /// A rate in 1/s is τ times larger in reduced units; a reduced stress is ε/σ³ times larger in Pa;
  /// the relative precision has no unit, the absolute one is a stress.
  @Test("converts loads, stresses, errors and the precision")
  func conversion() async throws {
    let (time, pressure) = (argon.scale(of: .time), argon.scale(of: .pressure))
    var law = ConvertedLaw(CountingLaw(), in: argon)
    let precision = Precision(absolute: 2e5, relative: 0.03, components: [1, 2])
    let answers = try await law.respond(to: [.simpleShear(rate: 1e11)], within: precision)
    let asked = try #require(law.inner.batches.first?.first)
    #expect(abs(asked.shearRate / (1e11 * time) - 1) < 1e-14)
    let inside = try #require(law.inner.precisions.first)
    #expect(abs(inside.absolute / (2e5 / pressure) - 1) < 1e-14)
    #expect(inside.relative == 0.03 && inside.components == [1, 2])
    let answer = try #require(answers.first)
    #expect(abs(answer.value.shear / (1e11 * time * pressure) - 1) < 1e-14)
    #expect(abs(answer.standardError.shear / (0.1 * answer.value.shear) - 1) < 1e-14)
    #expect(answer.errors.map(\.source.degreesOfFreedom) == [20])
  }

  @Test("changes nothing between equal units")
  func identity() async throws {
    var law = ConvertedLaw(CountingLaw(), in: argon, askedIn: argon)
    let answers = try await law.respond(to: [.simpleShear(rate: 0.7)], within: anyPrecision)
    #expect(answers.first?.value.shear == 0.7)
    #expect(law.inner.precisions == [anyPrecision])
  }
}

@Suite("A law with known noise")
struct NoisyLawTests {
  /// 4,000 answers: the mean of the noise within five of its standard errors of zero, its variance
  /// s² within five times s² √(2/n) of the declared one, components independent, tensors symmetric.
  @Test("adds Gaussian noise of the declared size")
  func statistics() async throws {
    var law = try NoisyLaw(CountingLaw(), standardDeviation: 0.2, seed: 5)
    let count = 4000
    let answers = try await law.respond(
      to: Array(repeating: VelocityGradient.zero, count: count), within: anyPrecision)
    var sums = (xy: 0.0, xx: 0.0, squares: 0.0, product: 0.0)
    for answer in answers {
      let tensor = answer.value.tensor
      #expect(tensor == tensor.transposed)
      sums.xy += tensor[0, 1]
      sums.xx += tensor[0, 0]
      sums.squares += tensor[0, 1] * tensor[0, 1]
      sums.product += tensor[0, 1] * tensor[0, 0]
    }
    let scale = 1 / Double(count)
    let error = 0.2 * scale.squareRoot()
    #expect(abs(scale * sums.xy) < 5 * error && abs(scale * sums.xx) < 5 * error)
    #expect(abs(scale * sums.squares / 0.04 - 1) < 5 * (2 * scale).squareRoot())
    #expect(abs(scale * sums.product) < 5 * 0.2 * error)
  }

  @Test("declares its noise as independent sources of known size")
  func declaration() async throws {
    var law = try NoisyLaw(CountingLaw(), standardDeviation: 0.2, seed: 5)
    let first = try await law.respond(to: [.zero, .zero], within: anyPrecision)
    let second = try await law.respond(to: [.zero], within: anyPrecision)
    let sources = (first + second).map { Set($0.errors.dropFirst().map(\.source)) }
    #expect(sources.allSatisfy { $0.count == 6 })
    #expect(sources[0].isDisjoint(with: sources[1]) && sources[1].isDisjoint(with: sources[2]))
    for component in first[0].standardError.components { #expect(abs(component - 0.2) < 1e-15) }
  }

  @Test("repeats itself with the same seed and adds nothing without noise")
  func seeds() async throws {
    func answer(_ deviation: Double, seed: UInt64) async throws -> CauchyStress {
      var law = try NoisyLaw(CountingLaw(), standardDeviation: deviation, seed: seed)
      return try await law.respond(to: [.simpleShear(rate: 1)], within: anyPrecision)[0].value
    }
    #expect(try await answer(0.1, seed: 1) == answer(0.1, seed: 1))
    #expect(try await answer(0.1, seed: 1) != answer(0.1, seed: 2))
    #expect(try await answer(0, seed: 1).shear == 1)
    #expect(throws: ParameterError.self) {
      try NoisyLaw(CountingLaw(), standardDeviation: -1, seed: 1)
    }
  }
}
