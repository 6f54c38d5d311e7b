import Foundation
import MolecularDynamics
import Testing

@Suite("Functions of lanes")
struct LaneFunctionTests {
  /// The library's exponential is good to less than one unit in the last place.
  @Test("give exponentials to two units in the last place in double precision")
  func double() {
    var worst = 0.0
    for index in 0...200_000 {
      let x = -700 + 1400 * Double(index) / 200_000
      let found = DoubleLanes(repeating: x).exponential[0]
      worst = max(worst, abs(found - exp(x)) / exp(x).ulp)
    }
    #expect(worst <= 2)
  }

  @Test("give exponentials to two units in the last place in single precision")
  func single() {
    var worst = 0.0
    for index in 0...200_000 {
      let x = Float(-86 + 172 * Double(index) / 200_000)
      let found = SingleLanes(repeating: Double(x)).exponential.values[0]
      let exact = exp(Double(x))
      worst = max(worst, abs(Double(found) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst <= 2)
  }

  @Test("give exponentials of any number at all")
  func extremes() {
    for x in [-1e30, -1e4, 0, 1e4, 1e30] {
      let (double, single) = (
        DoubleLanes(repeating: x).exponential[0], SingleLanes(repeating: x).exponential.values[0]
      )
      #expect(double.isFinite && single.isFinite)
      #expect(x >= 0 || double < 1e-300 && single < 1e-37)
      #expect(x <= 0 || double > 1e300 && single > 1e37)
      #expect(x != 0 || double == 1 && single == 1)
    }
    #expect(DoubleLanes(repeating: .nan).exponential[0].isNaN)
    #expect(SingleLanes(repeating: .nan).exponential.values[0].isNaN)
  }

  @Test("give inverse square roots to two units in the last place")
  func inverseSquareRoots() {
    for index in 0...10_000 {
      let x = Float(exp(-20 + 48 * Double(index) / 10_000))
      let exact = 1 / Double(x).squareRoot()
      let double = DoubleLanes(repeating: Double(x)).inverseSquareRoot[0]
      let single = SingleLanes(repeating: Double(x)).inverseSquareRoot.values[0]
      #expect(abs(double - exact) <= 2 * exact.ulp)
      #expect(abs(Double(single) - exact) <= 2 * Double(Float(exact).ulp))
    }
  }
}
