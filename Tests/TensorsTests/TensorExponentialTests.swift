import Foundation
import NumericalMethods
import Tensors
import Testing

@Suite("The exponential of a tensor")
struct TensorExponentialTests {
  /// e^A = Σ A^k/k! and φ₁(A) = Σ A^k/(k+1)!, summed to 80 terms.
  @Test("is the sum of its series", arguments: [1e-6, 0.1, 1, 3])
  func series(scale: Double) {
    var random = RandomStream(test: "series")
    for _ in 0..<50 {
      let direction = random.tensor()
      let a = (scale / direction.norm) * direction
      var power = Tensor3.identity
      var sums = (Tensor3.identity, Tensor3.identity)
      for order in 1...80 {
        power = (1 / Double(order)) * (power * a)
        sums.0 += power
        sums.1 += (1 / Double(order + 1)) * power
      }
      let (exponential, integral) = a.exponentialAndIntegral
      #expect(difference(exponential, sums.0) < 1e-14 * exp(scale))
      #expect(difference(integral, sums.1) < 1e-14 * exp(scale))
    }
  }

  /// Simple shear is nilpotent, A² = 0: e^A = 1 + A and φ₁(A) = 1 + A/2 without any rounding.
  @Test("is exact for simple shear", arguments: [1e-9, 0.005, 1, 40])
  func simpleShear(rate: Double) {
    let a = VelocityGradient.simpleShear(rate: rate).tensor
    let (exponential, integral) = a.exponentialAndIntegral
    #expect(exponential == .identity + a)
    #expect(integral == .identity + 0.5 * a)
  }

  /// A strictly upper triangular A has A³ = 0: e^A = 1 + A + A²/2, φ₁(A) = 1 + A/2 + A²/6.
  @Test("ends after the square for a nilpotent tensor of order three")
  func nilpotent() {
    let a = Tensor3(rows: Vector3(0, 2, -1), Vector3(0, 0, 3), .zero)
    let (exponential, integral) = a.exponentialAndIntegral
    #expect(difference(exponential, .identity + a + 0.5 * (a * a)) < 1e-14)
    #expect(difference(integral, .identity + 0.5 * a + (1 / 6.0) * (a * a)) < 1e-14)
  }

  /// Rodrigues' formula: for the spin W of a unit axis, e^{θW} = 1 + sin θ W + (1 − cos θ) W².
  @Test("of a spin is a rotation", arguments: [1e-3, 0.7, .pi, 12])
  func rotation(angle: Double) {
    var random = RandomStream(test: "rotation")
    let axis = random.direction()
    let spin = Tensor3(
      columns: axis.cross(Vector3(1, 0, 0)), axis.cross(Vector3(0, 1, 0)),
      axis.cross(Vector3(0, 0, 1)))
    let (exponential, integral) = (angle * spin).exponentialAndIntegral
    let expected = Tensor3.identity + sin(angle) * spin + (1 - cos(angle)) * (spin * spin)
    #expect(difference(exponential, expected) < 1e-13)
    #expect(difference(exponential * exponential.transposed, .identity) < 1e-13)
    #expect(difference((angle * spin) * integral, exponential - .identity) < 1e-13)
  }

  /// For diag(a) the components are e^a and (e^a − 1)/a.
  @Test("is componentwise on the diagonal")
  func diagonal() {
    let rates = Vector3(1e-8, -3, 5)
    let (exponential, integral) = Tensor3(diagonal: rates).exponentialAndIntegral
    for index in 0..<3 {
      let (e, i) = (exp(rates[index]), expm1(rates[index]) / rates[index])
      #expect(abs(exponential[index, index] - e) < 1e-14 * e)
      #expect(abs(integral[index, index] - i) < 1e-14 * i)
    }
  }

  /// e^{(s+t)A} = e^{sA} e^{tA}, (s+t) φ₁((s+t)A) = s φ₁(sA) + t e^{sA} φ₁(tA), det e^A = e^{tr A}.
  @Test("composes like the flow of time")
  func group() {
    var random = RandomStream(test: "group")
    for _ in 0..<100 {
      let a = random.tensor()
      let (s, t) = (random.uniform(), random.uniform())
      let (first, second) = ((s * a).exponentialAndIntegral, (t * a).exponentialAndIntegral)
      let whole = ((s + t) * a).exponentialAndIntegral
      let scale = exp(2 * a.norm)
      #expect(
        difference(whole.exponential, first.exponential * second.exponential) < 1e-14 * scale)
      let integral = s * first.integral + t * (first.exponential * second.integral)
      #expect(difference((s + t) * whole.integral, integral) < 1e-14 * scale)
      let volume = a.exponentialAndIntegral.exponential.determinant
      #expect(abs(volume - exp(a.trace)) < 1e-13 * scale)
    }
  }

  @Test("of a tensor that is not finite is not finite")
  func notFinite() {
    let broken = Tensor3(diagonal: Vector3(.infinity, 0, 0)).exponentialAndIntegral
    #expect(!broken.exponential.isFinite)
  }
}
