import NumericalMethods
import Tensors
import Testing

@Suite("Second-order tensors")
struct Tensor3Tests {
  private let a = Tensor3(rows: Vector3(2, -1, 3), Vector3(0, 4, 1), Vector3(5, -2, 1))

  /// The matrix as a person writes it, and its components row by row.
  @Test("keep rows, columns and components apart")
  func layout() {
    #expect(a.rows == [[2, -1, 3], [0, 4, 1], [5, -2, 1]])
    #expect(a.components == [2, -1, 3, 0, 4, 1, 5, -2, 1])
    #expect(a.columns.1 == Vector3(-1, 4, -2))
    #expect(a[1, 2] == 1 && a[2, 1] == -2)
    #expect(a == Tensor3(columns: Vector3(2, 0, 5), Vector3(-1, 4, -2), Vector3(3, 1, 1)))
    #expect(Tensor3(components: a.components) == a)
    var changed = a
    changed[2, 0] = 7
    #expect(changed.rows == [[2, -1, 3], [0, 4, 1], [7, -2, 1]])
  }

  /// det A by Sarrus' rule: 8 − 5 + 0 − 60 + 4 − 0 = −53; A : A is the sum of squares, 61.
  @Test("have the trace, determinant and norm computed by hand")
  func invariants() {
    #expect(a.trace == 7)
    #expect(a.determinant == -53)
    #expect(a.doubleContraction(a) == 61)
    #expect(a.norm == 61.0.squareRoot())
    #expect(a.doubleContraction(.identity) == a.trace)
  }

  /// (AB)x = A(Bx), (AB)ᵀ = BᵀAᵀ, det AB = det A det B, A A⁻¹ = 1 and A : B = tr AᵀB.
  @Test("obey the identities of linear algebra")
  func identities() {
    var random = RandomStream(test: "identities")
    for _ in 0..<200 {
      let (a, b, x) = (random.tensor(), random.tensor(), random.vector())
      #expect(((a * b) * x - a * (b * x)).norm < 1e-13)
      #expect(difference((a * b).transposed, b.transposed * a.transposed) < 1e-13)
      #expect(abs((a * b).determinant - a.determinant * b.determinant) < 1e-12)
      #expect(abs(a.doubleContraction(b) - (a.transposed * b).trace) < 1e-13)
      let condition = a.norm * a.inverse.norm
      #expect(difference(a * a.inverse, .identity) < 1e-14 * condition)
      #expect(difference(2 * a.symmetricPart, a + a.transposed) < 1e-15)
    }
  }

  /// (a ⊗ b) x = a (b·x); tr a ⊗ b = a·b; a × b is normal to both, with |a × b|² from Lagrange's
  /// identity a²b² − (a·b)².
  @Test("agree with dyads and vector products")
  func vectors() {
    var random = RandomStream(test: "vectors")
    for _ in 0..<200 {
      let (a, b, x) = (random.vector(), random.vector(), random.vector())
      let dyad = Tensor3(dyad: a, b)
      #expect((dyad * x - b.dot(x) * a).norm < 1e-13)
      #expect(abs(dyad.trace - a.dot(b)) < 1e-14)
      let product = a.cross(b)
      #expect(abs(product.dot(a)) + abs(product.dot(b)) < 1e-12)
      let lagrange = a.dot(a) * b.dot(b) - a.dot(b) * a.dot(b)
      #expect(abs(product.dot(product) - lagrange) < 1e-12 * (1 + a.dot(a) * b.dot(b)))
    }
    #expect(Vector3(1, 0, 0).cross(Vector3(0, 1, 0)) == Vector3(0, 0, 1))
  }

  /// R T R with R = diag(s) multiplies T_ij by s_i s_j.
  @Test("change signs in a mirror")
  func mirror() {
    let mirror = Tensor3(diagonal: Vector3(1, -1, 1))
    #expect(
      mirror * a * mirror == Tensor3(rows: Vector3(2, 1, 3), Vector3(0, 4, -1), Vector3(5, 2, 1)))
    #expect(mirror * mirror == .identity)
    #expect((mirror * a * mirror).determinant == a.determinant)
  }

  @Test("say whether they are finite")
  func finite() {
    var broken = a
    #expect(a.isFinite)
    broken[1, 1] = .nan
    #expect(!broken.isFinite)
    #expect(!Vector3(0, .infinity, 0).isFinite)
    #expect(!Tensor3.zero.inverse.isFinite)
  }
}

@Suite("Quantities of flow")
struct FlowQuantityTests {
  /// P = −σ, p = −tr σ / 3.
  @Test("relate stress and pressure tensor by a sign")
  func stress() {
    let pressure = Tensor3(rows: Vector3(3, 0.5, 0), Vector3(0.5, 4, 0), Vector3(0, 0, 5))
    let stress = CauchyStress(pressureTensor: pressure)
    #expect(stress.pressureTensor == pressure)
    #expect(stress.pressure == 4)
    #expect(stress.shear == -0.5)
  }

  /// u(y) = γ̇ y x̂.
  @Test("put simple shear into the component xy")
  func simpleShear() {
    let load = VelocityGradient.simpleShear(rate: 0.7)
    #expect(load.tensor * Vector3(0, 2, 0) == Vector3(1.4, 0, 0))
    #expect(load.shearRate == 0.7)
    #expect(load.components == [0, 0.7, 0, 0, 0, 0, 0, 0, 0])
    #expect(VelocityGradient(components: load.components) == load)
  }

  @Test("map and count components")
  func components() {
    #expect(CauchyStress.componentCount == 9 && Double.componentCount == 1)
    #expect(CauchyStress.zeroValue.tensor == .zero)
    #expect(2.0.mapComponents { $0 + 1 } == 3)
    #expect(VelocityGradient.simpleShear(rate: 2).mapComponents { 3 * $0 }.shearRate == 6)
  }

  @Test("reject a parameter outside of its domain", arguments: [0, -1, .nan, .infinity])
  func positive(value: Double) {
    #expect(throws: ParameterError.self) { try Double.positive(value, "rate") }
  }
}
