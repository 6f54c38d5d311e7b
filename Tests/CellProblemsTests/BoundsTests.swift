import CellProblems
import Tensors
import Testing

@Suite("Bounds of effective coefficients")
struct BoundsTests {
  @Test("are those of Wiener and of Hashin and Shtrikman")
  func table() throws {
    let rows = try Fixture.table("hashin_shtrikman.csv")
    #expect(rows.count > 20)
    for row in rows {
      let (share, contrast) = (try #require(row["f"]), try #require(row["contrast"]))
      let bounds = ConductivityBounds(
        coefficients: [1, contrast], shares: [1 - share, share],
        dimension: Int(try #require(row["d"])))
      #expect(abs(bounds.wiener.lowerBound - (row["wiener_lo"] ?? 0)) < 1e-9 * contrast)
      #expect(abs(bounds.wiener.upperBound - (row["wiener_hi"] ?? 0)) < 1e-9 * contrast)
      #expect(abs(bounds.hashinShtrikman.lowerBound - (row["hs_lo"] ?? 0)) < 1e-9 * contrast)
      #expect(abs(bounds.hashinShtrikman.upperBound - (row["hs_hi"] ?? 0)) < 1e-9 * contrast)
    }
  }

  /// With equal shear moduli the bounds of the bulk modulus coincide (Hill 1963).
  @Test("of moduli coincide where Hill's theorem holds, and order themselves otherwise")
  func moduli() {
    let equal = ModulusBounds(bulk: [1, 8], shear: [0.6, 0.6], shares: [0.7, 0.3])
    #expect(abs(equal.isotropicBulk.upperBound - equal.isotropicBulk.lowerBound) < 1e-12)
    #expect(abs(equal.isotropicBulk.lowerBound - (1 / (0.7 / 1.8 + 0.3 / 8.8) - 0.8)) < 1e-12)
    let general = ModulusBounds(bulk: [1, 8], shear: [0.5, 5], shares: [0.7, 0.3])
    #expect(general.shear.contains(general.isotropicShear.lowerBound))
    #expect(general.shear.contains(general.isotropicShear.upperBound))
    #expect(general.bulk.contains(general.isotropicBulk.upperBound))
  }

  /// C′ of a rotation by 45° about z: C′₆₆ = (C₁₁ − C₁₂)/2 for a cubic crystal.
  @Test("a rotated crystal keeps its invariants")
  func rotation() {
    let copper = Stiffness.cubic(c11: 168.4, c12: 121.4, c44: 75.4)
    let s = 0.5.squareRoot()
    let turned = copper.rotated(
      by: Tensor3(rows: Vector3(s, -s, 0), Vector3(s, s, 0), Vector3(0, 0, 1)))
    #expect(abs(turned.components[35] - (168.4 - 121.4) / 2) < 1e-10)
    #expect(abs(turned.components[0] - ((168.4 + 121.4) / 2 + 75.4)) < 1e-10)
    #expect(abs(turned.bulkModulus - copper.bulkModulus) < 1e-10)
    #expect(abs(turned.shearModulus - copper.shearModulus) < 1e-10)
  }
}
