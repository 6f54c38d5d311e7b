internal import Tensors

extension PotentialFile {
  /// The schema of potential files.
  public static let schema = DeckSchema(
    "potential",
    DeckVariants(
      by: "model", "The form of the interaction.", shared: identity,
      [
        .init(
          "lennardJones", "u(r) = 4ε((σ/r)^12 − (σ/r)^6).",
          oneSpecies + lennardJones + [cutoff] + ending + [tailCorrection, bonds]),
        .init(
          "mixture", "Lennard-Jones particles of several species, with charges or without.",
          mixture + ending + [tailCorrection, molecules]),
        .init(
          "morse", "u(r) = D((1 − e^(−a(r − r0)))^2 − 1).",
          oneSpecies + morse + [cutoff] + ending + [bonds]),
        .init(
          "buckingham", "u(r) = A e^(−r/ρ) − C/r^6.",
          oneSpecies + buckingham + [cutoff] + ending + [bonds]),
        .init(
          "bornMayerHuggins", "u(r) = A e^((σ − r)/ρ) − C/r^6 − D/r^8.",
          oneSpecies + bornMayerHuggins + [cutoff] + ending + [bonds]),
        .init(
          "ions",
          "Charged particles of several species, u(r) = A e^((σ − r)/ρ) − C/r^6 − D/r^8 for each "
            + "pair of species.",
          ions + ending + [molecules]),
        .init(
          "tabulated", "Energies and forces from a table, whose end is the cut-off.",
          oneSpecies + tabulated + ending + [bonds]),
      ]))

  /// The keys of every potential.
  private static let identity = [
    DeckKey("name", .text, .required, "The name decks use."),
    DeckKey("source", .text, .required, "The publication the parameters come from."),
    DeckKey("doi", .text, .optional, "The digital object identifier of the source."),
    .units,
  ]

  /// The keys of particles that are all alike.
  private static let oneSpecies = [
    DeckKey("species", .text, .byDefault("X"), "The chemical symbol of the particles."), mass,
  ]

  private static let mass = DeckKey(
    "mass", .quantity(.mass, .positive), .required,
    "The mass of a particle.")

  private static let speciesName = DeckKey(
    "name", .text, .required, "The chemical symbol of the species.")

  private static let charge = DeckKey(
    "charge", .quantity(.charge, .any), .byDefault(physical: "0 e", reduced: "0"),
    "The charge of a particle; in reduced units two of them have the energy q q'/r.")

  /// The parameters of the Lennard-Jones form.
  private static let lennardJones = [
    DeckKey("sigma", .quantity(.length, .positive), .required, "Where the energy is zero."),
    DeckKey("epsilon", .quantity(.energy, .positive), .required, "The depth of the well."),
  ]

  /// The same where particles may do without.
  private static let lennardJonesOrNone = [
    DeckKey("sigma", .quantity(.length, .nonNegative), .required, "Where the energy is zero."),
    DeckKey(
      "epsilon", .quantity(.energy, .nonNegative), .required,
      "The depth of the well; zero for particles that have charges only."),
  ]

  private static let cutoff = DeckKey(
    "cutoff", .quantity(.length, .positive), .required,
    "The distance beyond which particles do not interact.")

  private static let ending = [
    DeckKey(
      "truncation",
      .choice([
        DeckChoice("plain", "Energy and force jump to zero at the cut-off."),
        DeckChoice("shifted", "The energy ends at zero; the force jumps."),
        DeckChoice("forceShifted", "Energy and force end at zero."),
      ]), .byDefault("plain"), "How the potential ends at the cut-off.")
  ]

  private static let tailCorrection = DeckKey(
    "tailCorrection", .flag, .byDefault("false"),
    "Whether energy and pressure are corrected for what the cut-off removes.")

  /// The keys of a mixture.
  private static let mixture = [
    DeckKey(
      "species",
      .list(
        of: .section(
          [speciesName, mass, charge] + lennardJonesOrNone), count: 2...32), .required,
      "The species."),
    DeckKey(
      "mixing",
      .choice([
        DeckChoice("lorentzBerthelot", "The mean of sigma, the geometric mean of epsilon."),
        DeckChoice("geometric", "The geometric means of sigma and epsilon."),
      ]), .byDefault("lorentzBerthelot"), "How unlike particles combine their parameters."),
    DeckKey(
      "cutoffRatio", .number(.positive), .optional,
      "The cut-off of each pair of species in units of its sigma."),
    DeckKey(
      "cutoff", .quantity(.length, .positive), .optional,
      "The cut-off of all pairs of species, instead of cutoffRatio."),
    DeckKey(
      "pairs", .list(of: .section(pair), count: 1...1024), .optional,
      "Pairs of species with parameters of their own."),
  ]

  private static let pair = [
    DeckKey("between", .list(of: .text, count: 2...2), .required, "The two species."),
    DeckKey(
      "sigma", .quantity(.length, .positive), .derived("from the species"),
      "Where the energy of the pair is zero."),
    DeckKey(
      "epsilon", .quantity(.energy, .positive), .derived("from the species"),
      "The depth of the pair's well."),
    DeckKey(
      "cutoff", .quantity(.length, .positive), .derived("from cutoff or cutoffRatio"),
      "The distance beyond which the pair does not interact."),
  ]

  private static let morse = [
    DeckKey("depth", .quantity(.energy, .positive), .required, "The depth D of the well."),
    DeckKey(
      "distance", .quantity(.length, .positive), .required, "The distance r0 of the well."),
    DeckKey(
      "rate", .quantity(Tensors.Dimension(length: -1), .positive), .required,
      "The rate a of decay."),
  ]

  private static let repulsion = [
    DeckKey("repulsion", .quantity(.energy, .positive), .required, "The strength A of repulsion."),
    DeckKey("range", .quantity(.length, .positive), .required, "The range ρ of repulsion."),
  ]

  private static let buckingham =
    repulsion + [
      DeckKey(
        "dispersion", .quantity(energyTimesLength(6), .nonNegative), .required,
        "The strength C of dispersion.")
    ]

  private static let bornMayerHuggins =
    repulsion + [
      DeckKey(
        "contact", .quantity(.length, .nonNegative), .required,
        "The contact distance σ, where the repulsion is A."),
      DeckKey(
        "dipole", .quantity(energyTimesLength(6), .nonNegative), .required,
        "The strength C of dispersion between dipoles."),
      DeckKey(
        "quadrupole", .quantity(energyTimesLength(8), .nonNegative), .required,
        "The strength D of dispersion between dipoles and quadrupoles."),
    ]

  /// The keys of ions.
  private static let ions = [
    DeckKey(
      "species", .list(of: .section([speciesName, mass, charge]), count: 2...32), .required,
      "The species."),
    DeckKey("range", .quantity(.length, .positive), .required, "The range ρ of repulsion."),
    DeckKey(
      "pairs",
      .list(
        of: .section(
          [DeckKey("between", .list(of: .text, count: 2...2), .required, "The two species.")]
            + bornMayerHuggins.filter { $0.name != "range" }), count: 3...528), .required,
      "The interaction of every two species."),
    cutoff,
  ]

  /// The keys of molecules.
  private static let molecules = DeckKey(
    "molecules",
    .list(
      of: .section([
        DeckKey("name", .text, .required, "What the molecule is called."),
        DeckKey(
          "atoms", .list(of: .text, count: 2...64), .required,
          "Its species, in the order in which files have its particles."),
        DeckKey(
          "rigid",
          .list(
            of: .section([
              DeckKey(
                "between", .list(of: .integer(1...64), count: 2...2), .required,
                "Two of its particles, counted from 1."),
              DeckKey(
                "length", .quantity(.length, .positive), .required, "Their fixed distance."),
            ]), count: 1...128), .required, "The distances that do not change."),
      ]), count: 1...32), .optional,
    "Molecules; particles of one do not interact with each other.")

  private static func energyTimesLength(_ power: Int) -> Tensors.Dimension {
    Tensors.Dimension(length: 2 + power, mass: 1, time: -2)
  }

  private static let tabulated = [
    DeckKey(
      "table", .text, .required,
      "A file of comma-separated values beside this one, with columns r, u and f."),
    DeckKey(
      "lengthUnit", .quantity(.length, .positive),
      .byDefault(physical: "1 angstrom", reduced: "1"), "The unit of the table's distances."),
    DeckKey(
      "energyUnit", .quantity(.energy, .positive), .byDefault(physical: "1 eV", reduced: "1"),
      "The unit of the table's energies; forces are per unit of length."),
  ]

  private static let bonds = DeckKey(
    "bonds",
    .variants(
      DeckVariants(
        by: "form", "What holds bonded particles together, besides their interaction.",
        shared: [
          DeckKey(
            "stiffness", .quantity(.surfaceTension, .positive), .required,
            "The stiffness k, an energy per squared length.")
        ],
        [
          .init(
            "fene", "−(1/2) k R0^2 ln(1 − (r/R0)^2).",
            [
              DeckKey(
                "extent", .quantity(.length, .positive), .required,
                "The distance R0 that a bond cannot reach.")
            ]),
          .init(
            "harmonic", "(1/2) k (r − r0)^2.",
            [
              DeckKey(
                "length", .quantity(.length, .positive), .required,
                "The distance r0 of a bond at rest.")
            ]),
        ])), .optional, "The bonds between particles, where there are any.")
}
