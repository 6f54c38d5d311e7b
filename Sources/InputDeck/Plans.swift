public import Continuum
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
  /// What the run is about.
  public let title: String
  /// The seed of all random streams.
  public let seed: UInt64

  /// Reads, completes and checks a deck with a section `macro`.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  /// - Throws: `DeckError`.
  public init(_ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil) throws {
    var deck = deck
    guard deck.root.has("macro") else {
      throw deck.root.problem(
        at: "macro", "the deck has no macroscopic problem",
        advice: "Add the section macro, or use `scout micro` for a deck with a load.")
    }
    if let seed { deck.root.record("\(seed)", at: "seed") }
    if !deck.root.has("coupling") { deck.root.record("{}", at: "coupling") }
    (model, units) = try FluidModel.compose(
      &deck, budgetIn: ["coupling", "precision"], potentials: potentials)
    flow = try ChannelComposer(&deck, model: model, units: units).flow
    title = deck.root.text("title")
    self.seed = UInt64(deck.root.integer("seed"))
    self.deck = deck
  }

  /// The directory for results: the deck's choice, or the deck's name with `.output`.
  public var directory: String { deck.outputDirectory }
}

/// A deck turned into one question and the precision of its answer.
public struct MicroPlan: Sendable {
  /// The deck, completed with everything that was left to be chosen.
  public let deck: Deck
  /// What is imposed, in macroscopic units.
  public let load: VelocityGradient
  /// How well the stress must be known, in macroscopic units.
  public let precision: Precision
  /// What answers.
  public let model: FluidModel
  /// The units of both scales.
  public let units: DeckUnits
  /// What the measurement is about.
  public let title: String
  /// The seed of all random streams.
  public let seed: UInt64

  /// Reads, completes and checks a deck with a section `load`.
  ///
  /// - Parameters:
  ///   - seed: used instead of the deck's, where given.
  ///   - potentials: used instead of the deck's surroundings and the installation, where given.
  /// - Throws: `DeckError`.
  public init(_ deck: Deck, seed: UInt64? = nil, potentials: PotentialLibrary? = nil) throws {
    var deck = deck
    guard deck.root.has("load") else {
      throw deck.root.problem(
        at: "load", "the deck has no load to impose",
        advice: "Add a section load, or use `scout run` for a deck with a macroscopic problem.")
    }
    if let seed { deck.root.record("\(seed)", at: "seed") }
    if !deck.root.has("precision") { deck.root.record("{}", at: "precision") }
    (model, units) = try FluidModel.compose(
      &deck, budgetIn: ["precision"], potentials: potentials)
    let rate = deck.root.section("load").quantity("shearRate", in: .si)
    load = .simpleShear(rate: rate)
    let section = deck.root.section("precision")
    precision = Precision(
      absolute: section.quantity("absolute", in: .si), relative: section.number("relative"),
      components: [1])
    guard precision.absolute > 0 || precision.relative > 0 && rate != 0 else {
      throw Self.impreciseRequest(section, isAtRest: rate == 0)
    }
    title = deck.root.text("title")
    self.seed = UInt64(deck.root.integer("seed"))
    self.deck = deck
  }
}

extension MicroPlan {
  /// What to say where no precision is asked that could ever be reached or missed.
  fileprivate static func impreciseRequest(
    _ precision: DeckSection, isAtRest: Bool
  ) -> DeckError {
    isAtRest
      ? precision.problem(
        at: "absolute", "a stress that vanishes at rest cannot be known relative to itself",
        advice: "Give an absolute half-width, a pressure.")
      : precision.problem(
        at: "relative", "the precision asked is zero, which no sampling reaches",
        advice: "Write relative: 2 %, or an absolute half-width.")
  }
}

extension Deck {
  /// The directory for results that the deck names, or its own name with `.output`.
  var outputDirectory: String {
    if let name = root.optionalSection("output")?.optionalText("directory") { return name }
    let name = file.split(separator: "/").last.map(String.init) ?? "scout"
    return (name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name) + ".output"
  }
}
