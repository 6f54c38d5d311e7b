internal import NumericalMethods
internal import ScaleBridge
internal import Tensors

/// What a barostat does to a trajectory.
extension Trajectory {
  /// The most that one action may strain the cell: beyond it the volume no longer diffuses.
  private static let largestStrain = 0.2

  /// Whether the virial is needed at the end of the present step.
  var barostatNeedsVirial: Bool {
    guard let barostat = account.barostat else { return false }
    return barostat.acts(inStep: account.steps) || barostat.acts(inStep: account.steps + 1)
  }

  /// Draws the strain of the present step from the state at its beginning, if the barostat acts.
  ///
  /// - Throws: `MicroFailure.blowUp` if the strain is beyond reason.
  mutating func drawStrain(timeStep: Double) throws(MicroFailure) -> Tensor3? {
    guard let barostat = account.barostat, barostat.acts(inStep: account.steps) else { return nil }
    let extra = particles.heldMomenta * barostat.temperature / particles.cell.volume
    let strain = barostat.strain(
      of: particles.cell,
      under: pressureTensor + Tensor3(diagonal: Vector3(extra, extra, extra)),
      over: timeStep * Double(barostat.stepsPerAction), using: &account.random)
    guard strain.norm < Self.largestStrain else {
      throw .blowUp(
        quantity: "the strain of the cell by the barostat", particle: nil, step: account.steps,
        value: strain.norm)
    }
    return strain
  }

  /// r ← e^E r with the cell, v ← e^{−E} v.
  ///
  /// - Throws: `MicroFailure.infeasibleState` if the cell becomes too small for the cutoff.
  mutating func deform(by strain: Tensor3) throws(MicroFailure) {
    let tail = field.tailEnergy(of: particles)
    particles.drift(
      positionMap: strain.exponentialAndIntegral.exponential, velocityMap: .zero, over: 0)
    field.volume = particles.cell.volume
    let gain = particles.mapVelocities(by: (-strain).exponentialAndIntegral.exponential)
    account.barostat?.energyTransferred += gain + field.tailEnergy(of: particles) - tail
    let room = 0.5 * particles.cell.shortestTranslation
    guard field.potential.cutoff <= room * (1 + 1e-9) else {
      throw .infeasibleState(
        reason: "at step \(account.steps) the barostat has left half a distance of \(room) from a "
          + "particle to its nearest image, less than the cutoff \(field.potential.cutoff). More "
          + "particles, a lower pressure or an isotropic coupling are needed.")
    }
  }

  /// Half of the work −W : E of the barostat against the forces, at one end of a step.
  mutating func workOnCell(_ strain: Tensor3?) {
    guard let strain else { return }
    account.barostat?.energyTransferred -= 0.5 * field.virial.doubleContraction(strain)
  }
}
