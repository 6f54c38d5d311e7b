internal import Discretization
internal import NumericalMethods
internal import ScaleBridge

/// The march in time through the start-up of a channel, with the sensitivities of the velocity to
/// all sources met so far carried through the linearised steps.
///
/// The Jacobian is made of the tangents of a curve through the latest answers. In an implicit step
/// it moves the result, so that its form must not be chosen by the noise: the curve bends there
/// whether or not the errors warrant it. An explicit step only judges its stability by it.
///
/// That the Jacobian of an implicit step itself rests on the answers is left out: what it changes
/// vanishes with the time step, as the error of the step does. Definition.
struct TransientFlow: Sendable, Codable, Equatable {
  /// The time steps.
  private(set) var stepper: TimeStepper

  /// The velocity at the nodes, in [length/time]; between the stages of a step a prediction.
  private(set) var velocity: UncertainField

  /// The last shear stress of the faces, brought to the present velocity, in [pressure].
  private(set) var stress: UncertainField

  /// The flow curve of the latest answers of the march.
  private(set) var curve: ViscosityCurve

  /// The fluid whose tangents make the Jacobian.
  private var tangentFluid: CarreauFluid

  /// The latest answers.
  private var history = AnswerHistory()

  /// Starts from the initial velocity and the stresses a fluid of the expected viscosity has.
  init(_ channel: Channel, stepper: TimeStepper) throws {
    self.stepper = stepper
    velocity = UncertainField(channel.initialVelocity)
    curve = try ViscosityCurve(assuming: channel.fluid.expectedViscosity)
    tangentFluid = curve.fluid
    stress = UncertainField(
      channel.grid.gradient(of: velocity.values).map { [curve] in
        curve.fluid.shearStress(atRate: $0)
      })
  }

  /// One evaluation of the rates of change with the shear stresses answered at `velocity`.
  mutating func advance(with answers: UncertainField, in channel: Channel) throws {
    let (grid, density) = (channel.grid, channel.fluid.density)
    let shearRates = grid.gradient(of: velocity.values)
    try fit(answers, atRates: shearRates, assuming: channel.fluid.expectedViscosity)
    let tangents = shearRates.map { tangentFluid.tangentViscosity(atRate: $0) }
    let jacobian = grid.diffusion(conductivity: tangents.map { $0 / density })

    // With ξ one source, dσ/dξ = a + η_t ∂(du/dξ)/∂y: the answers at fixed rates plus what the
    // rates owe to earlier batches.
    let past = velocity.aligned(with: answers)
    var stresses = past.mapped { zip(tangents, grid.gradient(of: $0)).map { $0 * $1 } }
    stresses.values = Array(repeating: 0, count: grid.cells)
    stresses = stresses.adding(1, times: answers)
    var rates = stresses.mapped { grid.divergence(of: $0).map { $0 / density } }
    for (node, force) in channel.nodalForce.enumerated() where !grid.isHeld(node) {
      rates.values[node] += force / density
    }

    var states = [past.values] + past.sensitivities
    try stepper.advance(
      &states, rates: [rates.values] + rates.sensitivities, jacobian: jacobian,
      overestimate: curve.overestimate)
    velocity = UncertainField(
      states[0], sources: past.sources, sensitivities: Array(states.dropFirst()))
    let change = velocity.adding(-1, times: past)
    stress = stresses.adding(
      1, times: change.mapped { zip(tangents, grid.gradient(of: $0)).map { $0 * $1 } })
    if stepper.isStepComplete { velocity.dropNegligibleSources() }
  }

  /// Adds a batch to the history and fits it; for an explicit rule the batch alone.
  private mutating func fit(
    _ answers: UncertainField, atRates rates: [Double], assuming viscosity: Double
  ) throws {
    if !stepper.scheme.isImplicit { history = AnswerHistory() }
    history.append(answers, atRates: rates)
    let fits = try ViscosityCurve.fits(
      of: history.stresses, atRates: history.rates, assuming: viscosity)
    curve = fits.curve
    tangentFluid = stepper.scheme.isImplicit ? fits.flexible : curve.fluid
  }
}
