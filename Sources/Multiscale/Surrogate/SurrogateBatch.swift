internal import ScaleBridge
internal import Tensors

/// The loads of a batch on their way to answers.
struct SurrogateBatch: Sendable {
  let loads: [VelocityGradient]
  let frames: [FlowFrame]
  let gate: SurrogateGate

  /// What the inner law has answered.
  var answers: [Estimate<CauchyStress>?]

  /// What is predicted now, of what will do.
  private(set) var predictions: [Estimate<CauchyStress>?]

  /// Where predictions are least precise, compared with what is asked; nil without a prediction.
  private(set) var judgements: [SurrogateGate.Judgement?]

  /// What was asked in place of a load: who answered, and what that has cost.
  private var charges: [Int: (origin: Origin?, cost: Cost)] = [:]

  /// Which sample of which process a load has given rise to.
  var samples: [Int: (process: Int, place: Int)] = [:]

  init(_ loads: [VelocityGradient], within precision: Precision) {
    self.loads = loads
    frames = loads.map(FlowFrame.init)
    gate = SurrogateGate(precision: precision)
    answers = loads.map { _ in nil }
    predictions = loads.map { _ in nil }
    judgements = loads.map { _ in nil }
  }

  /// Takes in what is predicted of a load now.
  mutating func consider(_ prediction: Estimate<CauchyStress>?, of index: Int) {
    judgements[index] = prediction.flatMap { gate.judgement(on: $0, under: loads[index]) }
    predictions[index] = prediction.flatMap { gate.admits($0, under: loads[index]) ? $0 : nil }
  }

  /// Notes that an answer to another question was paid for a load's sake.
  mutating func charge(_ answer: Estimate<CauchyStress>, to index: Int) {
    charges[index] = (
      answer.isMissing ? nil : answer.origin, (charges[index]?.cost ?? .zero) + answer.cost
    )
  }

  /// The loads that have neither an answer nor a prediction that will do.
  var open: [Int] {
    loads.indices.filter { answers[$0] == nil && predictions[$0] == nil }
  }

  /// The answers to all loads, once none is open: predictions that will do, also of what was asked,
  /// where they know more than the single answer; who was asked has answered.
  var result: [Estimate<CauchyStress>] {
    loads.indices.compactMap { index in
      var result = predictions[index] ?? answers[index]
      if let answer = answers[index], answer.isUsable || predictions[index] == nil {
        result?.origin = answer.origin
        result?.cost = answer.cost
        result?.verdict = answer.verdict
      }
      if let charge = charges[index] {
        if let origin = charge.origin { result?.origin = origin }
        result?.cost += charge.cost
      }
      return result
    }
  }
}
