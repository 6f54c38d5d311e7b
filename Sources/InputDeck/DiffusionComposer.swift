internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import Foundation
internal import Tensors

/// Makes the problem, the laws and the meshes of a deck about diffusion.
struct DiffusionComposer: Sendable {
  let problem: HeterogeneousDiffusion
  let settings: MethodComparison.Settings
  /// Edges of cells to be tried, in [length].
  let sizes: [Double]
  private let effective: RapidMedium?
  private let stated: Formula?

  /// Reads the sections `macro` and `micro`, and writes down what was left to be chosen.
  ///
  /// - Throws: `DeckError`.
  init(_ deck: inout Deck) throws {
    let macro = deck.root.section("macro")
    let box = try macro.box()
    let medium = try deck.root.section("micro").rapidMedium(in: box, seed: deck.seed)
    try NonlinearMedium.require(deck, medium)
    problem = HeterogeneousDiffusion(box, through: medium)
    let mesh = try macro.macroMesh(dimension: box.dimension)
    let sampling = try SamplingComposer(&deck, medium)
    let law = sampling.law
    sizes = sampling.sizes
    let fine = try Self.refinement(&deck, mesh, box, medium)
    let margin =
      macro.optionalInteger("oversampling")
      ?? max(1, fine / 4)
    // A completed deck holds nothing that would be refused.
    if !medium.isNonlinear { deck.root.record("\(margin)", at: "macro.oversampling") }
    settings = MethodComparison.Settings(
      mesh: mesh, law: law, homogenized: SamplingComposer.homogenized(medium, beside: law),
      refinement: fine, margin: margin)
    effective = try macro.has("effective") ? macro.effectiveMedium(in: box) : nil
    stated = try macro.optionalText("limit").map { _ in try macro.formula("limit") }
    if stated != nil, effective == nil, medium.drifts {
      throw macro.problem(
        at: "limit", "its energy needs the effective coefficient of a medium that drifts",
        advice: "Add effective.")
    }
  }

  /// Enough fine cells for a period, but no more than fit in memory.
  private static func refinement(
    _ deck: inout Deck, _ mesh: MacroMesh, _ box: BoxDiffusion, _ medium: RapidMedium
  ) throws -> Int {
    let macro = deck.root.section("macro")
    let widest = mesh.cells.indices.reduce(0) { max($0, box.size[$1] / Double(mesh.cells[$1])) }
    let wanted = (box.dimension == 3 ? 8 : 16) * widest / medium.period
    let written = macro.optionalInteger("fineCells")
    let count = written ?? max(2, Int(min(4096, wanted.rounded(.up))))
    let unknowns = mesh.cells.reduce(1.0) { $0 * Double($1 * count) }
    let methods = deck.root.texts("compare")
    if methods.contains("dns") || methods.contains("msfem") || methods.contains("oversampledMsfem")
    {
      let most = medium.isNonlinear ? 600_000.0 : 4_500_000
      guard unknowns <= most else {
        throw macro.problem(
          at: "fineCells",
          "resolving a period of \(medium.period) takes about \(Int(unknowns)) unknowns, more "
            + "than \(most / 1e6) million",
          advice: "Compare without dns and msfem, or write fineCells.")
      }
    }
    deck.root.record("\(count)", at: "macro.fineCells")
    return count
  }

  /// What a reader must know of the scales.
  var warnings: [String] {
    var warnings: [String] = []
    let (box, medium) = (problem.problem, problem.medium)
    let (cell, mesh) = (settings.law.cell, settings.mesh)
    let extent = (0..<box.dimension).map { box.size[$0] }.min() ?? 1
    let spacing = (0..<box.dimension).map { box.size[$0] / Double(mesh.cells[$0]) }.min() ?? 1
    func percent(_ share: Double) -> String {
      NumberText.significant(100 * share, digits: 2) + " %"
    }
    if medium.period > 0.1 * extent {
      warnings.append(
        "The period is \(percent(medium.period / extent)) of the box: the medium is not rapid, and its "
          + "solution may differ from every homogenized one by about as much.")
    }
    let periods = cell.size / medium.period
    if !cell.isWhole(in: medium), cell.method.average.order == 0, periods < 5 {
      warnings.append(
        "Cells of \(NumberText.significant(periods, digits: 3)) periods are not large against the "
          + "period"
          + (medium.isRandom
            ? ": their boundary errs by up to \(percent(1 / periods)), whatever the realisations."
            : ", and cut it: they err by up to \(percent(1 / periods)). Whole periods with periodic "
              + "conditions do not, and with an average of higher order others err less."))
    }
    if cell.size > spacing {
      warnings.append(
        "Cells of edge \(NumberText.significant(cell.size, digits: 3)) are larger than those of the "
          + "mesh, \(NumberText.significant(spacing, digits: 3)): they overlap, and resolving "
          + "everything would cost less.")
    }
    if cell.size > 0.2 * extent {
      warnings.append(
        "Cells extend over \(percent(cell.size / extent)) of the box: the scales are not "
          + "separated.")
    }
    return warnings
  }

  /// The homogenized limit, if it is known.
  func limit(beyond mesh: MacroMesh) throws -> HomogenizedLimit? {
    let (box, medium) = (problem.problem, problem.medium)
    let least = [2048, 256, 32][box.dimension - 1]
    let cells = mesh.cells.map { count in
      count * max(4, (least + count - 1) / count)
    }
    let tensor: @Sendable (Vector3) -> Tensor3
    if let effective {
      tensor = { effective.tensor(at: $0) }
    } else if !medium.drifts, !medium.isRandom {
      var law = settings.homogenized
      let constant = try law.tensors(at: .zero)[0]
      tensor = { _ in constant }
    } else {
      return nil
    }
    guard let stated else {
      return try HomogenizedLimit(of: box, cells: cells, tensor: tensor)
    }
    return HomogenizedLimit(
      of: box, cells: cells,
      solution: { stated.value(SIMD8($0.x, $0.y, $0.z, 0, 0, 0, 0, 0)) }, tensor: tensor)
  }
}
