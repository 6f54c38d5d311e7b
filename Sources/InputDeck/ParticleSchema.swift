internal import Tensors

/// The keys of boxes of particles.
extension DeckSchema {
  private static let potential = DeckKey(
    "potential", .text, .required, "The interaction: a name from potentials/ or a path to a file.")

  /// What a box of a crystal is made of.
  static let crystalBox =
    [
      potential,
      DeckKey(
        "particles", .integer(108...10_000_000), .byDefault("500"),
        "The number of particles: four times the cube of the cells along an edge."),
    ] + state

  /// What a box of fluid is made of.
  static let fluidBox =
    [
      potential,
      DeckKey(
        "particles", .integer(32...10_000_000), .byDefault("864"),
        "The number of particles in a box; those of whole molecules, where a potential has some."
      ),
      DeckKey(
        "composition", .list(of: .number(.above(0, upTo: 1)), count: 2...255), .optional,
        "For mixtures: the share of each species among the particles, in the potential's order."),
      DeckKey(
        "chainLength", .integer(2...10_000), .optional,
        "For potentials with bonds: the particles of a chain. Melts are only roughly equilibrated, "
          + "for 1.5 times the squared length in reduced units of time, but 100 at most."),
    ] + state

  private static let state = [
    DeckKey(
      "density", .quantity(.density, .positive), .derived("what the pressure makes it"),
      "The mass density."),
    DeckKey(
      "pressure", .quantity(.pressure, .any), .optional,
      "Where no density is given: the pressure at rest, at which its density is "
        + "found to 0.2 % by molecular dynamics first."),
  ]

  /// How a box of fluid is integrated and sampled.
  static let fluidDynamics = [
    DeckKey(
      "timeStep", .quantity(.time, .positive),
      .derived("0.005 in reduced units, or 0.001 for molecules"),
      "The time step of the trajectory."),
    DeckKey(
      "thermostat",
      .choice([
        DeckChoice("velocityRescaling", "One random factor for all peculiar velocities."),
        DeckChoice("noseHooverChain", "Deterministic and reversible."),
        DeckChoice("langevin", "Friction and noise on every particle; slows diffusion down."),
      ]), .byDefault("velocityRescaling"), "The heat bath; all sample the canonical ensemble."),
    DeckKey(
      "thermostatTime", .quantity(.time, .positive),
      .derived("0.2 in reduced units, or 2 over the edge of the box"),
      "The relaxation time of the heat bath."),
    DeckKey(
      "skin", .quantity(.length, .positive), .derived("0.64 of the cut-off"),
      "How much farther than the cut-off pairs are listed; results do not depend on it."),
    DeckKey(
      "arithmetic",
      .choice([
        DeckChoice("double", "Pairs in double precision, as everything else."),
        DeckChoice("mixed", "Pairs in single precision, about 1.6 times as fast."),
      ]), .byDefault("double"), "The precision of pair forces; sums and motion are always double."),
    DeckKey(
      "stepsPerSample", .integer(1...10_000), .byDefault("10"),
      "Time steps averaged into one recorded stress."),
    DeckKey(
      "replicas", .integer(2...1024), .byDefault("8"), "Independent boxes sampled side by side."),
  ]

  /// How charges are summed.
  private static let charges = [
    DeckKey(
      "ewaldAccuracy", .number(.between(1e-9, 0.05)), .optional,
      "For charges: the error of the Coulomb forces over their size, as roots of mean squares; 1e-4 "
        + "unless stated. It chooses among the keys below."),
    DeckKey(
      "ewaldSplitting", .quantity(Dimension(length: -1), .positive), .optional,
      "For charges: the splitting parameter of the Ewald sum."),
    DeckKey(
      "ewaldSpacing", .quantity(.length, .positive), .optional,
      "For charges: the largest distance of mesh points."),
    DeckKey(
      "ewaldOrder", .integer(4...8), .optional,
      "For charges: over how many mesh points in each direction one is spread."),
    DeckKey(
      "ewaldWaves", .quantity(Dimension(length: -1), .positive), .optional,
      "For charges: up to which magnitude wave vectors are summed one by one instead of on a mesh, which "
        + "small boxes and high accuracies make worth while."),
  ]

  static let shearedFluid =
    fluidBox + [
      DeckKey("temperature", .quantity(.temperature, .positive), .required, "The temperature.")
    ] + fluidDynamics + charges + [
      DeckKey(
        "estimator",
        .choice([
          DeckChoice(
            "automatic",
            "Directly, or for weak flows from fluctuations at rest, whichever is predicted to be "
              + "cheaper; linear response is tested by a flow."),
          DeckChoice("direct", "As the mean stress of boxes in the flow."),
          DeckChoice(
            "transientCorrelation",
            "From flows started in boxes at rest, by the correlation of the stress with the "
              + "dissipation of the start: for weak flows, or as an independent check."),
        ]), .byDefault("automatic"), "The estimator of the stress of a flow."),
      DeckKey(
        "crossCheck",
        .choice([
          DeckChoice("none", "Answers are not compared."),
          DeckChoice("direct", "With the mean stress of other boxes in the flow."),
          DeckChoice("transientCorrelation", "With transients of other boxes at rest."),
        ]), .byDefault("none"),
        "A second estimator that every viscosity is compared with, as precisely, at its own cost; "
          + "an answer that differs is not taken for sound."),
    ]

  static let conductingFluid = [
    stretch,
    DeckKey(
      "heatCurrentEvery", .integer(1...10_000), .byDefault("5"),
      "The steps between two looks at the heat current."),
  ]

  static let conductivityEstimator = [
    DeckKey(
      "estimator",
      .choice([
        DeckChoice(
          "fluctuations", "From the fluctuations of the heat current, after Green and Kubo."),
        DeckChoice(
          "imposedField",
          "From the heat current in fields of three strengths and either sign, after Evans, extrapolated "
            + "to none: for one species of single particles."),
      ]), .byDefault("fluctuations"), "The estimator of the conductivity."),
    DeckKey(
      "heatField", .quantity(Dimension(length: -1), .positive),
      .derived("0.2 in reduced units, or 2 over the edge of the box"),
      "For imposedField: the strongest field, which stands for the logarithmic gradient of the "
        + "temperature."),
  ]

  static let stretch = DeckKey(
    "stretch", .quantity(.time, .positive), .derived("50 in reduced units"),
    "How long fluctuations are recorded at constant energy at a time: twenty times pi, or more, "
      + "of the longest time for which the fluid remembers.")
}
