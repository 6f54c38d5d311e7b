/// A diagram of data series over one pair of axes.
///
/// It says what is shown; `Gnuplot` draws it. All text is shown literally, so superscripts and
/// Greek letters are written as such: `η / (m σ⁻¹ τ⁻¹)`.
public struct Figure: Sendable, Equatable {
  /// A horizontal or vertical axis.
  public struct Axis: Sendable, Equatable {
    /// Quantity and unit.
    public var label: String
    /// Whether the axis is logarithmic; values that are not positive are then left out.
    public var isLogarithmic = false
    /// The part shown; without it all data are.
    public var range: ClosedRange<Double>?
    /// Words instead of numbers at the positions 0, 1, 2 …, as for bars.
    public var categories: [String] = []

    /// Creates an axis.
    public init(
      _ label: String, isLogarithmic: Bool = false, range: ClosedRange<Double>? = nil,
      categories: [String] = []
    ) {
      self.label = label
      self.isLogarithmic = isLogarithmic
      self.range = range
      self.categories = categories
    }
  }

  /// How a series is drawn.
  public enum Style: Sendable, Equatable {
    /// A line, with its uncertainty as a band.
    case line
    /// A dashed line, with its uncertainty as a band.
    case dashedLine
    /// Points, with their uncertainties as error bars.
    case points
    /// Points joined by a line, with error bars.
    case linePoints
    /// The band between the bounds of the uncertainty alone.
    case band
    /// Bars from zero, with error bars.
    case bars
  }

  /// What is known about the accuracy of a series' values.
  public enum Uncertainty: Sendable, Equatable {
    /// Nothing.
    case none
    /// The half-width of an interval around each value, shape [n].
    case symmetric([Double])
    /// The bounds of an interval for each value, shapes [n].
    case bounds(lower: [Double], upper: [Double])
  }

  /// Values over positions.
  public struct Series: Sendable, Equatable {
    /// The name in the legend; empty for none.
    public var name: String
    /// How it is drawn.
    public var style: Style
    /// The positions, shape [n].
    public var x: [Double]
    /// The values, shape [n].
    public var y: [Double]
    /// The accuracy of the values.
    public var uncertainty: Uncertainty
    /// The number of its colour; without it the series' place in the figure.
    public var colour: Int?

    /// Creates a series.
    ///
    /// - Precondition: as many values, and uncertainties if given, as positions.
    public init(
      _ name: String, _ style: Style, x: [Double], y: [Double], uncertainty: Uncertainty = .none,
      colour: Int? = nil
    ) {
      precondition(y.count == x.count, "one value per position")
      switch uncertainty {
      case .none: break
      case .symmetric(let widths): precondition(widths.count == x.count, "one width per value")
      case .bounds(let lower, let upper):
        precondition(lower.count == x.count && upper.count == x.count, "two bounds per value")
      }
      self.name = name
      self.style = style
      self.x = x
      self.y = y
      self.uncertainty = uncertainty
      self.colour = colour
    }

    /// The bounds of the interval around each value, shapes [n], if the accuracy is known.
    public var bounds: (lower: [Double], upper: [Double])? {
      switch uncertainty {
      case .none: nil
      case .symmetric(let widths): (zip(y, widths).map(-), zip(y, widths).map(+))
      case .bounds(let lower, let upper): (lower, upper)
      }
    }
  }

  /// Words at a place in the diagram.
  public struct Annotation: Sendable, Equatable {
    /// The words.
    public var text: String
    /// The place on the horizontal axis, where the words begin.
    public var x: Double
    /// The place on the vertical axis.
    public var y: Double

    /// Creates an annotation.
    public init(_ text: String, x: Double, y: Double) {
      self.text = text
      self.x = x
      self.y = y
    }
  }

  /// Where the names of the series stand.
  public enum Legend: String, Sendable {
    /// Above the diagram, never over the data.
    case above
    /// Inside, at the top right.
    case topRight
    /// Inside, at the top left.
    case topLeft
    /// Inside, at the bottom right.
    case bottomRight
    /// Inside, at the bottom left.
    case bottomLeft
    /// Nowhere.
    case hidden
  }

  /// The headline; empty for none.
  public var title: String

  /// The horizontal axis.
  public var horizontal: Axis

  /// The vertical axis.
  public var vertical: Axis

  /// What is shown, bands first, then in this order.
  public var series: [Series]

  /// Where the names of the series stand.
  public var legend = Legend.above

  /// Words inside the diagram.
  public var annotations: [Annotation] = []

  /// Height over width.
  public var aspect = 0.55

  /// Creates a figure.
  public init(title: String = "", horizontal: Axis, vertical: Axis, series: [Series]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
  }
}
