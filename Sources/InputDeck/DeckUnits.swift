internal import MolecularDynamics
public import Tensors

/// In which units a deck's scales compute and its results are told.
public struct DeckUnits: Sendable, Equatable {
  /// The units of the macroscopic problem: the SI, or reduced numbers passed through.
  public let macro: UnitSystem

  /// The units of the micro model.
  public let micro: UnitSystem

  /// Whether results are plain reduced numbers, the potential standing for no substance.
  public let isReduced: Bool

  /// The SI throughout, or reduced numbers throughout.
  static func uniform(isReduced: Bool) -> DeckUnits {
    DeckUnits(macro: .si, micro: .si, isReduced: isReduced)
  }

  /// A substance: the SI outside, its Lennard-Jones units inside.
  static func substance(_ reduced: UnitSystem) -> DeckUnits {
    DeckUnits(macro: .si, micro: reduced, isReduced: false)
  }

  /// A macroscopic value as a person writes it, with its standard error where there is one that
  /// is not mere rounding.
  public func text(
    _ value: Double, standardError: Double? = nil, _ dimension: Dimension
  ) -> String {
    let shown = isReduced ? Dimension.number : dimension
    guard let standardError, standardError > 1e-9 * value.magnitude else {
      return HumanUnits.text(value, shown)
    }
    return HumanUnits.text(value, standardError: standardError, shown)
  }

  /// A half-width in the unit of the value it belongs to, with three digits.
  public func text(
    halfWidth: Double, of value: Double, _ dimension: Dimension
  ) -> String {
    let unit = display(max(value.magnitude, halfWidth), dimension)
    let number = NumberText.significant(halfWidth / unit.scale, digits: 3)
    return unit.label.isEmpty ? number : "\(number) \(unit.label)"
  }

  /// The unit that files and axes use for values about as large as one: its name and scale.
  public func display(_ value: Double, _ dimension: Dimension) -> HumanUnits.Choice {
    HumanUnits.unit(for: value, isReduced ? .number : dimension)
  }

  /// The name of the unit in which macroscopic numbers are stored: `Pa`, `m^2/s`, `reduced`.
  public func label(_ dimension: Dimension) -> String {
    guard !isReduced else { return "reduced" }
    let usual = HumanUnits.unit(for: 1, dimension)
    return usual.scale == 1 ? usual.label : dimension.siUnits
  }
}
