import CellProblems
import DiffusionStudies
import InputDeck
import Testing

@Suite("Plans of diffusion")
struct DiffusionPlanTests {
  private func plan(
    macro: String = "", medium: String = "coefficient: 2 + sin(2*pi*y1)\n  period: 0.05",
    cell: String = "", compare: String = ""
  ) throws -> DiffusionPlan {
    let text = """
      macro:
        problem: diffusion
        size: [1, 1]
        cells: [8, 8]
        \(macro)
      micro:
        model: medium
        \(medium.replacing("\n  ", with: "\n  "))
        cell: {\(cell)}
      \(compare)
      """
    return try DiffusionPlan(Deck(text: text, file: "deck.yaml", schema: .scout))
  }

  @Test("choose one period with 32 voxels, and as many fine cells as resolve it")
  func defaults() throws {
    let plan = try plan()
    #expect(plan.settings.law.cell == (try SamplingCell(size: 0.05, voxels: 32)))
    #expect(plan.settings.refinement == 40 && plan.settings.margin == 10)
    #expect(plan.methods.isEmpty && plan.request == nil && plan.warnings.isEmpty)
    let random = try self.plan(medium: "coefficient: 1 + r\n  period: 0.01")
    #expect(random.settings.law.realizations == 8)
    #expect(abs(random.settings.law.cell.size - 0.08) < 1e-15)
  }

  @Test("warn where scales are not separated")
  func warnings() throws {
    let plan = try plan(medium: "coefficient: 2 + sin(2*pi*y1)\n  period: 0.3")
    #expect(plan.warnings.count == 3)
  }

  @Test("take cells of any boundary, average and regularisation, and warn where they are small")
  func conditions() throws {
    let plan = try plan(
      cell: "size: 0.2, boundary: linear, average: {part: 0.5, order: 3}, regularization: {}, "
        + "sizes: [0.1, 0.125]")
    let method = plan.settings.law.cell.method
    #expect(method.boundary == .linear && method.average == CellAverage(part: 0.5, order: 3))
    #expect(abs((try #require(method.regularization)).length - 0.25 * 0.1) < 1e-15)
    #expect(plan.settings.homogenized.cell.method == .periodic)
    #expect(plan.sizes == [0.1, 0.125])
    #expect(try self.plan(cell: "size: 0.11").warnings.contains { $0.contains("cut it") })
    #expect(try self.plan(cell: "size: 0.1").warnings.isEmpty)
    let flux = try self.plan(cell: "size: 0.1, boundary: uniformFlux")
    #expect(flux.warnings.contains { $0.contains("up to 50 %") })
    let random = try self.plan(medium: "coefficient: 1 + r\n  period: 0.01", cell: "size: 0.03")
    #expect(random.warnings.contains { $0.contains("whatever the realisations") })
    let timed = try self.plan(macro: "periods: [0.1, 0.05]")
    #expect(timed.periods == [0.1, 0.05])
  }

  @Test(
    "refuse what makes no sense, and say where",
    arguments: [
      ("", "coefficient: 2 + sin(2*pi*z1)\n  period: 0.05", "", "did you mean"),
      ("", "coefficient: sin(2*pi*y1)\n  period: 0.05", "", "must be finite and positive"),
      ("", "coefficient: 1/(x1 - x1)\n  period: 0.05", "", "must be finite and positive"),
      ("", "coefficient: 1\n  coefficients: [1, 2]\n  period: 0.05", "", "one coefficient"),
      ("", "coefficients: [1, 2, 3, 4]\n  period: 0.05", "", "one formula"),
      ("", "coefficient: 1\n  period: 0.05", "size: 0.04", "smaller than the period"),
      ("", "coefficient: 1\n  period: 0.05", "realizations: 4", "not random"),
      ("", "coefficient: 1\n  period: 0.05", "sizes: [0.02, 0.1]", "smaller than the period"),
      ("", "coefficient: 1\n  period: 0.05", "sizes: [0.1, 60]", "too many voxels"),
      ("", "coefficient: 1\n  period: 0.05", "boundary: dirichlet", "linear"),
      (
        "", "coefficient: 1\n  period: 0.05", "boundary: uniformFlux, regularization: {}",
        "linear or periodic"
      ),
      ("", "coefficient: 1\n  period: 0.05", "average: {part: 2}", "average.part"),
      ("periods: [0.1, 0.00001]", "coefficient: 1\n  period: 0.05", "", "unknowns"),
      ("order: 2", "coefficient: 1\n  period: 0.05", "", "no element of order 2"),
      ("source: y1", "coefficient: 1\n  period: 0.05", "", "is unknown"),
      ("held: [{side: front}]", "coefficient: 1\n  period: 0.05", "", "no such side"),
      ("effective: [-1]", "coefficient: 1\n  period: 0.05", "", "must be finite and positive"),
    ])
  func errors(macro: String, medium: String, cell: String, words: String) {
    do {
      _ = try plan(macro: macro, medium: medium, cell: cell)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains(words) && "\(error)".contains("deck.yaml:"), "\(error)")
    }
  }

  @Test("refuse a resolved solution that does not fit in memory")
  func memory() throws {
    #expect(throws: DeckError.self) {
      try self.plan(
        medium: "coefficient: 1\n  period: 0.0005", compare: "compare: [hmm, dns]")
    }
    let plan = try plan(medium: "coefficient: 1\n  period: 0.0005", compare: "compare: [hmm]")
    #expect(plan.methods == [.hmm])
  }
}

/// The first problem of a deck about a nonlinear medium.
private struct NonlinearDeck {
  var coefficient = "(2 + sin(2*pi*y1))*(1 + g^2)"
  var macro = ""
  var cell = ""
  var compare = ""

  func problem() throws -> DeckProblem? {
    let text = """
      macro:
        problem: diffusion
        size: [1, 1]
        cells: [4, 4]
        \(macro)
      micro:
        model: medium
        coefficient: \(coefficient)
        period: 0.05
        cell: {\(cell)}
      \(compare)
      """
    do {
      let plan = try DiffusionPlan(Deck(text: text, file: "deck.yaml", schema: .scout))
      #expect(plan.isNonlinear)
      return nil
    } catch let error as DeckError { return error.problems.first }
  }
}

@Suite("Decks of nonlinear media")
struct NonlinearDeckTests {
  @Test("are told by the variable g alone")
  func accepted() throws {
    #expect(try NonlinearDeck(compare: "compare: [hmm, dns, average]").problem() == nil)
    #expect(try NonlinearDeck(cell: "size: 0.1, slow: asIs").problem() == nil)
  }

  @Test("name key, rule and remedy where something does not go with g")
  func refused() throws {
    let cases: [(NonlinearDeck, path: String, rule: String)] = [
      (NonlinearDeck(cell: "size: 0.07"), "micro.cell.size", "whole periods, here of 0.05"),
      (NonlinearDeck(cell: "boundary: linear"), "micro.cell.boundary", "are periodic"),
      (NonlinearDeck(cell: "average: {order: 2}"), "micro.cell.average", "averaged as they are"),
      (NonlinearDeck(macro: "error: 0.01"), "macro.error", "do not depend on the gradient g"),
      (NonlinearDeck(compare: "compare: [hmm, msfem]"), "compare", "msfem is for coefficients"),
      (NonlinearDeck(coefficient: "1 + r + g"), "micro.coefficient", "on the random number r"),
      (
        NonlinearDeck(coefficient: "1 - 0.1*g"), "micro.coefficient",
        "the flux falls with the gradient"
      ),
      (NonlinearDeck(coefficient: "g - 1"), "micro.coefficient", "must be finite and positive"),
      (NonlinearDeck(coefficient: "1 + q^2"), "micro.coefficient", "at character 5"),
    ]
    for (deck, path, rule) in cases {
      let problem = try #require(try deck.problem())
      #expect(problem.path == path)
      #expect(problem.rule.contains(rule), "\(problem)")
      #expect(problem.advice != nil && problem.line != nil)
    }
  }
}
