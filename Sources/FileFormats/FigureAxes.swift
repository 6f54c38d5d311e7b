internal import Foundation

extension FigureScript {
  /// The commands that set up both axes.
  var axes: [String] {
    let horizontal = figure.series.flatMap(\.x)
    let vertical = figure.series.flatMap { series in
      let bounds = series.bounds.map { series.style == .band ? $0.lower : $0.lower + $0.upper }
      return values(of: series) + (bounds ?? [])
    }
    return commands(for: figure.horizontal, named: "x", showing: horizontal)
      + commands(for: figure.vertical, named: "y", showing: vertical)
  }

  /// The commands that set up one axis, which gnuplot calls `x` or `y`.
  private func commands(
    for axis: Figure.Axis, named name: String, showing values: [Double]
  ) -> [String] {
    let label = "set \(name)label \(Self.quoted(axis.label)) noenhanced textcolor rgb '#222222'"
    let range = axis.range.flatMap { given in
      given.lowerBound < given.upperBound && shown(given.lowerBound, on: axis) != nil
        && shown(given.upperBound, on: axis) != nil ? given : nil
    }
    var commands = [label]
    if axis.isLogarithmic {
      commands += logarithmic(
        named: name, range: range ?? padded(values.compactMap { shown($0, on: axis) }))
    } else {
      commands.append("set format \(name) '%h'")
      if let range {
        commands.append("set \(name)range [\(range.lowerBound):\(range.upperBound)]")
      }
    }
    if !axis.categories.isEmpty {
      let tics = axis.categories.enumerated().map { "\(Self.quoted($1)) \($0)" }
      commands.append("set \(name)tics (\(tics.joined(separator: ", "))) noenhanced")
    }
    return commands
  }

  /// A range on a logarithmic axis with a margin on both sides.
  private func padded(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return nil }
    let margin = max(pow(high / low, 0.06), 1.1)
    let range = (lower: low / margin, upper: high * margin)
    return range.lower > 0 && range.upper.isFinite ? range.lower...range.upper : nil
  }

  /// Powers of ten label a long axis; a short one also needs numbers between them.
  private func logarithmic(named name: String, range: ClosedRange<Double>?) -> [String] {
    guard let range else { return ["set logscale \(name) 10"] }
    let decades = log10(range.upperBound / range.lowerBound)
    let commands = [
      "set logscale \(name) 10", "set \(name)range [\(range.lowerBound):\(range.upperBound)]",
    ]
    guard decades < 2 else { return commands + ["set format \(name) '10^{%T}'"] }
    let digits: [Double] = decades > 0.9 ? [1, 2, 5] : [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]
    let first = Int(log10(range.lowerBound).rounded(.down))
    let tics = (first...(first + 3)).flatMap { power in digits.map { $0 * pow(10, Double(power)) } }
      .filter(range.contains)
    // Fewer than two marks tell no scale; gnuplot's own then serve better.
    guard tics.count > 1 else { return commands + ["set format \(name) '%h'"] }
    let list = tics.map(\.description).joined(separator: ", ")
    return commands + ["set format \(name) '%g'", "set \(name)tics (\(list))"]
  }
}
