internal import Continuum
internal import Discretization
internal import InputDeck
internal import Tensors

/// The velocity profile as a table for a terminal, beside the Newtonian one.
struct ProfileText {
  private let record: RunRecord

  init(_ record: RunRecord) { self.record = record }

  var text: String {
    let (flow, units) = (record.flow, record.plan.units)
    let nodes = flow.channel.grid.nodes
    let length = units.display(flow.channel.grid.length, .length)
    let largest = flow.velocity.values.map(\.magnitude).max() ?? 0
    let speed = units.display(largest, .velocity)
    let newtonian = record.newtonian
    func unit(_ choice: HumanUnits.Choice) -> String {
      choice.label.isEmpty ? "" : " / \(choice.label)"
    }
    var lines = [
      "y\(unit(length))".indented(to: 12) + "u\(unit(speed))".indented(to: 24)
        + (newtonian == nil ? "" : "Newtonian".indented(to: 14) + "difference".indented(to: 14))
    ]
    for node in shownNodes(nodes.count) {
      let velocity = flow.velocity[node]
      var line =
        NumberText.significant(nodes[node] / length.scale, digits: 4).indented(to: 12)
        + Self.number(velocity, speed.scale).indented(to: 24)
      if let newtonian {
        let reference = newtonian.velocities[node]
        line += NumberText.significant(reference / speed.scale, digits: 5).indented(to: 14)
        line += Self.difference(velocity, newtonian, node: node, largest).indented(to: 14)
      }
      lines.append(line.trimmingTrailingSpaces)
    }
    var notes: [String] = []
    if lines.contains(where: { $0.contains("±") }) { notes.append("± one standard error") }
    if lines.contains(where: { $0.hasSuffix("*") }) {
      notes.append("* beyond the 95 % interval of the difference")
    }
    if !notes.isEmpty { lines.append(notes.joined(separator: "   ").indented(to: 64)) }
    return lines.joined(separator: "\n")
  }

  /// All nodes, or every second, third … and the last where there are more than 25.
  private func shownNodes(_ count: Int) -> [Int] {
    let stride = (count + 23) / 24
    let shown = Array(Swift.stride(from: 0, to: count, by: stride))
    return shown.last == count - 1 ? shown : shown + [count - 1]
  }

  private static func number(_ value: UncertainValue, _ scale: Double) -> String {
    guard value.standardError > 1e-9 * value.value.magnitude else {
      return NumberText.significant(value.value / scale, digits: 5)
    }
    return NumberText.withError(value.value / scale, value.standardError / scale)
  }

  /// The difference in per cent, starred where it exceeds 1.96 of its own standard errors: that
  /// of the velocity, and that of the viscosity at rest, on which the reference depends.
  private static func difference(
    _ value: UncertainValue, _ newtonian: NewtonianComparison, node: Int, _ largest: Double
  ) -> String {
    let reference = newtonian.velocities[node]
    let difference = value.value - reference
    guard difference.magnitude > 1e-9 * largest, reference != 0 else { return "" }
    let share = NumberText.significant(100 * difference / reference, digits: 2)
    let referenceError = reference * newtonian.standardError / newtonian.viscosity
    let variance = value.standardError * value.standardError + referenceError * referenceError
    let isSampled = variance > 1e-18 * reference * reference
    let isClear = isSampled && difference * difference > 1.96 * 1.96 * variance
    return (difference > 0 ? "+" : "") + "\(share) %" + (isClear ? " *" : "  ")
  }
}
