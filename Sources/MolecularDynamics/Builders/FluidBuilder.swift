internal import Foundation
public import NumericalMethods
public import Tensors

/// Builds particle systems from scratch.
public enum FluidBuilder {
  /// Identical particles on a face-centred cubic lattice in a cube, at rest.
  ///
  /// A number other than 4n³ leaves evenly spread sites of the next larger lattice empty.
  ///
  /// - Parameters:
  ///   - particles: the number of particles, at least 1.
  ///   - density: the number density, in [1/length³].
  ///   - mass: the mass of each, in [mass].
  /// - Throws: `ParameterError` unless number, density and mass are positive.
  public static func faceCentredCubic(
    particles: Int, density: Double, mass: Double = 1
  ) throws(ParameterError) -> ParticleSystem {
    _ = try Double.positive(Double(particles), "particles")
    let density = try Double.positive(density, "density")
    let mass = try Double.positive(mass, "mass")
    let edge = cbrt(Double(particles) / density)
    // In integers: the cube root of 216 rounds to more than six.
    let nearest = Int(cbrt(Double(particles) / 4).rounded())
    let cellsAcross = 4 * nearest * nearest * nearest >= particles ? max(1, nearest) : nearest + 1
    let sites = CubicLattice.faceCentred.sites(cells: SIMD3(repeating: cellsAcross))
    let constant = edge / Double(cellsAcross)
    let positions = (0..<particles).map { constant * sites[$0 * sites.count / particles] }
    return ParticleSystem(
      positions: positions, velocities: Array(repeating: .zero, count: particles),
      masses: Array(repeating: mass, count: particles), cell: try .cube(edge: edge))
  }

  /// Gives all particles velocities from the Maxwell–Boltzmann distribution, without total
  /// momentum and with exactly the kinetic temperature asked for (k_B T in [energy]).
  public static func thermalize(
    _ system: inout ParticleSystem, temperature: Double, using random: inout RandomStream
  ) {
    for index in system.velocities.indices {
      let spread = (temperature / system.masses[index]).squareRoot()
      let (x, y, z) = (random.normal(), random.normal(), random.normal())
      system.velocities[index] = spread * Vector3(x, y, z)
    }
    if !system.topology.rigidGroups.isEmpty { system.makeRigid() }
    system.removeMomentum()
    guard system.kineticTemperature > 0 else { return }
    system.scalePeculiarVelocities(by: (temperature / system.kineticTemperature).squareRoot())
  }
}
