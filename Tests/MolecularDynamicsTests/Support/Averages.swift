import MolecularDynamics
import Statistics
import Tensors

/// Means along a trajectory, each from an average over ten steps.
struct Averages {
  var temperature: [Double] = []
  /// Potential energy per particle with its tail.
  var energy: [Double] = []
  var pressure: [Double] = []
  /// −P_xy over the shear rate.
  var viscosity: [Double] = []
}

extension Fluid {
  /// Goes on for a time and averages.
  mutating func averages(over time: Double) throws -> Averages {
    var averages = Averages()
    let rate = integrator.velocityGradient.shearRate
    for _ in 0..<Int((time / integrator.timeStep / 10).rounded()) {
      var sums = (temperature: 0.0, energy: 0.0, pressure: Tensor3.zero)
      for _ in 0..<10 {
        try step(needs: [.virial, .energy])
        sums.temperature += trajectory.particles.kineticTemperature
        sums.energy += potentialEnergy
        sums.pressure += trajectory.pressureTensor
      }
      averages.temperature.append(sums.temperature / 10)
      averages.energy.append(sums.energy / 10 / Double(trajectory.particles.count))
      averages.pressure.append(sums.pressure.trace / 30)
      averages.viscosity.append(-sums.pressure[0, 1] / 10 / rate)
    }
    return averages
  }
}
