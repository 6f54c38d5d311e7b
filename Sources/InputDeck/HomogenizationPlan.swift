public import CellProblems
internal import Tensors

/// A deck turned into cells whose effective coefficients are sought.
public struct HomogenizationPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck

  /// Whether realisations differ.
  public let isRandom: Bool

  /// The number of dimensions.
  public let dimension: Int

  /// Whether the cell is elastic; else it conducts.
  public let isElastic: Bool

  /// Voxels along the longest edge, coarse to fine.
  public let resolutions: [Int]

  /// How many independent cells are solved.
  public let realizations: Int

  /// The relative residual.
  public let tolerance: Double

  /// In which units results are told: the SI, or reduced numbers.
  public let units: DeckUnits

  private let composer: CellComposer

  /// Reads, completes and checks a deck with a section `cell`.
  ///
  /// - Parameter seed: used instead of the deck's, where given.
  /// - Throws: `DeckError`, `DataFileError`.
  public init(_ deck: Deck, seed: UInt64? = nil) throws {
    var deck = deck
    guard deck.root.has("cell") else {
      throw deck.root.problem(
        at: "cell", "the deck has no cell to homogenize",
        advice: "Add a section cell, or use `scout run` or `scout micro`.")
    }
    if let seed { deck.root.record("\(seed)", at: "seed") }
    let cell = deck.root.section("cell")
    composer = try CellComposer(cell, seed: deck.seed, deck: deck.file)
    (isRandom, dimension) = (composer.isRandom, composer.dimension)
    isElastic = cell.text("physics") == "elasticity"
    tolerance = cell.number("tolerance")
    realizations = composer.isRandom ? cell.integer("realizations") : 1
    deck.root.record(composer.treatment.rawValue, at: "cell.interfaces")
    if !composer.isRandom { deck.root.record("1", at: "cell.realizations") }
    resolutions = try Self.resolutions(&deck, composer)
    units = .uniform(isReduced: deck.root.unitMode == .reduced)
    self.deck = deck
  }

  /// The grids: a quarter, half and all of the resolution, or the file's voxels whole and cut.
  private static func resolutions(
    _ deck: inout Deck, _ composer: CellComposer
  ) throws -> [Int] {
    let cell = deck.root.section("cell")
    if let most = composer.refinements {
      let finest = composer.standardResolution * most
      guard !cell.isWritten("resolution") || cell.integer("resolution") == finest else {
        throw cell.problem(
          at: "resolution",
          "a voxel file has a resolution of its own, here \(finest) with its "
            + "refinement",
          advice: "Remove it; refinement in the microstructure cuts the voxels.")
      }
      try requireMemory(cell, finest, composer.dimension)
      if finest <= 4096 { deck.root.record("\(finest)", at: "cell.resolution") }
      return (1...most).filter { most.isMultiple(of: $0) }
        .map { composer.standardResolution * $0 }
    }
    let finest = cell.optionalInteger("resolution") ?? composer.standardResolution
    deck.root.record("\(finest)", at: "cell.resolution")
    let levels = [finest / 4, finest / 2].filter { $0 >= 4 } + [finest]
    try requireMemory(cell, finest, composer.dimension)
    return levels
  }

  /// Voxels are counted in 32 bits, and fields of more than a few 10⁸ fit no usual memory.
  private static func requireMemory(
    _ cell: DeckSection, _ resolution: Int, _ dimension: Int
  ) throws(DeckError) {
    let voxels = (0..<dimension).reduce(1.0) { count, _ in count * Double(resolution) }
    guard voxels < 0x1p28 else {
      throw cell.problem(
        at: "resolution", "a cell of \(Int(voxels)) voxels does not fit in memory",
        advice: "At most 640 voxels along an edge in space are possible.")
    }
  }

  /// One cell with what its voxels hold.
  ///
  /// - Throws: `DeckError`, `CellFailure`.
  public func cell(realization: Int, resolution: Int) throws -> PlannedCell {
    let (map, phases) = try composer.make(realization, resolution)
    return PlannedCell(cell: try phases.cell(map), content: map, phases: phases)
  }
}

/// A cell with its materials, for bounds and pictures.
public struct PlannedCell: Sendable {
  /// The cell to be solved.
  public let cell: PeriodicCell

  let content: VoxelMap<VoxelContent>
  let phases: CellPhases

  /// The harmonic and arithmetic means of the voxels' conductivities, shape [d, d]; nil for an
  /// elastic cell.
  public var wiener: (lower: [[Double]], upper: [[Double]])? {
    guard case .conducting(let tensors) = phases else { return nil }
    let bounds = content.filled(with: tensors).wienerTensors
    let axes = 0..<cell.grid.dimension
    func matrix(_ tensor: Tensor3) -> [[Double]] {
      axes.map { row in axes.map { tensor[row, $0] } }
    }
    return (matrix(bounds.lower), matrix(bounds.upper))
  }

  /// Bounds from the phases and the volume share of each; nil unless phases conduct isotropically.
  public func conductivityBounds(shares: [Double]) -> ConductivityBounds? {
    guard case .conducting(let tensors) = phases,
      tensors.allSatisfy({ $0 == Tensor3(diagonal: Vector3(repeating: $0[0, 0])) })
    else { return nil }
    return ConductivityBounds(
      coefficients: tensors.map { $0[0, 0] }, shares: shares, dimension: cell.grid.dimension)
  }

  /// Bounds from the phases and the volume share of each; nil unless phases are isotropic, elastic
  /// and in space.
  public func modulusBounds(shares: [Double]) -> ModulusBounds? {
    guard case .elastic(let stiffnesses) = phases, cell.grid.dimension == 3,
      stiffnesses.allSatisfy({ stiffness in
        let same = Stiffness.isotropic(
          bulk: stiffness.bulkModulus, shear: stiffness.shearModulus)
        return zip(same.components, stiffness.components).allSatisfy {
          abs($0 - $1) <= 1e-9 * stiffness.components[0].magnitude
        }
      })
    else { return nil }
    return ModulusBounds(
      bulk: stiffnesses.map(\.bulkModulus), shear: stiffnesses.map(\.shearModulus), shares: shares)
  }

  /// The share of each phase, parts of crossed voxels included.
  public var shares: [Double] {
    var shares = [Double](repeating: 0, count: phases.count)
    for (content, fraction) in zip(content.materials, content.fractions) {
      switch content {
      case .pure(let phase): shares[phase] += fraction
      case .layered(let first, let second, let share, _):
        shares[first] += fraction * share
        shares[second] += fraction * (1 - share)
      case .blended(let parts):
        for (phase, part) in parts.enumerated() { shares[phase] += fraction * part }
      }
    }
    return shares
  }

  /// The first component of each voxel's material, for pictures: conductivity or stiffness xx.
  public var picture: [Double] {
    let values: [Double] =
      switch phases {
      case .conducting(let tensors): content.filled(with: tensors).materials.map { $0[0, 0] }
      case .elastic(let materials):
        content.filled(with: materials).materials.map { $0.components[0] }
      }
    return content.indices.map { values[Int($0)] }
  }
}
