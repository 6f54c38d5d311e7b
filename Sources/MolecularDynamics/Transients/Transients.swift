internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// The transients from one state at rest, under one flow.
struct Transients {
  /// The mappings under which the state starts.
  let mappings: [PhaseSpaceMapping]

  /// The steps of one transient.
  let steps: Int

  private let start: FlowState
  private let fluid: ShearedFluid
  private let integrator: SLLODIntegrator
  /// The dissipation of the state as it is, in [1/time].
  private let dissipation: Double
  /// The virial part of its pressure tensor, in [pressure].
  private let virial: Tensor3
  private let reference: Tensor3
}

extension Transients {
  /// What one start, or several, add to the pressure tensor at rest.
  struct Response {
    /// Over the whole transient.
    var whole: Tensor3
    /// In its last third.
    var late: Tensor3

    static let zero = Response(whole: .zero, late: .zero)

    static func += (left: inout Response, right: Response) {
      left.whole += right.whole
      left.late += right.late
    }
  }

  /// Transients that start from where a trajectory at rest has come to.
  ///
  /// - Parameter reference: a constant taken off the pressure tensor, in [pressure].
  init(
    from rest: Trajectory, under load: VelocityGradient, reference: Double, of model: TransientFluid
  ) throws {
    fluid = model.fluid
    integrator = try SLLODIntegrator(
      velocityGradient: load, timeStep: fluid.settings.timeStep)
    steps = max(3, Int((model.duration / fluid.settings.timeStep).rounded(.up)))
    start = rest.state
    mappings = PhaseSpaceMapping.starts(of: load, in: start.system.cell)
    dissipation = rest.dissipation(under: load)
    virial = (1 / start.system.cell.volume) * rest.field.virial
    self.reference = Tensor3(diagonal: Vector3(repeating: reference))
  }

  /// The response of one mapped start, Ω(0) ∫ P(s) ds.
  ///
  /// Momentum flux is known in the middle of steps and the virial between them; either is summed
  /// by the rule of second order for its times.
  func run(_ mapping: PhaseSpaceMapping, stream: StreamName) throws -> Response {
    var flow = start
    flow.random = RandomStream(stream)
    mapping.apply(to: &flow.system)
    var trajectory = try Trajectory(
      flow, potential: fluid.potential, settings: fluid.settings.forces)
    var (integral, early) = (0.5 * mapping.image(of: virial), Tensor3.zero)
    for step in 1...steps {
      try Task.checkCancellation()
      try integrator.step(&trajectory, needs: .virial)
      integral += trajectory.pressureTensor - reference
      let isEnd = step == steps
      if step == 2 * steps / 3 || isEnd {
        let trailing = 0.5 / trajectory.particles.cell.volume * trajectory.field.virial
        if isEnd { integral += -trailing } else { early = integral - trailing }
      }
    }
    let sign = dissipation * mapping.dissipationSign(under: integrator.velocityGradient)
    let factor = sign * fluid.settings.timeStep
    return Response(whole: factor * integral, late: factor * (integral - early))
  }
}

extension PhaseSpaceMapping {
  /// Whether the dissipation of the image is that of the original or the opposite.
  fileprivate func dissipationSign(under gradient: VelocityGradient) -> Double {
    let strain = gradient.tensor.symmetricPart
    let image = rotation.transposed * strain * rotation
    return image.doubleContraction(strain) < 0 ? -1 : 1
  }
}

extension Trajectory {
  /// The rate Ω at which a flow switched on now would change the logarithm of the state's canonical
  /// probability, in [1/time]; see `TransientFluid`.
  func dissipation(under load: VelocityGradient) -> Double {
    let momentumFlux = particles.kineticTensor
    let motion = momentumFlux.doubleContraction(load.tensor)
    let virial = field.virial.doubleContraction(load.tensor)
    let freedom = Double(particles.degreesOfFreedom)
    return (2 * virial - freedom * (motion + virial))
      / particles.twiceKineticEnergy(momentumFlux)
  }
}
