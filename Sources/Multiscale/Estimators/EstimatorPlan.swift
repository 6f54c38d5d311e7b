internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// Which loads of a batch fluctuations at rest answer more cheaply than flows do.
///
/// In a flow the mean of a stress over a time t has the variance N η/t, N = 2 k_B T/V, whatever
/// the flow, so a half-width w takes the time t = z² N η/w², while the time for a relative
/// half-width of the viscosity at rest does not depend on the flow. What is answered at rest is
/// tested by a flow, at least twice as strong as the strongest load it stands for and strong
/// enough that the test takes no longer than the measurement at rest. Of all splits into weak and strong loads the
/// one with the least time is taken. The Green–Kubo relation is the cost model.
struct EstimatorPlan {
  /// The indices of the loads that are answered at rest.
  let weak: [Int]

  /// The relative half-width of the viscosity they need; nothing where none is weak.
  let relativeHalfWidth: Double

  /// The rate |D| √2 of the flow that must test them; nil if an earlier test suffices.
  let testRate: Double?

  /// The time that all answers take, in [time].
  let duration: Double
}

extension EstimatorPlan {
  /// What a plan starts from.
  struct Situation {
    /// What is known at rest, or guessed.
    var response: LinearResponse
    /// The time already spent at rest, in [time].
    var spent: Double
    /// The least time that any measurement at rest takes, in [time].
    var leastAtRest = 0.0
    /// The least time that the measurement of a flow takes, in [time].
    var leastInFlow = 0.0
    /// A flow of this rate has been found linear.
    var testedRate: Double
    /// Tests are no stronger than this.
    var strongestTest: Double
  }

  /// A load with what is asked of it.
  struct Question {
    /// Which load.
    let index: Int
    /// |D| √2, which is the shear rate in shear, in [1/time].
    let rate: Double
    /// The half-width asked of the judged stress, in [pressure].
    let target: Double
    /// That half-width over the judged stress.
    let relativeTarget: Double

    init(_ load: VelocityGradient, index: Int, within precision: Precision, viscosity: Double) {
      self.index = index
      rate = load.rate
      let stress = precision.judgedStress(
        CauchyStress(2 * viscosity * load.tensor.symmetricPart), under: load)
      target = precision.target(for: stress)
      relativeTarget = stress > 0 ? target / stress : .infinity
    }
  }

  /// The time that all answers take when every load is measured directly, in [time].
  static func directDuration(
    for loads: [VelocityGradient], within precision: Precision, in situation: Situation
  ) -> Double {
    let viscosity = situation.response.viscosity.value
    return loads.enumerated().reduce(0) { sum, load in
      let question = Question(
        load.element, index: load.offset, within: precision, viscosity: viscosity)
      return sum + situation.directTime(halfWidth: question.target)
    }
  }

  /// The cheapest plan for a batch.
  static func cheapest(
    for loads: [VelocityGradient], within precision: Precision, in situation: Situation
  ) -> EstimatorPlan {
    let viscosity = situation.response.viscosity.value
    let questions = loads.enumerated()
      .map { Question($1, index: $0, within: precision, viscosity: viscosity) }
      .sorted { $0.rate < $1.rate }
    let plans = (0...questions.count).compactMap { plan(questions, weak: $0, in: situation) }
    return plans.min { $0.duration < $1.duration }
      ?? EstimatorPlan(weak: [], relativeHalfWidth: 0, testRate: nil, duration: 0)
  }

  /// The plan that answers the weakest loads at rest; nil where that cannot be tested.
  private static func plan(
    _ questions: [Question], weak count: Int, in situation: Situation
  ) -> EstimatorPlan? {
    let (weak, strong) = (questions.prefix(count), questions.dropFirst(count))
    let direct = strong.reduce(0) { $0 + situation.directTime(halfWidth: $1.target) }
    guard let strongest = weak.last else {
      return EstimatorPlan(weak: [], relativeHalfWidth: 0, testRate: nil, duration: direct)
    }
    let needed = min(weak.map(\.relativeTarget).min() ?? .infinity, coarsest)
    let atRest = situation.restTime(relativeHalfWidth: needed)
    guard let test = situation.test(of: strongest.rate, relativeHalfWidth: needed) else {
      return nil
    }
    return EstimatorPlan(
      weak: weak.map(\.index), relativeHalfWidth: needed, testRate: test.rate,
      duration: direct + test.time + max(0, atRest - situation.spent))
  }

  /// The least that is asked of a viscosity, relative to it: else it says nothing.
  static let coarsest = 0.3

  /// How much stronger than the loads it stands for a test is at least: what a test overlooks
  /// grows with the rate, so of that no more than half is in any answer.
  static let margin = 2.0
}

extension EstimatorPlan.Situation {
  /// The two-sided 95 % quantile of the normal distribution.
  private static let quantile = 1.959963984540054

  /// The time for which a flow must be sampled, in [time].
  func directTime(halfWidth: Double) -> Double {
    let ratio = Self.quantile / halfWidth
    return max(leastInFlow, response.noise * response.viscosity.value * ratio * ratio)
  }

  /// The time for which a fluid at rest must be sampled, in [time].
  func restTime(relativeHalfWidth: Double) -> Double {
    let ratio = response.relativeHalfWidth / relativeHalfWidth
    return max(leastAtRest, response.duration * ratio * ratio)
  }

  /// The flow that tests loads up to a rate, and the time it takes; nil where none is allowed.
  func test(
    of rate: Double, relativeHalfWidth: Double
  ) -> (rate: Double?, time: Double)? {
    let least = EstimatorPlan.margin * rate
    guard least > testedRate else { return (nil, 0) }
    let unit = directTime(halfWidth: relativeHalfWidth * response.viscosity.value)
    let balance = (unit / restTime(relativeHalfWidth: relativeHalfWidth)).squareRoot()
    let chosen = min(max(least, balance), strongestTest)
    guard chosen >= least else { return nil }
    return (chosen, max(leastInFlow, unit / (chosen * chosen)))
  }
}

extension VelocityGradient {
  /// |D| √2, the rate of a shear flow of the same strength, in [1/time].
  var rate: Double { 2.0.squareRoot() * tensor.symmetricPart.norm }
}

extension Precision {
  /// The size of what must be precise in a stress without pressure: the largest of the judged
  /// components, or the stress along the load.
  func judgedStress(_ stress: CauchyStress, under load: VelocityGradient) -> Double {
    switch judged {
    case .components(let indices):
      return indices.map { stress.components[$0].magnitude }.max() ?? 0
    case .alongLoad:
      let norm = load.tensor.norm
      return norm > 0 ? stress.tensor.doubleContraction(load.tensor) / norm : 0
    }
  }
}
