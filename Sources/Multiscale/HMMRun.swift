public import ScaleBridge
internal import Tensors

/// The dialogue between the scales: the heterogeneous multiscale method.
///
/// Each turn has four steps. *Restriction*: the macro problem turns its state into loads.
/// *Micro-solve* and *averaging*: the law answers with fluxes and their errors. *Macro update*:
/// the problem takes one step of time or of its outer iteration.
///
/// - SeeAlso: E & Engquist, *Commun. Math. Sci.* **1**, 87 (2003),
///   <https://doi.org/10.4310/CMS.2003.v1.n1.a8>; Ren & E, *J. Comput. Phys.* **204**, 1 (2005),
///   <https://doi.org/10.1016/j.jcp.2004.10.001>.
public struct HMMRun<Macro: MacroProblem>: Sendable
where Macro.Load: Sendable, Macro.Response: Sendable {
  /// The macroscopic problem.
  public private(set) var macro: Macro

  /// The constitutive law it asks.
  public private(set) var law: any ConstitutiveLaw<Macro.Load, Macro.Response>

  /// The turns taken.
  public private(set) var turns = 0

  /// Brings a problem and a law together.
  public init(_ macro: Macro, asking law: any ConstitutiveLaw<Macro.Load, Macro.Response>) {
    self.macro = macro
    self.law = law
  }

  /// Takes turns until the problem is finished.
  ///
  /// - Parameter record: called after every turn with the questions and answers it took.
  /// - Throws: `MicroFailure`, `FaultsExceeded`, `MacroFailure`, `CancellationError`, and what `record` throws; the
  ///   problem is left as the last complete turn made it.
  public mutating func run(recording record: (Macro, Turn) throws -> Void) async throws {
    while !macro.isFinished {
      let loads = macro.loads
      let answers = try await law.respond(to: loads, within: macro.precision)
      try requireFinite(answers)
      try macro.advance(with: answers)
      turns += 1
      try record(macro, Turn(number: turns, loads: loads, answers: answers))
    }
  }

  /// The questions and answers of one turn.
  public struct Turn: Sendable {
    /// Counted from 1.
    public let number: Int
    /// What was asked.
    public let loads: [Macro.Load]
    /// What was answered, in the same order.
    public let answers: [Estimate<Macro.Response>]
  }

  private func requireFinite(_ answers: [Estimate<Macro.Response>]) throws {
    if let missing = answers.first(where: \.isMissing) {
      throw FaultsExceeded(
        missing: answers.count { $0.isMissing }, asked: answers.count, tolerance: 0,
        reason: missing.verdict.flags.map(\.message).joined(separator: "; "))
    }
    for (index, answer) in answers.enumerated()
    where !answer.value.components.allSatisfy(\.isFinite) {
      throw MacroFailure(
        "the constitutive law answered question \(index + 1) of turn \(turns + 1) with a value "
          + "that is not finite: \(answer.value.components).")
    }
  }
}
