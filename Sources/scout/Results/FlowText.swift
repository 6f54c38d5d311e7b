internal import Foundation
internal import InputDeck
internal import ScaleBridge
internal import Tensors

extension FlowLoad {
  /// The name of the flow and its rate, for progress.
  func title(in units: DeckUnits) -> String {
    guard let rate else { return "a general flow" }
    return "\(words) \(units.text(rate, .rate))"
  }

  /// A line that tells the flow.
  func line(in units: DeckUnits) -> String {
    guard let rate else {
      let rows = gradient.tensor.rows.map { row in
        row.map { units.text($0, .rate) }.joined(separator: ", ")
      }
      return "  velocity gradient         " + rows.joined(separator: "; ")
    }
    return "  " + words.padding(toLength: 26, withPad: " ", startingAt: 0)
      + units.text(rate, .rate)
  }

  private var words: String {
    switch kind {
    case .shearRate: "shear rate"
    case .planarElongationRate: "planar elongation rate"
    case .uniaxialElongationRate: "uniaxial elongation rate"
    case .biaxialElongationRate: "biaxial elongation rate"
    case .velocityGradient: "velocity gradient"
    }
  }
}
