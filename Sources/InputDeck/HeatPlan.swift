public import Continuum
internal import Discretization
internal import Foundation

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

  /// Reads, completes and checks a deck whose section `macro` poses heat conduction.
  ///
  /// - Parameter seed: used instead of the deck's, where given.
  /// - Throws: `DeckError`, `DataFileError`.
  public init(_ deck: Deck, seed: UInt64? = nil) throws {
    var deck = deck
    guard deck.problem == "heatConduction" else {
      throw deck.root.problem(
        at: "macro", "the deck poses no heat conduction",
        advice: "Add a section macro with problem: heatConduction.")
    }
    try TrajectoryRequest.requireNone(deck)
    deck.prepare(seed: seed, optional: "coupling")
    units = .uniform(isReduced: deck.root.unitMode == .reduced)
    let composed = try MeshComposer(
      deck.root.section("macro").section("geometry"), deck: deck.file)
    meshFile = composed.file
    if let file = composed.file {
      deck.root.record(
        URL(fileURLWithPath: file).lastPathComponent, at: "macro.geometry.file")
    }
    model = try HeatModel.compose(deck, regions: composed.mesh.regions)
    conduction = try HeatComposer(deck.root.section("macro"), mesh: composed.mesh).conduction(
      model, precision: deck.root.section("coupling").section("precision"))
    _ = try deck.completeStore(isSampled: false)
    self.deck = deck
  }

  /// The directory for results: the deck's choice, or the deck's name with `.output`.
  public var directory: String { deck.outputDirectory }
}
