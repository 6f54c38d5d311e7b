import InputDeck
import Tensors

/// A small schema with every kind of key, in the manner of a coupled problem.
enum SampleSchema {
  static let schema = DeckSchema(
    "deck",
    [
      DeckKey("title", .text, .byDefault("\"\""), "What the run is about."),
      DeckKey("seed", .integer(0...(.max)), .byDefault("1"), "Names all random streams."),
      .units,
      DeckKey("macro", .variants(macro), .required, "The continuum problem."),
      DeckKey("micro", .section(micro), .required, "The particle model."),
      DeckKey("coupling", .section(coupling), .byDefault("{}"), "How the scales talk."),
      DeckKey(
        "output", .section([DeckKey("fields", .flag, .byDefault("true"), "Write fields.")]),
        .optional, "What is written."),
    ])

  private static let macro = DeckVariants(
    by: "problem", "The equations solved.",
    shared: [
      DeckKey("points", .integer(4...100_000), .byDefault("32"), "How many grid points.")
    ],
    [
      .init(
        "channelFlow", "Flow between plates.",
        [
          DeckKey("height", .quantity(.length, .positive), .required, "Distance of the walls."),
          DeckKey("width", .quantity(.length, .positive), .optional, "Extent across the flow."),
          DeckKey("pressure", .quantity(.pressure, .any), .optional, "Ambient pressure."),
          DeckKey(
            "walls", .list(of: .section(wall), count: 0...2), .byDefault("[]"), "Moving walls."),
        ]),
      .init(
        "heatConduction", "Heat along a rod.",
        [
          DeckKey("length", .quantity(.length, .positive), .required, "Length of the rod."),
          DeckKey("hot", .quantity(.temperature, .positive), .required, "The hot end."),
        ]),
    ])

  private static let wall = [
    DeckKey("name", .text, .required, "The wall's name."),
    DeckKey(
      "velocity", .list(of: .quantity(.velocity, .any), count: 3...3), .required,
      "The wall's velocity."),
  ]

  private static let micro = [
    DeckKey.units,
    DeckKey("potential", .text, .required, "The interaction."),
    DeckKey("particles", .integer(32...10_000_000), .byDefault("864"), "How many particles."),
    DeckKey("temperature", .quantity(.temperature, .positive), .required, "The temperature."),
    DeckKey("depth", .quantity(.energy, .positive), .optional, "The well's depth."),
    DeckKey(
      "timeStep", .quantity(.time, .above(0, upTo: 1e-12)), .derived("a fortieth of a period"),
      "The step of the integrator."),
    DeckKey(
      "relaxation", .quantity(.time, .positive), .byDefault(physical: "1 ps", reduced: "0.5"),
      "The thermostat's time."),
    DeckKey(
      "thermostat",
      .choice([
        DeckChoice("rescaling", "Stochastic velocity rescaling."),
        DeckChoice("langevin", "Friction and noise."),
      ]), .byDefault("rescaling"), "How heat leaves."),
  ]

  private static let coupling = [
    DeckKey(
      "precision",
      .section([
        DeckKey("relative", .number(.above(0, upTo: 1)), .byDefault("0.02"), "Relative error."),
        DeckKey("budget", .quantity(.time, .positive), .optional, "Time to spend."),
      ]), .byDefault("{}"), "How well the law must be known."),
    DeckKey("weights", .list(of: .number(.nonNegative), count: 1...8), .optional, "Weights."),
  ]

  /// A deck in physical units that uses most keys.
  static let physical = """
    title: "Argon: a channel"
    seed: 20261122
    macro:
      problem: channelFlow
      height: 50 nm
      pressure: -1.2 MPa
      walls:
        - name: upper, moving
          velocity: [20 m/s, 0 m/s, 0 m/s]
        - {name: lower, velocity: [-20 m/s, 0 m/s, 0 m/s]}
    micro:
      potential: argon
      temperature: 94.4 K
      depth: 119.8 K
    coupling:
      precision: { relative: 5 % }
      weights: [1, 0.5]
    """

  /// A deck in reduced units.
  static let reduced = """
    units: reduced
    macro: { problem: heatConduction, length: 40, hot: 0.9 }
    micro:
      potential: lj
      temperature: 0.85
      timeStep: 0.004
    """
}
