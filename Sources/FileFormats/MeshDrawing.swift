public import Tensors

/// A map of values on the cells of a plane mesh, as an SVG document with a scale of colours beside it.
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
    let colours = ColourScale(of: values)
    let (left, bottom) = (points.map(\.x).min() ?? 0, points.map(\.y).min() ?? 0)
    let extent = max((points.map(\.x).max() ?? 1) - left, 1e-300)
    let scale = Self.width / extent
    let height = scale * ((points.map(\.y).max() ?? 1) - bottom)
    let shapes = zip(cells, values).map { cell, value in
      let corners = cell.map { node in
        Self.number(scale * (points[node].x - left)) + ","
          + Self.number(height - scale * (points[node].y - bottom))
      }
      let colour = colours.colour(of: value)
      // A stroke of the same colour closes the gaps that smoothing leaves between polygons.
      return "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"\(colour)\" "
        + "stroke=\"\(colour)\" stroke-width=\"0.6\"/>"
    }
    let total = max(height, 160)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -5 \(Self.number(Self.width + 130)) \
      \(Self.number(total + 10))" font-family="sans-serif" font-size="13">
      \(shapes.joined(separator: "\n"))
      \(colours.legend(unit: unit, left: Self.width + 20, height: total))
      </svg>

      """
  }

  private static func number(_ value: Double) -> String { ColourScale.number(value) }
}
