internal import ScaleBridge
internal import Tensors

/// An answer about a flow in the flow's own frame.
struct FlowSample: Sendable {
  /// The rate of the flow, in [1/time].
  let rate: Double

  /// The components of the stress along the tensors of the frame.
  let components: [Double]

  /// The variances of the components.
  let variances: [Double]

  /// The sources of error with the displacements of the components.
  let errors: [(source: ErrorSource, amplitudes: [Double])]

  /// How many independent samples the answer is worth.
  let effectiveSamples: Double

  /// Looks at an answer in a frame.
  init(_ answer: Estimate<CauchyStress>, in frame: FlowFrame) {
    rate = frame.rate
    components = frame.components(of: answer.value)
    let errors = answer.errors.map {
      (source: $0.source, amplitudes: frame.components(of: $0.amplitude))
    }
    self.errors = errors
    variances = components.indices.map { index in
      errors.reduce(0) { $0 + $1.amplitudes[index] * $1.amplitudes[index] }
    }
    effectiveSamples = answer.effectiveSamples
  }

  /// Looks at a component with its covariance, row by row, flat, in a frame.
  init(_ stress: CauchyStress, covariance: [Double], in frame: FlowFrame) {
    rate = frame.rate
    components = frame.components(of: stress)
    variances = frame.tensors.map { tensor in
      let direction = tensor.components
      var sum = 0.0
      for row in direction.indices {
        for column in direction.indices {
          sum += direction[row] * direction[column] * covariance[row * direction.count + column]
        }
      }
      return max(0, sum)
    }
    errors = []
    effectiveSamples = 0
  }
}
