internal import Tensors

extension DeckSchema {
  /// The schema of Scout's decks: the single source for reading, checking and describing them.
  public static let scout = DeckSchema(
    "deck",
    [
      DeckKey("title", .text, .byDefault("untitled"), "What the run is about, for reports."),
      DeckKey(
        "seed", .integer(0...Int.max), .byDefault("1"),
        "The seed from which every random stream takes its name."),
      .units,
      DeckKey(
        "macro", .variants(macro), .optional,
        "The macroscopic problem; with it the deck is for `scout run`."),
      DeckKey("micro", .variants(micro), .optional, "What answers for the missing flux."),
      .cell,
      DeckKey(
        "coupling", .section([precisionOfRun, store, surrogate, quarantine, seamless]), .optional,
        "How the scales talk in `scout run`; by default to 2 % of the largest flux."),
      DeckKey(
        "comparator",
        .choice([
          DeckChoice(
            "fullMolecularDynamics",
            "A long box of particles, heated and cooled as the slab is: for heatConduction on a "
              + "periodic line with a cosine source and a conductingFluid.")
        ]), .optional, "What solves the same problem after `scout run`, for comparison."),
      DeckKey(
        "comparison", .section(comparison), .optional,
        "How the comparator is sampled, where there is one."),
      DeckKey(
        "load", .section(load), .optional,
        "The imposed macroscopic state; with it the deck is for `scout micro`."),
      DeckKey(
        "precision", .section(precisionOfMicro), .optional,
        "How precisely `scout micro` measures; 2 % of the stress where nothing is said."),
      DeckKey(
        "output", .section(output), .optional,
        "Where results of `scout run` go, and the trajectory of `scout micro`."),
      compare,
    ])

  private static let macro = DeckVariants(
    by: "problem", "The conservation law and its geometry.",
    [
      .init("channelFlow", "Flow along a plane channel: rho du/dt = d sigma/dy + f.", channel),
      heatConduction,
      diffusion,
    ])

  private static let channel = [
    DeckKey(
      "height", .quantity(.length, .between(1e-12, 1e6)), .required,
      "The distance between the walls."),
    DeckKey(
      "cells", .integer(4...2000), .byDefault("20"),
      "Finite volumes across the channel; each asks for one stress."),
    DeckKey(
      "boundaries",
      .choice([
        DeckChoice("walls", "Two walls to which the fluid sticks."),
        DeckChoice("periodic", "The channel repeats itself; the mean velocity stays."),
      ]), .byDefault("walls"), "What bounds the channel."),
    DeckKey(
      "lowerWall", .quantity(.velocity, .any), .byDefault(physical: "0 m/s", reduced: "0"),
      "The velocity of the wall at y = 0."),
    DeckKey(
      "upperWall", .quantity(.velocity, .any), .byDefault(physical: "0 m/s", reduced: "0"),
      "The velocity of the wall at the other side."),
    DeckKey(
      "forceDensity", .quantity(.forceDensity, .any), .byDefault(physical: "0 N/m^3", reduced: "0"),
      "The driving force per volume, or pressure drop per length."),
    DeckKey(
      "forcing",
      .choice([
        DeckChoice("uniform", "The same force everywhere."),
        DeckChoice("cosine", "A force that follows cos(2 pi y/H), for periodic channels."),
      ]), .byDefault("uniform"), "How the force varies across the channel."),
    DeckKey(
      "density", .quantity(.density, .positive),
      .derived("the density of the micro model; closed forms need none in steady state"),
      "The mass density; closed-form laws need it for start-up."),
    DeckKey(
      "viscosityGuess", .quantity(.viscosity, .positive),
      .derived("2 in the micro model's reduced units, or the closed-form law's viscosity at rest"),
      "A rough viscosity for the first questions; it does not influence the result."),
    DeckKey(
      "solution", .variants(solution), .byDefault("{mode: steady}"),
      "Steady state or a march in time."),
  ]

  private static let solution = DeckVariants(
    by: "mode", "What is sought.",
    [
      .init(
        "steady", "The steady state, by an implicit outer iteration.",
        [
          DeckKey(
            "maximumIterations", .integer(2...100), .byDefault("12"),
            "The most batches of questions."),
          DeckKey(
            "relativeTolerance", .number(.above(0, upTo: 0.1)), .byDefault("1e-11"),
            "When exact answers count as converged, relative to the largest stress."),
          DeckKey(
            "coarseFirst", .number(.between(1, 100)), .byDefault("3"),
            "By how much the first batch may be less precise than the last."),
        ]),
      .init(
        "startUp", "The flow from rest.",
        [
          DeckKey(
            "scheme",
            .choice([
              DeckChoice("forwardEuler", "Explicit, first order."),
              DeckChoice("heun", "Explicit, second order, two batches a step."),
              DeckChoice("backwardEuler", "Implicit, first order, damps everything."),
              DeckChoice("crankNicolson", "Implicit, second order."),
              DeckChoice(
                "dampedCrankNicolson", "Implicit, second order, four damped half steps first."),
            ]), .byDefault("dampedCrankNicolson"), "The time stepper."),
          DeckKey("timeStep", .quantity(.time, .positive), .required, "The macroscopic time step."),
          DeckKey("endTime", .quantity(.time, .positive), .required, "When to stop."),
        ]),
    ])

  private static let micro = DeckVariants(
    by: "model", "The kind of micro model, or a closed-form law through the same path.",
    [
      .init("shearedFluid", "A box of particles sheared by molecular dynamics.", shearedFluid),
      .init(
        "newtonianFluid", "A constant viscosity.",
        [
          DeckKey("viscosity", .quantity(.viscosity, .positive), .required, "The viscosity."),
          noise,
        ]),
      .init("carreauFluid", "A shear-thinning fluid after Carreau.", carreau),
      .init(
        "conductingFluid",
        "Boxes of particles at rest, whose fluctuations tell the thermal conductivity, or in heat fields.",
        fluidBox + fluidDynamics + conductingFluid + conductivityEstimator),
      .init(
        "conductingCrystal",
        "The same of a face-centred cubic crystal of one species, which is not melted.",
        crystalBox + fluidDynamics + conductingFluid),
      fourierConduction,
      medium,
    ])

  private static let noise = DeckKey(
    "noise", .quantity(.pressure, .nonNegative), .byDefault(physical: "0 Pa", reduced: "0"),
    "Standard deviation of noise added to every stress, to see what becomes of error bars.")

  private static let carreau = [
    DeckKey(
      "zeroShearViscosity", .quantity(.viscosity, .positive), .required, "The viscosity at rest."),
    DeckKey(
      "infiniteShearViscosity", .quantity(.viscosity, .nonNegative),
      .byDefault(physical: "0 Pa s", reduced: "0"), "The viscosity at very high rates."),
    DeckKey(
      "relaxationTime", .quantity(.time, .positive), .required,
      "One over the rate at which thinning begins."),
    DeckKey(
      "exponent", .number(.above(0, upTo: 1)), .required, "The power-law exponent; 1 is Newtonian."),
    noise,
  ]

  private static let budget = DeckKey(
    "budget", .quantity(.time, .positive), .derived("20000 in reduced units"),
    "The most trajectory time, all replicas together, spent on one question.")

  private static let precisionOfRun = DeckKey(
    "precision",
    .section([
      DeckKey(
        "absolute", .number(.above(0, upTo: 1)), .byDefault("2 %"),
        "The half-width of the 95 % interval asked of a flux, as a share of the wall stress or the "
          + "largest heat flux."),
      DeckKey(
        "relative", .number(.between(0, 1)), .byDefault("0"),
        "The half-width allowed besides, as a share of the flux itself."),
      budget,
    ]), .byDefault("{}"), "How precisely fluxes are asked.")

  private static let store = DeckKey(
    "store", .text, .derived("store.sqlite in the directory of the run"),
    "The constitutive database of all answers, which several runs may share; a path is seen from "
      + "the deck. A run asks nothing that is answered there.")

  private static let quarantine = DeckKey(
    "quarantine", .number(.between(0, 1)), .byDefault("20 %"),
    "The share of the stresses of a macroscopic step that may be taken from their neighbours, with a "
      + "larger error, after boxes broke down again and again; beyond it the run stops and can be resumed."
  )

  private static let seamless = DeckKey(
    "seamless", .quantity(.time, .positive), .optional,
    "For a march in time: every face keeps boxes of its own from step to step, and each is sampled for "
      + "this time in every batch, whatever the precision. Answers are not kept in the database.")

  private static let surrogate = DeckKey(
    "surrogate",
    .choice([
      DeckChoice("none", "Every stress is asked from the micro model or found in the database."),
      DeckChoice(
        "gaussianProcess",
        "Stresses are predicted from all answers so far, with their errors, where that is as precise "
          + "as asked; the micro model is asked where it tells most."),
    ]), .byDefault("none"),
    "What answers for the stresses of a flow in place of the micro model where it can.")

  private static let load = [
    DeckKey(
      "rest", .section(rest), .optional,
      "No flow: viscosities and self-diffusion from fluctuations, after Green and Kubo; the "
        + "precision is that of the viscosity."),
    DeckKey(
      "heatField", .section(heatField), .optional,
      "No flow, but a field that drives heat through the box, after Evans: the thermal conductivity from "
        + "the heat current in three strengths of either sign, extrapolated to none; the precision is "
        + "that of the conductivity. For one species of single particles."),
    DeckKey(
      "shearRate", .quantity(.rate, .any), .optional,
      "Simple shear: the velocity gradient du_x/dy."),
    DeckKey(
      "planarElongationRate", .quantity(.rate, .any), .optional,
      "Stretching along x and squeezing along y: du_x/dx = -du_y/dy."),
    DeckKey(
      "uniaxialElongationRate", .quantity(.rate, .any), .optional,
      "Stretching along x: du_x/dx = -2 du_y/dy = -2 du_z/dz."),
    DeckKey(
      "biaxialElongationRate", .quantity(.rate, .any), .optional,
      "Stretching along x and y: du_x/dx = du_y/dy = -du_z/dz / 2."),
    DeckKey(
      "velocityGradient",
      .list(of: .list(of: .quantity(.rate, .any), count: 3...3), count: 3...3), .optional,
      "Any flow that keeps the volume: three rows du_i/dx, du_i/dy, du_i/dz."),
  ]

  private static let rest = [
    stretch,
    DeckKey(
      "heatCurrentEvery", .integer(1...10_000), .optional,
      "The steps between two looks at the heat current; with it the thermal conductivity is found "
        + "too."),
  ]

  private static let heatField = [
    DeckKey(
      "strongest", .quantity(Dimension(length: -1), .positive),
      .derived("0.2 in reduced units, or 2 over the edge of the box"),
      "The strongest field, which stands for the logarithmic gradient of the temperature; half of it and "
        + "three quarters are taken too. In large boxes strong fields drive shock waves."),
    DeckKey(
      "stretch", .quantity(.time, .positive), .derived("50 in reduced units"),
      "How long the current is averaged in a field at a time, after a tenth more to settle."),
  ]

  private static let precisionOfMicro = [
    DeckKey(
      "absolute", .quantity(.pressure, .nonNegative), .byDefault(physical: "0 Pa", reduced: "0"),
      "The half-width of the 95 % interval asked of the shear stress, or the stress along the flow."
    ),
    DeckKey(
      "relative", .number(.between(0, 1)), .byDefault("2 %"),
      "The half-width allowed besides, as a share of the stress itself."),
    budget,
  ]

  private static let output = [
    DeckKey(
      "directory", .text, .derived("the deck's name with .output instead of .yaml"),
      "The directory of the run; created where it does not exist."),
    DeckKey(
      "trajectory", .section(trajectory), .optional,
      "For `scout micro`: the first replica's particles, as frames of trajectory.xyz."),
  ]

  private static let trajectory = [
    DeckKey(
      "every", .quantity(.time, .positive), .required,
      "The time from frame to frame, in whole time steps; angstrom and ps, or reduced units.")
  ]
}
