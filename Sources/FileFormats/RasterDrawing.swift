internal import Tensors

/// Two maps of the same raster above each other, as an SVG document: to which class every cell belongs,
/// and a value of every cell.
public struct RasterDrawing: Sendable {
  /// One cell.
  public struct Cell: Sendable, Equatable {
    /// The place of its class among the names.
    public var kind: Int
    /// Its value.
    public var value: Double

    /// Creates a cell.
    public init(kind: Int, value: Double) { (self.kind, self.value) = (kind, value) }
  }

  /// The words beside the maps.
  public struct Labels: Sendable {
    /// The horizontal axis.
    public var horizontal: String
    /// The number of the first column.
    public var firstColumn = 1
    /// The vertical axis, with its unit.
    public var vertical: String
    /// Where the vertical axis begins and ends.
    public var verticalRange: ClosedRange<Double>
    /// The classes.
    public var kinds: [String]
    /// What the value is.
    public var value: String
    /// The unit of the value; empty for none.
    public var unit: String

    /// Creates labels.
    public init(
      horizontal: String, vertical: String, verticalRange: ClosedRange<Double>, kinds: [String],
      value: String, unit: String
    ) {
      (self.horizontal, self.vertical, self.kinds) = (horizontal, vertical, kinds)
      (self.verticalRange, self.value, self.unit) = (verticalRange, value, unit)
    }
  }

  private let columns: [[Cell]]
  private let labels: Labels

  /// Creates maps.
  ///
  /// - Parameter columns: the cells from bottom to top, shape [columns][rows].
  /// - Precondition: columns of one length, of classes that have names.
  public init(columns: [[Cell]], labels: Labels) {
    precondition(columns.allSatisfy { $0.count == columns[0].count }, "columns of one length")
    precondition(
      columns.allSatisfy { $0.allSatisfy { labels.kinds.indices.contains($0.kind) } },
      "every class has a name")
    (self.columns, self.labels) = (columns, labels)
  }

  private static let (left, width, height, gap) = (60.0, 560.0, 150.0, 40.0)

  /// The most columns that are told apart.
  private static let mostColumns = 400

  /// Colours that are told apart by everybody (Okabe & Ito), with a light grey.
  private static let palette = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8c8c8c",
    "#d9d9d9", "#000000",
  ]

  /// The columns that are drawn: where there are too many, neighbours are drawn as one, of which every
  /// cell is the one with the largest value.
  private var drawn: [[Cell]] {
    let stride = (columns.count + Self.mostColumns - 1) / Self.mostColumns
    guard stride > 1 else { return columns }
    return Swift.stride(from: 0, to: columns.count, by: stride).map { first in
      let group = columns[first..<min(first + stride, columns.count)]
      return columns[first].indices.map { row in
        group.map { $0[row] }.max { $0.value < $1.value } ?? columns[first][row]
      }
    }
  }

  /// The document.
  public var svg: String {
    let drawn = drawn
    let colours = ColourScale(of: drawn.flatMap { $0.map(\.value) })
    let second = Self.height + Self.gap
    let total = second + Self.height + 45
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -26 \
      \(ColourScale.number(Self.left + Self.width + 160)) \(ColourScale.number(total + 26))" \
      font-family="sans-serif" font-size="13">
      \(panel(drawn, top: 0, title: "Who answered") { Self.palette[$0.kind % Self.palette.count] })
      \(kindLegend)
      \(panel(drawn, top: second, title: labels.value) { colours.colour(of: $0.value) })
      \(colours.legend(unit: labels.unit, left: Self.left + Self.width + 15, top: second, height: Self.height))
      \(horizontalAxis(top: second + Self.height))
      </svg>

      """
  }

  /// One map; neighbours of one colour in a row are one rectangle.
  private func panel(
    _ columns: [[Cell]], top: Double, title: String, colour: (Cell) -> String
  ) -> String {
    let rows = columns.first?.count ?? 0
    let (across, up) = (
      Self.width / Double(max(columns.count, 1)), Self.height / Double(max(rows, 1))
    )
    var shapes: [String] = []
    for row in 0..<rows {
      var first = 0
      while first < columns.count {
        let fill = colour(columns[first][row])
        var end = first + 1
        while end < columns.count, colour(columns[end][row]) == fill { end += 1 }
        shapes.append(
          Self.rectangle(
            x: Self.left + across * Double(first), y: top + Self.height - up * Double(row + 1),
            width: across * Double(end - first), height: up, fill: fill))
        first = end
      }
    }
    return
      (shapes + [
        Self.text(title, x: Self.left, y: top - 9), verticalAxis(top: top),
      ]).joined(separator: "\n")
  }

  private func verticalAxis(top: Double) -> String {
    let range = labels.verticalRange
    let ends = [(range.lowerBound, top + Self.height), (range.upperBound, top + 11)].map {
      Self.text(
        NumberText.significant($0.0, digits: 4), x: Self.left - 6, y: $0.1, anchor: "end")
    }
    let middle = top + Self.height / 2
    let name = Self.text(labels.vertical, x: 0, y: 0, anchor: "middle")
    return
      (ends + [
        "<g transform=\"translate(16 \(ColourScale.number(middle))) rotate(-90)\">\(name)</g>"
      ]).joined(separator: "\n")
  }

  private func horizontalAxis(top: Double) -> String {
    let last = labels.firstColumn + columns.count - 1
    return [
      Self.text("\(labels.firstColumn)", x: Self.left, y: top + 17),
      Self.text("\(last)", x: Self.left + Self.width, y: top + 17, anchor: "end"),
      Self.text(
        labels.horizontal, x: Self.left + Self.width / 2, y: top + 30, anchor: "middle"),
    ].joined(separator: "\n")
  }

  private var kindLegend: String {
    labels.kinds.enumerated().map { place, name in
      let (x, y) = (Self.left + Self.width + 15, 22 * Double(place))
      let colour = Self.palette[place % Self.palette.count]
      return Self.rectangle(x: x, y: y, width: 14, height: 14, fill: colour)
        + Self.text(name, x: x + 20, y: y + 12)
    }.joined(separator: "\n")
  }

  /// A stroke of the same colour closes the gaps that smoothing leaves between rectangles.
  private static func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String
  ) -> String {
    "<rect x=\"\(ColourScale.number(x))\" y=\"\(ColourScale.number(y))\" "
      + "width=\"\(ColourScale.number(width))\" height=\"\(ColourScale.number(height))\" "
      + "fill=\"\(fill)\" stroke=\"\(fill)\" stroke-width=\"0.3\"/>"
  }

  private static func text(
    _ text: String, x: Double, y: Double, anchor: String = "start"
  ) -> String {
    "<text x=\"\(ColourScale.number(x))\" y=\"\(ColourScale.number(y))\" text-anchor=\"\(anchor)\" "
      + "fill=\"currentColor\">\(MarkupText.escaped(text))</text>"
  }
}
