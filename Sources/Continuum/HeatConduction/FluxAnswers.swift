internal import Discretization
internal import ScaleBridge
internal import Tensors

/// The heat fluxes that a law answered at the points of a body, with their sources of error.
///
/// A source touches few points, so that its amplitudes are kept by point. Definition.
struct FluxAnswers: Sendable, Equatable {
  /// The displacement of one answer per standard deviation of a source.
  struct Touch: Sendable, Equatable {
    let point: Int
    let amplitude: Vector3
  }

  /// The fluxes, shape [points].
  let fluxes: [Vector3]

  /// The sources of error, in the order in which they were met.
  private(set) var sources: [ErrorSource] = []

  /// What every source touches, shape [sources][points touched].
  private(set) var touches: [[Touch]] = []

  /// Collects answers.
  init(_ responses: [Estimate<HeatFlux>]) {
    fluxes = responses.map(\.value.vector)
    var places: [ErrorSource: Int] = [:]
    for (point, response) in responses.enumerated() {
      for error in response.errors where error.amplitude.vector != .zero {
        let place = places[error.source] ?? sources.count
        if place == sources.count {
          places[error.source] = place
          sources.append(error.source)
          touches.append([])
        }
        touches[place].append(Touch(point: point, amplitude: error.amplitude.vector))
      }
    }
  }

  /// The variance of the components of every answer, shape [points].
  var variances: [Vector3] {
    var sums = [Vector3](repeating: .zero, count: fluxes.count)
    for touch in touches.joined() { sums[touch.point] += touch.amplitude * touch.amplitude }
    return sums
  }

  /// What the errors of every source bring to the unknowns, ∫ a·∇φ_i, shape [sources][unknowns].
  func balances(_ points: ElementQuadrature) -> [[Double]] {
    touches.map { touched in
      var balance = Array(repeating: 0.0, count: points.unknownCount)
      for touch in touched { points.add(touch.amplitude, at: touch.point, to: &balance) }
      return balance
    }
  }
}
