internal import Foundation
public import Tensors

/// A map of values on the cells of a plane mesh, as an SVG document with a scale beside it.
///
/// Colours run from dark blue through green to yellow with equal steps of lightness, so that the map
/// reads without colours too: an approximation of the map *viridis*.
///
/// - SeeAlso: van der Walt & Smith, *A better default colormap for Matplotlib* (2015),
///   <https://bids.github.io/colormap/>.
public struct MeshDrawing: Sendable {
  private let points: [Vector3]
  private let cells: [[Int]]
  private let values: [Double]
  private let unit: String

  /// Creates a map.
  ///
  /// - Parameters:
  ///   - points: the nodes, of which x and y are drawn, shape [nodes].
  ///   - cells: the nodes of every cell around its edge, shape [cells].
  ///   - values: the value of every cell, shape [cells].
  ///   - unit: the unit of the values, for the scale.
  /// - Precondition: one value per cell.
  public init(points: [Vector3], cells: [[Int]], values: [Double], unit: String) {
    precondition(cells.count == values.count, "one value per cell")
    self.points = points
    self.cells = cells
    self.values = values
    self.unit = unit
  }

  /// The width of the map in units of the drawing.
  private static let width = 560.0

  /// The document.
  public var svg: String {
    let (lowest, highest) = (values.min() ?? 0, values.max() ?? 0)
    let span = highest > lowest ? highest - lowest : 1
    let (left, bottom) = (points.map(\.x).min() ?? 0, points.map(\.y).min() ?? 0)
    let extent = max((points.map(\.x).max() ?? 1) - left, 1e-300)
    let scale = Self.width / extent
    let height = scale * ((points.map(\.y).max() ?? 1) - bottom)
    let shapes = zip(cells, values).map { cell, value in
      let corners = cell.map { node in
        Self.number(scale * (points[node].x - left)) + ","
          + Self.number(height - scale * (points[node].y - bottom))
      }
      let colour = Self.colour((value - lowest) / span)
      // A stroke of the same colour closes the gaps that smoothing leaves between polygons.
      return "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"\(colour)\" "
        + "stroke=\"\(colour)\" stroke-width=\"0.6\"/>"
    }
    let total = max(height, 160)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -5 \(Self.number(Self.width + 130)) \
      \(Self.number(total + 10))" font-family="sans-serif" font-size="13">
      \(shapes.joined(separator: "\n"))
      \(legend(lowest, highest, height: total))
      </svg>

      """
  }

  private func legend(_ lowest: Double, _ highest: Double, height: Double) -> String {
    let (steps, left) = (40, Self.width + 20)
    let bars = (0..<steps).map { step in
      let share = (Double(step) + 0.5) / Double(steps)
      return "<rect x=\"\(Self.number(left))\" "
        + "y=\"\(Self.number(height * (1 - Double(step + 1) / Double(steps))))\" width=\"14\" "
        + "height=\"\(Self.number(height / Double(steps) + 0.5))\" "
        + "fill=\"\(Self.colour(share))\"/>"
    }
    let labels = [0.0, 0.5, 1].map { share in
      let value = NumberText.significant(lowest + share * (highest - lowest), digits: 4)
      let text = unit.isEmpty ? value : "\(value) \(unit)"
      return "<text x=\"\(Self.number(left + 20))\" "
        + "y=\"\(Self.number(12 + (height - 14) * (1 - share)))\" fill=\"currentColor\">"
        + "\(MarkupText.escaped(text))</text>"
    }
    return (bars + labels).joined(separator: "\n")
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

  private static func number(_ value: Double) -> String {
    String(format: "%.2f", locale: nil, value)
  }
}
