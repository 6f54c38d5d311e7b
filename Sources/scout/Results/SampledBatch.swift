internal import Multiscale
internal import ScaleBridge
internal import Tensors

/// What was recorded for a batch of questions, in the units of the micro model.
struct SampledBatch: Sendable {
  private let loads: [VelocityGradient]
  private let records: [SampledRecord]

  init(_ loads: [VelocityGradient], _ records: [SampledRecord]) {
    (self.loads, self.records) = (loads, records)
  }

  /// The question with the highest shear rate.
  var fastest: (load: VelocityGradient, record: SampledRecord)? {
    zip(loads, records).max { $0.0.shearRate.magnitude < $1.0.shearRate.magnitude }
      .map { (load: $0.0, record: $0.1) }
  }
}
