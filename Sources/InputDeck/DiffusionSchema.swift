internal import Tensors

/// The keys of diffusion through rapidly varying media.
extension DeckSchema {
  /// `macro.problem: diffusion`.
  static let diffusion = DeckVariants.Variant(
    "diffusion",
    "Diffusion through a medium of two scales: -div(a(x, x/eps) grad u) = f in a box; plain numbers.",
    [
      DeckKey(
        "size", .list(of: .number(.positive), count: 1...3), .required,
        "The edges of the box from the origin; as many as there are dimensions."),
      DeckKey(
        "cells", .list(of: .integer(1...100_000), count: 1...3), .required,
        "The number of coarse cells along each axis."),
      DeckKey(
        "elements",
        .choice([
          DeckChoice("bricks", "Lines, quadrilaterals or bricks."),
          DeckChoice("simplices", "Lines, or triangles or tetrahedra in place of each brick."),
        ]), .byDefault("bricks"), "The shape of the cells."),
      DeckKey(
        "order", .integer(1...2), .byDefault("1"),
        "The order of the elements; 2 on lines, triangles and tetrahedra."),
      DeckKey(
        "source", .text, .byDefault("1"), "The source f as a formula of x1, x2, x3."),
      DeckKey(
        "held", .list(of: .section(held), count: 1...6), .optional,
        "The sides where u is given, the others being closed; without it u = 0 on all sides."),
      DeckKey(
        "effective", .list(of: .text, count: 1...6), .optional,
        "The effective coefficient of the limit of small eps, where it is known, as formulas of x1, "
          + "x2, x3: one, one per axis, or xx, yy, xy (xx, yy, zz, yz, xz, xy); errors are then "
          + "told against the limit."),
      DeckKey(
        "limit", .text, .optional,
        "The solution of the limit, where it is known, as a formula of x1, x2, x3."),
      DeckKey(
        "error", .number(.strictlyBetween(0, 1)), .optional,
        "The relative error asked for; mesh and cells are refined where most of the error is."),
      DeckKey(
        "norm",
        .choice([
          DeckChoice("energy", "Of the gradient, weighted with the coefficient."),
          DeckChoice("l2", "Of the value."),
        ]), .byDefault("energy"), "The norm in which the error is asked for."),
      DeckKey(
        "fineCells", .integer(2...4096),
        .derived("so that a period has 16, or 8 in space, but no more than fit in memory"),
        "Fine cells along the edge of a coarse one, for the comparators dns and msfem."),
      DeckKey(
        "oversampling", .integer(1...4096), .derived("a quarter of fineCells"),
        "By how many fine cells oversampled problems of msfem reach beyond their coarse cell."),
      DeckKey(
        "periods", .list(of: .number(.positive), count: 2...8), .optional,
        "Periods eps at which hmm and dns are timed side by side, to see from where on which is "
          + "cheaper."),
    ])

  private static let held = [
    DeckKey(
      "side", .text, .required,
      "left or right, in the plane bottom or top, in space front, back, bottom or top."),
    DeckKey("value", .text, .byDefault("0"), "The value as a formula of x1, x2, x3."),
  ]

  /// `micro.model: medium`.
  static let medium = DeckVariants.Variant(
    "medium", "Cells of a medium a(x, y) with y = x/eps, sampled around quadrature points.",
    [
      DeckKey(
        "coefficient", .text, .optional,
        "The coefficient as a formula of x1, x2, x3, of y1, y2, y3, of r, a random number between "
          + "0 and 1 in every unit square of y, and of g, the size of the gradient: with g fluxes are "
          + "nonlinear."),
      DeckKey(
        "coefficients", .list(of: .text, count: 1...6), .optional,
        "Instead of it: formulas of the diagonal, or of xx, yy, xy (xx, yy, zz, yz, xz, xy)."),
      DeckKey("period", .number(.positive), .required, "The length eps of the rapid variation."),
      DeckKey("cell", .section(sampling), .byDefault("{}"), "The cells that are sampled."),
    ])

  private static let sampling = [
    DeckKey(
      "size", .number(.positive), .derived("one period; 8 of a random medium"),
      "The edge delta of a cell."),
    DeckKey(
      "voxels", .integer(4...4096),
      .derived("32 per period, 256 on a line, 8 in space or in a random medium"),
      "Voxels along the edge of a cell."),
    DeckKey(
      "slow",
      .choice([
        DeckChoice("frozen", "The slow position is that of the quadrature point."),
        DeckChoice("asIs", "The medium is taken as it is in every voxel."),
      ]), .byDefault("frozen"), "What the slow variables are inside a cell."),
    DeckKey(
      "realizations", .integer(2...10_000), .derived("8 of a random medium, else 1"),
      "Independent realisations of a random medium, whose scatter is its error bar."),
    .boundary, .average, .regularization,
    DeckKey(
      "sizes", .list(of: .number(.positive), count: 2...32), .optional,
      "Edges delta to be tried beside it, with the medium as it is: what drifts in a cell grows with "
        + "delta, what the rapid variation leaves falls, and the best edge lies between."),
  ]

  /// `compare`.
  static let compare = DeckKey(
    "compare",
    .list(
      of: .choice([
        DeckChoice("hmm", "Cells of the medium sampled at quadrature points."),
        DeckChoice("homogenization", "The effective coefficient of a well resolved period."),
        DeckChoice("msfem", "Multiscale finite elements."),
        DeckChoice("oversampledMsfem", "Multiscale finite elements with oversampling."),
        DeckChoice("dns", "Every detail resolved."),
        DeckChoice("average", "The arithmetic mean of the coefficient, to show why not."),
      ]), count: 1...6), .optional,
    "For diffusion: the methods to be compared in one table.")
}
