import CellProblems
import Foundation
import Testing

@Suite("Formulas")
struct FormulaTests {
  @Test(
    "have the values that mathematics gives them",
    arguments: [
      ("1 + 2*3", 7.0), ("-2^2", -4), ("2^3^2", 512), ("2**-1", 0.5), ("8/4/2", 1),
      ("(1 + 2)*3", 9), ("1.5e2 - .5", 149.5), ("sqrt(abs(-16))", 4), ("min(3, 1, 2)", 1),
      ("max(x, y)", 0.5), ("exp(log(3))", 3), ("tanh(0) + cos(0)", 1), ("x + 10*y + 100*z", 75.25),
      ("2 + sin(2*pi*x)", 3), ("- - 1", 1), ("+x", 0.25),
    ])
  func values(text: String, value: Double) throws {
    #expect(abs(try Formula(text)(0.25, 0.5, 0.7) - value) < 1e-12)
  }

  @Test(
    "that make no sense are refused with the place",
    arguments: [
      ("2 +", 4), ("sin x", 5), ("2 + foo(2)", 5), ("(1", 3), ("1)", 2), ("2 x", 3), ("", 1),
      ("1..2", 1), ("min(1)", 6), ("x; rm", 2), ("sin(1,2)", 6),
    ])
  func errors(text: String, position: Int) {
    do {
      _ = try Formula(text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.position == position, "\(text): \(error)")
    }
  }

  @Test("that are nested without end are refused, not followed")
  func depth() {
    let deep = String(repeating: "(", count: 500) + "1" + String(repeating: ")", count: 500)
    #expect(throws: FormulaError.self) { try Formula(deep) }
    #expect(throws: FormulaError.self) { try Formula(String(repeating: "1+", count: 5000) + "1") }
  }

  @Test("suggest what was meant")
  func suggestion() {
    do { _ = try Formula("sqr(2)") } catch { #expect(error.description.contains("sqrt")) }
  }
}
