public import ScaleBridge
public import Tensors

/// Newton's equations in a homogeneous flow, in peculiar velocities and a cell that flows along.
///
/// The SLLOD equations of motion under a velocity gradient L_ij = ∂u_i/∂x_j are
///
///     ṙ = v + L r,      v̇ = F/m − L v,      ḣ = L h   (cell vectors),
///
/// and one step is the palindrome of sub-flows
///
///     bath(h/2)  cool(h/2)  kick(h/2)  shear(h/2)  drift(h)
///                                      shear(h/2)  kick(h/2)  cool(h/2)  bath(h/2)
///
/// with kick v += F h/2m, shear v ← e^{−Lh/2} v, and drift r ← e^{Lh} r + h φ₁(Lh) v together with
/// the cell. It is symmetric, of second order, valid for every L and equal to velocity Verlet for
/// L = 0. The flow's work is −V Pᵀ : ∇u; cooling takes exactly that viscous heat away (the
/// multiplier of the Gaussian ergostat), so that the thermostat only has to sample fluctuations
/// and the temperature does not rise with the rate. The thermostat acts outermost, on the state
/// that is observed; inside the cooling it would see, and keep, a temperature that is lower by
/// a quarter of the heat of a step.
///
/// - SeeAlso: Evans & Morriss, *Phys. Rev. A* **30**, 1528 (1984) for SLLOD,
///   <https://doi.org/10.1103/PhysRevA.30.1528>; Evans & Morriss, *Statistical Mechanics of
///   Nonequilibrium Liquids*, 2nd edition (2008), chapters 5 and 6 for the ergostat,
///   <https://doi.org/10.1017/CBO9780511535307>; Pan, Ely, McCabe & Isbister, *J. Chem. Phys.*
///   **122**, 094114 (2005) for operator splitting of SLLOD, <https://doi.org/10.1063/1.1858861>.
public struct SLLODIntegrator: Sendable {
  /// The imposed velocity gradient, in [1/time].
  public let velocityGradient: VelocityGradient

  /// The time step, in [time].
  public let timeStep: Double

  private let flows: Bool
  private let velocityMap: Tensor3
  private let positionMap: Tensor3
  private let driftMap: Tensor3

  /// Creates an integrator.
  ///
  /// - Throws: `ParameterError` unless the time step is finite and positive.
  public init(velocityGradient: VelocityGradient, timeStep: Double) throws(ParameterError) {
    self.velocityGradient = velocityGradient
    self.timeStep = try .positive(timeStep, "timeStep")
    let gradient = velocityGradient.tensor
    flows = gradient != .zero
    velocityMap = (-0.5 * timeStep * gradient).exponentialAndIntegral.exponential
    let (exponential, integral) = (timeStep * gradient).exponentialAndIntegral
    positionMap = exponential
    driftMap = timeStep * integral
  }

  /// Advances a state by one step; `interactions` hold the forces at its positions.
  ///
  /// - Parameter needs: what the observables due after this step need.
  /// - Throws: `MicroFailure.blowUp` when the trajectory breaks down.
  public func step(
    _ state: inout FlowState, _ interactions: inout Interactions, needs: ForceNeeds = []
  ) throws(MicroFailure) {
    state.steps += 1
    let half = 0.5 * timeStep
    exchangeHeat(&state, over: half)
    try removeViscousHeat(&state, interactions, over: half)
    kick(&state.system, interactions.forces.values, over: half)
    shear(&state)
    workOnPositions(&state, interactions, over: half)
    drift(&state.system)
    try interactions.update(
      &state.system, needs: flows ? needs.union(.virial) : needs, step: state.steps)
    workOnPositions(&state, interactions, over: half)
    shear(&state)
    kick(&state.system, interactions.forces.values, over: half)
    try removeViscousHeat(&state, interactions, over: half)
    exchangeHeat(&state, over: half)
  }

  private func kick(_ system: inout ParticleSystem, _ forces: [Vector3], over time: Double) {
    let masses = system.masses
    var velocities = system.velocities.mutableSpan
    for index in velocities.indices {
      velocities[index].addProduct(forces[index], time / masses[index])
    }
  }

  /// The exact flow of v̇ = −L v over half a step; what it changes in kinetic energy is work.
  private func shear(_ state: inout FlowState) {
    guard flows else { return }
    let masses = state.system.masses
    var velocities = state.system.velocities.mutableSpan
    var work = Vector3.zero
    for index in velocities.indices {
      let before = velocities[index]
      let after = velocityMap * before
      // m (v'² − v²)/2, as a product to keep small differences exact.
      work.addProduct(0.5 * masses[index] * (after - before), after + before)
      velocities[index] = after
    }
    state.flowWork += work.sum()
  }

  /// The work −Σ f ⊗ r : L of the flow on the positions, by the trapezoidal rule over a step.
  private func workOnPositions(
    _ state: inout FlowState, _ interactions: Interactions, over time: Double
  ) {
    guard flows else { return }
    state.flowWork -= time * interactions.virial.doubleContraction(velocityGradient.tensor)
  }

  private func drift(_ system: inout ParticleSystem) {
    guard flows else {
      for index in system.positions.indices {
        system.positions[index].addProduct(system.velocities[index], timeStep)
      }
      return
    }
    for index in system.positions.indices {
      system.positions[index] =
        positionMap * system.positions[index] + driftMap * system.velocities[index]
    }
    system.cell.deform(by: positionMap)
  }

  private func exchangeHeat(_ state: inout FlowState, over time: Double) {
    state.thermostat?.apply(to: &state.system, over: time, using: &state.random)
  }

  /// Takes the heat −V P : L dt away by scaling the peculiar velocities, if there is a bath.
  private func removeViscousHeat(
    _ state: inout FlowState, _ interactions: Interactions, over time: Double
  ) throws(MicroFailure) {
    guard flows, state.thermostat != nil else { return }
    let momentumFlux = state.system.kineticTensor
    let heat =
      -time * (momentumFlux + interactions.virial).doubleContraction(velocityGradient.tensor)
    let kinetic = 0.5 * momentumFlux.trace
    guard heat < 0.5 * kinetic else {
      throw .blowUp(
        quantity: "the viscous heat of one step over the kinetic energy",
        particle: state.system.velocities.indexOfLargest, suspicion: "the fastest",
        step: state.steps, value: heat / kinetic)
    }
    state.system.scalePeculiarVelocities(by: (1 - heat / kinetic).squareRoot())
    state.heatRemoved += heat
  }
}
