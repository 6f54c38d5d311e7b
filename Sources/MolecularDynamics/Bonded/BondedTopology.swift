/// Which particles are bonded to which, by their indices in the system.
public struct BondedTopology: Sendable, Hashable, Codable {
  /// Two particles and what holds them together.
  public struct Bond: Sendable, Hashable, Codable {
    /// The particles.
    public let first, second: Int

    /// What holds them together.
    public let law: BondLaw

    /// Creates a bond.
    ///
    /// - Precondition: two particles.
    public init(_ first: Int, _ second: Int, _ law: BondLaw) {
      precondition(first != second, "a bond joins two particles")
      (self.first, self.second, self.law) = (first, second, law)
    }
  }

  /// Three particles and what keeps the angle at the middle one.
  public struct Angle: Sendable, Hashable, Codable {
    /// The particles, the middle one second.
    public let first, middle, last: Int

    /// What keeps the angle.
    public let law: AngleLaw

    /// Creates an angle.
    ///
    /// - Precondition: three particles.
    public init(_ first: Int, _ middle: Int, _ last: Int, _ law: AngleLaw) {
      precondition(Set([first, middle, last]).count == 3, "an angle has three particles")
      (self.first, self.middle, self.last, self.law) = (first, middle, last, law)
    }
  }

  /// Two particles, the lower index first.
  public struct ParticlePair: Sendable, Hashable, Codable {
    /// The lower index.
    public let first: Int

    /// The higher index.
    public let second: Int

    /// Creates a pair.
    public init(_ one: Int, _ other: Int) { (first, second) = (min(one, other), max(one, other)) }
  }

  /// The bonds.
  public var bonds: [Bond]

  /// The angles.
  public var angles: [Angle]

  /// Pairs that do not interact as other particles do: neither the pair interaction nor charges.
  public var exclusions: [ParticlePair]

  /// Molecules whose particles keep their distances.
  public var rigidGroups: [RigidGroup]

  /// Creates a topology.
  public init(
    bonds: [Bond] = [], angles: [Angle] = [], exclusions: [ParticlePair] = [],
    rigidGroups: [RigidGroup] = []
  ) {
    self.bonds = bonds
    self.angles = angles
    self.exclusions = exclusions
    self.rigidGroups = rigidGroups
  }

  /// Whether neither bonds nor angles exert forces.
  public var isEmpty: Bool { bonds.isEmpty && angles.isEmpty }

  /// The distance that no bond can reach; zero without finitely extensible bonds, in [length].
  public var extent: Double {
    bonds.reduce(0) { extent, bond in
      guard case .finitelyExtensible(_, let own) = bond.law else { return extent }
      return max(extent, own)
    }
  }

  /// Whether all bonds and angles are of the first so many particles.
  func fits(particles: Int) -> Bool {
    let range = 0..<particles
    return bonds.allSatisfy { range.contains($0.first) && range.contains($0.second) }
      && angles.allSatisfy {
        range.contains($0.first) && range.contains($0.middle) && range.contains($0.last)
      }
      && exclusions.allSatisfy { range.contains($0.first) && range.contains($0.second) }
      && rigidGroups.allSatisfy { group in
        group.firsts.allSatisfy { $0 >= 0 && $0 + group.body.count <= particles }
      }
  }

  /// Linear chains of equal length, one after the other.
  ///
  /// - Parameters:
  ///   - chains: how many.
  ///   - length: the particles of each.
  ///   - bond: what holds neighbours together.
  ///   - angle: what keeps the angles between successive bonds, if anything does.
  public static func chains(
    _ chains: Int, length: Int, bond: BondLaw, angle: AngleLaw? = nil
  ) -> BondedTopology {
    var topology = BondedTopology()
    for start in (0..<chains).map({ $0 * length }) {
      topology.bonds += (1..<max(length, 1)).map { Bond(start + $0 - 1, start + $0, bond) }
      guard let angle else { continue }
      topology.angles += (2..<max(length, 2)).map {
        Angle(start + $0 - 2, start + $0 - 1, start + $0, angle)
      }
    }
    return topology
  }

  /// The pairs of particles that some number of bonds leads from one to the other, or fewer: what a
  /// force field excludes from its pair interaction. One is called 1-2, two 1-3.
  ///
  /// - Returns: each pair once, sorted.
  public func pairs(withinBonds count: Int) -> [ParticlePair] {
    var neighbours: [Int: Set<Int>] = [:]
    for bond in bonds {
      neighbours[bond.first, default: []].insert(bond.second)
      neighbours[bond.second, default: []].insert(bond.first)
    }
    var pairs = Set<ParticlePair>()
    for particle in neighbours.keys {
      var reached: Set<Int> = [particle]
      for _ in 0..<count { reached.formUnion(reached.flatMap { neighbours[$0] ?? [] }) }
      reached.remove(particle)
      pairs.formUnion(reached.map { ParticlePair(particle, $0) })
    }
    return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }
}
