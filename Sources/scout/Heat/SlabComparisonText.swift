internal import Continuum
internal import FileFormats
internal import InputDeck
internal import ScaleBridge
internal import Tensors

/// Two temperatures of a slab side by side: as a table, a picture, lines for a person, and JSON.
struct SlabComparisonText {
  let profiles: SlabProfiles
  let units: DeckUnits

  /// The particle steps of the multiscale run.
  let multiscaleSteps: Int

  /// The rows of `comparison.csv`.
  var table: DelimitedTable {
    var table = DelimitedTable(columns: [
      "x", "temperature", "standardError", "halfWidth95", "directTemperature",
      "directStandardError", "directHalfWidth95", "distanceInStandardErrors", "directDensity",
      "directDensityStandardError",
    ])
    for place in profiles.places {
      table.append([
        .number(place.x), .number(place.multiscale.value), .number(place.multiscale.standardError),
        .number(place.multiscale.halfWidth), .number(place.direct.value),
        .number(place.direct.standardError), .number(place.direct.halfWidth),
        .number(place.distance), .number(place.density.value),
        .number(place.density.standardError),
      ])
    }
    return table
  }

  /// Both profiles.
  var figure: Figure {
    let length = units.display(profiles.places.last?.x ?? 1, .length)
    let scale = units.display(profiles.places.first?.multiscale.value ?? 1, .temperature)
    func label(_ name: String, _ choice: HumanUnits.Choice) -> String {
      choice.label.isEmpty ? name : "\(name) / \(choice.label)"
    }
    let x = profiles.places.map { $0.x / length.scale }
    let middle = profiles.places.map { $0.multiscale.value / scale.scale }
    let half = profiles.places.map { $0.multiscale.halfWidth / scale.scale }
    return Figure(
      title: "From the hottest plane to the coldest",
      horizontal: Figure.Axis(label("x", length)), vertical: Figure.Axis(label("T", scale)),
      series: [
        Figure.Series(
          "multiscale, 95 %", .band, x: x, y: middle,
          uncertainty: .bounds(
            lower: zip(middle, half).map { $0 - $1 }, upper: zip(middle, half).map { $0 + $1 })),
        Figure.Series("multiscale", .line, x: x, y: middle),
        Figure.Series(
          "full molecular dynamics, 95 %", .points, x: x,
          y: profiles.places.map { $0.direct.value / scale.scale },
          uncertainty: .symmetric(profiles.places.map { $0.direct.halfWidth / scale.scale })),
      ])
  }

  /// How many times as many particle steps the direct simulation would take for the precision of the
  /// multiscale run in slabs of growing length.
  var saving: [(length: Int, factor: Double)] {
    [1, 2, 4, 8, 16].map {
      ($0, profiles.predictedCost(ofLength: Double($0)) / Double(max(1, multiscaleSteps)))
    }
  }

  /// The section of the report.
  func section(_ gnuplot: Gnuplot) -> Report.Section {
    var saved = DelimitedTable(columns: [
      "length of the slab", "particle steps, full molecular dynamics", "over multiscale",
    ])
    for (length, factor) in saving {
      saved.append([
        .text(length == 1 ? "this one" : "\(length) times"),
        .text(NumberText.significant(profiles.predictedCost(ofLength: Double(length)), digits: 3)),
        .text(NumberText.significant(factor, digits: 2)),
      ])
    }
    var section = Report.Section(
      "Beside full molecular dynamics",
      pictures: [
        .init(
          gnuplot.draw(figure),
          caption: "The temperature from small boxes and from one long box of "
            + "\(profiles.particles) particles, which knows no conductivity and no Fourier's law.")
      ],
      tables: [
        .init(
          caption:
            "Particle steps that the long box would take for temperatures as precise as those "
            + "of the multiscale run, predicted for the same cross-section and span of temperatures.",
          saved)
      ])
    section.paragraphs = lines
    return section
  }

  /// What a person reads.
  var lines: [String] {
    let count = profiles.places.count
    let steps = { (value: Double) in NumberText.significant(value, digits: 3) }
    return [
      "Full molecular dynamics of \(profiles.particles) particles: \(profiles.agreeing) of \(count) "
        + "temperatures agree within the combined 95 % intervals; the largest difference is "
        + "\(NumberText.significant(profiles.largestDistance, digits: 2)) standard errors.",
      "It took \(steps(Double(profiles.cost.particleSteps))) particle steps, the multiscale run "
        + "\(steps(Double(multiscaleSteps))), which would serve a slab of any length. To be as precise "
        + "the long box would take "
        + saving.map {
          let times = "\(NumberText.significant($0.factor, digits: 2)) times as many"
          return $0.length == 1 ? times : times + " for \($0.length) times the length"
        }.joined(separator: ", ") + ".",
    ]
  }

  var json: JSONValue {
    func number(_ pair: (value: Double, standardError: Double)) -> JSONValue {
      .object(["value": .number(pair.value), "standardError": .number(pair.standardError)])
    }
    return .object([
      "method": .string("fullMolecularDynamics"), "particles": .integer("\(profiles.particles)"),
      "slabs": .integer("\(profiles.places.count)"), "agreeing": .integer("\(profiles.agreeing)"),
      "largestDistance": .number(profiles.largestDistance), "pressure": number(profiles.pressure),
      "hold": number(profiles.hold),
      "converged": .bool(profiles.verdict.converged),
      "stationary": .bool(profiles.verdict.stationary), "ergodic": .bool(profiles.verdict.ergodic),
      "particleSteps": .integer("\(profiles.cost.particleSteps)"),
      "processorSeconds": .number(profiles.cost.seconds),
      "predictedParticleStepsOverMultiscale": .array(
        saving.map {
          .object(["length": .integer("\($0.length)"), "factor": .number($0.factor)])
        }),
    ])
  }
}
