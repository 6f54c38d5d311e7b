internal import CellProblems
internal import Tensors

/// The materials of a cell, one per phase, in SI or reduced units.
enum CellPhases: Sendable {
  case conducting([Tensor3])
  case elastic([Stiffness])

  /// Reads the phases of the section `cell`.
  ///
  /// - Throws: `DeckError` where a phase lacks what its physics needs.
  init(_ cell: DeckSection) throws {
    let sections = cell.sections("phases")
    if cell.text("physics") == "conduction" {
      let tensors = try sections.map { try $0.conductivityTensor() }
      guard tensors.contains(where: { $0.isFinite && $0.trace > 0 }) else {
        throw cell.problem(
          at: "phases", "no phase has a conductivity that is finite and above zero",
          advice: "Pores and perfect conductors stand beside a material that resists: give it one.")
      }
      self = .conducting(tensors)
    } else {
      self = .elastic(try sections.map { try $0.stiffness() })
    }
  }

  /// The number of phases.
  var count: Int {
    switch self {
    case .conducting(let tensors): tensors.count
    case .elastic(let stiffnesses): stiffnesses.count
    }
  }

  /// The largest diagonal component of all phases over the least.
  var contrast: Double {
    let values: [Double] =
      switch self {
      case .conducting(let tensors): tensors.flatMap { [$0[0, 0], $0[1, 1], $0[2, 2]] }
      case .elastic(let stiffnesses):
        stiffnesses.flatMap { stiffness in (0..<6).map { stiffness.components[7 * $0] } }
      }
    return (values.max() ?? 1) / (values.min() ?? 1)
  }

  /// The phases multiplied by numbers: one material per factor.
  func scaled(_ phase: Int, by factors: [Double]) -> CellPhases {
    switch self {
    case .conducting(let tensors): .conducting(factors.map { $0 * tensors[phase] })
    case .elastic(let stiffnesses):
      .elastic(
        factors.map { factor in
          Stiffness(components: stiffnesses[phase].components.map { factor * $0 })
        })
    }
  }

  /// The only phase in several orientations.
  func rotated(_ rotations: [Tensor3]) -> CellPhases {
    switch self {
    case .conducting(let tensors):
      .conducting(rotations.map { ($0 * tensors[0] * $0.transposed).symmetricPart })
    case .elastic(let stiffnesses): .elastic(rotations.map { stiffnesses[0].rotated(by: $0) })
    }
  }

  /// An arrangement of these phases.
  func medium(_ map: VoxelMap<VoxelContent>) throws -> CellMedium {
    switch self {
    case .conducting(let tensors): try CellMedium(conducting: map.filled(with: tensors))
    case .elastic(let stiffnesses): try CellMedium(elastic: map.filled(with: stiffnesses))
    }
  }

  /// Whether phases are elastic.
  var isElastic: Bool {
    switch self {
    case .conducting: false
    case .elastic: true
    }
  }

  /// Whether a phase conducts without resistance.
  var hasPerfectConductors: Bool {
    switch self {
    case .conducting(let tensors): tensors.contains { !$0.isFinite }
    case .elastic: false
    }
  }

  /// Whether a phase carries nothing.
  var hasPores: Bool {
    switch self {
    case .conducting(let tensors): tensors.contains { $0[0, 0] == 0 }
    case .elastic(let stiffnesses): stiffnesses.contains { $0.components[0] == 0 }
    }
  }
}

extension DeckSection {
  /// The conductivity of a phase as a tensor.
  fileprivate func conductivityTensor() throws -> Tensor3 {
    switch (has("conductivity"), has("conductivities")) {
    case (true, false):
      return Tensor3(diagonal: Vector3(repeating: quantity("conductivity", in: .si)))
    case (false, true):
      let values = quantities("conductivities", in: .si)
      return Tensor3(
        diagonal: Vector3(values[0], values[1], values.count > 2 ? values[2] : values[1]))
    default:
      throw problem(
        at: "conductivity", "a phase that conducts has a conductivity, or conductivities by axis",
        advice: "Write conductivity: 0.2 W/m/K.")
    }
  }

  /// The stiffness of a phase: isotropic, or a cubic crystal.
  fileprivate func stiffness() throws -> Stiffness {
    if has("youngModulus"), has("poissonRatio"), !has("c11") {
      return .isotropic(
        young: quantity("youngModulus", in: .si), poisson: number("poissonRatio"))
    }
    guard has("c11"), has("c12"), has("c44"), !has("youngModulus") else {
      throw problem(
        at: "youngModulus",
        "an elastic phase has youngModulus and poissonRatio, or c11, c12 and c44",
        advice: "Write youngModulus: 70 GPa and poissonRatio: 0.33.")
    }
    return .cubic(
      c11: quantity("c11", in: .si), c12: quantity("c12", in: .si), c44: quantity("c44", in: .si))
  }
}
