internal import Foundation
internal import MolecularDynamics
internal import Tensors

/// The rules that tie density, number and cut-off of a fluid's box together.
struct Feasibility {
  private let settings: ShearedFluid.Settings
  private let potential: any PairPotential
  private let micro: DeckSection
  private let units: DeckUnits

  /// Prepares to judge settings in reduced units, read from a deck's section `micro`.
  init(
    _ settings: ShearedFluid.Settings, _ potential: any PairPotential, _ micro: DeckSection,
    _ units: DeckUnits
  ) {
    self.settings = settings
    self.potential = potential
    self.micro = micro
    self.units = units
  }

  /// Checks all rules, those first on which others build.
  ///
  /// - Throws: `DeckError`.
  func require() throws {
    try requirePacking()
    try requireRoomForChains()
    try requireRoom()
  }

  private var numberDensity: Double { Double(settings.particles) / settings.volume }

  /// Of what is packed: molecules, where there are any.
  private var packingDensity: Double { Double(settings.moleculeCount) / settings.volume }

  /// A reduced value as a reader of the deck knows it.
  private func told(_ value: Double, _ dimension: Tensors.Dimension) -> String {
    units.text(value * units.micro.factor(to: units.macro, for: dimension), dimension)
  }

  private func requirePacking() throws {
    // Nearest neighbours of a close-packed crystal at this density, in reduced lengths.
    let spacing = cbrt(2.0.squareRoot() / packingDensity)
    let diameter = potential.closestApproach
    let crowding = packingDensity * diameter * diameter * diameter
    guard crowding >= 1e-9 else {
      throw micro.problem(
        at: "density",
        "it puts \(NumberText.significant(crowding, digits: 2)) particles into a cubed particle "
          + "diameter, less than 1e-9: they would never meet",
        advice: "Check the density's units; a liquid has about 0.8 particles per cubed diameter.")
    }
    guard spacing < 0.8 * diameter else { return }
    throw micro.problem(
      at: "density",
      "no packing of the particles reaches it: even close-packed neighbours would be "
        + "\(NumberText.significant(spacing / diameter, digits: 2)) particle "
        + "diameters apart, less than 0.8",
      advice: "Check the density's units; a liquid has about 0.8 particles per cubed diameter.")
  }

  private func requireRoomForChains() throws {
    guard let melt = try settings.chainMelt(beside: potential) else { return }
    let filling = melt.filling(ofVolume: settings.volume)
    guard filling > ChainMelt.largestFilling else { return }
    let share = ChainMelt.largestFilling / filling
    throw micro.problem(
      at: "density", "chains cannot be packed at random so densely",
      advice: "Use at most \(NumberText.significant(share * 0.999, digits: 3)) of this density.")
  }

  /// The next number of particles that a box can be made of.
  private func fitting(_ number: Double) -> Double {
    guard settings.phase == .faceCentredCrystal else { return number.rounded(.up) }
    return 4 * pow(cbrt(number / 4).rounded(.up), 3)
  }

  private func requireRoom() throws {
    let cutoff = settings.reach(of: potential)
    let edge = cbrt(Double(settings.particles) / numberDensity)
    // Simple shear of a cube brings no image nearer than an edge, whatever the strain.
    let reach = edge / 2
    guard cutoff <= reach else {
      let needed = fitting(numberDensity * pow(2 * cutoff, 3))
      throw micro.problem(
        at: "particles",
        "the potential's cut-off, \(told(cutoff, .length)), exceeds half the edge of the box, "
          + "\(told(reach, .length))",
        advice: "Use at least \(NumberText.significant(needed, digits: 12)) particles or a "
          + "shorter cut-off.")
    }
  }
}

/// The rules of time step and skin, which hold at any density.
struct Stepping {
  private let micro: DeckSection
  private let units: DeckUnits

  /// Prepares to judge a deck's section `micro`.
  init(_ micro: DeckSection, _ units: DeckUnits) {
    self.micro = micro
    self.units = units
  }

  /// Checks both rules.
  ///
  /// - Parameter cutoff: the largest distance at which particles interact or are bonded, in
  ///   reduced units.
  /// - Throws: `DeckError`.
  func require(cutoff: Double) throws {
    guard (1e-5...0.05).contains(micro.quantity("timeStep", in: units.micro)) else {
      throw micro.problem(
        at: "timeStep",
        "it must be at least \(told(1e-5, .time)) and at most \(told(0.05, .time))",
        advice: "\(told(0.005, .time)) is usual; trajectories break down above about "
          + "\(told(0.02, .time)).")
    }
    guard micro.quantity("skin", in: units.micro) <= cutoff else {
      throw micro.problem(
        at: "skin", "it exceeds the potential's cut-off, \(told(cutoff, .length))",
        advice: "\(told(ForceSettings.usualSkin(cutoff: cutoff), .length)) is usual; it decides "
          + "speed only.")
    }
  }

  /// A reduced value as a reader of the deck knows it.
  private func told(_ value: Double, _ dimension: Tensors.Dimension) -> String {
    units.text(value * units.micro.factor(to: units.macro, for: dimension), dimension)
  }
}

extension PairPotential {
  /// The distance at which repulsion sets in: where the energy of a pair first is that of the cut-off,
  /// for the pair of species that come the nearest to each other.
  var closestApproach: Double {
    let pairs = (0..<speciesCount).flatMap { first in (first..<speciesCount).map { (first, $0) } }
    return pairs.map { closestApproach(of: $0.0, $0.1) }.filter { $0 > 0 }.min() ?? cutoff
  }

  /// The same of two species; zero where they do not repel each other.
  private func closestApproach(of first: Int, _ second: Int) -> Double {
    let steps = 2000
    let edge: (energy: Double, forceOverDistance: Double) = evaluate(
      squaredDistance: cutoff * cutoff, between: first, second)
    for step in 1..<steps {
      let distance = cutoff * Double(step) / Double(steps)
      let pair: (energy: Double, forceOverDistance: Double) = evaluate(
        squaredDistance: distance * distance, between: first, second)
      if pair.energy <= edge.energy { return step == 1 ? 0 : distance }
    }
    return cutoff
  }
}
