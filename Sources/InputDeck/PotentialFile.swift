public import Tensors

/// An interaction between particles as a file of `potentials/` states it.
///
/// The parameters are in SI units where the file is physical, else plain reduced numbers.
public struct PotentialFile: Sendable, Equatable {
  /// How a pair potential ends at its cut-off.
  public enum Truncation: String, Sendable, CaseIterable {
    /// The energy jumps to zero; the force too.
    case plain

    /// The energy is shifted to end at zero; the force is that of `plain`.
    case shifted

    /// Energy and force are shifted to end at zero.
    case forceShifted
  }

  /// The parameters of a Lennard-Jones fluid, u(r) = 4ε((σ/r)¹² − (σ/r)⁶).
  public struct LennardJones: Sendable, Equatable {
    /// The distance σ at which the energy is zero, in [length].
    public let sigma: Double

    /// The depth ε of the well, in [energy].
    public let epsilon: Double

    /// The distance beyond which particles do not interact, in [length].
    public let cutoff: Double

    /// How the potential ends at the cut-off.
    public let truncation: Truncation

    /// Whether energy and pressure are corrected for what the cut-off removes.
    public let tailCorrection: Bool
  }

  /// The form of the interaction with its parameters.
  public enum Form: Sendable, Equatable {
    /// A Lennard-Jones fluid.
    case lennardJones(LennardJones)
  }

  /// The parameters of the Lennard-Jones form, at present the only one.
  public var lennardJones: LennardJones {
    switch form {
    case .lennardJones(let parameters): parameters
    }
  }

  /// The name decks use.
  public let name: String

  /// The publication the parameters come from.
  public let source: String

  /// Its digital object identifier.
  public let doi: String?

  /// The chemical symbol or name of the particles.
  public let species: String

  /// The mass of a particle, in [mass].
  public let mass: Double

  /// The form of the interaction with its parameters.
  public let form: Form

  /// The reduced units of the model (σ, ε, m and k_B are one), or nil for a reduced file, whose
  /// numbers stand for no substance.
  public let unitSystem: UnitSystem?

  /// Reads a potential file.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(contentsOf path: String) throws(DeckError) {
    self.init(try Deck(contentsOf: path, schema: Self.schema).root)
  }

  /// Reads a potential from its text; `file` names it in messages.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(text: String, file: String) throws(DeckError) {
    self.init(try Deck(text: text, file: file, schema: Self.schema).root)
  }

  /// Takes the values of a file that has passed the schema.
  private init(_ root: DeckSection) {
    let parameters = LennardJones(
      sigma: root.quantity("sigma", in: .si), epsilon: root.quantity("epsilon", in: .si),
      cutoff: root.quantity("cutoff", in: .si),
      truncation: root.choice("truncation", as: Truncation.self),
      tailCorrection: root.flag("tailCorrection"))
    name = root.text("name")
    source = root.text("source")
    doi = root.optionalText("doi")
    species = root.text("species")
    mass = root.quantity("mass", in: .si)
    form = .lennardJones(parameters)
    let units = UnitSystem.lennardJones(
      sigma: parameters.sigma, epsilon: parameters.epsilon, mass: mass)
    unitSystem = root.unitMode == .physical ? units : nil
  }
}

extension PotentialFile {
  /// The schema of potential files.
  public static let schema = DeckSchema(
    "potential",
    DeckVariants(
      by: "model", "The form of the interaction.", shared: identity,
      [.init("lennardJones", "u(r) = 4ε((σ/r)^12 − (σ/r)^6).", lennardJones)]))

  /// The keys of every potential.
  private static let identity = [
    DeckKey("name", .text, .required, "The name decks use."),
    DeckKey("source", .text, .required, "The publication the parameters come from."),
    DeckKey("doi", .text, .optional, "The digital object identifier of the source."),
    .units,
    DeckKey("species", .text, .byDefault("X"), "The chemical symbol of the particles."),
    DeckKey(
      "mass", .quantity(.mass, .positive), .required,
      "The mass of a particle."),
  ]

  /// The keys of a Lennard-Jones fluid.
  private static let lennardJones = [
    DeckKey("sigma", .quantity(.length, .positive), .required, "Where the energy is zero."),
    DeckKey("epsilon", .quantity(.energy, .positive), .required, "The depth of the well."),
    DeckKey(
      "cutoff", .quantity(.length, .positive), .required,
      "The distance beyond which particles do not interact."),
    DeckKey(
      "truncation",
      .choice([
        DeckChoice("plain", "Energy and force jump to zero at the cut-off."),
        DeckChoice("shifted", "The energy ends at zero; the force jumps."),
        DeckChoice("forceShifted", "Energy and force end at zero."),
      ]), .byDefault("plain"), "How the potential ends at the cut-off."),
    DeckKey(
      "tailCorrection", .flag, .byDefault("false"),
      "Whether energy and pressure are corrected for what the cut-off removes."),
  ]
}
