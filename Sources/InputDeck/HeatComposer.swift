internal import Continuum
internal import Discretization
internal import Foundation
internal import ScaleBridge
internal import Tensors

/// Makes the conducting body of a deck, and what is sought of it.
struct HeatComposer {
  private let macro: DeckSection
  private let mesh: Mesh
  private let units: DeckUnits

  init(_ macro: DeckSection, mesh: Mesh, units: DeckUnits) {
    (self.macro, self.mesh, self.units) = (macro, mesh, units)
  }

  /// The conduction through the body.
  ///
  /// - Throws: `DeckError` where parts do not fit together.
  func conduction(_ model: HeatModel, precision: DeckSection) throws -> HeatConduction {
    let request = try PrecisionRequest(
      fluxFraction: precision.number("absolute"), relative: precision.number("relative"))
    let body = try body(model)
    let solution = macro.section("solution")
    do {
      guard solution.text("mode") == "transient" else {
        let criterion = try SteadyCriterion(
          relativeTolerance: solution.number("relativeTolerance"),
          maximumIterations: solution.integer("maximumIterations"),
          coarsening: [solution.number("coarseFirst")])
        return try HeatConduction(steady: body, until: criterion, request: request)
      }
      let stepper = try stepper(solution)
      return try HeatConduction(transient: body, by: stepper, request: request)
    } catch let failure as MacroFailure {
      throw macro.problem(at: "boundaries", failure.description.withoutFullStop)
    }
  }

  private func stepper(_ solution: DeckSection) throws -> TimeStepper {
    let step = solution.quantity("timeStep", in: .si)
    let ratio = solution.quantity("endTime", in: .si) / step
    guard ratio.rounded() >= 1, ratio <= 1_000_000 else {
      throw solution.problem(
        at: "endTime",
        "it is \(NumberText.significant(ratio, digits: 3)) time steps, not between one and a "
          + "million",
        advice: "Change endTime or timeStep.")
    }
    return try TimeStepper(
      solution.choice("scheme", as: TimeScheme.self), step: step, count: Int(ratio.rounded()))
  }

  private func body(_ model: HeatModel) throws -> ConductingBody {
    let start = try initialTemperature()
    var body = try ConductingBody(
      space(),
      expectedConductivity: macro.optionalQuantity("conductivityGuess", in: .si)
        ?? model.conductivityGuess(at: start, in: units), initialTemperature: start)
    let materials = try materials()
    let general = macro.quantity("source", in: .si)
    let sources = mesh.regions.map {
      materials[$0]?.optionalQuantity("source", in: .si) ?? general
    }
    if sources.contains(where: { $0 != 0 }) {
      let shape = shape()
      body.addSource { position, region in sources[region] * shape(position) }
    }
    for section in macro.sections("boundaries") { try apply(section, to: &body) }
    if macro.section("solution").text("mode") == "transient" {
      let capacity = macro.optionalQuantity("heatCapacity", in: .si)
      let capacities = mesh.regions.map {
        materials[$0]?.optionalQuantity("heatCapacity", in: .si) ?? capacity
      }
      guard capacities.allSatisfy({ $0 != nil }) else {
        throw macro.problem(
          at: "heatCapacity", "a march in time needs the heat capacity of every region",
          advice: "Write a heatCapacity such as 1.5e6 J/m^3/K.")
      }
      try body.setHeatCapacity { capacities[$0] ?? 1 }
    }
    return body
  }

  /// How sources vary in space.
  private func shape() -> (Vector3) -> Double {
    guard macro.text("sourceShape") == "cosine" else { return { _ in 1 } }
    let places = mesh.nodes.map(\.x)
    let start = places.min() ?? 0
    let number = 2 * Double.pi / ((places.max() ?? 1) - start)
    return { cos(number * ($0.x - start)) }
  }

  private func materials() throws(DeckError) -> [String: DeckSection] {
    var found: [String: DeckSection] = [:]
    for section in macro.sections("materials") {
      let name = section.text("region")
      guard mesh.regions.contains(name) else {
        throw section.problem(
          at: "region",
          "the mesh has no such region; it has \(mesh.regions.joined(separator: ", "))")
      }
      found[name] = section
    }
    return found
  }

  private func space() throws -> FiniteElementSpace {
    var pairs: [(String, String)] = []
    for section in macro.sections("boundaries") {
      try requireBoundary("boundary", of: section)
      guard section.text("condition") == "periodic" else { continue }
      try requireBoundary("with", of: section)
      pairs.append((section.text("boundary"), section.text("with")))
    }
    let names = macro.sections("boundaries").map { $0.text("boundary") } + pairs.map(\.1)
    for section in macro.sections("boundaries") {
      let name = section.text("boundary")
      guard names.count(where: { $0 == name }) == 1 else {
        throw section.problem(
          at: "boundary", "two conditions are given for this boundary", advice: "Keep one of them.")
      }
    }
    do {
      return try FiniteElementSpace(on: mesh, order: macro.integer("order"), periodic: pairs)
    } catch {
      throw macro.problem(
        at: pairs.isEmpty ? "order" : "boundaries", "\(error)",
        advice: "Check the order of the elements and the boundaries that are joined.")
    }
  }

  private func requireBoundary(_ key: String, of section: DeckSection) throws(DeckError) {
    guard mesh.boundary(section.text(key)) == nil else { return }
    let names = mesh.boundaries.map(\.name).joined(separator: ", ")
    throw section.problem(at: key, "the body has no such boundary; it has \(names)")
  }

  private func apply(_ section: DeckSection, to body: inout ConductingBody) throws {
    let name = section.text("boundary")
    switch section.text("condition") {
    case "temperature":
      let value = section.quantity("value", in: .si)
      try body.hold(name) { _ in value }
    case "heatFlux":
      let value = section.quantity("value", in: .si)
      try body.heat(name) { _ in value }
    case "convection":
      let surroundings = section.quantity("surroundings", in: .si)
      try body.exchange(name, coefficient: section.quantity("coefficient", in: .si)) { _ in
        surroundings
      }
    default: break  // joined by the space
    }
  }

  /// What the deck says, else the mean of the temperatures that it gives.
  private func initialTemperature() throws(DeckError) -> Double {
    if let start = macro.optionalQuantity("initialTemperature", in: .si) { return start }
    var given: [Double] = []
    for section in macro.sections("boundaries") {
      switch section.text("condition") {
      case "temperature": given.append(section.quantity("value", in: .si))
      case "convection": given.append(section.quantity("surroundings", in: .si))
      default: continue
      }
    }
    guard !given.isEmpty else {
      throw macro.problem(
        at: "initialTemperature", "no temperature is given anywhere",
        advice: "Write an initialTemperature: the mean of a steady state, or the start in time.")
    }
    return given.reduce(0, +) / Double(given.count)
  }
}

extension String {
  /// The text without a full stop at its end, which a message adds itself.
  fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
