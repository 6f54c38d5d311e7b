internal import CellProblems
internal import Continuum
internal import DiffusionStudies
internal import Discretization
internal import Foundation
internal import Tensors

/// Makes the sampled cells of a deck about diffusion.
struct SamplingComposer {
  let law: MediumLaw
  /// Edges of cells to be tried, in [length].
  let sizes: [Double]

  /// Reads the section `micro.cell`, and writes down what was left to be chosen.
  ///
  /// - Throws: `DeckError`.
  init(_ deck: inout Deck, _ medium: RapidMedium) throws {
    let section = deck.root.section("micro").section("cell")
    let periods = medium.isRandom ? 8.0 : 1.0
    let size = section.optionalNumber("size") ?? periods * medium.period
    guard size >= medium.period * (1 - 1e-9) else {
      throw section.problem(
        at: "size",
        "the cell is smaller than the period \(medium.period), of which it shall tell",
        advice: "Write size: \(medium.period), or more.")
    }
    let perPeriod = Self.voxels(medium, dimension: medium.dimension)
    let voxels =
      section.optionalInteger("voxels")
      ?? Int(min(2048, (perPeriod * size / medium.period).rounded(.up)))
    guard (0..<medium.dimension).reduce(1.0, { size, _ in size * Double(voxels) }) <= 0x1p24 else {
      throw section.problem(
        at: "voxels", "a cell of so many voxels at every quadrature point takes too long",
        advice: "Use fewer than 16 million voxels in a cell.")
    }
    let realizations = medium.isRandom ? section.optionalInteger("realizations") ?? 8 : 1
    if !medium.isRandom, section.isWritten("realizations") {
      throw section.problem(
        at: "realizations", "the medium is not random: all its realisations are the same",
        advice: "Leave it out, or use r in the coefficient.")
    }
    deck.root.record("\(size)", at: "micro.cell.size")
    deck.root.record("\(voxels)", at: "micro.cell.voxels")
    if medium.isRandom { deck.root.record("\(realizations)", at: "micro.cell.realizations") }
    law = MediumLaw(
      medium,
      sampledBy: try SamplingCell(
        size: size, voxels: voxels,
        slow: section.choice("slow", as: SamplingCell.SlowVariable.self),
        method: try section.cellMethod(size: size, medium)),
      realizations: realizations)
    sizes = try section.cellSizes(medium, voxelSize: size / Double(voxels))
  }

  /// Voxels along a period.
  private static func voxels(_ medium: RapidMedium, dimension: Int) -> Double {
    if medium.isRandom, dimension > 1 { return 8 }
    return dimension == 1 ? 256 : dimension == 2 ? 32 : 8
  }

  /// The law of classical homogenization: one period, frozen and well resolved, or of a random medium
  /// cells twice as large.
  static func homogenized(_ medium: RapidMedium, beside law: MediumLaw) -> MediumLaw {
    var cell = law.cell
    cell.slow = .frozen
    if medium.isRandom {
      cell = cell.resized(by: 2)
    } else {
      cell.size = medium.period
      cell.voxels = Int(voxels(medium, dimension: medium.dimension))
      cell.method = .periodic
    }
    return law.sampled(by: cell)
  }
}

extension DeckSection {
  /// What is done with the cells of a medium.
  ///
  /// - Throws: `DeckError` for what does not go together.
  fileprivate func cellMethod(size: Double, _ medium: RapidMedium) throws -> CellMethod {
    let (boundary, screening) = (cellBoundary, cellScreening)
    if screening != nil, medium.dimension == 1 {
      throw problem(
        at: "regularization", "on a line the flux is uniform, and there is nothing to screen",
        advice: "Leave it out.")
    }
    if screening != nil, boundary == .uniformFlux {
      throw problem(
        at: "boundary", "regularised correctors have linear or periodic conditions",
        advice: "Choose one of them.")
    }
    return CellMethod(
      boundary: boundary, average: cellAverage,
      regularization: screening.map {
        CellRegularization(
          length: $0.length * (size * medium.period).squareRoot(),
          extrapolations: $0.extrapolations)
      })
  }

  /// The edges of cells to be tried.
  ///
  /// - Throws: `DeckError` for cells smaller than a period, or of too many voxels.
  fileprivate func cellSizes(_ medium: RapidMedium, voxelSize: Double) throws -> [Double] {
    guard has("sizes") else { return [] }
    let sizes = numbers("sizes")
    if let small = sizes.first(where: { $0 < medium.period * (1 - 1e-9) }) {
      throw problem(
        at: "sizes",
        "a cell of edge \(small) is smaller than the period \(medium.period), of which it shall tell",
        advice: "Choose edges of at least one period.")
    }
    if let large = sizes.first(where: { pow($0 / voxelSize, Double(medium.dimension)) > 0x1p22 }) {
      throw problem(
        at: "sizes", "a cell of edge \(large) has too many voxels as large as those of size",
        advice: "Use fewer voxels, or smaller cells.")
    }
    return sizes
  }

  /// A formula of a position in the box, or of all variables of a medium.
  ///
  /// - Throws: `DeckError` where it cannot be read.
  func formula(_ name: String, of variables: [String] = ["x1", "x2", "x3"]) throws -> Formula {
    try formula(text(name), at: name, of: variables)
  }

  private func formula(_ text: String, at name: String, of variables: [String]) throws -> Formula {
    do {
      return try Formula(text, variables: variables)
    } catch {
      throw problem(
        at: name, error.description,
        advice:
          "Write a formula such as 2 + sin(2*pi*\(variables.last { $0.hasSuffix("1") } ?? "x1")).")
    }
  }

  /// The medium of the section `micro`.
  ///
  /// - Throws: `DeckError` where a formula cannot be read or is no coefficient somewhere.
  func rapidMedium(in box: BoxDiffusion, seed: UInt64) throws -> RapidMedium {
    guard has("coefficient") != has("coefficients") else {
      throw problem(
        at: "coefficient", "a medium has one coefficient, or coefficients by axis",
        advice: "Give one of both.")
    }
    let name = has("coefficient") ? "coefficient" : "coefficients"
    let texts = has("coefficient") ? [text("coefficient")] : texts("coefficients")
    return try medium(texts, at: name, period: number("period"), in: box, seed: seed)
  }

  /// The effective coefficient that the section `macro` states, as a medium that only drifts.
  func effectiveMedium(in box: BoxDiffusion) throws -> RapidMedium {
    let medium = try medium(texts("effective"), at: "effective", period: 1, in: box, seed: 1)
    guard !medium.isNonlinear else {
      throw problem(
        at: "effective", "an effective coefficient depends on x1, x2, x3 alone",
        advice: "Leave g out.")
    }
    return medium
  }

  private func medium(
    _ texts: [String], at name: String, period: Double, in box: BoxDiffusion, seed: UInt64
  ) throws -> RapidMedium {
    let formulas = try texts.map { try formula($0, at: name, of: RapidMedium.variables) }
    let medium: RapidMedium
    do {
      medium = try RapidMedium(formulas, period: period, dimension: box.dimension, seed: seed)
    } catch {
      throw problem(at: name, "\(error)", advice: "Give one formula, or one for each axis.")
    }
    guard !medium.isNonlinear || formulas.count == 1 else {
      throw problem(
        at: name,
        "a medium whose coefficient depends on the gradient g conducts alike in all directions",
        advice: "Write one formula as coefficient.")
    }
    // Many places at once, spread by the square roots of primes.
    for number in 0..<4096 {
      let step = Double(number) + 0.5
      func part(_ root: Double) -> Double { (step * root).truncatingRemainder(dividingBy: 1) }
      let slow = Vector3(part(0.414213562), part(0.732050808), part(0.236067977)) * box.size
      let fast = Vector3(part(0.645751311), part(0.316624790), part(0.605551275))
      guard !medium.isNonlinear else {
        // Gradients from a hundredth to a hundred.
        if let objection = NonlinearMedium.objection(
          to: medium, slow: slow, fast: fast, gradient: pow(10, 4 * part(0.123105626) - 2))
        {
          throw problem(at: name, objection, advice: "Change the formula.")
        }
        continue
      }
      let tensor = medium.tensor(slow: slow, fast: fast, realization: number)
      guard let value = medium.badValue(of: tensor) else { continue }
      let place = (0..<box.dimension).flatMap { axis in
        ["x\(axis + 1) = \(slow[axis])", "y\(axis + 1) = \(fast[axis])"]
      }
      throw problem(
        at: name,
        "it is \(value) at \(place.joined(separator: ", ")), and must be finite and positive",
        advice: "Change the formula.")
    }
    return medium
  }

  /// The box of the section `macro` with its source and boundary values.
  func box() throws -> BoxDiffusion {
    let lengths = numbers("size")
    let sides = BoxDiffusion.sides(dimension: lengths.count)
    var held: [String: BoxDiffusion.Function] = [:]
    for section in sections("held") {
      let side = section.text("side")
      guard sides.contains(side), held[side] == nil else {
        throw section.problem(
          at: "side", held[side] == nil ? "the box has no such side" : "it is held twice",
          advice: "Its sides are \(sides.joined(separator: ", ")).")
      }
      held[side] = try section.function("value", dimension: lengths.count)
    }
    if held.isEmpty { for side in sides { held[side] = { _ in 0 } } }
    var size = Vector3(1, 1, 1)
    for (axis, length) in lengths.enumerated() { size[axis] = length }
    return BoxDiffusion(
      size: size, dimension: lengths.count,
      source: try function("source", dimension: lengths.count), held: held)
  }

  private func function(_ name: String, dimension: Int) throws -> BoxDiffusion.Function {
    let formula = try formula(name, of: Array(["x1", "x2", "x3"].prefix(dimension)))
    return { formula.value(SIMD8($0.x, $0.y, $0.z, 0, 0, 0, 0, 0)) }
  }

  /// The mesh of the section `macro`.
  func macroMesh(dimension: Int) throws -> MacroMesh {
    let cells = integers("cells")
    guard cells.count == dimension else {
      throw problem(
        at: "cells",
        "the box has \(dimension) \(dimension == 1 ? "axis" : "axes"), the list "
          + "\(cells.count)", advice: "Give one number for each axis.")
    }
    let shapes: [CellShape] =
      text("elements") == "bricks"
      ? [.line, .quadrilateral, .hexahedron] : [.line, .triangle, .tetrahedron]
    let (shape, order) = (shapes[dimension - 1], integer("order"))
    guard LagrangeElement.exists(on: shape, order: order) else {
      throw problem(
        at: "order", "there is no element of order \(order) on a \(shape.rawValue)",
        advice: "Write elements: simplices, or order: 1.")
    }
    return MacroMesh(cells: cells, shape: shape, order: order)
  }
}
