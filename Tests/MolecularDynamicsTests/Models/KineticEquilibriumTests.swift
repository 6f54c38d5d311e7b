import MolecularDynamics
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

@Suite("Kinetic equilibrium")
struct KineticEquilibriumTests {
  /// Maxwell–Boltzmann velocities of two species at temperature 0.7 without total momentum; the
  /// given factors scale all velocities, those along z, and those of the second species.
  private func snapshots(
    _ count: Int = 40, seed: UInt64 = 1, whole: Double = 1, z: Double = 1, second: Double = 1,
    isRescaled: Bool = false
  ) throws -> [KineticSnapshot] {
    let cell = try SimulationCell.cube(edge: 10)
    var stream = RandomStream(StreamName(seed: seed, purpose: "velocities"))
    let masses = (0..<200).map { $0 < 150 ? 1.0 : 4.0 }
    let species = (0..<200).map { UInt8($0 < 150 ? 0 : 1) }
    return (0..<count).map { _ in
      let velocities = masses.indices.map { index in
        let factor = whole * (0.7 / masses[index]).squareRoot() * (species[index] == 1 ? second : 1)
        return factor * Vector3(stream.normal(), stream.normal(), z * stream.normal())
      }
      var system = ParticleSystem(
        positions: Array(repeating: .zero, count: 200), velocities: velocities, masses: masses,
        species: species, cell: cell)
      system.removeMomentum()
      if isRescaled {
        system.scalePeculiarVelocities(by: (0.7 / system.kineticTemperature).squareRoot())
      }
      return KineticSnapshot(system)
    }
  }

  private func flags(_ snapshots: [KineticSnapshot]) -> [String] {
    KineticEquilibrium(of: snapshots, bath: 0.7).flags.map(\.name)
  }

  @Test("finds no fault with velocities of the canonical ensemble")
  func sound() throws {
    let refused = try (0..<200).filter { try !flags(snapshots(16, seed: UInt64(100 + $0))).isEmpty }
    #expect(refused.count <= 2)
    let found = KineticEquilibrium(of: try snapshots(400), bath: 0.7)
    for part in found.parts + [found.whole] {
      #expect(abs(part.value - 0.7) < 3.5 * part.standardError, "\(part)")
    }
    #expect(found.parts.map(\.name) == ["x", "y", "z", "species 1", "species 2"])
    #expect(abs(found.varianceRatio - 1) < 3 * (2 / 399.0).squareRoot())
  }

  @Test("names a bath that is missed, a hot axis, a cold species, energies that do not fluctuate")
  func faults() throws {
    #expect(try flags(snapshots(whole: 1.03)) == ["bathTemperature"])
    #expect(try flags(snapshots(z: 1.1)).contains("equipartition"))
    #expect(try flags(snapshots(second: 0.92)).contains("equipartition"))
    #expect(try flags(snapshots(isRescaled: true)) == ["kineticEnergyDistribution"])
  }
}
