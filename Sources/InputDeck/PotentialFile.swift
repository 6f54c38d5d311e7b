public import MolecularDynamics
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

  /// Particles of one kind.
  public struct Species: Sendable, Equatable {
    /// Their chemical symbol or name.
    public let name: String

    /// The mass of one, in [mass].
    public let mass: Double

    /// The charge of one: in [C] where the file is physical, else in [√(energy · length)].
    public let charge: Double
  }

  /// The name decks use.
  public let name: String

  /// The publication the parameters come from.
  public let source: String

  /// Its digital object identifier.
  public let doi: String?

  /// The particles it describes, at least one kind.
  public let particles: [Species]

  /// The form of the interaction with its parameters.
  public let form: Form

  /// What holds bonded particles together; nil where there are none.
  public let bond: BondLaw?

  /// The molecules that particles make up; empty where they are by themselves.
  public let molecules: [Molecule]

  /// Whether particles have charges.
  public var isCharged: Bool { particles.contains { $0.charge != 0 } }

  /// The reduced units of the model (σ, ε, m of the first species and k_B are one), or nil for a
  /// reduced file, whose numbers stand for no substance.
  ///
  /// σ is where the energy is zero and ε the depth of the well.
  public let unitSystem: UnitSystem?

  /// The chemical symbol or name of the particles, or of the first species.
  public var species: String { particles[0].name }

  /// The mass of a particle, or of one of the first species, in [mass].
  public var mass: Double { particles[0].mass }

  /// Reads a potential file.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(contentsOf path: String) throws(DeckError) {
    try self.init(try Deck(contentsOf: path, schema: Self.schema).root)
  }

  /// Reads a potential from its text; `file` names it in messages.
  ///
  /// - Throws: `DeckError` with everything that is wrong with it.
  public init(text: String, file: String) throws(DeckError) {
    try self.init(try Deck(text: text, file: file, schema: Self.schema).root)
  }

  /// Takes the values of a file that has passed the schema.
  private init(_ root: DeckSection) throws(DeckError) {
    name = root.text("name")
    source = root.text("source")
    doi = root.optionalText("doi")
    form = try Form(root)
    switch form {
    case .mixture, .ions:
      particles = root.sections("species").map {
        Species(
          name: $0.text("name"), mass: $0.quantity("mass", in: .si),
          charge: $0.optionalQuantity("charge", in: .si) ?? 0)
      }
      bond = nil
      molecules = try Molecule.all(root, of: particles.map(\.name))
    default:
      particles = [
        Species(name: root.text("species"), mass: root.quantity("mass", in: .si), charge: 0)
      ]
      bond = root.has("bonds") ? BondLaw(root.section("bonds")) : nil
      molecules = []
    }
    guard root.unitMode == .physical else {
      unitSystem = nil
      return
    }
    guard let well = form.well else {
      throw root.problem(
        at: "model", "particles that only repel each other set no unit of energy",
        advice: "Write units: reduced and plain numbers.")
    }
    unitSystem = .lennardJones(sigma: well.sigma, epsilon: well.depth, mass: particles[0].mass)
  }
}

extension BondLaw {
  /// The law that a section `bonds` states.
  fileprivate init(_ section: DeckSection) {
    let stiffness = section.quantity("stiffness", in: .si)
    switch section.text("form") {
    case "fene":
      self = .finitelyExtensible(
        stiffness: stiffness, extent: section.quantity("extent", in: .si))
    default:
      self = .harmonic(stiffness: stiffness, length: section.quantity("length", in: .si))
    }
  }
}
