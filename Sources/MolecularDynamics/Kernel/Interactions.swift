public import ScaleBridge
public import Tensors

/// Forces between the particles of one system, bonded ones too, in the order of its particles.
///
/// A trajectory keeps its particles packed; this is for single configurations, and for whoever
/// moves particles himself.
public struct Interactions: Sendable {
  /// The interaction of every pair.
  public var potential: any PairPotential { field.potential }

  /// Forces on the particles, shape [N], in [force].
  public private(set) var forces: [Vector3]

  /// The potential energy without tail, in [energy].
  public var potentialEnergy: Double { field.potentialEnergy }

  /// The part of it that bonds and angles have, in [energy].
  public var bondedEnergy: Double { field.bonds.energy }

  /// The virial Σ f ⊗ r of pairs, bonds and angles in the last configuration for which it was
  /// needed, in [energy].
  public var virial: Tensor3 { field.virial }

  /// How often the neighbour list was searched.
  public var searches: Int { field.list.searches }

  /// How often the list in use was renewed, by a search or by picking from what one had found.
  public var renewals: Int { field.list.prunings }

  private(set) var particles: PackedParticles
  var field: ForceField

  /// Evaluates a system for the first time: its cell takes the shortest basis of its lattice, and
  /// the particles are wrapped into it.
  ///
  /// - Throws: `MicroFailure.infeasibleState` if the cutoff exceeds half the distance to the
  ///   nearest image, so that a particle could meet two images of another;
  ///   `MicroFailure.blowUp` if positions, energy or forces are not finite.
  public init(
    of system: inout ParticleSystem, potential: any PairPotential,
    settings: ForceSettings = ForceSettings()
  ) throws(MicroFailure) {
    try system.requireRoom(for: potential)
    try system.requirePlaces()
    particles = PackedParticles(system)
    field = try ForceField(
      of: &particles, bonded: system.topology, potential: potential, settings: settings)
    forces = Array(repeating: .zero, count: system.count)
    unload(into: &system)
  }

  /// Evaluates forces, energy and what else is needed after the particles have moved.
  ///
  /// - Parameter step: the number of the step, for the failure's message.
  /// - Throws: `MicroFailure.blowUp` if a particle moved farther than the cutoff since the list
  ///   was renewed, or energy or forces are not finite.
  public mutating func update(
    _ system: inout ParticleSystem, needs: ForceNeeds, step: Int
  ) throws(MicroFailure) {
    particles.load(system)
    try field.update(&particles, needs: needs.union(.energy), step: step)
    unload(into: &system)
  }

  /// Half of the energy of each particle's pairs in the last configuration evaluated, shape [N], in
  /// [energy]; with charges what Ewald's sum leaves to pairs.
  public mutating func siteEnergies(_ precision: Arithmetic = .double) -> [Double] {
    var energies = [Double](repeating: 0, count: particles.count)
    particles.add(field.siteEnergies(of: particles, precision), to: &energies)
    return energies
  }

  private mutating func unload(into system: inout ParticleSystem) {
    particles.unload(into: &system)
    particles.scatter(field.forces, to: &forces)
  }

  /// The energy that the tail correction adds to the potential energy, in [energy].
  public var tailEnergy: Double { field.tailEnergy(of: particles) }

  /// The pressure that the tail correction adds, in [pressure].
  public var tailPressure: Double { field.tailPressure(of: particles) }

  /// The pressure tensor of the last configuration evaluated with its virial, in [pressure].
  public var pressureTensor: Tensor3 {
    field.pressureTensor(of: particles, momentumFlux: particles.kineticTensor)
  }
}

extension ForceField {
  /// The energy that the tail correction adds to the potential energy, in [energy].
  func tailEnergy(of particles: PackedParticles) -> Double {
    tail.energy * Double(particles.count * particles.count) / particles.cell.volume
  }

  /// The pressure that the tail correction adds, in [pressure].
  func tailPressure(of particles: PackedParticles) -> Double {
    let density = Double(particles.count) / particles.cell.volume
    return tail.pressure * density * density
  }

  /// The pressure tensor of the last configuration evaluated with its virial,
  /// P = (Σ m v ⊗ v + Σ f ⊗ r)/V with its tail correction, in [pressure].
  ///
  /// - SeeAlso: Irving & Kirkwood, *J. Chem. Phys.* **18**, 817 (1950), averaged over a
  ///   homogeneous cell, <https://doi.org/10.1063/1.1747782>.
  func pressureTensor(of particles: PackedParticles, momentumFlux: Tensor3) -> Tensor3 {
    let tail = tailPressure(of: particles)
    return (1 / particles.cell.volume) * (momentumFlux + virial)
      + Tensor3(diagonal: Vector3(tail, tail, tail))
  }
}

extension ParticleSystem {
  /// The cell must be so large that no particle interacts with two images of another.
  ///
  /// - Throws: `MicroFailure.infeasibleState`.
  func requireRoom(for potential: any PairPotential) throws(MicroFailure) {
    try cell.requireRoom(forCutoff: max(potential.cutoff, topology.extent))
  }

  /// Positions must be finite, and near enough that wrapping them keeps their digits.
  ///
  /// - Throws: `MicroFailure.blowUp`.
  func requirePlaces() throws(MicroFailure) {
    let farthest = 1e6 * cell.shortestTranslation
    guard let lost = positions.firstIndex(where: { !($0.norm <= farthest) }) else { return }
    throw .blowUp(
      quantity: "the distance from the origin", particle: lost, step: 0,
      value: positions[lost].norm)
  }
}

extension SimulationCell {
  /// A cell must be so large that no particle meets two images of another.
  ///
  /// - Throws: `MicroFailure.infeasibleState`.
  func requireRoom(forCutoff cutoff: Double) throws(MicroFailure) {
    let shortest = shortestTranslation
    // A hair of rounding, so that a cell that has been sheared by whole turns still fits.
    guard cutoff <= 0.5 * shortest * (1 + 1e-9) else {
      throw .infeasibleState(
        reason: "the cutoff \(cutoff) exceeds half the distance of a particle to its nearest "
          + "image, \(shortest / 2). More particles or a shorter cutoff are needed.")
    }
  }
}
