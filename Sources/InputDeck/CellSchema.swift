internal import FileFormats
internal import Tensors

extension DeckKey {
  /// The section of a deck for `scout homogenize`.
  static let cell = DeckKey(
    "cell", .section(cellKeys), .optional,
    "A heterogeneous cell; with it the deck is for `scout homogenize`.")

  private static let cellKeys = [
    DeckKey(
      "physics",
      .choice([
        DeckChoice("conduction", "Heat, charge or mass: -div(A grad u) = 0."),
        DeckChoice("elasticity", "Linear elasticity; a plane cell is in plane strain."),
      ]), .byDefault("conduction"), "The equation on the small scale."),
    DeckKey(
      "microstructure", .variants(microstructure), .required, "How the phases are arranged."),
    DeckKey(
      "phases", .list(of: .section(phase), count: 1...64), .required,
      "The materials, in the order in which the microstructure counts them: matrix first."),
    DeckKey(
      "resolution", .integer(4...4096),
      .derived("256 in the plane, 64 in space, or the file's own"),
      "Voxels along the longest edge; a quarter and half of it tell the discretisation error."),
    DeckKey(
      "interfaces",
      .choice([
        DeckChoice("composite", "Voxels that an interface crosses are laminates."),
        DeckChoice("sharp", "Each voxel is filled by the phase in its centre."),
        DeckChoice(
          "resolved",
          "As composite, and for arrays elements that end at the interface."),
      ]), .derived("composite up to a contrast of 50 between phases, else sharp"),
      "How interfaces cross voxels."),
    DeckKey(
      "tolerance", .number(.between(1e-14, 0.1)), .byDefault("1e-8"),
      "The relative residual; effective coefficients are about its square more precise."),
    DeckKey(
      "realizations", .integer(1...10_000), .byDefault("8"),
      "Independent cells of a random microstructure; others need one."),
    DeckKey(
      "size", .number(.above(0, upTo: 512)), .byDefault("1"),
      "The edge of the cell in periods of the microstructure; random ones get as many times more."),
    boundary, average, regularization,
    DeckKey(
      "nonlinear", .section(nonlinear), .optional,
      "Fluxes that do not grow as the gradient, asked under some mean gradients."),
    DeckKey(
      "study", .section(study), .optional,
      "How the answer depends on the size of the cell and on its boundary."),
  ]

  /// What a cell is told on its boundary.
  static let boundary = DeckKey(
    "boundary", .choice(boundaries), .byDefault("periodic"), "What the boundary is told.")

  /// The kernel of a cell's average.
  static let average = DeckKey(
    "average", .section(averageKeys), .optional, "Which places of the cell count how much.")

  /// The screening of a cell's corrector.
  static let regularization = DeckKey(
    "regularization", .section(regularizationKeys), .optional,
    "A screened corrector, which the boundary hardly reaches.")

  private static let boundaries = [
    DeckChoice("periodic", "The fluctuation repeats itself; exact for whole periods."),
    DeckChoice("linear", "The field is linear there (Dirichlet): an upper bound."),
    DeckChoice("uniformFlux", "The flux is uniform there (Neumann): a lower bound."),
    DeckChoice(
      "mixed", "A difference between two faces, nothing through the others; wrong off the diagonal."
    ),
  ]

  private static let averageKeys = [
    DeckKey(
      "part", .number(.above(0, upTo: 1)), .byDefault("1"),
      "The edge of the averaged middle over the cell's edge; below 1 the cell is oversampled."),
    DeckKey(
      "order", .integer(0...20), .byDefault("0"),
      "The order q of the kernel (1 - t^2)^q, which leaves an error of order q + 1 in 1/size."),
  ]

  private static let regularizationKeys = [
    DeckKey(
      "screening", .number(.above(0, upTo: 100)), .byDefault("0.25"),
      "The screening length in units of the geometric mean of cell and period."),
    DeckKey(
      "extrapolations", .integer(0...3), .byDefault("1"), "Steps of Richardson's extrapolation."),
  ]

  private static let nonlinear = [
    DeckKey(
      "laws", .list(of: .section(fluxLaw), count: 1...64), .required,
      "How each phase's flux grows, its conductivity being that at the reference gradient."),
    DeckKey(
      "gradients",
      .list(of: .list(of: .quantity(.temperatureGradient, .any), count: 2...3), count: 1...64),
      .required, "Mean gradients."),
  ]

  private static let fluxLaw = [
    DeckKey(
      "exponent", .number(.above(1, upTo: 100)), .optional,
      "A power law: k |g/g0|^(p-2) g; 2 is linear."),
    DeckKey(
      "polynomial", .list(of: .number(.nonNegative), count: 1...12), .optional,
      "Coefficients c0, c1, … of k (c0 + c1 |g/g0| + …) g."),
    DeckKey(
      "referenceGradient", .quantity(.temperatureGradient, .positive), .byDefault("1 K/m"),
      "The gradient g0."),
  ]

  private static let study = [
    DeckKey(
      "sizes", .list(of: .number(.above(0, upTo: 512)), count: 1...16), .required,
      "Edges of cells in periods of the microstructure."),
    DeckKey(
      "boundaries", .list(of: .choice(boundaries), count: 1...4),
      .byDefault("[uniformFlux, periodic, linear]"), "The conditions to compare."),
    DeckKey(
      "samples", .integer(1...10_000), .byDefault("16"),
      "Cells of each size: realisations of a random medium, places in a periodic one."),
    DeckKey(
      "voxels", .integer(2...512), .byDefault("8"), "Voxels along the edge of one period."),
    DeckKey(
      "reference", .quantity(.thermalConductivity, .positive), .optional,
      "The known conductivity of a random medium, to tell bias."),
  ]

  private static let microstructure = DeckVariants(
    by: "kind", "The family of arrangements.",
    [
      .init("laminate", "Parallel layers.", laminate),
      .init("checkerboard", "Alternating squares or cubes of two phases.", [dimension]),
      .init(
        "fourPhaseCheckerboard", "Quadrants north-east, north-west, south-west, south-east.", []),
      .init("array", "Equal inclusions in a regular array.", array),
      .init(
        "randomCheckerboard", "Squares or cubes of independent random phase.",
        [
          dimension,
          DeckKey("squares", .integer(1...512), .byDefault("16"), "Fields along each edge."),
          share,
        ]),
      .init(
        "randomInclusions", "Equal disks or spheres placed at random without overlap.",
        [
          dimension, share,
          DeckKey("count", .integer(1...100_000), .byDefault("30"), "How many inclusions."),
        ]),
      .init(
        "polycrystal", "Grains of random orientation, Voronoi cells of random points.",
        [
          dimension,
          DeckKey("grains", .integer(1...10_000), .byDefault("50"), "How many grains."),
        ]),
      .init("gaussianField", "A random field with a smooth correlation.", gaussianField),
      .init("formula", "A coefficient that varies as a formula says.", formula),
      .init("voxels", "A file of voxels: a micrograph or a tomogram.", voxels),
    ])

  private static let dimension = DeckKey(
    "dimension", .integer(2...3), .byDefault("2"), "Two for a plane cell, three for space.")

  private static let share = DeckKey(
    "share", .number(.strictlyBetween(0, 1)), .required, "The volume share of the second phase.")

  private static let laminate = [
    dimension,
    DeckKey(
      "shares", .list(of: .number(.strictlyBetween(0, 1)), count: 2...64), .required,
      "The share of the period that each layer fills; their sum is 1."),
    DeckKey(
      "across",
      .choice([
        DeckChoice("x", "Layers follow each other along x."),
        DeckChoice("y", "Layers follow each other along y."),
        DeckChoice("z", "Layers follow each other along z."),
      ]), .byDefault("x"), "The axis across the layers."),
  ]

  private static let array = [
    DeckKey(
      "lattice",
      .choice([
        DeckChoice("square", "Cylinders in a square array."),
        DeckChoice("hexagonal", "Cylinders in a hexagonal array."),
        DeckChoice("simpleCubic", "Spheres in a simple cubic array."),
        DeckChoice("bodyCentredCubic", "Spheres in a body-centred cubic array."),
        DeckChoice("faceCentredCubic", "Spheres in a face-centred cubic array."),
      ]), .required, "The array."),
    share,
  ]

  private static let gaussianField = [
    dimension,
    DeckKey(
      "correlationLength", .number(.between(0.01, 0.25)), .byDefault("0.05"),
      "The length l of the correlation exp(-r^2/2 l^2), in edges of the cell."),
    DeckKey(
      "logDeviation", .number(.above(0, upTo: 5)), .optional,
      "With one phase: its coefficient is the median, this the standard deviation of the logarithm."
    ),
    DeckKey(
      "share", .number(.strictlyBetween(0, 1)), .optional,
      "With two phases: the expected share of the second one, where the field is large."),
  ]

  private static let formula = [
    dimension,
    DeckKey(
      "coefficient", .text, .required,
      "Multiplies the coefficient of the only phase, such as 2 + sin(2*pi*x); x, y, z in [0, 1]."),
  ]

  private static let voxels = [
    DeckKey(
      "file", .text, .required,
      "A file .npy, .png, .tif (a stack), .nrrd or .raw; beside the deck, or an absolute path."),
    DeckKey(
      "shape", .list(of: .integer(2...100_000), count: 2...3), .optional,
      "Voxels along x, y (and z): needed for a raw file, whose first axis is the fastest."),
    DeckKey(
      "type", .choice(VoxelNumber.allCases.map { DeckChoice($0.rawValue, "Of a raw file.") }),
      .byDefault("uint8"), "How numbers are written in a raw file."),
    DeckKey(
      "byteOrder",
      .choice([
        DeckChoice("little", "The least byte first."), DeckChoice("big", "The largest byte first."),
      ]), .byDefault("little"), "The order of bytes in a raw file."),
    DeckKey(
      "values", .list(of: .number(.any), count: 1...64), .optional,
      "The number that stands for each phase; without it numbers multiply the only phase."),
    DeckKey(
      "refinement", .integer(1...8), .byDefault("2"),
      "Into how many voxels each one of the file is cut along an edge, to tell the error."),
  ]

  private static let phase = [
    DeckKey(
      "conductivity", .quantity(.thermalConductivity, .nonNegativeOrInfinite), .optional,
      "The conductivity; zero is an insulating pore, the word infinite a perfect conductor."),
    DeckKey(
      "conductivities",
      .list(of: .quantity(.thermalConductivity, .nonNegative), count: 2...3), .optional,
      "The conductivities along the axes of the material, x first."),
    DeckKey(
      "youngModulus", .quantity(.pressure, .nonNegative), .optional, "Young's modulus; 0 in a pore."
    ),
    DeckKey(
      "poissonRatio", .number(.strictlyBetween(-1, 0.5)), .optional, "Poisson's ratio."),
    DeckKey("c11", .quantity(.pressure, .nonNegative), .optional, "Of a cubic crystal."),
    DeckKey("c12", .quantity(.pressure, .any), .optional, "Of a cubic crystal."),
    DeckKey("c44", .quantity(.pressure, .nonNegative), .optional, "Of a cubic crystal."),
  ]
}
