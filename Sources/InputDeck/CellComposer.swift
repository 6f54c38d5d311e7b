internal import CellProblems
internal import NumericalMethods
internal import Tensors

/// Makes the cells of a deck: any realisation at any resolution.
struct CellComposer: Sendable {
  /// Makes the arrangement and the materials of a realisation at a resolution.
  typealias Maker =
    @Sendable (_ realization: Int, _ resolution: Int) throws -> (VoxelMap<VoxelContent>, CellPhases)

  /// Makes the arrangement and the materials.
  let make: Maker
  /// Whether realisations differ.
  let isRandom: Bool
  /// The number of dimensions.
  let dimension: Int
  /// The resolution where the deck does not choose, or voxels of the file are given.
  let standardResolution: Int
  /// Resolutions that are multiples of the file's voxels; nil where any will do.
  let refinements: Int?

  /// Reads the section `cell`.
  ///
  /// - Throws: `DeckError`, `DataFileError`.
  init(_ cell: DeckSection, seed: UInt64, deck: String) throws {
    let (phases, section) = (try CellPhases(cell), cell.section("microstructure"))
    let kind = section.text("kind")
    let treatment = cell.choice("interfaces", as: InterfaceTreatment.self)
    func require(_ count: Int) throws {
      guard phases.count == count else {
        throw cell.problem(
          at: "phases", "a microstructure \(kind) has \(count) phases, the list \(phases.count)",
          advice: "Give one entry for each phase.")
      }
    }
    func stream(_ realization: Int) -> RandomStream {
      RandomStream(
        StreamName(seed: seed, purpose: "microstructure", key: [UInt64(realization)]))
    }
    func arranged(
      _ dimension: Int, _ structure: @escaping @Sendable (Int) throws -> any Microstructure
    ) -> Maker {
      let voxelizer = Voxelizer(treatment, dimension: dimension)
      return { realization, resolution in
        let structure = try structure(realization)
        return (voxelizer.map(structure, on: structure.grid(resolution: resolution)), phases)
      }
    }
    var (isRandom, refinements) = (false, Int?.none)
    var (dimension, standard) = (2, Int?.none)
    switch kind {
    case "laminate":
      let structure = try Self.laminate(section)
      dimension = structure.dimension
      try require(structure.phaseCount)
      make = arranged(dimension) { _ in structure }
    case "checkerboard":
      try require(2)
      dimension = section.integer("dimension")
      let structure = Checkerboard(dimension: dimension)
      make = arranged(dimension) { _ in structure }
    case "fourPhaseCheckerboard":
      try require(4)
      make = arranged(2) { _ in Checkerboard.fourPhases }
    case "array":
      try require(2)
      let structure = try Self.array(section)
      dimension = structure.dimension
      make = arranged(dimension) { _ in structure }
    case "randomCheckerboard":
      try require(2)
      (isRandom, dimension) = (true, section.integer("dimension"))
      let (squares, share) = (section.integer("squares"), section.number("share"))
      let size = dimension
      make = arranged(dimension) {
        var stream = stream($0)
        return Checkerboard.random(
          squares: squares, share: share, dimension: size, stream: &stream)
      }
    case "randomInclusions":
      try require(2)
      (isRandom, dimension) = (true, section.integer("dimension"))
      let (count, share, size) = (section.integer("count"), section.number("share"), dimension)
      make = arranged(dimension) {
        var stream = stream($0)
        return try Inclusions.random(
          count: count, share: share, dimension: size, stream: &stream)
      }
    case "polycrystal":
      try require(1)
      (isRandom, dimension) = (true, section.integer("dimension"))
      let (grains, size) = (section.integer("grains"), dimension)
      let voxelizer = Voxelizer(treatment, dimension: dimension)
      make = { realization, resolution in
        var stream = stream(realization)
        let crystal = Polycrystal(grains: grains, dimension: size, stream: &stream)
        return (
          voxelizer.map(crystal, on: crystal.grid(resolution: resolution)),
          phases.rotated(crystal.orientations)
        )
      }
    case "gaussianField":
      (isRandom, dimension) = (true, section.integer("dimension"))
      make = try Self.field(section, cell, phases, dimension, stream)
    case "formula":
      try require(1)
      dimension = section.integer("dimension")
      make = try Self.formula(section, phases, dimension)
    default:
      let (array, path) = try section.voxelFile(beside: deck)
      let (map, factors) = try section.voxelPhases(array, path)
      try require(factors == nil ? map.materials.count : 1)
      dimension = array.shape.count
      let longest = array.shape.max() ?? 1
      (refinements, standard) = (section.integer("refinement"), longest)
      let materials = factors.map { phases.scaled(0, by: $0) } ?? phases
      make = { _, resolution in (map.refined(by: max(1, resolution / longest)), materials) }
    }
    self.isRandom = isRandom
    self.refinements = refinements
    self.dimension = dimension
    standardResolution = standard ?? (dimension == 2 ? 256 : 64)
  }

  private static func laminate(_ section: DeckSection) throws -> Laminate {
    let (shares, dimension) = (section.numbers("shares"), section.integer("dimension"))
    guard abs(shares.reduce(0, +) - 1) < 1e-9 else {
      throw section.problem(
        at: "shares", "the shares add up to \(shares.reduce(0, +)), and must fill the period",
        advice: "Let their sum be 1.")
    }
    let axis = ["x": 0, "y": 1, "z": 2][section.text("across")] ?? 0
    guard axis < dimension else {
      throw section.problem(
        at: "across", "a plane cell has no axis z", advice: "Write dimension: 3, or across: x.")
    }
    return Laminate(shares: shares, axis: axis, dimension: dimension)
  }

  private static func array(_ section: DeckSection) throws -> Inclusions {
    do {
      return try Inclusions(
        section.choice("lattice", as: Inclusions.Array.self), share: section.number("share"))
    } catch {
      throw section.problem(
        at: "share", error.description, advice: "Choose a smaller share or another lattice.")
    }
  }
}
