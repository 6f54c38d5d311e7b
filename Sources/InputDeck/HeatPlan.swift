public import Continuum
internal import Discretization
internal import Foundation
internal import MolecularDynamics

/// A deck turned into a coupled run of heat conduction.
public struct HeatPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// The macroscopic problem.
  public let conduction: HeatConduction
  /// What answers it.
  public let model: HeatModel
  /// The units of both scales.
  public let units: DeckUnits
  /// The file of the mesh, which belongs beside the completed deck; nil for a structured mesh.
  public let meshFile: String?
  /// The constitutive database that the deck names; nil where it names none.
  public let store: String?
  /// What solves the same problem for comparison; nil for nothing.
  public let comparison: SlabComparison?

  /// Reads, completes and checks a deck whose section `macro` poses heat conduction.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  /// - Throws: `DeckError`, `DataFileError`.
  public init(
    _ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil
  ) throws {
    var deck = deck
    guard deck.problem == "heatConduction" else {
      throw deck.root.problem(
        at: "macro", "the deck poses no heat conduction",
        advice: "Add a section macro with problem: heatConduction.")
    }
    try TrajectoryRequest.requireNone(deck)
    try deck.requireFittingComparison()
    deck.prepare(seed: seed, optional: "coupling")
    let composed = try MeshComposer(
      deck.root.section("macro").section("geometry"), deck: deck.file)
    meshFile = composed.file
    if let file = composed.file {
      deck.root.record(
        URL(fileURLWithPath: file).lastPathComponent, at: "macro.geometry.file")
    }
    (model, units) = try HeatModel.compose(
      &deck, regions: composed.mesh.regions, potentials: potentials)
    conduction = try HeatComposer(
      deck.root.section("macro"), mesh: composed.mesh, units: units
    ).conduction(
      model, precision: deck.root.section("coupling").section("precision"))
    store = try deck.completeStore(isSampled: model.isSampled)
    guard deck.root.section("coupling").text("surrogate") == "none" else {
      throw deck.root.section("coupling").problem(
        at: "surrogate", "heat fluxes have none: all follow from a few conductivities already",
        advice: "Leave it out.")
    }
    comparison = try SlabComparison(&deck, model: model, units: units)
    self.deck = deck
  }

  /// The time that boxes of particles are expected to be sampled for, at the four temperatures of a wide
  /// range, in the time of the micro model; zero for closed forms.
  public var expectedTime: Double {
    guard case .fluid(let fluid) = model else { return 0 }
    let precision = deck.root.section("coupling").section("precision")
    if case .imposedField(let strongest) = fluid.estimator,
      let box = try? fluid.drivenBox(
        at: 1, density: fluid.fluid.settings.density, strongest: strongest)
    {
      let width = precision.number("absolute") + precision.number("relative")
      return 4 * HeatFieldPlan.expectedTime(relativeHalfWidth: width, of: box)
    }
    return 4
      * TransportPlan.expectedTime(
        relativeHalfWidth: precision.number("absolute") + precision.number("relative"),
        sequences: 3, of: fluid.stretchTime)
  }

  /// The directory for results: the deck's choice, or the deck's name with `.output`.
  public var directory: String { deck.outputDirectory }
}
