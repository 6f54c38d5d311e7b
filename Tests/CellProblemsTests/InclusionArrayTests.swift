import CellProblems
import Foundation
import Tensors
import Testing

@Suite("Regular arrays of inclusions")
struct InclusionArrayTests {
  /// Rayleigh's multipole method as carried out by Perrins, McKenzie & McPhedran, *Proc. R. Soc.
  /// Lond. A* **369**, 207 (1979); table recomputed to 15 digits.
  @Test(
    "cylinders converge with the first order of composite voxels to what multipoles say",
    arguments: [("0.20", "c2", 2.0, 2e-5), ("0.50", "c10", 10, 2e-4)])
  func cylinders(share: String, column: String, contrast: Double, tolerance: Double) throws {
    let share = try #require(Double(share))
    let exact = try multipoles(share, column)
    let array = try Inclusions(.square, share: share)
    let study = try ResolutionStudy(resolutions: [64, 128, 256]) {
      try Cells.conducting(array, [1, contrast], $0)
    }
    let found = study.coefficients[0][0]
    #expect(abs(try #require(study.order) - 1) < 0.15)
    #expect(abs(found - exact) < 2 * study.errors[0][0])
    #expect(abs(study.extrapolated[0][0] / exact - 1) < tolerance)
    #expect(abs(study.coefficients[0][1]) < 1e-10)
    let bounds = ConductivityBounds(
      coefficients: [1, contrast], shares: [1 - share, share], dimension: 2)
    #expect(bounds.hashinShtrikman.contains(found))
  }

  /// The reference of a share and a contrast.
  private func multipoles(_ share: Double, _ column: String) throws -> Double {
    let rows = try Fixture.table("cylinders_square.csv")
    let row = try #require(rows.first { abs(($0["f"] ?? 0) - share) < 1e-9 })
    return try #require(row[column])
  }

  /// Between contrast 10⁸ and a perfect conductor the conductivity changes by about 10⁻⁷.
  @Test("almost perfect conductors and pores cost hardly more iterations")
  func infiniteContrast() throws {
    let array = try Inclusions(.square, share: 0.5)
    let rigid = try Cells.conducting(array, [1, 1e8], 256, .sharp).solve()
    let porous = try Cells.conducting(array, [1, 0], 256, .sharp).solve()
    // Staircases: first order in a voxel of 1/256.
    #expect(abs(rigid.coefficients[0][0] / (try multipoles(0.5, "cinf")) - 1) < 0.01)
    #expect(abs(porous.coefficients[0][0] / (try multipoles(0.5, "c0")) - 1) < 0.004)
    #expect((rigid.report.iterations + porous.report.iterations).allSatisfy { $0 < 25 })
  }

  @Test("spheres in a simple cubic array conduct as multipoles say")
  func spheres() throws {
    let row = try #require(Fixture.table("spheres_sc.csv").first { $0["f"] == 0.2 })
    let array = try Inclusions(.simpleCubic, share: 0.2)
    let study = try ResolutionStudy(resolutions: [8, 16, 32]) {
      try Cells.conducting(array, [1, 10], $0)
    }
    let exact = try #require(row["c10"])
    #expect(abs(study.coefficients[0][0] / exact - 1) < 1e-2)
    #expect(abs(study.coefficients[0][0] - exact) < 2 * study.errors[0][0])
  }

  @Test("hexagonal and face-centred cubic arrays are isotropic", arguments: [0.3, 0.6])
  func isotropy(share: Double) throws {
    let hexagonal = try Cells.conducting(Inclusions(.hexagonal, share: share), [1, 20], 174)
      .solve().coefficients
    #expect(abs(hexagonal[0][0] / hexagonal[1][1] - 1) < 2e-3)
    let cubic = try Cells.conducting(Inclusions(.faceCentredCubic, share: share), [1, 20], 16)
      .solve().coefficients
    #expect(abs(cubic[0][0] - cubic[2][2]) < 1e-8)
    #expect(abs(cubic[0][1]) < 1e-8)
  }

  @Test("of inclusions that would overlap are refused")
  func overlap() {
    #expect(throws: CellFailure.self) { try Inclusions(.square, share: 0.8) }
  }
}
