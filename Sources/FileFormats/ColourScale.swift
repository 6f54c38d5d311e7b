internal import Foundation
internal import Tensors

/// Colours for numbers: from dark blue through green to yellow with equal steps of lightness, so that
/// a map reads without colours too. An approximation of the map *viridis*.
///
/// - SeeAlso: van der Walt & Smith, *A better default colormap for Matplotlib* (2015),
///   <https://bids.github.io/colormap/>.
struct ColourScale {
  /// The lowest value.
  let lowest: Double
  /// The highest value.
  let highest: Double

  /// The scale of some values.
  init(of values: [Double]) {
    (lowest, highest) = (values.min() ?? 0, values.max() ?? 0)
  }

  /// The colour of a value.
  func colour(of value: Double) -> String {
    Self.colour((value - lowest) / (highest > lowest ? highest - lowest : 1))
  }

  /// A colour from the lowest value, 0, to the highest, 1.
  private static func colour(_ share: Double) -> String {
    let stops: [Vector3] = [
      Vector3(68, 1, 84), Vector3(59, 82, 139), Vector3(33, 145, 140), Vector3(94, 201, 98),
      Vector3(253, 231, 37),
    ]
    let position = min(1, max(0, share.isFinite ? share : 0)) * Double(stops.count - 1)
    let lower = min(Int(position), stops.count - 2)
    let mixed = stops[lower] + (position - Double(lower)) * (stops[lower + 1] - stops[lower])
    return "rgb(\(Int(mixed.x.rounded())),\(Int(mixed.y.rounded())),\(Int(mixed.z.rounded())))"
  }

  /// The scale itself as a bar with three numbers, in units of the drawing.
  func legend(unit: String, left: Double, top: Double = 0, height: Double) -> String {
    let steps = 40
    let bars = (0..<steps).map { step in
      let share = (Double(step) + 0.5) / Double(steps)
      return "<rect x=\"\(Self.number(left))\" "
        + "y=\"\(Self.number(top + height * (1 - Double(step + 1) / Double(steps))))\" width=\"14\" "
        + "height=\"\(Self.number(height / Double(steps) + 0.5))\" "
        + "fill=\"\(Self.colour(share))\"/>"
    }
    let labels = [0.0, 0.5, 1].map { share in
      let value = NumberText.significant(lowest + share * (highest - lowest), digits: 4)
      let text = unit.isEmpty ? value : "\(value) \(unit)"
      return "<text x=\"\(Self.number(left + 20))\" "
        + "y=\"\(Self.number(top + 12 + (height - 14) * (1 - share)))\" fill=\"currentColor\">"
        + "\(MarkupText.escaped(text))</text>"
    }
    return (bars + labels).joined(separator: "\n")
  }

  /// A coordinate as it stands in a drawing.
  static func number(_ value: Double) -> String { String(format: "%.2f", locale: nil, value) }
}
