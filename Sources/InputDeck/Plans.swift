public import Continuum
internal import Foundation
internal import MolecularDynamics
public import Multiscale
public import ScaleBridge
public import Tensors

/// A deck turned into a coupled run.
public struct RunPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// The macroscopic problem.
  public let flow: ChannelFlow
  /// What answers it.
  public let model: FluidModel
  /// The units of both scales.
  public let units: DeckUnits
  /// The constitutive database that the deck names; nil where it names none.
  public let store: String?
  /// What answers in place of the model where it can.
  public let surrogate: SurrogateKind

  /// Reads, completes and checks a deck with a section `macro`.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  ///   - notice: told what takes long.
  /// - Throws: `DeckError`.
  public init(
    _ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil,
    notice: (String) -> Void = { _ in }
  ) throws {
    var deck = deck
    guard deck.root.has("macro") else {
      throw deck.root.problem(
        at: "macro", "the deck has no macroscopic problem",
        advice: "Add the section macro, or use `scout micro` for a deck with a load.")
    }
    guard deck.problem == "channelFlow" else {
      throw deck.root.problem(at: "macro.problem", "it is no channel flow")
    }
    try deck.requireFittingComparison()
    try TrajectoryRequest.requireNone(deck)
    deck.prepare(seed: seed, optional: "coupling")
    (model, units) = try FluidModel.compose(
      &deck, budgetIn: ["coupling", "precision"], potentials: potentials, notice: notice)
    flow = try ChannelComposer(&deck, model: model, units: units).flow
    store = try deck.completeStore(isSampled: model.isSampled)
    surrogate = deck.root.section("coupling").choice("surrogate", as: SurrogateKind.self)
    self.deck = deck
  }

  /// The directory for results: the deck's choice, or the deck's name with `.output`.
  public var directory: String { deck.outputDirectory }
}

/// A deck turned into one question and the precision of its answer.
public struct MicroPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// The flow that is imposed, in macroscopic units.
  public let flow: FlowLoad
  /// What is imposed, in macroscopic units.
  public var load: VelocityGradient { flow.gradient }
  /// How well the stress must be known, in macroscopic units.
  public let precision: Precision
  /// What answers.
  public let model: FluidModel
  /// The units of both scales.
  public let units: DeckUnits
  /// The frames to be written, if any.
  public let trajectory: TrajectoryRequest?

  /// Reads, completes and checks a deck with a section `load`.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  ///   - notice: told what takes long.
  /// - Throws: `DeckError`.
  public init(
    _ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil,
    notice: (String) -> Void = { _ in }
  ) throws {
    var deck = deck
    guard deck.root.has("load") else {
      throw deck.root.problem(
        at: "load", "the deck has no load to impose",
        advice: "Add a section load, or use `scout run` for a deck with a macroscopic problem.")
    }
    try deck.requireFittingComparison()
    deck.prepare(seed: seed, optional: "precision")
    (model, units) = try FluidModel.compose(
      &deck, budgetIn: ["precision"], potentials: potentials, notice: notice)
    flow = try FlowLoad(deck.root.section("load"))
    let isIdle = !flow.strains
    let section = deck.root.section("precision")
    precision = Precision(
      absolute: section.quantity("absolute", in: .si), relative: section.number("relative"),
      judged: flow.judged)
    guard precision.absolute > 0 || precision.relative > 0 && !isIdle else {
      throw Self.impreciseRequest(section, isIdle: isIdle)
    }
    try units.requireNormal(precision, of: section, isIdle ? "absolute" : "relative")
    try model.requireLattice(for: flow, in: units, deck.root)
    trajectory = try TrajectoryRequest(deck, of: model, in: units, potentials: potentials)
    self.deck = deck
  }
}

extension FluidModel {
  /// The cell of a box must follow the flow for ever with images far enough apart.
  ///
  /// - Throws: `DeckError`.
  fileprivate func requireLattice(
    for flow: FlowLoad, in units: DeckUnits, _ root: DeckSection
  ) throws {
    guard case .sheared(let model, _) = self else { return }
    let rate = units.macro.factor(to: units.micro, for: .rate)
    let gradient = VelocityGradient(rate * flow.gradient.tensor)
    let lattice: FlowLattice
    do {
      lattice = try FlowLattice(following: gradient)
    } catch {
      throw root.section("load").problem(
        at: flow.kind.rawValue,
        "two of its eigenvectors coincide, or almost: no lattice is known whose images such a "
          + "flow keeps apart for ever",
        advice: "Choose a flow a little different.")
    }
    let reach = 0.5 * lattice.guaranteedDistance * cbrt(model.settings.volume)
    let cutoff = model.settings.reach(of: model.potential)
    guard cutoff <= reach * (1 + 1e-9) else {
      let needed = Double(model.settings.particles) * pow(cutoff / reach, 3)
      throw root.section("micro").problem(
        at: "particles",
        "under this flow images of the box come so near that the potential's cut-off reaches two",
        advice: "Use at least \(Int(needed.rounded(.up))) particles or a shorter cut-off.")
    }
  }
}

extension MicroPlan {
  /// What to say where no precision is asked that could ever be reached or missed.
  fileprivate static func impreciseRequest(
    _ precision: DeckSection, isIdle: Bool
  ) -> DeckError {
    isIdle
      ? precision.problem(
        at: "absolute",
        "a shear stress that vanishes without strain cannot be known relative to itself",
        advice: "Give an absolute half-width, a pressure.")
      : precision.problem(
        at: "relative", "the precision asked is zero, which no sampling reaches",
        advice: "Write relative: 2 %, or an absolute half-width.")
  }
}

extension DeckUnits {
  /// Half-widths must keep their digits in the units of both scales.
  ///
  /// - Parameter key: the key of the section that is wrong where all parts vanish.
  /// - Throws: `DeckError`.
  func requireNormal(
    _ precision: Precision, of section: DeckSection, _ key: String
  ) throws(DeckError) {
    let toMicro = macro.factor(to: micro, for: .pressure)
    let absolute = [precision.absolute, precision.absolute * toMicro]
    let isKept = absolute.allSatisfy(\.isNormal) || precision.absolute == 0
    guard isKept, absolute[1] > 0 || precision.relative.isNormal else {
      throw section.problem(
        at: isKept ? key : "absolute",
        "the half-width it asks of a stress is too small or too large for a number in the units "
          + "of the micro model",
        advice: "Ask for a share of the stress that is expected: 2 % is usual.")
    }
  }
}

extension Deck {
  /// The path of the constitutive database that the deck names, written down so that it means the
  /// same wherever the completed deck lies.
  ///
  /// - Throws: `DeckError` where nothing is sampled whose answers could be kept.
  mutating func completeStore(isSampled: Bool) throws -> String? {
    guard let section = root.optionalSection("coupling"), let name = section.optionalText("store")
    else { return nil }
    guard isSampled else {
      throw section.problem(
        at: "store",
        "answers of this model are not kept: a formula's cost nothing",
        advice: "Leave store out.")
    }
    let path = absolute(name)
    root.record(DeckPrinter.scalar(path, inFlow: false), at: "coupling.store")
    return path
  }

  /// Only methods for diffusion are compared, and only heat conduction with full molecular dynamics.
  ///
  /// - Throws: `DeckError` where the deck compares what is not compared for its problem.
  func requireFittingComparison() throws(DeckError) {
    for name in ["comparator", "comparison"] where problem != "heatConduction" && root.has(name) {
      throw root.problem(
        at: name, "full molecular dynamics is compared with problem: heatConduction only",
        advice: "Leave it out.")
    }
    guard root.has("compare"), problem != "diffusion" else { return }
    throw root.problem(
      at: "compare", "methods are compared for problem: diffusion only", advice: "Leave it out.")
  }

  /// A path as seen from the deck's own directory.
  func absolute(_ path: String) -> String {
    let directory = URL(fileURLWithPath: file).deletingLastPathComponent()
    return URL(fileURLWithPath: path, relativeTo: directory).standardizedFileURL.path
  }

  /// What the deck is about.
  public var title: String { root.text("title") }

  /// The word that says which macroscopic problem it poses; nil where it poses none.
  public var problem: String? { root.optionalSection("macro")?.text("problem") }

  /// The seed of all random streams.
  public var seed: UInt64 { UInt64(root.integer("seed")) }

  /// Puts a seed in place of the deck's, where given, and an empty section where one may be absent.
  mutating func prepare(seed: UInt64?, optional section: String) {
    if let seed { root.record("\(seed)", at: "seed") }
    if !root.has(section) { root.record("{}", at: section) }
  }

  /// The directory for results that the deck names, or its own name with `.output`.
  var outputDirectory: String {
    if let name = root.optionalSection("output")?.optionalText("directory") { return name }
    let name = file.split(separator: "/").last.map(String.init) ?? "scout"
    return (name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name) + ".output"
  }
}
