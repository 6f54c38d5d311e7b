internal import FileFormats
internal import Tensors

/// What tells when the samples of a file were taken.
struct SeriesClock {
  /// The columns that count time or steps, which are not analysed.
  let columns: [String]

  /// The time between two samples: one sample where nothing tells more.
  let interval: Double

  /// The unit of the interval: the name of the column, `s`, `reduced`, or `samples`.
  let unit: String

  /// What the user should know of it; nil without objection.
  let notice: String?

  /// How far a value may lie from its place on an even grid, in steps of the grid; printed times
  /// are rounded.
  private static let tolerance = 0.02

  /// The names under which programs write time or steps.
  private static let usualNames: Set<String> = [
    "time", "t", "step", "steps", "timestep", "nstep", "time/ps", "time(ps)",
  ]

  /// Finds the clock among columns that were not asked for by name.
  ///
  /// - Parameter interval: the time between samples as the user gave it, in [s] or reduced units.
  init(of file: SeriesFile, asked: Set<String>, interval given: Interval?) {
    var (columns, found, notice): ([String], (Double, String)?, String?) = ([], nil, nil)
    for column in file.columns where !asked.contains(column.name) {
      switch Self.rhythm(of: column) {
      case .even(let step):
        columns.append(column.name)
        // A column of time says more than one of steps.
        if found == nil || Self.isTime(column.name) && !Self.isTime(found?.1 ?? "") {
          found = (step, column.name)
        }
      case .uneven(let row):
        columns.append(column.name)
        notice =
          "the values of column \(column.name) are not equally spaced (first at row \(row)): "
          + "errors of the means hold if the samples are, correlation times are in samples"
      case .none: break
      }
    }
    self.columns = columns
    self.notice = given == nil ? notice : nil
    if let given {
      (self.interval, unit) = (given.value, given.isPhysical ? "s" : "")
    } else if let found, notice == nil {
      (self.interval, unit) = found
    } else {
      (self.interval, unit) = (1, "samples")
    }
  }

  /// The time between samples as given on the command line.
  struct Interval {
    /// In [s], or as the user counts.
    let value: Double
    /// Whether it came with a unit of time.
    let isPhysical: Bool
  }

  private enum Rhythm { case even(Double), uneven(row: Int), none }

  /// Whether a column counts: strictly monotone, and evenly but for rounding.
  private static func rhythm(of column: SeriesFile.Column) -> Rhythm {
    let values = column.values
    guard values.count > 2, column.fault == nil, let last = values.last else { return .none }
    let step = (last - values[0]) / Double(values.count - 1)
    let isMonotone = zip(values.dropFirst(), values).allSatisfy { ($0 - $1) * step > 0 }
    guard step != 0, isMonotone else { return .none }
    let isEven = values.indices.allSatisfy {
      abs(values[$0] - values[0] - Double($0) * step) <= tolerance * abs(step)
    }
    if isEven { return .even(abs(step)) }
    guard usualNames.contains(column.name.lowercased()) else { return .none }
    let first = values[1] - values[0]
    let row = values.indices.dropFirst().first {
      abs(values[$0] - values[$0 - 1] - first) > 2 * tolerance * abs(first)
    }
    return .uneven(row: (row ?? 1) + 1)
  }

  private static func isTime(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("time") && !name.hasPrefix("timestep") || name == "t"
  }

  /// A number of samples as a time with its unit, for a person.
  func text(samples: Double) -> String {
    guard unit != "s" else { return HumanUnits.text(samples * interval, .time, digits: 3) }
    let number = NumberText.significant(samples * interval, digits: 3)
    return unit.isEmpty || unit == "samples" ? number : "\(number) \(unit)"
  }

  /// The time axis of pictures.
  ///
  /// - Parameter longest: the rows that the axis is to show.
  func axis(longest: Int) -> TimeAxis {
    switch unit {
    case "s": TimeAxis(seconds: interval, longest: longest)
    case "": TimeAxis(label: "time", unit: "", interval: interval)
    case "samples": .samples
    default: TimeAxis(label: unit, unit: unit, interval: interval)
    }
  }
}
