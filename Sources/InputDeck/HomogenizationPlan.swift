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

  /// How cells are solved.
  public let method: CellMethodPlan

  /// A study of the size of cells, if the deck asks for one.
  public let study: SizeStudyPlan?

  /// An array to be solved on elements that end at the interface, if the deck asks for it.
  public let resolved: ResolvedPlan?

  /// Nonlinear materials and the gradients they are asked under, if the deck has them.
  public let nonlinear: NonlinearPlan?

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
    guard !deck.root.has("coupling") else {
      throw deck.root.problem(
        at: "coupling", "a cell answers exactly: nothing is sampled, stored or learned",
        advice: "Leave it out.")
    }
    if let seed { deck.root.record("\(seed)", at: "seed") }
    let cell = deck.root.section("cell")
    composer = try CellComposer(cell, seed: deck.seed, deck: deck.file)
    (isRandom, dimension) = (composer.isRandom, composer.dimension)
    isElastic = cell.text("physics") == "elasticity"
    resolved = try ResolvedPlan(cell)
    nonlinear = try cell.optionalSection("nonlinear").map { [dimension] in
      try NonlinearPlan(cell, $0, dimension: dimension)
    }
    let (phases, isFile) = (try CellPhases(cell), composer.refinements != nil)
    method = try CellMethodPlan(cell, phases: phases, isFile: isFile)
    study = try cell.optionalSection("study").map {
      try SizeStudyPlan(cell, $0, phases: phases, isFile: isFile)
    }
    tolerance = cell.number("tolerance")
    realizations = composer.isRandom ? cell.integer("realizations") : 1
    if !cell.has("interfaces") {
      deck.root.record(composer.treatment.rawValue, at: "cell.interfaces")
    }
    if !composer.isRandom { deck.root.record("1", at: "cell.realizations") }
    resolutions = try Self.resolutions(&deck, composer)
    units = .uniform(isReduced: deck.root.unitMode == .reduced)
    self.deck = deck
  }

  /// What a user should know about the cell asked for.
  public var notes: [String] { method.notes(isRandom: isRandom) }

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
    let (map, phases) = try composer.make(
      CellRequest(realization: realization, resolution: resolution, size: method.size))
    return PlannedCell(
      medium: try phases.medium(map), method: method.method(size: method.size, grid: map.grid),
      content: map, phases: phases)
  }

  /// What the cell of nonlinear materials answers, first realisation, finest grid; empty without any.
  ///
  /// - Throws: `DeckError`, `CellFailure`, `CancellationError`.
  public func nonlinearResponses(_ settings: SolverSettings) throws -> [NonlinearCell.Response] {
    guard let nonlinear, let resolution = resolutions.last else { return [] }
    let (map, phases) = try composer.make(
      CellRequest(realization: 0, resolution: resolution, size: method.size))
    guard let cell = nonlinear.cell(map, phases) else { return [] }
    var last: [Double]?
    return try nonlinear.gradients.map { gradient in
      try Task.checkCancellation()
      let response = try cell.respond(to: gradient, from: last, settings)
      last = response.fluctuation
      return response
    }
  }

  /// Solves the cells of the study.
  ///
  /// In a periodic medium bias is taken from one whole period on voxels of the same size.
  ///
  /// - Returns: nil where the deck asks for none.
  /// - Throws: `DeckError`, `CellFailure`, `CancellationError`.
  public func sizeStudy(
    _ settings: SolverSettings, progress: (String) -> Void
  ) throws -> SizeStudy? {
    guard let study else { return nil }
    let cell = deck.root.section("cell")
    func medium(_ size: Double, _ sample: Int, isPlaced: Bool) throws -> CellMedium {
      try Task.checkCancellation()
      let resolution = max(2, Int((size * Double(study.voxels)).rounded()))
      try Self.requireMemory(cell, resolution, dimension)
      let (map, phases) = try composer.make(
        CellRequest(
          realization: sample, resolution: resolution, size: size, isPlaced: isPlaced))
      return try phases.medium(map)
    }
    var reference = study.reference
    if !isRandom, reference == nil {
      let matrix = try medium(1, 0, isPlaced: false).solve(by: .periodic, settings).coefficients
      reference = matrix.indices.reduce(0) { $0 + matrix[$1][$1] } / Double(matrix.count)
    }
    // Screening lengths are in periods, so any grid of the size will do.
    let period = try composer.make(CellRequest(realization: 0, resolution: 4)).0.grid
    return try SizeStudy(
      sizes: study.sizes, samples: study.samples,
      methods: { size in
        let edge = VoxelGrid(
          shape: period.shape, lengths: period.lengths.map { isRandom ? $0 : size * $0 })
        return study.boundaries.map { method.method(boundary: $0, size: size, grid: edge) }
      }, reference: reference, settings: settings
    ) { size, sample in
      progress("cell \(sample + 1) of \(study.samples), size \(size)")
      return try medium(size, sample, isPlaced: true)
    }
  }
}

/// A cell with its materials, for bounds and pictures.
public struct PlannedCell: Sendable {
  /// The voxels and their materials, ready to be solved.
  public let medium: CellMedium

  /// How they are solved.
  public let method: CellMethod

  let content: VoxelMap<VoxelContent>
  let phases: CellPhases

  /// The harmonic and arithmetic means of the voxels' conductivities, shape [d, d]; nil for an
  /// elastic cell.
  public var wiener: (lower: [[Double]], upper: [[Double]])? {
    guard case .conducting(let tensors) = phases else { return nil }
    let bounds = content.filled(with: tensors).wienerTensors
    let axes = 0..<medium.grid.dimension
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
      coefficients: tensors.map { $0[0, 0] }, shares: shares, dimension: medium.grid.dimension)
  }

  /// Bounds from the phases and the volume share of each; nil unless phases are isotropic, elastic
  /// and in space.
  public func modulusBounds(shares: [Double]) -> ModulusBounds? {
    guard case .elastic(let stiffnesses) = phases, medium.grid.dimension == 3,
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

  /// The first component of each voxel's material, for pictures: conductivity or stiffness xx; a perfect
  /// conductor has none, and is shown as a million times the best of the others.
  public var picture: [Double] {
    let values: [Double] =
      switch phases {
      case .conducting(let tensors): content.filled(with: tensors).materials.map { $0[0, 0] }
      case .elastic(let materials):
        content.filled(with: materials).materials.map { $0.components[0] }
      }
    let most = 1e6 * (values.filter(\.isFinite).max() ?? 1)
    return content.indices.map { min(values[Int($0)], most) }
  }
}
