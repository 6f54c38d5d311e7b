internal import Tensors

/// The keys of heat conduction.
extension DeckSchema {
  /// `macro.problem: heatConduction`.
  static let heatConduction = DeckVariants.Variant(
    "heatConduction", "Heat conducted through a body: c dT/dt + div J = s.",
    [
      DeckKey(
        "geometry", .variants(geometry), .required, "The body and how it is divided into cells."),
      DeckKey(
        "order", .integer(1...2), .byDefault("1"),
        "The order of the finite elements; 2 on lines, triangles and tetrahedra."),
      DeckKey(
        "boundaries", .list(of: .variants(boundary), count: 1...64), .required,
        "What happens at boundaries, by their names; those not listed are insulated."),
      DeckKey(
        "source", .quantity(.heatSource, .any), .byDefault(physical: "0 W/m^3", reduced: "0"),
        "Heat produced per volume and time."),
      DeckKey(
        "sourceShape",
        .choice([
          DeckChoice("uniform", "The same everywhere in a region."),
          DeckChoice("cosine", "One wave along x: the source times cos(2 pi x/L)."),
        ]), .byDefault("uniform"), "How the source varies in space."),
      DeckKey(
        "heatCapacity", .quantity(.volumetricHeat, .positive), .optional,
        "The heat capacity per volume, for a march in time."),
      DeckKey(
        "materials", .list(of: .section(material), count: 1...64), .optional,
        "Regions whose source or heat capacity differs."),
      DeckKey(
        "initialTemperature", .quantity(.temperature, .any), .optional,
        "The temperature at the beginning; without it the mean of those held at boundaries."),
      DeckKey(
        "conductivityGuess", .quantity(.thermalConductivity, .positive), .optional,
        "A rough conductivity for the first questions; it does not influence the result."),
      DeckKey(
        "solution", .variants(solution), .byDefault("{mode: steady}"),
        "Steady state or a march in time."),
    ])

  private static let cellsAlong = "The number of cells along each direction."

  private static func elements(_ words: [(String, String)]) -> DeckKey {
    DeckKey(
      "elements", .choice(words.map { DeckChoice($0.0, $0.1) }), .byDefault(words[0].0),
      "The shape of the cells.")
  }

  private static let planeElements = elements([
    ("triangles", "Two triangles in place of each quadrilateral."),
    ("quadrilaterals", "Quadrilaterals."),
  ])

  private static func extent(_ name: String, _ sentence: String) -> DeckKey {
    DeckKey(name, .quantity(.length, .positive), .required, sentence)
  }

  private static let geometry = DeckVariants(
    by: "shape", "The shape of the body.",
    [
      .init(
        "line", "A slab, in one dimension, with the boundaries left and right.",
        [
          extent("length", "The thickness."),
          DeckKey("cells", .integer(1...100_000), .byDefault("20"), "The number of cells."),
        ]),
      .init(
        "rectangle", "A rectangle with the boundaries left, right, bottom and top.",
        [
          extent("width", "The extent along x."), extent("height", "The extent along y."),
          DeckKey(
            "cells", .list(of: .integer(1...10_000), count: 2...2), .byDefault("[20, 20]"),
            cellsAlong),
          planeElements,
        ]),
      .init(
        "box", "A box with the boundaries left, right (x), front, back (y), bottom, top (z).",
        [
          extent("width", "The extent along x."), extent("depth", "The extent along y."),
          extent("height", "The extent along z."),
          DeckKey(
            "cells", .list(of: .integer(1...1000), count: 3...3), .byDefault("[8, 8, 8]"),
            cellsAlong),
          elements([
            ("tetrahedra", "Six tetrahedra in place of each brick."), ("bricks", "Bricks."),
          ]),
        ]),
      .init(
        "plateWithHole",
        "A rectangle with a round hole in its middle and the boundaries left, right, bottom, top, "
          + "hole.",
        [
          extent("width", "The extent along x."), extent("height", "The extent along y."),
          extent("radius", "The radius of the hole."),
          DeckKey(
            "cells", .list(of: .integer(1...10_000), count: 2...2), .byDefault("[10, 10]"),
            "The number of cells along each edge and from the hole to an edge."),
          planeElements,
        ]),
      .init(
        "mesh", "A mesh of Gmsh, whose physical groups name regions and boundaries.",
        [
          DeckKey(
            "file", .text, .required,
            "The file, MSH 2.2 or 4.1 as text; a path from the deck, or a name from inputs/."),
          DeckKey(
            "lengthUnit", .quantity(.length, .positive), .byDefault(physical: "1 m", reduced: "1"),
            "The unit of the file's coordinates."),
        ]),
    ])

  private static let boundary = DeckVariants(
    by: "condition", "What happens there.",
    shared: [DeckKey("boundary", .text, .required, "The name of the boundary.")],
    [
      .init(
        "temperature", "It is held at a temperature.",
        [DeckKey("value", .quantity(.temperature, .any), .required, "The temperature.")]),
      .init(
        "heatFlux", "Heat enters at a given rate.",
        [
          DeckKey(
            "value", .quantity(.heatFlux, .any), .required,
            "The heat flux into the body; negative where heat is drawn.")
        ]),
      .init(
        "convection", "It exchanges heat with its surroundings.",
        [
          DeckKey(
            "coefficient", .quantity(.thermalConductance, .positive), .required,
            "The heat flux per difference of temperature."),
          DeckKey(
            "surroundings", .quantity(.temperature, .any), .required,
            "The temperature of the surroundings."),
        ]),
      .init(
        "periodic", "The body repeats itself beyond it.",
        [DeckKey("with", .text, .required, "The boundary on the other side.")]),
    ])

  private static let material = [
    DeckKey("region", .text, .required, "The name of the region."),
    DeckKey(
      "source", .quantity(.heatSource, .any), .optional, "Heat produced per volume and time."),
    DeckKey(
      "heatCapacity", .quantity(.volumetricHeat, .positive), .optional,
      "The heat capacity per volume."),
  ]

  private static let solution = DeckVariants(
    by: "mode", "What is sought.",
    [
      .init("steady", "The steady state, by an outer iteration.", steadySolution),
      .init(
        "transient", "A march in time.",
        [
          DeckKey(
            "scheme",
            .choice([
              DeckChoice("backwardEuler", "Implicit, first order, damps everything."),
              DeckChoice("crankNicolson", "Implicit, second order."),
              DeckChoice(
                "dampedCrankNicolson", "Implicit, second order, four damped half steps first."),
              DeckChoice("forwardEuler", "Explicit, first order."),
              DeckChoice("heun", "Explicit, second order, two batches a step."),
            ]), .byDefault("dampedCrankNicolson"), "The time stepper."),
          DeckKey("timeStep", .quantity(.time, .positive), .required, "The time step."),
          DeckKey("endTime", .quantity(.time, .positive), .required, "When to stop."),
        ]),
    ])

  private static let steadySolution = [
    DeckKey(
      "maximumIterations", .integer(2...100), .byDefault("20"), "The most batches of questions."),
    DeckKey(
      "relativeTolerance", .number(.above(0, upTo: 0.1)), .byDefault("1e-10"),
      "When exact answers count as converged, relative to the span of temperatures."),
    DeckKey(
      "coarseFirst", .number(.between(1, 100)), .byDefault("3"),
      "By how much the first batch may be less precise than the last."),
  ]

  /// The keys of `comparison`.
  static let comparison = [
    DeckKey(
      "width", .quantity(.length, .positive), .derived("8 in reduced units"),
      "The edge of the square cross-section of the box."),
    DeckKey(
      "replicas", .integer(2...64), .byDefault("4"), "Independent boxes sampled side by side."),
    DeckKey(
      "precision", .number(.above(0, upTo: 1)), .byDefault("5 %"),
      "The half-width of the 95 % interval asked of the temperature of a slab, as a share of half "
        + "of the span of temperatures."),
    DeckKey(
      "budget", .quantity(.time, .positive), .derived("50000 in reduced units"),
      "The most trajectory time, all boxes together."),
  ]

  /// `micro.model: fourierConduction`.
  static let fourierConduction = DeckVariants.Variant(
    "fourierConduction", "Fourier's law of heat conduction.",
    conductor + [
      DeckKey(
        "regions",
        .list(
          of: .section(
            [DeckKey("region", .text, .required, "The name of the region.")] + conductor),
          count: 1...64), .optional, "Regions of another material."),
      DeckKey(
        "noise", .quantity(.heatFlux, .nonNegative),
        .byDefault(physical: "0 W/m^2", reduced: "0"),
        "Standard deviation of noise added to every component of a flux, to see what becomes of "
          + "error bars."),
    ])

  private static let conductor = [
    DeckKey(
      "conductivity", .quantity(.thermalConductivity, .positive), .optional,
      "The thermal conductivity, where it is the same at all temperatures."),
    DeckKey(
      "temperatures", .list(of: .quantity(.temperature, .any), count: 2...1000), .optional,
      "The temperatures of a table of conductivities, increasing."),
    DeckKey(
      "conductivities", .list(of: .quantity(.thermalConductivity, .positive), count: 2...1000),
      .optional, "The conductivities of the table: straight lines between, constant beyond."),
    DeckKey(
      "tensor", .list(of: .list(of: .number(.any), count: 3...3), count: 3...3), .optional,
      "Three rows of a symmetric tensor that multiplies the conductivity, for crystals."),
  ]
}
