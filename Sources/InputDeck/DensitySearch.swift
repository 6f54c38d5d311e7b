internal import Foundation
internal import MolecularDynamics
internal import NumericalMethods
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// Finds the density of a deck that states the pressure, by molecular dynamics at that pressure.
///
/// The density found becomes part of the completed deck: whoever runs that has the very same
/// fluid, and beside a density the pressure only tells what it was chosen for.
struct DensitySearch {
  private let interaction: any PairPotential
  private let units: DeckUnits
  private let settings: ShearedFluid.Settings

  /// Prepares a search for a box whose settings tell all but the density, the guess of which they
  /// hold as that of one particle in a unit of volume.
  init(_ interaction: any PairPotential, _ settings: ShearedFluid.Settings, units: DeckUnits) {
    self.interaction = interaction
    self.settings = settings
    self.units = units
  }

  /// Records the density in the deck, unless it is there.
  ///
  /// - Throws: `DeckError` where the deck states neither density nor pressure, or where no fluid is
  ///   found at the pressure.
  func complete(
    _ deck: inout Deck, written: (Double, Tensors.Dimension, Deck, DeckUnits) -> String,
    notice: (String) -> Void
  ) throws {
    let micro = deck.root.section("micro")
    guard !micro.has("density") else { return }
    guard micro.has("pressure") else {
      throw micro.problem(
        at: "density", "neither the density nor the pressure of the fluid is given",
        advice: "Write density: 1000 kg/m^3, say, or pressure: 1 bar.")
    }
    notice("looking for the density at the pressure asked for")
    let answer = try search(micro, seed: deck.seed)
    guard answer.isPrecise else {
      throw micro.problem(
        at: "pressure",
        "no density was found to 0.2 % in the steps allowed; the last estimate is "
          + units.text(toMacro(answer.density.mean, .density), .density),
        advice: "Give the density instead.")
    }
    notice(
      "density found: "
        + units.text(
          toMacro(answer.density.mean, .density),
          standardError: toMacro(answer.density.standardError, .density), .density))
    deck.root.record(
      written(answer.density.mean, .density, deck, units), at: "micro.density")
  }

  private func toMacro(_ value: Double, _ dimension: Tensors.Dimension) -> Double {
    value * units.micro.factor(to: units.macro, for: dimension)
  }

  private func search(_ micro: DeckSection, seed: UInt64) throws -> DensityAtPressure.Answer {
    let pressure = micro.quantity("pressure", in: units.micro)
    // A liquid's density, unless the temperature is supercritical and the pressure a gas's.
    let ideal = pressure / settings.temperature
    let isGas = settings.temperature > 1.35 && settings.chains == nil && ideal < 0.1
    guard !isGas || pressure > 0 else {
      throw micro.problem(
        at: "pressure", "at this temperature the fluid is a gas, which no such pressure holds",
        advice: "Use a positive pressure, or give the density instead.")
    }
    var box = settings
    box.density *= isGas ? ideal : 0.8
    var question = DensityAtPressure.Settings(pressure: pressure)
    if isGas { question.compressibility = 1 / pressure }
    do {
      let fluid = try ShearedFluid(potential: interaction, settings: box)
      return try DensityAtPressure(of: fluid, question)
        .find(stream: StreamName(seed: seed, purpose: "density"))
    } catch let failure as MicroFailure {
      throw micro.problem(
        at: "pressure", "no fluid could be prepared at it: \(failure)",
        advice: "Give the density instead, or more particles.")
    }
  }
}
