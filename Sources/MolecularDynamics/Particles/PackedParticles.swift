internal import Tensors

/// Particles in motion: sorted in space and packed eight to a block, one vector register for each
/// coordinate.
///
/// The periodic cell is divided into columns along its third lattice vector; within a column the
/// particles are ordered along it and cut into blocks of eight, which are therefore compact. The
/// last block of a column is filled up with empty lanes, which have no mass and stay at rest.
///
/// - SeeAlso: Páll & Hess, *Comput. Phys. Commun.* **184**, 2641 (2013),
///   <https://doi.org/10.1016/j.cpc.2013.06.003>.
public struct PackedParticles: Sendable {
  /// The periodic cell.
  public var cell: SimulationCell

  /// Positions, shape [blocks] of eight, in [length].
  var positions: [BlockVectors]

  /// Peculiar velocities, shape [blocks] of eight, in [length/time].
  var velocities: [BlockVectors]

  /// Masses, zero in empty lanes, shape [blocks] of eight, in [mass].
  private(set) var masses: [DoubleLanes]

  /// Inverse masses, zero in empty lanes, shape [blocks] of eight, in [1/mass].
  private(set) var inverseMasses: [DoubleLanes]

  /// The particle in each lane, or −1, shape [8 · blocks].
  private(set) var identities: [Int32]

  /// The species in each lane, shape [8 · blocks].
  private(set) var species: [UInt8]

  /// The number of particles N.
  public let count: Int

  /// The degrees of freedom of the peculiar motion.
  public let degreesOfFreedom: Int

  /// Where the particles of rigid molecules are.
  private(set) var molecules: PackedMolecules

  private var sort = SpatialSort()
  private var spareVectors: [BlockVectors] = []
  private var spareNumbers: [DoubleLanes] = []

  /// Packs a system and sorts it.
  ///
  /// - Precondition: finite positions.
  public init(_ system: ParticleSystem) {
    let blocks = (system.count + 7) / 8
    cell = system.cell
    count = system.count
    degreesOfFreedom = system.degreesOfFreedom
    molecules = PackedMolecules(system.topology.rigidGroups)
    positions = Array(repeating: .zero, count: blocks)
    velocities = positions
    masses = Array(repeating: .zero, count: blocks)
    inverseMasses = masses
    identities = Array(repeating: -1, count: 8 * blocks)
    species = Array(repeating: 0, count: 8 * blocks)
    for index in 0..<count {
      identities[index] = Int32(index)
      masses[index / 8][index % 8] = system.masses[index]
      inverseMasses[index / 8][index % 8] = 1 / system.masses[index]
      species[index] = system.species[index]
    }
    load(system)
    sortInSpace()
  }

  /// The number of blocks.
  var blockCount: Int { positions.count }

  /// The numbers of columns along the first two lattice vectors.
  var columns: (Int, Int) { sort.columns }

  /// The first block of each column, shape [columns + 1].
  var columnStarts: [Int] { sort.columnStarts }

  /// The largest distance of a particle from the first of its block, in [length].
  var largestBlockExtent: Double {
    identities.indices.reduce(0) { largest, lane in
      guard identities[lane] >= 0 else { return largest }
      let block = positions[lane / 8]
      return max(largest, (block[lane % 8] - block[0]).norm)
    }
  }

  /// Whether half a block, its lanes 0…3 or 4…7, holds a particle.
  func isOccupied(half: Int) -> Bool { identities[4 * half] >= 0 }

  /// Wraps the particles into the cell and sorts them anew, with some vectors that belong to them,
  /// shape [blocks] or none.
  mutating func sortInSpace(with vectors: inout [BlockVectors]) {
    sortInSpace()
    if !vectors.isEmpty { vectors.permute(by: sort.order, using: &spareVectors) }
  }

  /// Wraps the particles into the cell and sorts them anew.
  mutating func sortInSpace() {
    sort.sort(&positions, identities, count: count, in: cell)
    positions.permute(by: sort.order, using: &spareVectors)
    velocities.permute(by: sort.order, using: &spareVectors)
    masses.permute(by: sort.order, using: &spareNumbers)
    inverseMasses.permute(by: sort.order, using: &spareNumbers)
    identities = sort.order.map { $0 < 0 ? -1 : identities[Int($0)] }
    species = sort.order.map { $0 < 0 ? 0 : species[Int($0)] }
    molecules.locate(identities, count: count)
  }
}

extension PackedParticles {
  /// Takes cell, positions and velocities from a system; the order stays.
  mutating func load(_ system: ParticleSystem) {
    cell = system.cell
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      positions[lane / 8][lane % 8] = system.positions[Int(particle)]
      velocities[lane / 8][lane % 8] = system.velocities[Int(particle)]
    }
  }

  /// Gives cell, positions and velocities to a system of the same particles.
  public func unload(into system: inout ParticleSystem) {
    system.cell = cell
    scatter(positions, to: &system.positions)
    scatter(velocities, to: &system.velocities)
  }

  /// Copies vectors from the lanes to the particles, shape [N].
  func scatter(_ vectors: [BlockVectors], to values: inout [Vector3]) {
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      values[Int(particle)] = vectors[lane / 8][lane % 8]
    }
  }
}

extension PackedParticles {
  /// Adds numbers in the lanes to those of the particles, shape [N].
  func add(_ numbers: [DoubleLanes], to values: inout [Double]) {
    for (lane, particle) in identities.enumerated() where particle >= 0 {
      values[Int(particle)] += numbers[lane / 8][lane % 8]
    }
  }
}

/// Eight things that can be told by their lanes.
private protocol Eightfold {
  associatedtype Single
  static var zero: Self { get }
  subscript(lane: Int) -> Single { get set }
}

extension DoubleLanes: Eightfold {}
extension LaneVectors: Eightfold where Values == DoubleLanes {}

extension Array where Element: Eightfold {
  /// Puts each lane where `order` says, and zero where it says −1.
  fileprivate mutating func permute(by order: [Int32], using spare: inout [Element]) {
    spare.removeAll(keepingCapacity: true)
    for block in 0..<order.count / 8 {
      var eight = Element.zero
      for lane in 0..<8 {
        let old = Int(order[8 * block + lane])
        if old >= 0 { eight[lane] = self[old / 8][old % 8] }
      }
      spare.append(eight)
    }
    swap(&self, &spare)
  }
}
