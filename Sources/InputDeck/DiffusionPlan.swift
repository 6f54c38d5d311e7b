public import CellProblems
internal import Continuum
public import DiffusionStudies
internal import Discretization
internal import Foundation
internal import Tensors

/// A deck turned into diffusion through a medium of two scales, and the methods to be compared.
public struct DiffusionPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck

  /// Box and medium.
  public let problem: HeterogeneousDiffusion

  /// The mesh to begin with, the laws and the comparators' lattices.
  public let settings: MethodComparison.Settings

  /// The methods to be compared; empty for none.
  public let methods: [DiffusionMethod]

  /// The error asked for; nil for none.
  public let request: ControlledDiffusion.Request?

  /// Whether the coefficient depends on the gradient.
  public var isNonlinear: Bool { problem.medium.isNonlinear }

  /// The law of a nonlinear medium.
  ///
  /// - Throws: `CellFailure` for a medium that is none.
  public func nonlinearLaw() throws -> NonlinearMediumLaw {
    try NonlinearMediumLaw(problem.medium, sampledBy: settings.law.cell)
  }

  /// Edges of cells to be tried beside the law's own, in [length]; empty for none.
  public var sizes: [Double] { composer.sizes }

  /// Periods at which hmm and dns are timed side by side, in [length]; empty for none.
  public let periods: [Double]

  /// What a reader must know of the scales before trusting the numbers.
  public let warnings: [String]

  private let composer: DiffusionComposer

  /// Reads, completes and checks a deck whose section `macro` poses diffusion.
  ///
  /// - Parameter seed: used instead of the deck's, where given.
  /// - Throws: `DeckError`.
  public init(_ deck: Deck, seed: UInt64? = nil) throws {
    var deck = deck
    guard deck.problem == "diffusion" else {
      throw deck.root.problem(
        at: "macro", "the deck poses no diffusion",
        advice: "Add a section macro with problem: diffusion.")
    }
    try TrajectoryRequest.requireNone(deck)
    try deck.requireFittingComparison()
    guard !deck.root.has("coupling") else {
      throw deck.root.problem(
        at: "coupling",
        "a medium answers exactly for its cells: nothing is sampled, stored or learned",
        advice: "Leave it out.")
    }
    if let seed { deck.root.record("\(seed)", at: "seed") }
    guard deck.root.has("micro"), deck.root.section("micro").text("model") == "medium" else {
      throw deck.root.problem(
        at: "micro", "diffusion asks for the fluxes of a medium",
        advice: "Write micro: { model: medium, coefficient: 2 + sin(2*pi*y1), period: 0.05 }.")
    }
    composer = try DiffusionComposer(&deck)
    problem = composer.problem
    settings = composer.settings
    methods = deck.root.texts("compare").compactMap(DiffusionMethod.init)
    let macro = deck.root.section("macro")
    request = macro.optionalNumber("error").map {
      .init(error: $0, norm: macro.choice("norm", as: ControlledDiffusion.Norm.self))
    }
    periods = try macro.has("periods") ? Self.periods(macro, composer.settings, problem) : []
    warnings = composer.warnings
    self.deck = deck
  }

  /// The periods at which both methods are timed.
  ///
  /// - Throws: `DeckError` where resolving one of them takes too many unknowns.
  private static func periods(
    _ macro: DeckSection, _ settings: MethodComparison.Settings, _ problem: HeterogeneousDiffusion
  ) throws -> [Double] {
    let periods = macro.numbers("periods")
    for period in periods {
      let unknowns = settings.mesh.cells.reduce(1.0) {
        $0 * Double($1 * settings.refinement) * problem.medium.period / period
      }
      guard unknowns <= 4_500_000 else {
        throw macro.problem(
          at: "periods",
          "resolving a period of \(period) takes about \(Int(unknowns)) unknowns, more than 4.5 "
            + "million", advice: "Choose longer periods, or fewer fineCells.")
      }
    }
    return periods
  }

  /// The homogenized limit: as the deck states it, or that of the effective tensor of a medium that
  /// does not drift; nil where it is not known.
  ///
  /// - Parameter mesh: the mesh that the limit must be finer than.
  /// - Throws: `MacroFailure`, `MicroFailure`.
  public func limit(beyond mesh: MacroMesh) throws -> HomogenizedLimit? {
    try composer.limit(beyond: mesh)
  }

  /// The directory for results: the deck's choice, or the deck's name with `.output`.
  public var directory: String { deck.outputDirectory }
}
