internal import Discretization
internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The iteration that finds the steady flow of a channel from few batches of answers.
///
/// Every batch is fitted by a flow curve. The next shear rates satisfy the force balance exactly
/// for that curve, brought through the answer on each face. Close to the
/// solution this is a Newton step with the tangent of the curve; far from it, it is Newton's step
/// for a law that the curve describes well. The curve decides the speed of convergence, never the
/// solution. The last batch always enters the result.
///
/// - SeeAlso: Ortega & Rheinboldt, *Iterative Solution of Nonlinear Equations in Several
///   Variables* (1970), chapter 7, for Newton-like iterations.
struct SteadyIteration: Sendable, Codable, Equatable {
  /// When to stop.
  let criterion: SteadyCriterion

  /// The batches used so far.
  private(set) var batches = 0

  /// The shear rates of the faces, shape [cells], in [1/time].
  private(set) var rates: [Double]

  /// The velocity at the nodes, in [length/time].
  private(set) var velocity: UncertainField

  /// The shear stress of the faces in balance with the forcing, in [pressure].
  private(set) var stress: UncertainField

  /// The flow curves of the faces after the last batch.
  private(set) var model: FaceModel

  /// The rates and stresses of the last batch.
  private var lastBatch: LastBatch?

  /// What the next batch is compared with.
  private struct LastBatch: Codable, Equatable {
    /// The rates asked, shape [cells], in [1/time].
    var rates: [Double]
    /// The stresses answered, shape [cells], in [pressure].
    var stresses: [Double]
    /// The corrections of the stresses, whose errors the next answers feel.
    var correction: UncertainField
  }

  /// Whether the criterion was met.
  private(set) var isConverged = false

  /// The change of stress of the last update in units of what the criterion allows.
  private(set) var remainder = Double.infinity

  /// Starts from the flow of a fluid of the expected viscosity.
  init(_ channel: Channel, criterion: SteadyCriterion) throws {
    self.criterion = criterion
    let curve = try ViscosityCurve(assuming: channel.fluid.expectedViscosity)
    model = FaceModel(curve, cells: channel.grid.cells)
    let balance = ForceBalance(channel)
    let start = try balance.solve(model)
    rates = start.rates
    velocity = UncertainField(balance.velocities(of: rates))
    stress = UncertainField(start.stresses)
  }

  /// Whether the criterion is met or the batches are used up.
  var isFinished: Bool { isConverged || batches >= criterion.maximumIterations }

  /// One update with the shear stresses answered to `rates`.
  mutating func advance(
    with answers: UncertainField, in channel: Channel, precision: Precision
  ) throws {
    let balance = ForceBalance(channel)
    let curve = try ViscosityCurve(
      fitting: answers, atRates: rates, assuming: channel.fluid.expectedViscosity)
    model = FaceModel(
      curve, through: answers, atRates: rates,
      after: lastBatch.map { ($0.rates, $0.stresses, model.factors) })
    let next = try balance.solve(model)
    let tangents = next.rates.indices.map { model.tangent(onFace: $0, atRate: next.rates[$0]) }
    let responses = answers.sensitivities.map { balance.response(to: $0, tangents: tangents) }
    let displacements = responses.map { balance.displacements(of: $0.rates) }
    let balanced = UncertainField(
      next.stresses, sources: answers.sources,
      sensitivities: responses.map { Array(repeating: $0.stress, count: rates.count) })

    let correction = balanced.adding(-1, times: answers)
    judge(correction, of: next.stresses, precision: precision)
    lastBatch = LastBatch(rates: rates, stresses: answers.values, correction: correction)
    rates = next.rates
    stress = balanced
    velocity = UncertainField(
      balance.velocities(of: rates), sources: answers.sources, sensitivities: displacements)
    batches += 1
  }

  /// Decides whether a correction of the stresses is what the errors of this batch and of the
  /// one before explain, or too small to matter.
  ///
  /// A correction rests on the errors of its own batch and, through the rates that were asked,
  /// with the opposite sign on those of the batch before: a sample that answers both cancels.
  private mutating func judge(
    _ correction: UncertainField, of stresses: [Double], precision: Precision
  ) {
    guard criterion.coarsening(ofBatch: batches) == 1 else { return }
    var explained = correction
    if var previous = lastBatch?.correction {
      previous.values = Array(repeating: 0, count: previous.values.count)
      explained = correction.adding(-1, times: previous)
    }
    remainder = max(
      exactRemainder(of: explained, stresses),
      min(requestedShare(of: explained, stresses, precision), unexplainedShare(of: explained)))
    isConverged = remainder <= 1
  }

  /// The largest correction without error, in units of the tolerance.
  private func exactRemainder(of correction: UncertainField, _ stresses: [Double]) -> Double {
    let scale = stresses.reduce(0) { max($0, $1.magnitude) }
    let largest = zip(correction.values, correction.variances).reduce(0) {
      $1.1 > 0 ? $0 : max($0, $1.0.magnitude)
    }
    return largest == 0 ? 0 : largest / (criterion.relativeTolerance * scale)
  }

  /// The largest correction in units of the half-width requested.
  private func requestedShare(
    of correction: UncertainField, _ stresses: [Double], _ precision: Precision
  ) -> Double {
    zip(correction.values, stresses).reduce(0) { share, face in
      let target = precision.target(for: face.1)
      return max(share, target > 0 ? face.0.magnitude / target : .infinity)
    }
  }

  /// χ² of the corrections with an error, per its 99 % quantile.
  ///
  /// The mean over the faces counts as often as there are samples.
  private func unexplainedShare(of correction: UncertainField) -> Double {
    let squares = zip(correction.values, correction.variances).compactMap {
      $1 > 0 ? $0 * $0 / $1 : nil
    }
    guard !squares.isEmpty else { return 0 }
    let samples = Double(min(squares.count, Set(correction.sources.map(\.sample)).count))
    let mean = squares.reduce(0, +) / Double(squares.count)
    return mean * samples
      / ChiSquaredDistribution.quantile(probability: 0.99, degreesOfFreedom: samples)
  }
}
