internal import Foundation
internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Tensors

extension MicroMeasurement {
  /// What people read.
  var text: String {
    let units = plan.units
    let stress = estimate.value
    let error = estimate.standardError
    let pressure = estimate.mapped { $0.pressure }
    let normal = estimate.mapped { $0.tensor[0, 0] - $0.tensor[1, 1] }
    var lines = ["", plan.deck.title, "", plan.flow.line(in: units)]
    if plan.flow.judged == .alongLoad {
      lines += stressRows
    } else {
      lines.append(
        "  shear stress              "
          + units.text(stress.shear, standardError: error.shear, .pressure)
          + (error.shear > 0
            ? "   95 % interval ± "
              + units.text(halfWidth: estimate.halfWidth.shear, of: stress.shear, .pressure) : ""))
    }
    for viscosity in viscosities {
      lines.append(
        "  " + viscosity.words.padding(toLength: 26, withPad: " ", startingAt: 0)
          + units.text(
            viscosity.value.value, standardError: viscosity.value.standardError, .viscosity))
    }
    lines.append(
      "  pressure                  "
        + units.text(pressure.value, standardError: pressure.standardError, .pressure))
    lines.append(
      "  normal stress difference  "
        + units.text(normal.value, standardError: normal.standardError, .pressure))
    if let companions {
      let scale = units.micro.factor(to: units.macro, for: .temperature)
      lines.append(
        "  kinetic temperature       " + units.text(scale * companions.temperature, .temperature))
    }
    lines += estimate.origin == .formula ? ["  answered by               a formula"] : sampling
    return lines.joined(separator: "\n") + "\n"
  }

  /// All nine components of the stress, row by row.
  private var stressRows: [String] {
    let labels = ["x", "y", "z"]
    return (0..<3).map { row in
      let cells = (0..<3).map { column in
        plan.units.text(
          estimate.value.tensor[row, column],
          standardError: estimate.standardError.tensor[row, column], .pressure)
      }
      return "  stress \(labels[row])x, \(labels[row])y, \(labels[row])z       "
        + cells.joined(separator: "   ")
    }
  }

  /// The lines about the sampling.
  private var sampling: [String] {
    let millions = NumberText.significant(Double(estimate.cost.particleSteps) / 1e6, digits: 3)
    return road + [
      "  effective samples         "
        + NumberText.significant(estimate.effectiveSamples, digits: 4)
        + ", \(discardedSteps) steps discarded per replica",
      "  verdict                   "
        + verdict.text(ifSound: "converged, stationary, ergodic"),
      "  cost                      \(estimate.cost.steps) steps, \(millions) million particle "
        + "steps, \(SamplingNarrator.duration(seconds))",
    ]
  }

  /// Which estimator was taken, and what the tests of linear response said.
  private var road: [String] {
    let scale = plan.units.micro.factor(to: plan.units.macro, for: .rate)
    let lines = tests.map { test in
      "  linear at                 " + plan.units.text(scale * test.rate, .rate)
        + (test.isPassed ? ": yes" : ": no") + ", the flow differs from rest by "
        + NumberText.significant(test.zScore, digits: 2) + " standard errors"
    }
    guard estimate.origin == .linearResponse else { return lines }
    return ["  answered by               fluctuations at rest, linear response"] + lines
  }
}
