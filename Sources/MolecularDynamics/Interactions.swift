public import ScaleBridge
public import Tensors

/// What a force evaluation must provide besides the forces and the potential energy.
public struct ForceNeeds: OptionSet, Sendable {
  /// The set as bits.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The virial tensor.
  public static let virial = ForceNeeds(rawValue: 1)
}

/// Forces between the particles of one system, kept up to date as it moves.
///
/// Owns the neighbour list and decides when to rebuild it; at a rebuild the particles are wrapped
/// into the cell and the cell takes the shortest basis of its lattice.
public struct Interactions: Sendable {
  /// The interaction of every pair.
  public let potential: any PairPotential

  /// How much farther than the cutoff pairs are listed, in [length].
  public let skin: Double

  /// Forces and energy of the last configuration evaluated.
  public private(set) var forces: Forces

  /// The virial Σ_pairs f ⊗ r of the last configuration for which it was needed, in [energy].
  public private(set) var virial = Tensor3.zero

  /// How often the list was built.
  public private(set) var rebuilds = 1

  private var pairs: NeighbourList

  /// Evaluates a system for the first time.
  ///
  /// - Throws: `MicroFailure.infeasibleState` if the cutoff exceeds half the distance to the
  ///   nearest image, so that a particle could meet two images of another;
  ///   `MicroFailure.blowUp` if positions, energy or forces are not finite.
  public init(
    of system: inout ParticleSystem, potential: any PairPotential, skin: Double = 0
  ) throws(MicroFailure) {
    self.potential = potential
    self.skin = skin
    system.cell.reduceBasis()
    try Self.requireRoom(in: system.cell, cutoff: potential.cutoff)
    try Self.requirePlaces(of: system)
    pairs = NeighbourList(wrapping: &system, radius: potential.cutoff + skin)
    forces = Forces(particles: system.count)
    try evaluate(system, needs: .virial, step: 0)
  }

  /// Evaluates forces and energy after the particles have moved.
  ///
  /// - Parameters:
  ///   - needs: what else to provide.
  ///   - step: the number of the step, for the failure's message.
  /// - Throws: `MicroFailure.blowUp` if a particle moved farther than the cutoff since the list
  ///   was built, or energy or forces are not finite.
  public mutating func update(
    _ system: inout ParticleSystem, needs: ForceNeeds, step: Int
  ) throws(MicroFailure) {
    let moved = pairs.displacements(of: system)
    guard moved.largest <= potential.cutoff + skin else {
      throw .blowUp(
        quantity: "the displacement", particle: moved.particle, step: step, value: moved.largest)
    }
    if !pairs.covers(moved, cutoff: potential.cutoff) {
      system.cell.reduceBasis()
      pairs = NeighbourList(wrapping: &system, radius: pairs.radius)
      rebuilds += 1
    }
    try evaluate(system, needs: needs, step: step)
  }

  /// The energy that the tail correction adds to the potential energy, in [energy].
  public func tailEnergy(of system: ParticleSystem) -> Double {
    potential.tail.energy * Double(system.count * system.count) / system.cell.volume
  }

  /// The pressure that the tail correction adds, in [pressure].
  public func tailPressure(of system: ParticleSystem) -> Double {
    let density = Double(system.count) / system.cell.volume
    return potential.tail.pressure * density * density
  }

  /// The pressure tensor of the last configuration evaluated with its virial,
  /// P = (Σ m v ⊗ v + Σ f ⊗ r)/V with its tail correction, in [pressure].
  ///
  /// - SeeAlso: Irving & Kirkwood, *J. Chem. Phys.* **18**, 817 (1950), averaged over a
  ///   homogeneous cell, <https://doi.org/10.1063/1.1747782>.
  public func pressureTensor(of system: ParticleSystem) -> Tensor3 {
    let tail = tailPressure(of: system)
    return (1 / system.cell.volume) * (system.kineticTensor + virial)
      + Tensor3(diagonal: Vector3(tail, tail, tail))
  }

  private mutating func evaluate(
    _ system: ParticleSystem, needs: ForceNeeds, step: Int
  ) throws(MicroFailure) {
    pairs.blocks.load(system.positions)
    forces.reset(for: pairs)
    potential.accumulate(over: pairs, in: system.cell, into: &forces)
    forces.unload(from: pairs.blocks)
    guard forces.potentialEnergy.isFinite else { throw breakdown(at: step) }
    if needs.contains(.virial) {
      virial = forces.virial(of: system, translations: pairs.translations(in: system.cell))
    }
  }

  private static func requireRoom(
    in cell: SimulationCell, cutoff: Double
  ) throws(MicroFailure) {
    let shortest = cell.shortestTranslation
    // A hair of rounding, so that a cell that has been sheared by whole turns still fits.
    guard cutoff <= 0.5 * shortest * (1 + 1e-9) else {
      throw .infeasibleState(
        reason: "the cutoff \(cutoff) exceeds half the distance of a particle to its nearest "
          + "image, \(shortest / 2). More particles or a shorter cutoff are needed.")
    }
  }

  /// Positions must be finite, and near enough that wrapping them keeps their digits.
  private static func requirePlaces(of system: ParticleSystem) throws(MicroFailure) {
    let farthest = 1e6 * system.cell.shortestTranslation
    guard let lost = system.positions.firstIndex(where: { !($0.norm <= farthest) }) else { return }
    throw .blowUp(
      quantity: "the distance from the origin", particle: lost, step: 0,
      value: system.positions[lost].norm)
  }

  private func breakdown(at step: Int) -> MicroFailure {
    guard let culprit = forces.values.firstIndex(where: { !$0.isFinite }) else {
      return .blowUp(
        quantity: "the potential energy", particle: forces.values.indexOfLargest,
        suspicion: "the one with the largest force", step: step, value: forces.potentialEnergy)
    }
    return .blowUp(
      quantity: "the force", particle: culprit, step: step, value: forces.values[culprit].norm)
  }
}

extension [Vector3] {
  /// The first vector that is not finite, else the longest one; nil where there is none.
  var indexOfLargest: Int? {
    firstIndex { !$0.isFinite } ?? indices.max { self[$0].norm < self[$1].norm }
  }
}
