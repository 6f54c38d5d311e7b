import CellProblems
import Foundation
import NumericalMethods
import Testing

/// Yue & E, *J. Comput. Phys.* **222**, 556 (2007): the size of cells of random and periodic media.
@Suite("The size of a cell")
struct SizeStudyTests {
  private let boundaries = [CellBoundary.uniformFlux, .periodic, .linear]

  /// Random boards of two phases in equal shares: the geometric mean is exact (Dykhne).
  private func study(
    _ sizes: [Double], samples: Int, voxels: Int, contrast: Double
  ) throws -> SizeStudy {
    try SizeStudy(
      sizes: sizes, samples: samples, methods: { _ in boundaries.map { CellMethod(boundary: $0) } },
      reference: contrast.squareRoot(), settings: SolverSettings(tolerance: 1e-5)
    ) { size, sample in
      let name = StreamName(seed: 1, purpose: "board", key: [UInt64(size), UInt64(sample)])
      var stream = RandomStream(name)
      let board = Checkerboard.random(squares: Int(size), share: 0.5, stream: &stream)
      return try CellMedium(conducting: Cells.map(board, [1, contrast], voxels * Int(size)))
    }
  }

  /// In the plane the scatter of a cell falls as (ε/δ)^(d/2) = ε/δ whatever the boundary, the bias of
  /// linear and uniform-flux conditions as ε/δ. The grid of 8 voxels to a field errs by about 1 %.
  @Test(
    "of a random board: scatter falls as ε/δ, and bias, least with periodic conditions, as well")
  func randomBoard() throws {
    let study = try study([2, 4, 8], samples: 60, voxels: 8, contrast: 4)
    for boundary in boundaries {
      let rate = try #require(study.scatterRate(of: boundary))
      #expect(abs(rate.exponent - 1) < 3 * rate.standardError, "\(boundary) \(rate)")
    }
    for boundary in [CellBoundary.linear, .uniformFlux] {
      let rate = try #require(study.biasRate(of: boundary))
      #expect(abs(rate.exponent - 1) < 0.25 + 3 * rate.standardError, "\(boundary) \(rate)")
    }
    for size in [2.0, 4, 8] {
      let rows = study.rows.filter { $0.size == size }
      #expect(rows[0].mean < rows[1].mean && rows[1].mean < rows[2].mean)
      #expect(abs(rows[1].bias ?? 9) < abs(rows[0].bias ?? 0))
      #expect(abs(rows[1].bias ?? 9) < abs(rows[2].bias ?? 0))
    }
  }

  @Test("a rate is found with its error")
  func rate() throws {
    let sizes = [1.0, 2, 4, 8]
    let exact = try #require(ConvergenceRate(sizes: sizes, values: sizes.map { 3 * pow($0, -1.5) }))
    #expect(abs(exact.exponent - 1.5) < 1e-12)
    #expect(exact.standardError == 0)
    var outside = 0
    for trial in 0..<400 {
      var stream = RandomStream(StreamName(seed: 5, purpose: "rate", key: [UInt64(trial)]))
      let values = sizes.map { exp(0.1 * stream.normal()) / $0 }
      let rate = try #require(
        ConvergenceRate(sizes: sizes, values: values, errors: sizes.map { _ in 0.1 }))
      if abs(rate.exponent - 1) > 1.96 * rate.standardError { outside += 1 }
    }
    #expect((8...34).contains(outside))  // 5 % of 400, within three standard errors
    #expect(ConvergenceRate(sizes: [1, 2], values: [1, 0]) == nil)
  }
}
