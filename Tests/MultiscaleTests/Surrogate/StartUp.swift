import Continuum
import Discretization
import Multiscale
import ScaleBridge
import Tensors

/// A flow that starts from rest, and how far one law leads it astray.
struct StartUp {
  /// What drives it.
  enum Driving: String, CaseIterable { case couette, poiseuille }

  let driving: Driving
  var steps = 200
  var cells = 20
  /// The half-width asked of a stress, as a share of the wall stress.
  var precision = 0.05

  /// The velocity at the nodes after every step, shape [steps][nodes].
  func velocities<Law: ConstitutiveLaw>(
    of fluid: CarreauFluid, asking law: inout Law
  ) async throws -> [[Double]]
  where Law.Load == VelocityGradient, Law.Response == CauchyStress {
    let isCouette = driving == .couette
    let channel = try Channel(
      height: 1, cells: cells,
      fluid: .init(density: 1, expectedViscosity: fluid.zeroShearViscosity),
      boundaries: isCouette ? .walls(lower: 0, upper: 1) : .wallsAtRest,
      forcing: .uniform(isCouette ? 0 : 8 * fluid.zeroShearViscosity))
    let stepper = try TimeStepper(
      .dampedCrankNicolson, step: 0.4 / (fluid.zeroShearViscosity * Double(steps)), count: steps)
    var flow = try ChannelFlow(
      transient: channel, by: stepper,
      request: try PrecisionRequest(fluxFraction: precision, relative: 0))
    var velocities: [[Double]] = []
    while !flow.isFinished {
      let answers = try await law.respond(to: flow.loads, within: flow.precision)
      try flow.advance(with: answers)
      if flow.isStepComplete { velocities.append(flow.velocity.values) }
    }
    return velocities
  }

  /// The largest shear rate of velocities at the nodes.
  func fastest(_ velocities: [[Double]]) -> Double {
    velocities.flatMap { row in zip(row.dropFirst(), row).map { ($0 - $1).magnitude } }.max()
      .map { $0 * Double(cells) } ?? 0
  }

  /// The root mean square over nodes and steps of what two flows differ by, relative to the largest
  /// velocity of the second.
  static func distance(_ velocities: [[Double]], from exact: [[Double]]) -> Double {
    var (sum, count, largest) = (0.0, 0, 0.0)
    for (row, reference) in zip(velocities, exact) {
      for (value, truth) in zip(row, reference) {
        sum += (value - truth) * (value - truth)
        count += 1
        largest = max(largest, truth.magnitude)
      }
    }
    return (sum / Double(count)).squareRoot() / largest
  }
}
