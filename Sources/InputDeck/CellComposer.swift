internal import CellProblems
internal import FileFormats
internal import NumericalMethods
internal import Tensors

/// Makes the cells of a deck: any realisation at any resolution.
struct CellComposer: Sendable {
  /// Makes the arrangement and the materials of a realisation at a resolution.
  typealias Maker =
    @Sendable (_ request: CellRequest) throws -> (VoxelMap<VoxelContent>, CellPhases)

  /// Makes the arrangement and the materials.
  let make: Maker
  /// How interfaces cross voxels.
  private(set) var treatment = InterfaceTreatment.sharp
  /// Whether realisations differ.
  let isRandom: Bool
  /// The number of dimensions.
  let dimension: Int
  /// The resolution where the deck does not choose, or voxels of the file are given.
  let standardResolution: Int
  /// Resolutions that are multiples of the file's voxels; nil where any will do.
  let refinements: Int?

  /// Voxels of any size, the same in every realisation or not.
  private init(dimension: Int, isRandom: Bool = false, make: @escaping Maker) {
    self.make = make
    self.isRandom = isRandom
    self.dimension = dimension
    standardResolution = dimension == 2 ? 256 : 64
    refinements = nil
  }

  /// The voxels of a file.
  private init(voxels section: DeckSection, _ parts: Parts) throws {
    let (array, path) = try section.voxelFile(beside: parts.deck)
    let (map, factors) = try section.voxelPhases(array, path)
    try parts.require(factors == nil ? map.materials.count : 1)
    let longest = array.shape.max() ?? 1
    let materials = factors.map { parts.phases.scaled(0, by: $0) } ?? parts.phases
    make = { (map.refined(by: max(1, $0.resolution / longest)), materials) }
    isRandom = false
    dimension = array.shape.count
    standardResolution = longest
    refinements = section.integer("refinement")
  }

  /// Reads the section `cell`.
  ///
  /// - Throws: `DeckError`, `DataFileError`.
  init(_ cell: DeckSection, seed: UInt64, deck: String) throws {
    let section = cell.section("microstructure")
    let parts = try Parts(cell, seed: seed, deck: deck)
    switch section.text("kind") {
    case "laminate":
      let layers = try Self.laminate(section)
      try parts.require(layers.phaseCount)
      self = Self.periodic(parts, layers)
    case "checkerboard":
      let board = Checkerboard(dimension: section.integer("dimension"))
      try parts.require(2)
      self = Self.periodic(parts, board)
    case "fourPhaseCheckerboard":
      try parts.require(4)
      self = Self.periodic(parts, Checkerboard.fourPhases)
    case "array":
      let array = try Self.array(section)
      try parts.require(2)
      self = Self.periodic(parts, array)
    case "randomCheckerboard", "randomInclusions": self = try Self.random(section, parts)
    case "polycrystal": self = try Self.polycrystal(section, parts)
    case "gaussianField":
      let dimension = section.integer("dimension")
      let make = try Self.field(section, cell, parts.phases, dimension) { parts.stream($0) }
      self.init(dimension: dimension, isRandom: true, make: make)
    case "formula":
      try parts.require(1)
      let dimension = section.integer("dimension")
      self.init(
        dimension: dimension,
        make: try Self.formula(section, parts.phases, dimension, place: parts.origin))
    default: try self.init(voxels: section, parts)
    }
    treatment = parts.treatment
  }

  /// What all microstructures need of a deck.
  private struct Parts: Sendable {
    let cell: DeckSection
    let phases: CellPhases
    let seed: UInt64
    let deck: String
    let treatment: InterfaceTreatment

    /// Composite voxels pay where phases are not too different: beyond, the thin layers between
    /// them cost iterations and accuracy.
    init(_ cell: DeckSection, seed: UInt64, deck: String) throws {
      self.cell = cell
      self.seed = seed
      self.deck = deck
      phases = try CellPhases(cell)
      let chosen = cell.optionalText("interfaces")
      if phases.hasPerfectConductors {
        guard chosen != "composite" else {
          throw cell.problem(
            at: "interfaces", "a perfect conductor has no laminate with another phase",
            advice: "Choose sharp, or resolved for an array.")
        }
        treatment = .sharp
      } else if let chosen {
        treatment = InterfaceTreatment(rawValue: chosen) ?? .composite
      } else {
        treatment = phases.contrast <= 50 ? .composite : .sharp
      }
    }

    /// The random stream of a realisation.
    func stream(_ request: CellRequest) -> RandomStream {
      // Cells of one size need not tell their size, so that they are what they always were.
      let key =
        [UInt64(request.realization)] + (request.size == 1 ? [] : [request.size.bitPattern])
      return RandomStream(StreamName(seed: seed, purpose: "microstructure", key: key))
    }

    /// Where a cell begins in a periodic medium, in periods: at zero, or at any voxel of the period, so
    /// that the grid's own error is the same everywhere.
    func origin(_ request: CellRequest) -> Vector3 {
      guard request.isPlaced else { return .zero }
      let key = [UInt64(request.realization), request.size.bitPattern]
      var stream = RandomStream(StreamName(seed: seed, purpose: "window", key: key))
      let voxels = Double(request.resolution) / request.size
      func place() -> Double { (stream.uniform() * voxels).rounded(.down) / voxels }
      return Vector3(place(), place(), place())
    }

    /// As many phases as the microstructure has.
    func require(_ count: Int) throws(DeckError) {
      guard phases.count == count else {
        throw cell.problem(
          at: "phases",
          "this microstructure has \(count) \(count == 1 ? "phase" : "phases"), the list "
            + "\(phases.count)", advice: "Give one entry for each phase.")
      }
    }
  }

  /// An arrangement of phases known at every point.
  private static func arranged(
    _ parts: Parts, _ dimension: Int, isRandom: Bool,
    _ structure: @escaping @Sendable (CellRequest) throws -> any Microstructure
  ) -> CellComposer {
    let voxelizer = Voxelizer(parts.treatment, dimension: dimension)
    return CellComposer(dimension: dimension, isRandom: isRandom) { request in
      let structure = try structure(request)
      return (
        voxelizer.map(structure, on: structure.grid(resolution: request.resolution)), parts.phases
      )
    }
  }

  /// A window into a periodic arrangement.
  private static func periodic(_ parts: Parts, _ structure: any Microstructure) -> CellComposer {
    arranged(parts, structure.dimension, isRandom: false) { request in
      guard request.size != 1 || request.isPlaced else { return structure }
      let edges = structure.lengths + [0]
      let origin = parts.origin(request) * Vector3(edges[0], edges[1], edges[2])
      return Window(structure, size: request.size, origin: origin)
    }
  }

  private static func random(_ section: DeckSection, _ parts: Parts) throws -> CellComposer {
    try parts.require(2)
    let (dimension, share) = (section.integer("dimension"), section.number("share"))
    guard section.text("kind") == "randomInclusions" else {
      let squares = section.integer("squares")
      return arranged(parts, dimension, isRandom: true) { request in
        var stream = parts.stream(request)
        return Checkerboard.random(
          squares: request.scaled(squares, power: 1), share: share, dimension: dimension,
          stream: &stream)
      }
    }
    let count = section.integer("count")
    return arranged(parts, dimension, isRandom: true) { request in
      var stream = parts.stream(request)
      return try Inclusions.random(
        count: request.scaled(count, power: dimension), share: share, dimension: dimension,
        stream: &stream)
    }
  }

  private static func polycrystal(_ section: DeckSection, _ parts: Parts) throws -> CellComposer {
    try parts.require(1)
    let (grains, dimension) = (section.integer("grains"), section.integer("dimension"))
    let voxelizer = Voxelizer(parts.treatment, dimension: dimension)
    return CellComposer(dimension: dimension, isRandom: true) { request in
      var stream = parts.stream(request)
      let crystal = Polycrystal(
        grains: request.scaled(grains, power: dimension), dimension: dimension, stream: &stream)
      return (
        voxelizer.map(crystal, on: crystal.grid(resolution: request.resolution)),
        parts.phases.rotated(crystal.orientations)
      )
    }
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
