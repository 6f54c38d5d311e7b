import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

@Suite("The pair kernel")
struct DirectSumTests {
  enum Truncation: CaseIterable, Sendable { case plain, shifted, forceShifted }

  /// Both sides of a comparison: the kernel's potential and the scalar one.
  private func potentials(
    _ truncation: Truncation, cutoff: Double
  ) throws -> (any PairPotential, ScalarPotential) {
    let (sigma, epsilon) = (0.97, 1.3)
    let plain = try LennardJones(sigma: sigma, epsilon: epsilon, cutoff: cutoff)
    let scalar = ScalarPotential.lennardJones(sigma: sigma, epsilon: epsilon, cutoff: cutoff)
    switch truncation {
    case .plain: return (plain, scalar)
    case .shifted:
      let shifted = try LennardJones(
        sigma: sigma, epsilon: epsilon, cutoff: cutoff, shifted: true)
      return (shifted, scalar.shifted)
    case .forceShifted: return (ForceShifted(plain), scalar.forceShifted)
    }
  }

  /// Energy, forces, energies of sites and virial against the direct sum, the largest deviations relative to the sums
  /// of magnitudes.
  private func compare(
    _ system: ParticleSystem, _ truncation: Truncation, cutoff: Double
  ) throws -> DirectSum {
    let (potential, scalar) = try potentials(truncation, cutoff: cutoff)
    var kernelSystem = system
    var kernel = try Interactions(
      of: &kernelSystem, potential: potential, settings: ForceSettings(skin: 0.2))
    let direct = DirectSum(system, scalar)
    let deviation = abs(kernel.potentialEnergy - direct.energy)
    #expect(deviation <= 1e-12 * max(1, direct.energyScale))
    #expect(
      largest(kernel.forces - direct.forces) <= 1e-12 * max(1, largest(direct.forces)))
    #expect((kernel.virial - direct.virial).norm <= 1e-12 * max(1, direct.virialScale))
    expectSiteEnergies(kernel.siteEnergies(), direct, within: 1e-12)
    expectSiteEnergies(kernel.siteEnergies(.mixed), direct, within: 5e-5)
    if system.count >= 33 { try compareMixed(system, potential, direct) }
    return direct
  }

  private func expectSiteEnergies(
    _ energies: [Double], _ direct: DirectSum, within tolerance: Double
  ) {
    let deviation = zip(energies, direct.siteEnergies).map { abs($0 - $1) }.max() ?? 0
    #expect(deviation <= tolerance * max(1, direct.energyScale))
  }

  /// Single precision agrees to its own rounding, 2e-7 of a block's size in each distance r, which the
  /// steep repulsion turns into 12/r times as much.
  private func compareMixed(
    _ system: ParticleSystem, _ potential: any PairPotential, _ direct: DirectSum
  ) throws {
    var kernelSystem = system
    let kernel = try Interactions(
      of: &kernelSystem, potential: potential,
      settings: ForceSettings(skin: 0.2, arithmetic: .mixed))
    let deviation = abs(kernel.potentialEnergy - direct.energy)
    #expect(deviation <= 5e-5 * max(1, direct.energyScale))
    #expect(largest(kernel.forces - direct.forces) <= 5e-5 * max(1, largest(direct.forces)))
    #expect((kernel.virial - direct.virial).norm <= 5e-5 * max(1, direct.virialScale))
  }

  /// Random triclinic boxes, tilts up to and exactly ±½, cutoffs up to half the narrowest width,
  /// particles in other images of the cell, numbers that do not fill blocks of eight.
  @Test(
    "agrees with the direct sum over all images", arguments: [2, 5, 33, 64, 100, 257],
    Truncation.allCases)
  func triclinic(particles: Int, truncation: Truncation) throws {
    var boxes = RandomBoxes(seed: UInt64(particles))
    for _ in 0..<(particles > 200 ? 4 : 12) {
      let system = try boxes.system(particles: particles)
      let cutoff = system.cutoff(share: boxes.coin() ? 0.9999 : 0.7)
      let direct = try compare(system, truncation, cutoff: cutoff)
      #expect(particles < 33 || direct.pairs > 0)
    }
  }

  /// A particle on a face or a corner of the cell belongs to one image only.
  @Test("counts particles on the faces of the cell once")
  func faces() throws {
    var boxes = RandomBoxes(seed: 3)
    for _ in 0..<20 {
      var system = try boxes.system(particles: 50, images: 0)
      let places = [Vector3(0, 0, 0), Vector3(1, 0, 0.5), Vector3(0.5, 1, 1), Vector3(0.5, 0.5, 0)]
      for (index, place) in places.enumerated() {
        system.positions[12 * index] = system.cell.vectors * place
      }
      _ = try compare(system, .shifted, cutoff: system.cutoff())
    }
  }

  /// All particles in one corner of a large, flat cell: most columns are empty.
  @Test("agrees where most of the cell is empty")
  func droplet() throws {
    let cell = try SimulationCell(vectors: Tensor3(diagonal: Vector3(40, 8, 17)))
    var boxes = RandomBoxes(seed: 4)
    let dense = try boxes.system(particles: 60, images: 0)
    let droplet = ParticleSystem(
      positions: dense.positions, velocities: dense.velocities, masses: dense.masses, cell: cell)
    let direct = try compare(droplet, .forceShifted, cutoff: 2.5)
    #expect(direct.pairs > 500)
  }

  /// A pair at a distance: u(r) and −u′(r) of the published formula.
  @Test("gives two particles the interaction of the formula", arguments: [0.9, 1.0, 1.12, 2.4])
  func twoParticles(distance: Double) throws {
    var system = ParticleSystem(
      positions: [Vector3(9.9, 0, 0), Vector3(9.9 + distance - 10, 0, 0)],
      velocities: [.zero, .zero], masses: [1, 1], cell: try .cube(edge: 10))
    let kernel = try Interactions(
      of: &system, potential: LennardJones(cutoff: 2.5), settings: ForceSettings(skin: 0.3))
    let pair = ScalarPotential.lennardJones(sigma: 1, epsilon: 1, cutoff: 2.5).pair(distance)
    #expect(abs(kernel.potentialEnergy - pair.energy) < 1e-11)
    #expect(abs(kernel.forces[1].x - pair.force) < 1e-11)
    #expect(abs(kernel.virial[0, 0] - pair.force * distance) < 1e-11)
    #expect(kernel.forces[0] == -kernel.forces[1])
  }

  /// Two images of a particle closer than two cutoffs could both meet another.
  @Test("refuses a cutoff beyond half the distance to the nearest image")
  func tooNarrow() throws {
    var system = try FluidBuilder.faceCentredCubic(particles: 32, density: 0.8442)
    let failure = #expect(throws: MicroFailure.self) {
      try Interactions(of: &system, potential: LennardJones(cutoff: 2.5))
    }
    guard case .infeasibleState(let reason) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(reason.contains("nearest image"))
  }
}
