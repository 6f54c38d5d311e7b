internal import FileFormats
internal import Foundation
internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// A fluid at rest with its measured transport coefficients.
struct TransportMeasurement {
  private let plan: TransportPlan
  private let found: TransportCoefficients
  let verdict: Verdict
  private let cost: Cost
  private let seconds: Double

  /// Measures.
  ///
  /// - Parameter task: the name of the work in progress lines.
  init(_ plan: TransportPlan, threads: Int, task: String = "transport coefficients") async throws {
    self.plan = plan
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    narrator.begin(task)
    let box = plan.model.sharing(threads: threads, amongBoxes: plan.sampling.replicas)
    var sampling = StretchSampling(
      box, plan: plan.sampling, on: ThreadScheduler(width: threads))
    sampling.progress = { narrator.show(.atRest($0, of: box)) }
    var fluid = RestingFluid(sampling)
    let response = try await fluid.response(within: plan.relativePrecision)
    guard let coefficients = fluid.coefficients else {
      throw MicroFailure.infeasibleState(reason: "nothing was recorded")
    }
    found = coefficients
    verdict = response.viscosity.verdict
    cost = response.viscosity.cost
    seconds = start.duration(to: .now) / .seconds(1)
  }

  /// A quantity by its name in JSON, in the units of the deck; nil where it was not measured.
  func quantity(named name: String) -> TransportCoefficients.Quantity? {
    rows.first { $0.name == name }?.value
  }

  /// What is told: the name in JSON, the words, the value, its dimension.
  private var rows:
    [(name: String, words: String, value: TransportCoefficients.Quantity, Tensors.Dimension)]
  {
    let diffusivity = Tensors.Dimension(length: 2, time: -1)
    let all: [(String, String, TransportCoefficients.Quantity?, Tensors.Dimension)] = [
      ("viscosity", "viscosity", found.viscosity, .viscosity),
      ("bulkViscosity", "bulk viscosity", found.bulkViscosity, .viscosity),
      (
        "thermalConductivity", "thermal conductivity", found.thermalConductivity,
        .thermalConductivity
      ),
      (
        "ionicConductivity", "ionic conductivity", found.ionicConductivity, .electricConductivity
      ),
      ("selfDiffusion", "self-diffusion", found.selfDiffusion, diffusivity),
      ("selfDiffusionInBox", "  in the periodic box", found.selfDiffusionInBox, diffusivity),
      ("viscosityFromHelfand", "viscosity, Helfand", found.viscosityFromHelfand, .viscosity),
      ("pressure", "pressure", found.pressure, .pressure),
      ("energyPerParticle", "energy per particle", found.potentialEnergy, .energy),
      ("internalEnergy", "  with kinetic energy", found.energy, .energy),
      (
        "heatCapacity", "heat capacity c_V", perMass(found.heatCapacity?.fromEnergies),
        .specificHeat
      ),
      (
        "heatCapacityFromFluctuations", "  Lebowitz-Percus-Verlet",
        perMass(found.heatCapacity?.fromFluctuations), .specificHeat
      ),
      ("kineticTemperature", "kinetic temperature", found.temperature, .temperature),
    ]
    return all.compactMap { name, words, value, dimension in
      guard let value else { return nil }
      let factor = plan.units.micro.factor(to: plan.units.macro, for: dimension)
      return (name, words, value.scaled(by: factor), dimension)
    }
  }

  /// A heat capacity of the whole box over its mass.
  private func perMass(
    _ capacity: TransportCoefficients.Quantity?
  ) -> TransportCoefficients.Quantity? {
    let settings = plan.model.fluid.settings
    return capacity?.scaled(by: 1 / (Double(settings.particles) * settings.meanMass))
  }

  /// The document of `scout micro --json`.
  var json: JSONValue {
    let derived = rows.map { ($0.name, $0.value.json) }
    let units = rows.map { ($0.name, JSONValue.string(plan.units.label($0.3))) }
    return .object([
      "title": .string(plan.deck.title), "seed": .integer("\(plan.deck.seed)"),
      "load": .object(["rest": .object(["stretch": .number(plan.model.stretchTime)])]),
      "response": .object([
        "stress": diagonal(-pressure.value), "standardError": diagonal(pressure.standardError),
        "halfWidth95": diagonal(pressure.halfWidth),
      ]),
      "equilibration": .object(["discardedSteps": .integer("\(bathSteps)")]),
      "estimator": .string("greenKubo"),
      "derived": .object(Dictionary(uniqueKeysWithValues: derived)),
      "units": .object(Dictionary(uniqueKeysWithValues: units)),
      "spectra": .object([
        "shear": (try? JSONValue(encoding: found.shearSpectrum)) ?? .null,
        "bulk": (try? JSONValue(encoding: found.bulkSpectrum)) ?? .null,
      ]),
      "effectiveSamples": .number(found.viscosity.degreesOfFreedom),
      "stretches": .integer("\(found.stretchCount)"),
      "verdict": (try? JSONValue(encoding: verdict)) ?? .null,
      "cost": cost.json(wallTime: seconds),
    ])
  }

  private var pressure: TransportCoefficients.Quantity {
    found.pressure.scaled(by: plan.units.micro.factor(to: plan.units.macro, for: .pressure))
  }

  /// The steps with the bath before every stretch.
  private var bathSteps: Int {
    Int((plan.model.bathTime / plan.model.fluid.settings.timeStep).rounded(.up))
  }

  /// Three equal diagonal components.
  private func diagonal(_ value: Double) -> JSONValue {
    .array((0..<3).map { row in .array((0..<3).map { .number($0 == row ? value : 0) }) })
  }

  /// The same for a person.
  var text: String {
    let millions = NumberText.significant(Double(cost.particleSteps) / 1e6, digits: 3)
    var lines = ["", plan.deck.title, "", "  fluid at rest, fluctuations after Green and Kubo"]
    lines += rows.map { _, words, value, dimension in
      "  " + words.padding(toLength: 26, withPad: " ", startingAt: 0)
        + plan.units.text(value.value, standardError: value.standardError, dimension)
    }
    let spectrum = found.shearSpectrum
    lines += [
      "  spectrum                  " + NumberText.significant(spectrum.fittedFrequencies, digits: 3)
        + " frequencies of \(spectrum.sequenceCount) sequences fitted",
      "  verdict                   "
        + verdict.text(ifSound: "converged, resolved, canonical, both estimators agree"),
      "  cost                      \(found.stretchCount) stretches, \(cost.steps) steps, "
        + "\(millions) million particle steps, \(SamplingNarrator.duration(seconds))",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
