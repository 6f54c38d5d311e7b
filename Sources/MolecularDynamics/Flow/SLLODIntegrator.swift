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
///     cool(h/2)  kick(h/2)  shear(h/2)  drift(h/2)  bath(h)  strain
///                           drift(h/2)  shear(h/2)  kick(h/2)  cool(h/2)
///
/// with kick v += F h/2m, shear v ← e^{−Lh/2} v, and drift r ← e^{Lh/2} r + h/2 φ₁(Lh/2) v
/// together with the cell. The strain is that of a barostat, drawn from the state at the beginning
/// of the step. Where neither acts the drift is made in one go. The step is symmetric, of second
/// order, valid for every L and equal to velocity Verlet for L = 0. The flow's work is −V Pᵀ : ∇u;
/// cooling takes exactly that viscous heat away (the multiplier of the Gaussian ergostat), so that
/// the thermostat only has to sample fluctuations and the temperature does not rise with the rate.
///
/// With the bath in the middle of the drift configurations are canonical to a higher order than
/// with the bath around the step: at a step of 0.005 the pressure of a dense liquid is right,
/// where it would be 0.4 % too high. The velocities that the bath leaves are canonical to
/// rounding, while those between steps have a temperature that is lower by a term of second order;
/// so temperature and momentum flux are those of the middle of the step. There, too, half of the
/// heat of a step has come and half of it has been taken.
///
/// Rigid molecules move with their centres of mass, to which r, v and the virial then belong, and turn
/// freely in the drift; `PackedParticles` says how. Distances are kept to rounding, and the step stays
/// symmetric.
///
/// - SeeAlso: Evans & Morriss, *Phys. Rev. A* **30**, 1528 (1984) for SLLOD,
///   <https://doi.org/10.1103/PhysRevA.30.1528>; Evans & Morriss, *Statistical Mechanics of
///   Nonequilibrium Liquids*, 2nd edition (2008), chapters 5 and 6 for the ergostat,
///   <https://doi.org/10.1017/CBO9780511535307>; Pan, Ely, McCabe & Isbister, *J. Chem. Phys.*
///   **122**, 094114 (2005) for operator splitting of SLLOD, <https://doi.org/10.1063/1.1858861>;
///   Leimkuhler & Matthews, *J. Chem. Phys.* **138**, 174102 (2013) for the place of the bath,
///   <https://doi.org/10.1063/1.4802990>.
public struct SLLODIntegrator: Sendable {
  /// The imposed velocity gradient, in [1/time].
  public let velocityGradient: VelocityGradient

  /// The time step, in [time].
  public let timeStep: Double

  private let flows: Bool
  private let velocityMap: Tensor3
  private let wholeDrift: Drift
  private let halfDrift: Drift

  /// r ← e^{Lt} r + t φ₁(Lt) v over a time t, and the cell with the first map.
  private struct Drift: Sendable {
    let time: Double
    let positionMap: Tensor3
    let velocityMap: Tensor3

    init(_ gradient: Tensor3, over time: Double) {
      let (exponential, integral) = (time * gradient).exponentialAndIntegral
      self.time = time
      positionMap = exponential
      velocityMap = time * integral
    }
  }

  /// Creates an integrator.
  ///
  /// - Throws: `ParameterError` unless the time step is finite and positive.
  public init(velocityGradient: VelocityGradient, timeStep: Double) throws(ParameterError) {
    self.velocityGradient = velocityGradient
    self.timeStep = try .positive(timeStep, "timeStep")
    let gradient = velocityGradient.tensor
    flows = gradient != .zero
    velocityMap = (-0.5 * timeStep * gradient).exponentialAndIntegral.exponential
    wholeDrift = Drift(gradient, over: timeStep)
    halfDrift = Drift(gradient, over: 0.5 * timeStep)
  }

  /// Advances a trajectory by one step.
  ///
  /// - Parameter needs: what the observables due after this step need.
  /// - Throws: `MicroFailure.blowUp` when the trajectory breaks down,
  ///   `MicroFailure.infeasibleState` when a barostat makes the cell too small, and
  ///   `MicroFailure.unsupportedLoad` when an anisotropic one meets a flow.
  public func step(
    _ trajectory: inout Trajectory, needs: ForceNeeds = []
  ) throws(MicroFailure) {
    try requireLoad(trajectory)
    trajectory.account.steps += 1
    let half = 0.5 * timeStep
    let strain = try trajectory.drawStrain(timeStep: timeStep)
    try removeViscousHeat(&trajectory, over: half)
    trajectory.particles.kick(trajectory.field.forces, over: half)
    shear(&trajectory)
    workOnPositions(&trajectory, over: half)
    trajectory.workOnCell(strain)
    try drift(&trajectory, strain)
    try updateForces(&trajectory, needs: needs)
    trajectory.workOnCell(strain)
    workOnPositions(&trajectory, over: half)
    shear(&trajectory)
    trajectory.particles.kick(trajectory.field.forces, over: half)
    try removeViscousHeat(&trajectory, over: half)
  }

  /// Where the neighbour list had to be searched, the total momentum is put back to zero: the flow
  /// multiplies it by e^{−Lt}, which in an elongation makes anything of rounding errors. Derived.
  private func updateForces(
    _ trajectory: inout Trajectory, needs: ForceNeeds
  ) throws(MicroFailure) {
    let needsVirial = flows || trajectory.barostatNeedsVirial
    let searches = trajectory.searches
    try trajectory.field.update(
      &trajectory.particles, needs: needsVirial ? needs.union(.virial) : needs,
      step: trajectory.account.steps)
    if flows, trajectory.searches > searches { trajectory.particles.removeMomentum() }
  }

  private func requireLoad(_ trajectory: Trajectory) throws(MicroFailure) {
    guard flows, trajectory.account.barostat?.coupling == .anisotropic else { return }
    throw .unsupportedLoad(
      reason: "an anisotropic barostat would undo the shape that a flow imposes on the cell; "
        + "under a flow the coupling must be isotropic.")
  }

  /// The exact flow of v̇ = −L v over half a step; what it changes in kinetic energy is work.
  private func shear(_ trajectory: inout Trajectory) {
    guard flows else { return }
    trajectory.account.flowWork += trajectory.particles.mapVelocities(by: velocityMap)
  }

  /// The work −Σ f ⊗ r : L of the flow on the positions, by the trapezoidal rule over a step.
  private func workOnPositions(_ trajectory: inout Trajectory, over time: Double) {
    guard flows else { return }
    trajectory.account.flowWork -=
      time * trajectory.field.virial.doubleContraction(velocityGradient.tensor)
  }

  /// Drift, with what acts between its halves.
  private func drift(
    _ trajectory: inout Trajectory, _ strain: Tensor3?
  ) throws(MicroFailure) {
    let hasBath = trajectory.account.thermostat != nil
    guard hasBath || strain != nil else { return move(&trajectory.particles, wholeDrift) }
    move(&trajectory.particles, halfDrift)
    if hasBath { trajectory.meetBath(over: timeStep) }
    if let strain { try trajectory.deform(by: strain) }
    move(&trajectory.particles, halfDrift)
  }

  private func move(_ particles: inout PackedParticles, _ drift: Drift) {
    if flows {
      particles.drift(
        positionMap: drift.positionMap, velocityMap: drift.velocityMap, over: drift.time)
    } else {
      particles.drift(over: drift.time)
    }
  }

  /// Takes the heat −V P : L dt away by scaling the peculiar velocities, if there is a bath.
  private func removeViscousHeat(
    _ trajectory: inout Trajectory, over time: Double
  ) throws(MicroFailure) {
    guard flows, trajectory.account.thermostat != nil else { return }
    let momentumFlux = trajectory.particles.kineticTensor
    let flux = momentumFlux + trajectory.field.virial
    let heat = -time * flux.doubleContraction(velocityGradient.tensor)
    let kinetic = 0.5 * trajectory.particles.twiceKineticEnergy(momentumFlux)
    guard heat < 0.5 * kinetic else {
      throw trajectory.particles.overheated(
        "the viscous heat of one step over the kinetic energy", value: heat / kinetic,
        at: trajectory.account.steps)
    }
    trajectory.particles.scalePeculiarVelocities(by: (1 - heat / kinetic).squareRoot())
    trajectory.account.heatRemoved += heat
  }
}
