import Foundation
import MolecularDynamics
import NumericalMethods
import Tensors
import Testing

@Suite("Rigid water at constant energy")
struct RigidWaterDriftTests {
  /// Per degree of freedom and picosecond, in 80 ps of 216 molecules at 298 K: a straight line through
  /// the energies. Splines of order 5 on the coarsest mesh that has Coulomb forces to 1e-5.
  @Test("neither gains nor loses any", .enabled(if: TestLevel.isValidation))
  func drift() throws {
    let fluid = try Water.fluid(molecules: 216, cutoff: 9, accuracy: 1e-5)
    var state = try Water.liquid(fluid)
    state.thermostat = nil
    state.system.removeMomentum()
    let charges = try Water.charges(of: state.system)
    let error = 1e-5 * (try DirectEwald.typicalForce(of: charges))
    let mesh = try Self.mesh(ofOrder: 5, error: error, charges, cutoff: 9 / Water.length)
    let potential = try Water.potential(cutoff: 9 / Water.length, mesh: mesh)
    let integrator = try SLLODIntegrator(
      velocityGradient: .zero, timeStep: 0.002 * Water.picosecond)
    var trajectory = try Trajectory(
      state, potential: potential, settings: ForceSettings(skin: 0.6))
    let freedom = Double(trajectory.particles.degreesOfFreedom)
    var (times, energies): ([Double], [Double]) = ([], [])
    for step in 1...40_000 {
      try integrator.step(&trajectory, needs: step % 20 == 0 ? .energy : [])
      guard step % 20 == 0 else { continue }
      times.append(0.002 * Double(step))
      energies.append(trajectory.conservedEnergy / freedom / Water.temperature)
    }
    let line = try LeastSquares.weighted(
      energies, weights: energies.map { _ in 1 }, design: times.map { [1, $0] })
    print("drift per degree of freedom and picosecond, in k_B T:", line.coefficients[1])
    #expect(abs(line.coefficients[1]) < 1e-6)
  }

  private static func mesh(
    ofOrder order: Int, error: Double, _ charges: PointCharges, cutoff: Double
  ) throws -> MeshParameters {
    let best = try MeshParameters(error: error, of: charges, cutoff: cutoff)
    var spacing = 2 * best.spacing
    while true {
      let mesh = try MeshParameters(
        splitting: best.splitting, cutoff: cutoff, spacing: spacing, order: order)
      if mesh.predictedError(of: charges).mesh < 0.5 * error { return mesh }
      spacing *= 0.97
    }
  }
}
