/// The gnuplot program that draws a figure.
///
/// User text stands only inside single quotes, where gnuplot expands nothing, and is marked
/// `noenhanced`, so that braces, carets and underscores are shown as they are.
struct FigureScript {
  /// The figure.
  let figure: Figure

  /// Colours that people with any colour vision tell apart on white, without the yellow one.
  ///
  /// - SeeAlso: Okabe & Ito, *Color Universal Design* (2008), <https://jfly.uni-koeln.de/color/>.
  static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  /// The width of the drawing, in [px].
  private static let width = 900

  /// The complete program.
  var text: String {
    let blocks = figure.series.indices.map(dataBlock)
    return (setup + axes + annotations + blocks + [plot, ""]).joined(separator: "\n")
  }

  /// Whether there is anything that can be drawn.
  var isEmpty: Bool {
    figure.series.allSatisfy { series in
      zip(series.x, values(of: series)).allSatisfy { position, value in
        shown(position, on: figure.horizontal) == nil || shown(value, on: figure.vertical) == nil
      }
    }
  }

  /// The terminal and the look of the diagram.
  private var setup: [String] {
    let aspect = figure.aspect.isFinite ? min(max(figure.aspect, 0.2), 2) : 0.55
    let height = Int(Double(Self.width) * aspect)
    let grey = "linecolor rgb '#555555' linewidth 1"
    return [
      "set terminal svg size \(Self.width),\(height) dynamic enhanced font 'sans-serif,15' "
        + "background '#ffffff'",
      "set encoding utf8",
      "set border 3 \(grey)",
      "set tics nomirror out scale 0.5 textcolor rgb '#222222'",
      "set grid linecolor rgb '#e4e4e4' linewidth 1 dashtype 1",
      "set style fill solid 0.55 noborder", margin,
      title,
      key,
    ]
  }

  /// Points keep off the frame, lines may reach it.
  private var margin: String {
    figure.series.contains { $0.style == .points }
      ? "set offsets graph 0.03, graph 0.03, graph 0.03, graph 0.03" : "unset offsets"
  }

  /// A legend above the diagram carries the headline itself, so that the two never overlap.
  private var legendHasTitle: Bool {
    figure.legend == .above && figure.series.contains { !$0.name.isEmpty }
  }

  /// The headline with its look.
  private var headline: String {
    "\(Self.quoted(figure.title)) noenhanced font ',17' textcolor rgb '#111111'"
  }

  /// The command for a headline that the legend does not carry.
  private var title: String {
    figure.title.isEmpty || legendHasTitle ? "unset title" : "set title \(headline)"
  }

  /// The command for the legend.
  private var key: String {
    let place =
      switch figure.legend {
      case .above: "outside top center horizontal"
      case .topRight: "inside top right vertical"
      case .topLeft: "inside top left vertical"
      case .bottomRight: "inside bottom right vertical"
      case .bottomLeft: "inside bottom left vertical"
      case .hidden: ""
      }
    guard figure.legend != .hidden else { return "unset key" }
    let title = legendHasTitle && !figure.title.isEmpty ? " title \(headline)" : ""
    return "set key \(place) Left reverse noenhanced samplen 2.5 spacing 1.25 "
      + "textcolor rgb '#222222'" + title
  }

  /// The commands for words inside the diagram.
  private var annotations: [String] {
    figure.annotations.filter { $0.x.isFinite && $0.y.isFinite }.map {
      "set label \(Self.quoted($0.text)) at \($0.x),\($0.y) noenhanced front "
        + "textcolor rgb '#333333'"
    }
  }

  /// A line of text as a gnuplot expression; characters that could end the line are blanks.
  ///
  /// Apostrophes stand alone in double quotes, since doubled ones are misread at the beginning.
  static func quoted(_ text: String) -> String {
    let line = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let category = scalar.properties.generalCategory
          let isBreak = [.control, .lineSeparator, .paragraphSeparator].contains(category)
          return isBreak || (0xFFFE...0xFFFF).contains(scalar.value) ? " " : scalar
        }))
    return "'" + line.replacing("'", with: "'.\"'\".'") + "'"
  }
}

extension FigureScript {
  /// The values that decide what is visible: of a band, its bounds.
  func values(of series: Figure.Series) -> [Double] {
    series.style == .band ? series.bounds?.upper ?? [] : series.y
  }

  /// The value if the axis can show it.
  func shown(_ value: Double, on axis: Figure.Axis) -> Double? {
    value.isFinite && (!axis.isLogarithmic || value > 0) ? value : nil
  }

  /// The rows position, value, lower and upper bound; a blank line breaks the line.
  private func dataBlock(_ index: Int) -> String {
    let series = figure.series[index]
    let bounds = series.bounds
    let shift = barShift(index)
    let rows = series.x.indices.map { row -> String in
      let value = series.style == .band ? bounds?.upper[row] ?? .nan : series.y[row]
      guard let x = shown(series.x[row], on: figure.horizontal),
        let y = shown(value, on: figure.vertical)
      else { return "" }
      let lower = bound(bounds?.lower[row], of: y)
      let upper = bound(bounds?.upper[row], of: y)
      return "\(x + shift) \(y) \(lower) \(upper)"
    }
    return (["$series\(index) << END"] + rows + ["END"]).joined(separator: "\n")
  }

  /// A bound that can be drawn: one that is unknown is the value itself, and one at or below zero
  /// on a logarithmic axis ends two decades under the value.
  func bound(_ bound: Double?, of value: Double) -> Double {
    guard let bound, bound.isFinite else { return value }
    return figure.vertical.isLogarithmic && bound <= 0 ? value / 100 : bound
  }

  /// The distance of neighbouring bars' positions.
  private var barSpacing: Double {
    let positions = figure.series.filter { $0.style == .bars }.flatMap(\.x).filter(\.isFinite)
      .sorted()
    let gaps = zip(positions.dropFirst(), positions).map(-).filter { $0 > 0 }
    return gaps.min() ?? 1
  }

  /// The series drawn as bars, by number.
  private var barSeries: [Int] { figure.series.indices.filter { figure.series[$0].style == .bars } }

  /// How far bars stand from their position, so that those of several series are side by side.
  private func barShift(_ index: Int) -> Double {
    guard let place = barSeries.firstIndex(of: index) else { return 0 }
    let count = Double(barSeries.count)
    return 0.8 * barSpacing * ((Double(place) + 0.5) / count - 0.5)
  }

  /// The command that draws all series.
  private var plot: String {
    let indices = figure.series.indices
    let bands = indices.compactMap(bandElement)
    let width = "set boxwidth \(0.72 * barSpacing / Double(max(barSeries.count, 1)))"
    return width + "\nplot " + (bands + indices.flatMap(elements)).joined(separator: ", \\\n  ")
  }

  /// The colour of a series.
  private func colour(_ index: Int) -> String {
    let number = figure.series[index].colour ?? index
    return Self.palette[((number % 7) + 7) % 7]
  }

  /// The legend entry of a series.
  private func name(_ index: Int) -> String {
    let name = figure.series[index].name
    return name.isEmpty ? "notitle" : "title " + Self.quoted(name)
  }

  /// The band of a series, if it has one; bands lie under everything else.
  private func bandElement(_ index: Int) -> String? {
    let series = figure.series[index]
    guard series.bounds != nil, [.line, .dashedLine, .band].contains(series.style) else {
      return nil
    }
    let title = series.style == .band ? name(index) : "notitle"
    return "$series\(index) using 1:3:4 with filledcurves fillcolor rgb '\(colour(index))' "
      + "fillstyle transparent solid 0.18 noborder \(title)"
  }

  /// What is drawn of a series besides its band.
  private func elements(_ index: Int) -> [String] {
    let series = figure.series[index]
    let line = "linecolor rgb '\(colour(index))' linewidth 1.8"
    let marks = "pointtype \([7, 5, 9, 13, 11, 6, 4][index % 7]) pointsize 0.6"
    let data = "$series\(index) using 1:2"
    // Drawn as double-headed lines: gnuplot's own error bars erase what is under the point.
    let bars =
      series.bounds == nil
      ? []
      : [
        "$series\(index) using 1:3:(0):($4-$3) with vectors heads size screen 0.004,90 "
          + "\(line) notitle"
      ]
    switch series.style {
    case .line: return ["\(data) with lines \(line) \(name(index))"]
    case .dashedLine: return ["\(data) with lines \(line) dashtype (10,6) \(name(index))"]
    case .points: return bars + ["\(data) with points \(line) \(marks) \(name(index))"]
    case .linePoints: return bars + ["\(data) with linespoints \(line) \(marks) \(name(index))"]
    case .band: return []
    case .bars:
      let dark = "linecolor rgb '#333333' linewidth 1.4"
      return ["\(data) with boxes \(line) \(name(index))"]
        + bars.map { $0.replacing(line, with: dark) }
    }
  }
}
