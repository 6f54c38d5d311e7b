internal import Foundation
internal import MolecularDynamics
internal import Multiscale
internal import Tensors

/// Which frames of a box a deck wants written, and where.
public struct TrajectoryRequest: Sendable, Equatable {
  /// The directory of the file.
  public let directory: String

  /// The steps from one frame to the next.
  public let interval: Int

  /// What particles of each species are called.
  public let species: [String]

  /// Reads the section `output.trajectory` of a deck for `scout micro`.
  ///
  /// - Throws: `DeckError` where the micro model has no particles, or frames would follow each
  ///   other faster than steps.
  init?(
    _ deck: Deck, of model: FluidModel, in units: DeckUnits, potentials: PotentialLibrary?
  ) throws {
    guard let output = deck.root.optionalSection("output"),
      let section = output.optionalSection("trajectory")
    else { return nil }
    guard case .sheared(let fluid, let plan) = model else {
      throw output.problem(
        at: "trajectory", "a closed-form law has no particles whose motion could be written",
        advice: "Remove it, or take the model shearedFluid.")
    }
    guard plan.estimator != .transientCorrelation else {
      throw output.problem(
        at: "trajectory", "many short transients make no trajectory",
        advice: "Remove it, or write estimator: direct.")
    }
    let frames = section.quantity("every", in: units.micro) / fluid.settings.timeStep
    guard frames >= 1 - 1e-9, frames < 1e15 else {
      throw section.problem(
        at: "every", "frames are one time step apart or more",
        advice: "A thousand time steps are usual.")
    }
    directory = deck.outputDirectory
    interval = max(1, Int(frames.rounded()))
    let potential = try (potentials ?? PotentialLibrary(deck: deck.file)).potential(
      namedBy: "potential", of: deck.root.section("micro"))
    // X is the name of particles without a substance that every reader of extended XYZ knows.
    let isNameless = potential.unitSystem == nil && potential.particles.count == 1
    species = isNameless ? ["X"] : potential.particles.map(\.name)
  }

  /// A coupled run samples many boxes, none of which stands for the others.
  ///
  /// - Throws: `DeckError` where a deck for `scout run` asks for a trajectory.
  static func requireNone(_ deck: Deck) throws {
    guard let output = deck.root.optionalSection("output"), output.has("trajectory") else { return }
    throw output.problem(
      at: "trajectory", "a run samples many boxes under loads that change",
      advice: "Remove it, or look at one load with `scout micro`.")
  }
}
