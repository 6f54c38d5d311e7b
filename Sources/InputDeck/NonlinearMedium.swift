internal import CellProblems
internal import DiffusionStudies
internal import Discretization
internal import Foundation
internal import Tensors

/// What a deck about diffusion may say where its coefficient depends on the gradient.
enum NonlinearMedium {
  /// Refuses keys of linear media, and cells that are no whole periods.
  ///
  /// - Throws: `DeckError`.
  static func require(_ deck: Deck, _ medium: RapidMedium) throws {
    guard medium.isNonlinear else { return }
    let (macro, micro) = (deck.root.section("macro"), deck.root.section("micro"))
    for key in ["effective", "limit", "error", "oversampling", "periods"] where macro.isWritten(key)
    {
      throw macro.problem(
        at: key, "it is for coefficients that do not depend on the gradient g",
        advice: "Leave it out; the error is told in its parts, and against dns with compare.")
    }
    let known = NonlinearComparison.methods.map(\.rawValue)
    if let method = deck.root.texts("compare").first(where: { !known.contains($0) }) {
      throw deck.root.problem(
        at: "compare", "\(method) is for coefficients that do not depend on the gradient g",
        advice: "Compare \(known.joined(separator: ", ")).")
    }
    guard !medium.isRandom else {
      throw micro.problem(
        at: "coefficient", "it depends on the gradient g and on the random number r",
        advice: "Use one of both: cells of nonlinear media are whole periods.")
    }
    let cell = micro.section("cell")
    for key in ["average", "regularization", "sizes"] where cell.isWritten(key) {
      throw cell.problem(
        at: key, "cells of a nonlinear medium are whole periods, averaged as they are",
        advice: "Leave it out.")
    }
    guard cell.cellBoundary == .periodic else {
      throw cell.problem(
        at: "boundary", "cells of a nonlinear medium are periodic", advice: "Leave it out.")
    }
    if let size = cell.optionalNumber("size"), !medium.repeats(over: size) {
      throw cell.problem(
        at: "size", "cells of a nonlinear medium are whole periods, here of \(medium.period)",
        advice: "Write size: \(max(1, (size / medium.period).rounded()) * medium.period).")
    }
  }

  /// Why a nonlinear coefficient is none at a place; nil where it is one.
  ///
  /// - Parameter gradient: the size of the gradient.
  static func objection(
    to medium: RapidMedium, slow: Vector3, fast: Vector3, gradient: Double
  ) -> String? {
    let material = medium.material(slow: slow, fast: fast)
    let value = material.coefficient(gradient)
    guard value.isFinite, value > 0 else {
      return "it is \(value) at \(place(medium, slow, fast, gradient)), and must be finite and "
        + "positive"
    }
    let larger = 1.001 * gradient
    guard larger * material.coefficient(larger) > gradient * value else {
      return "the flux falls with the gradient at \(place(medium, slow, fast, gradient)), and must "
        + "grow with it"
    }
    return nil
  }

  private static func place(
    _ medium: RapidMedium, _ slow: Vector3, _ fast: Vector3, _ gradient: Double
  ) -> String {
    let axes = (0..<medium.dimension).flatMap { axis in
      ["x\(axis + 1) = \(slow[axis])", "y\(axis + 1) = \(fast[axis])"]
    }
    return (axes + ["g = \(gradient)"]).joined(separator: ", ")
  }
}
