import ConstitutiveMemory
import NumericalMethods
import ScaleBridge
import Testing

@Suite("Pooled estimates")
struct PooledEstimateTests {
  /// x̄ = (100·1 + 300·5)/400 and Var x̄ = (1/4)²·4 + (3/4)²·2.
  @Test("are the mean over all data, with its variance")
  func weights() throws {
    let pool = try #require(
      PooledEstimate([
        .of(1, variance: 4, samples: 100), .of(5, variance: 2, samples: 300, question: 1),
      ]))
    #expect(pool.response == [4])
    #expect((pool.covariance[0] - (0.25 + 1.125)).magnitude < 1e-15)
    #expect(pool.parts.map(\.weight) == [0.25, 0.75])
    #expect(pool.samples == 400 && pool.effectiveSamples == 200)
  }

  @Test("count a sample once that was continued, or made of the same random numbers")
  func sharedStreams() throws {
    let pool = try #require(
      PooledEstimate([
        .of(1, samples: 100), .of(2, samples: 300), .of(7, samples: 200, question: 1),
      ]))
    #expect(pool.parts.map { $0.estimate.response[0] } == [2, 7])
  }

  /// For normal data the pooled mean over its pooled error follows Student's t closely.
  @Test("have intervals that cover as often as they say")
  func coverage() throws {
    var random = RandomStream(StreamName(seed: 7, purpose: "pool"))
    let trials = 4000
    var covered = 0
    let precision = Precision(absolute: 1, relative: 0, components: [0])
    for _ in 0..<trials {
      let pool = try #require(
        PooledEstimate(
          (0..<3).map { .sampled(10 + 5 * $0, question: $0, using: &random) }))
      // The half-width is the excess over a target of one.
      if pool.response[0].magnitude <= pool.excess(over: precision) { covered += 1 }
    }
    let share = Double(covered) / Double(trials)
    let error = (0.95 * 0.05 / Double(trials)).squareRoot()
    #expect((share - 0.95).magnitude < 3 * error, "\(share)")
  }

  @Test("raise a flag where samples disagree, and as rarely as they should where they agree")
  func disagreement() throws {
    var random = RandomStream(StreamName(seed: 8, purpose: "pool"))
    let precision = Precision(absolute: 1, relative: 0, components: [0])
    func flagged(_ shift: Double) throws -> Bool {
      var parts = (0..<3).map { StoredEstimate.sampled(30, question: $0, using: &random) }
      parts[1].response[0] += shift
      let verdict = try #require(PooledEstimate(parts)).verdict(on: precision)
      return verdict.flags.contains { $0.name == "samplesDisagree" } && !verdict.ergodic
    }
    let false_ = try (0..<4000).count { _ in try flagged(0) }
    #expect(false_ <= 12)  // 4 expected; 12 is four standard deviations above
    #expect(try flagged(2))
  }

  @Test("take no more than the precision needs, oldest first")
  func prefixes() throws {
    let estimates = (0..<4).map { StoredEstimate.of(Double($0), question: $0, asked: 3) }
    func used(_ target: Double) -> Int? {
      let precision = Precision(absolute: target, relative: 0, components: [0])
      return PooledEstimate.first(of: estimates, meeting: precision)?.parts.count
    }
    let single = StudentT.quantile(probability: 0.975, degreesOfFreedom: 50)
    #expect(used(3) == 1)
    #expect(used(single * 1.001) == 1)
    #expect(used(single * 0.999) == 2)  // four times the degrees of freedom also help a little
    #expect(used(single * 0.5) == 4)
    #expect(used(single * 0.49) == nil)
  }

  /// Two half-widths combine as 1/h² = 1/h₁² + 1/h₂².
  @Test("tell how much is still to be sampled")
  func relief() throws {
    let pool = try #require(PooledEstimate([.of(0)]))
    let own = StudentT.quantile(probability: 0.975, degreesOfFreedom: 50)
    let target = 0.8 * own
    let factor = pool.relief(towards: Precision(absolute: target, relative: 0, components: [0]))
    let combined = 1 / (1 / (own * own) + 1 / (factor * factor * target * target)).squareRoot()
    #expect((combined / target - 1).magnitude < 1e-12)
  }

  @Test("judge the response along the load where that is asked")
  func alongLoad() throws {
    var estimate = StoredEstimate(
      load: [3, 4], response: [30, 40], covariance: [4, 0, 0, 9],
      asked: Precision(absolute: 1, relative: 0, judged: .alongLoad),
      stream: .init(seed: 1, generation: 0, question: 0),
      provenance: .init(run: "a", title: "", program: "", created: ""))
    estimate.samples = 1
    let pool = try #require(PooledEstimate([estimate]))
    let variance = 0.36 * 4 + 0.64 * 9
    let halfWidth = NormalDistribution.quantile(probability: 0.975) * variance.squareRoot()
    let excess = pool.excess(over: Precision(absolute: 0, relative: 0.1, judged: .alongLoad))
    #expect((excess - halfWidth / 5).magnitude < 1e-12)
  }
}
