/// Prints quantities in the units a person would choose. Definition.
public enum HumanUnits {
  /// A unit to print in.
  public struct Choice: Sendable, Equatable {
    /// How the unit is written; empty for pure numbers.
    public let label: String

    /// The unit's SI value.
    public let scale: Double
  }

  /// The largest usual unit that an SI value is at least one of, else the smallest one.
  public static func unit(for value: Double, _ dimension: Dimension) -> Choice {
    let labels = dimension.named?.units ?? [dimension.siUnits]
    let choices = labels.compactMap { label in
      (try? Quantity(parsing: "1 \(label)")).map { Choice(label: label, scale: $0.value) }
    }
    // A value computed in binary may fall an ulp short of its unit.
    let magnitude = value.magnitude * (1 + 1e-12)
    let fitting = choices.last { $0.scale <= magnitude } ?? choices.first
    return fitting ?? Choice(label: "", scale: 1)
  }

  /// An SI value of a dimension with at most `digits` significant digits: `52.1 nm`.
  public static func text(_ value: Double, _ dimension: Dimension, digits: Int = 4) -> String {
    let unit = unit(for: value, dimension)
    return join(NumberText.significant(value / unit.scale, digits: digits), unit)
  }

  /// An SI value with its standard error: `0.2931 ± 0.0042 mPa s`.
  public static func text(
    _ value: Double, standardError: Double, _ dimension: Dimension
  ) -> String {
    // A value lost in its noise is printed in the unit of the noise.
    let known = standardError.isFinite ? max(value.magnitude, standardError) : value
    let unit = unit(for: known, dimension)
    return join(NumberText.withError(value / unit.scale, standardError / unit.scale), unit)
  }

  /// A number with its unit behind a space.
  private static func join(_ number: String, _ unit: Choice) -> String {
    unit.label.isEmpty ? number : "\(number) \(unit.label)"
  }
}
