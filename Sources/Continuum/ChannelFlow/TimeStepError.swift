internal import Discretization
internal import Foundation

/// What the finite time steps of a march cost.
extension ChannelFlow {
  /// An estimate of the error of the velocity by the time steps, shape [nodes], in [length/time],
  /// without sign; nil in the search for a steady state and before the first answer.
  ///
  /// The march is repeated with the fitted flow curve in place of the law, as it was and with
  /// steps of a quarter and exact tangents. For an error in proportion to Δtᵖ the difference falls
  /// short of it by the factor 1 − 4⁻ᵖ. No further question is asked.
  ///
  /// - SeeAlso: Richardson, *Phil. Trans. R. Soc. A* **210**, 307 (1911),
  ///   <https://doi.org/10.1098/rsta.1911.0009>.
  public var timeStepError: [Double]? {
    guard case .transient(let flow) = method, flow.stepper.time > 0 else { return nil }
    let fluid = flow.curve.fluid
    guard let coarse = try? repeated(flow.stepper, with: fluid),
      let fine = try? refined(flow.stepper, by: 4, with: fluid)
    else { return nil }
    let share = 1 - pow(4, -Double(flow.stepper.scheme.order))
    return zip(coarse, fine).map { ($0 - $1).magnitude / share }
  }

  /// The velocity that the same march finds for a known fluid, shape [nodes].
  private func repeated(_ stepper: TimeStepper, with fluid: CarreauFluid) throws -> [Double] {
    let fresh = try TimeStepper(stepper.scheme, step: stepper.step, count: stepper.count)
    var flow = try TransientFlow(channel, stepper: fresh)
    while !flow.stepper.hasReached(stepper.time) {
      let rates = channel.grid.gradient(of: flow.velocity.values)
      let answers = UncertainField(rates.map { fluid.shearStress(atRate: $0) })
      try flow.advance(with: answers, in: channel)
    }
    return flow.velocity.values
  }

  /// The velocity of a known fluid at the time of a stepper by shorter steps, shape [nodes].
  private func refined(
    _ stepper: TimeStepper, by factor: Int, with fluid: CarreauFluid
  ) throws -> [Double] {
    var steps = try TimeStepper(
      stepper.scheme, step: stepper.step / Double(factor), count: stepper.count * factor)
    let (grid, density, force) = (channel.grid, channel.fluid.density, channel.nodalForce)
    var states = [channel.initialVelocity]
    while !steps.hasReached(stepper.time) {
      let shearRates = grid.gradient(of: states[0])
      let divergence = grid.divergence(of: shearRates.map { fluid.shearStress(atRate: $0) })
      let rates = zip(divergence, force).enumerated().map { node, terms in
        grid.isHeld(node) ? 0 : (terms.0 + terms.1) / density
      }
      let jacobian = grid.diffusion(
        conductivity: shearRates.map { fluid.tangentViscosity(atRate: $0) / density })
      try steps.advance(&states, rates: [rates], jacobian: jacobian)
    }
    return states[0]
  }
}

extension TimeStepper {
  /// Whether a time is completed, but for rounding.
  fileprivate func hasReached(_ end: Double) -> Bool {
    isFinished || (isStepComplete && time >= end * (1 - 1e-9))
  }
}
