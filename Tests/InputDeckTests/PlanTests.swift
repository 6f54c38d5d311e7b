import CellProblems
import Continuum
import DiffusionStudies
import Discretization
import Foundation
import InputDeck
import MolecularDynamics
import Multiscale
import ScaleBridge
import Tensors
import Testing

@Suite("Plans made of decks")
struct PlanTests {
  private func runPlan(_ text: String, seed: UInt64? = nil) throws -> RunPlan {
    try RunPlan(
      Deck(text: text, file: "deck.yaml", schema: .scout), seed: seed,
      potentials: ShippedFiles.potentials)
  }

  private func microPlan(_ text: String) throws -> MicroPlan {
    try MicroPlan(
      Deck(text: text, file: "deck.yaml", schema: .scout), potentials: ShippedFiles.potentials)
  }

  /// The box and its sampling, of a model that is one.
  private func box(_ model: FluidModel) throws -> (ShearedFluid.Settings, SamplingPlan) {
    guard case .sheared(let fluid, let plan) = model else {
      throw Missing(what: "a sheared fluid")
    }
    return (fluid.settings, plan)
  }

  private struct Missing: Error { let what: String }

  /// A completed deck without the comments on who chose what.
  private func values(_ deck: Deck) -> [String] {
    deck.completed.split(separator: "\n").map { line in
      var line = line.prefix { $0 != "#" }
      while line.last == " " { line.removeLast() }
      return String(line)
    }.filter { !$0.isEmpty }
  }

  @Test(
    "of shipped decks are the same when the completed deck is read", arguments: ShippedFiles.decks)
  func completedDecks(name: String) throws {
    let deck = try ShippedFiles.deck(name)
    if deck.problem == "heatConduction" {
      let first = try HeatPlan(deck, potentials: ShippedFiles.potentials)
      let second = try HeatPlan(
        Deck(text: first.deck.completed, file: "deck.yaml", schema: .scout),
        potentials: ShippedFiles.potentials)
      #expect(second.conduction == first.conduction)
      #expect("\(second.model)" == "\(first.model)")
      #expect(values(second.deck) == values(first.deck))
    } else if deck.problem == "diffusion" {
      let first = try DiffusionPlan(deck)
      let second = try DiffusionPlan(
        Deck(text: first.deck.completed, file: "deck.yaml", schema: .scout))
      #expect(second.settings.mesh == first.settings.mesh)
      #expect(second.settings.law.cell == first.settings.law.cell)
      #expect(second.methods == first.methods)
      #expect(values(second.deck) == values(first.deck))
    } else if deck.root.has("macro") {
      let first = try RunPlan(deck, potentials: ShippedFiles.potentials)
      let second = try runPlan(first.deck.completed)
      #expect(second.flow == first.flow)
      #expect(second.units == first.units)
      #expect(second.deck.seed == first.deck.seed)
      #expect("\(second.model)" == "\(first.model)")
      #expect(values(second.deck) == values(first.deck))
    } else if deck.root.has("cell") {
      let first = try HomogenizationPlan(deck)
      let text = first.deck.completed.replacing(
        "file: ", with: "file: \(ShippedFiles.home)/inputs/")
      let second = try HomogenizationPlan(Deck(text: text, file: "again.yaml", schema: .scout))
      #expect(second.resolutions == first.resolutions)
      #expect(second.realizations == first.realizations)
      #expect(second.tolerance == first.tolerance)
    } else if TransportPlan.isAsked(by: deck) {
      let first = try TransportPlan(deck, potentials: ShippedFiles.potentials)
      let second = try TransportPlan(
        Deck(text: first.deck.completed, file: name, schema: .scout),
        potentials: ShippedFiles.potentials)
      #expect(second.relativePrecision == first.relativePrecision)
      #expect(second.sampling == first.sampling)
      #expect("\(second.model)" == "\(first.model)")
      #expect(values(second.deck) == values(first.deck))
    } else if HeatFieldPlan.isAsked(by: deck) {
      let first = try HeatFieldPlan(deck, potentials: ShippedFiles.potentials)
      let second = try HeatFieldPlan(
        Deck(text: first.deck.completed, file: name, schema: .scout),
        potentials: ShippedFiles.potentials)
      #expect(second.relativePrecision == first.relativePrecision)
      #expect(second.sampling == first.sampling)
      #expect("\(second.model)" == "\(first.model)")
      #expect(values(second.deck) == values(first.deck))
    } else {
      let first = try MicroPlan(deck, potentials: ShippedFiles.potentials)
      let second = try microPlan(first.deck.completed)
      #expect(second.load == first.load)
      #expect(second.precision.absolute == first.precision.absolute)
      #expect(second.precision.relative == first.precision.relative)
      #expect("\(second.model)" == "\(first.model)")
      #expect(values(second.deck) == values(first.deck))
    }
  }

  private func heatPlan(_ macro: String, micro: String) throws -> HeatPlan {
    try HeatPlan(
      Deck(
        text: "units: reduced\nmacro:\n  problem: heatConduction\n" + macro
          + "\nmicro:\n  model: fourierConduction\n" + micro, file: "deck.yaml",
        schema: .scout))
  }

  @Test("of heat conduction take geometry, materials and conditions from the deck")
  func heat() throws {
    let plan = try heatPlan(
      """
        geometry: { shape: rectangle, width: 2, height: 1, cells: [4, 2], elements: quadrilaterals }
        source: 3
        heatCapacity: 2
        boundaries:
          - { boundary: left, condition: temperature, value: 1 }
          - { boundary: right, condition: convection, coefficient: 5, surroundings: 0.5 }
          - { boundary: bottom, condition: periodic, with: top }
        solution: { mode: transient, timeStep: 0.1, endTime: 1 }
      """, micro: "  conductivity: 2")
    let body = plan.conduction.body
    #expect(body.space.count == 10 && body.space.mesh.cells.count == 8)
    #expect(body.expectedConductivity == 2)
    #expect(plan.conduction.turnsExpected == 12)
    // ∫ s dV = 6 and h T_a A = 2.5; ∫ c T with T = 1 at the left and 3/4 elsewhere.
    #expect(abs(plan.conduction.suppliedPower - 8.5) < 1e-13)
    #expect(abs((plan.conduction.storedHeat?.value ?? 0) - (2 * 2 * 0.75 + 0.25 * 0.5)) < 1e-13)
    guard case .fourier(let conductors, let noise) = plan.model else { return }
    #expect(conductors == [try FourierConduction(conductivity: 2)] && noise == 0)
  }

  @Test("of a mesh file know its regions and boundaries")
  func mesh() throws {
    let plan = try HeatPlan(ShippedFiles.deck("heat-plate-2d.yaml"))
    let mesh = plan.conduction.body.space.mesh
    #expect(mesh.dimension == 2 && mesh.regions == ["plate"])
    #expect(mesh.boundaries.map(\.name) == ["hole", "bottom", "left", "right", "top"])
    #expect(abs(plan.conduction.body.volume / (0.06 * 0.04 - Double.pi * 1e-4) - 1) < 2e-3)
    #expect(plan.meshFile?.hasSuffix("inputs/plate-with-hole.msh") == true)
  }

  @Test("are tested with every deck that is shipped")
  func decksAreThere() { #expect(ShippedFiles.decks.count >= 5) }

  /// What the schema promises: 0.005, 0.2, 1 and 20000 in reduced units; ten digits are written.
  @Test("take the documented defaults, in the units of the substance")
  func defaults() throws {
    let plan = try runPlan(Self.argon)
    let (settings, sampling) = try box(plan.model)
    #expect((settings.timeStep / 0.005 - 1).magnitude < 1e-9)
    #expect((settings.thermostatTime / 0.2 - 1).magnitude < 1e-9)
    #expect((settings.forces.skin - 1.6).magnitude < 1e-9)
    #expect(settings.stepsPerSample == 10)
    #expect(settings.particles == 864)
    #expect(sampling.replicas == 8)
    #expect(sampling.seed == 1)
    // 20000 units of time in rows of ten steps of 0.005; ten digits may cost one row.
    #expect((sampling.budget - 400_000).magnitude <= 1)
    #expect(plan.flow.request.fluxFraction == 0.02)
    #expect(plan.flow.channel.boundaries == .wallsAtRest)
    #expect(plan.flow.channel.grid.cells == 20)
    #expect(plan.directory == "deck.output")
  }

  static let argon = """
    macro: { problem: channelFlow, height: 20 nm, forceDensity: 5.5e15 N/m^3 }
    micro: { model: shearedFluid, potential: argon, density: 1419 kg/m^3, temperature: 86.5 K }
    """

  /// ρ* = ρ σ³/m and T* = k_B T/ε with the parameters of argon.
  @Test("bring a substance into its reduced units")
  func reducedNumbers() throws {
    let (settings, _) = try box(runPlan(Self.argon).model)
    let mass = 39.948 * 1.66053906660e-27
    let density = 1419 * Foundation.pow(3.405e-10, 3) / mass
    #expect((settings.density / density - 1).magnitude < 1e-12)
    #expect((settings.temperature / (86.5 / 119.8) - 1).magnitude < 1e-12)
    #expect(settings.masses == [1])
  }

  /// Lengths count in σ, pressures in ε/σ³, so a force density in ε/σ⁴.
  @Test("are the same from physical quantities and from reduced numbers")
  func unitsAgree() throws {
    let physical = try runPlan(Self.argon)
    let (length, energy) = (3.405e-10, 119.8 * 1.380649e-23)
    let mass = 39.948 * 1.66053906660e-27
    let reduced = try runPlan(
      """
      units: reduced
      macro:
        problem: channelFlow
        height: \(20e-9 / length)
        forceDensity: \(5.5e15 * length * length * length * length / energy)
      micro:
        model: shearedFluid
        potential: argon
        density: \(1419 * length * length * length / mass)
        temperature: \(86.5 / 119.8)
      """)
    let ((first, _), (second, _)) = (try box(physical.model), try box(reduced.model))
    #expect((first.density / second.density - 1).magnitude < 1e-12)
    #expect((first.temperature / second.temperature - 1).magnitude < 1e-12)
    #expect((first.timeStep / second.timeStep - 1).magnitude < 1e-9)
    #expect(second.timeStep == 0.005)
    for (one, other) in zip(physical.flow.loads, reduced.flow.loads) {
      #expect((one.shearRate - other.shearRate).magnitude < 1e-9 * one.shearRate.magnitude)
    }
    #expect(
      (physical.flow.precision.absolute / reduced.flow.precision.absolute - 1).magnitude < 1e-9)
  }

  @Test("have walls that move, or a periodic channel without walls")
  func boundaries() throws {
    let walls = try runPlan(Self.argon.replacing("20 nm", with: "20 nm, upperWall: 30 m/s"))
    #expect(walls.flow.channel.boundaries == .walls(lower: 0, upper: 30))
    #expect(walls.flow.channel.forcing == .uniform(5.5e15))
    let periodic = try runPlan(
      Self.argon.replacing("20 nm", with: "20 nm, boundaries: periodic, forcing: cosine"))
    #expect(periodic.flow.channel.boundaries == .periodic)
    #expect(periodic.flow.channel.forcing == .cosine(5.5e15))
    #expect(periodic.flow.channel.grid.isPeriodic)
  }

  @Test("take a seed from the command line and write it down")
  func seeds() throws {
    let plan = try runPlan(Self.argon, seed: 77)
    #expect(plan.deck.seed == 77)
    #expect(try box(plan.model).1.seed == 77)
    #expect(plan.deck.completed.contains("seed: 77"))
    #expect(try runPlan(plan.deck.completed).deck.seed == 77)
  }

  @Test("ask for a stress at rest with an absolute precision")
  func rest() throws {
    let plan = try microPlan(
      """
      units: reduced
      micro: { model: newtonianFluid, viscosity: 2 }
      load: { shearRate: 0 }
      precision: { absolute: 0.1, relative: 0 }
      """)
    #expect(plan.load == .zero)
    #expect(plan.precision.absolute == 0.1)
  }

  /// The velocity gradients of the flows a deck can name, and the viscosities of a Newtonian stress
  /// 2 η D in each: η itself and Trouton's ratios.
  @Test(
    "impose flows of all kinds",
    arguments: [
      ("shearRate: 0.5", [0, 0.5, 0, 0, 0, 0, 0, 0, 0], nil),
      ("planarElongationRate: 0.5", [0.5, 0, 0, 0, -0.5, 0, 0, 0, 0], 4),
      ("uniaxialElongationRate: 0.5", [0.5, 0, 0, 0, -0.25, 0, 0, 0, -0.25], 3),
      ("biaxialElongationRate: 0.5", [0.5, 0, 0, 0, 0.5, 0, 0, 0, -1], 6),
      (
        "velocityGradient: [[0.1, 0.2, 0.3], [0, 0.4, 0.5], [0, 0, -0.5]]",
        [0.1, 0.2, 0.3, 0, 0.4, 0.5, 0, 0, -0.5], nil
      ),
    ] as [(String, [Double], Double?)])
  func flows(load: String, components: [Double], ratio: Double?) throws {
    let plan = try microPlan(
      """
      units: reduced
      micro: { model: shearedFluid, potential: wca, particles: 500, density: 0.8442, temperature: 1 }
      load:
        \(load)
      """)
    #expect((plan.load.tensor - Tensor3(components: components)).norm < 1e-15)
    let viscosity = 2.5
    let strainRate = 0.5 * (plan.load.tensor + plan.load.tensor.transposed)
    let stress = CauchyStress(2 * viscosity * strainRate)
    #expect(abs(try #require(plan.flow.viscosity(of: stress)) - viscosity) < 1e-12)
    let extensional = plan.flow.extensionalViscosity(of: stress)
    #expect((extensional == nil) == (ratio == nil))
    if let extensional, let ratio { #expect(abs(extensional - ratio * viscosity) < 1e-12) }
  }

  /// 64 boxes of 45 rows, of 400 steps of 0.005 each, the first five of which may be transient.
  @Test("have a budget that pays for a first look at the error")
  func smallestBudget() throws {
    let plan = try microPlan(
      """
      units: reduced
      micro:
        model: shearedFluid
        potential: lj
        density: 0.8442
        temperature: 0.722
        replicas: 64
        stepsPerSample: 400
      load: { shearRate: 0.01 }
      precision: { budget: 5760 }
      """)
    #expect(try box(plan.model).1.budget == 64 * 45)
  }

  @Test("write no density down for a steady flow that does not depend on it")
  func noDensity() throws {
    let plan = try runPlan(
      """
      macro: { problem: channelFlow, height: 50 nm, forceDensity: 5e13 N/m^3 }
      micro: { model: newtonianFluid, viscosity: 0.3 mPa s }
      """)
    #expect(!plan.deck.root.section("macro").has("density"))
    #expect(!values(plan.deck).contains { $0.contains("density:") })
    let text = plan.deck.completed.replacing("50 nm", with: "50 nm\n  density: 2 g/cm^3")
    let stated = try runPlan(text)
    #expect(stated.flow.channel.fluid.density == 2000)
    #expect(stated.flow.loads == plan.flow.loads)
  }

  /// A formula has no viscosity of its own to guess: its own at rest, η₀, is taken.
  @Test("start closed-form fluids from their viscosity at rest")
  func closedForms() throws {
    let plan = try runPlan(
      """
      macro: { problem: channelFlow, height: 50 nm, forceDensity: 5e13 N/m^3 }
      micro:
        model: carreauFluid
        zeroShearViscosity: 0.3 mPa s
        relaxationTime: 2 ps
        exponent: 0.6
      """)
    #expect(plan.flow.channel.fluid.expectedViscosity == 0.3e-3)
    #expect(!plan.units.isReduced)
    guard case .carreau(let fluid, let noise) = plan.model else {
      throw Missing(what: "a Carreau fluid")
    }
    #expect(fluid.relaxationTime == 2e-12)
    #expect(noise == 0)
  }
}
