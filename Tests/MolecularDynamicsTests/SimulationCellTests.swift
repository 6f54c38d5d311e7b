import MolecularDynamics
import Tensors
import Testing

@Suite("Periodic cells")
struct SimulationCellTests {
  /// V = det h; the width along a vector is V over the area of the opposite face.
  @Test("know their volume and widths")
  func geometry() throws {
    let cell = try SimulationCell(
      vectors: Tensor3(columns: Vector3(4, 0, 0), Vector3(3, 3, 0), Vector3(0, 0, 2)))
    #expect(cell.volume == 24)
    let widths = cell.perpendicularWidths
    #expect(abs(widths.x - 24 / (2 * 18.0.squareRoot())) < 1e-14)
    #expect(abs(widths.y - 3) < 1e-14 && abs(widths.z - 2) < 1e-14)
    #expect(cell.translation(SIMD3(1, -1, 2)) == Vector3(1, -3, 4))
  }

  @Test("are right-handed and finite")
  func handedness() {
    #expect(throws: (any Error).self) {
      try SimulationCell(vectors: Tensor3(diagonal: Vector3(1, -1, 1)))
    }
    #expect(throws: (any Error).self) { try SimulationCell.cube(edge: .nan) }
    #expect(throws: (any Error).self) { try SimulationCell.cube(edge: 0) }
  }

  /// Cells without a finite, positive width in every direction, or whose squares of lengths leave
  /// the range of numbers, have no images that could be searched.
  @Test(
    "are of reasonable extent in every direction",
    arguments: [
      Vector3(1e100, 1e100, 1e100), Vector3(1e102, 1, 1), Vector3(10, 10, 1e-300),
      Vector3(1e-100, 1e-100, 1e-100), Vector3(1e6, 1, 1e-6),
    ])
  func extent(edges: Vector3) {
    #expect(throws: ParameterError.self) {
      try SimulationCell(vectors: Tensor3(diagonal: edges))
    }
  }

  /// The map squeezes one direction until the squares of lengths vanish.
  @Test("end the search for a short basis even of a lattice torn apart")
  func tornApart() throws {
    var cell = try SimulationCell(
      vectors: Tensor3(columns: Vector3(4, 0, 0), Vector3(3, 3, 0), Vector3(1, 1, 2)))
    for factor in [1e-300, 1e300, .nan, .infinity] {
      var torn = cell
      torn.deform(by: Tensor3(diagonal: Vector3(1, 1, factor)))
      torn.reduceBasis()
      torn.deform(by: Tensor3(diagonal: Vector3(factor, 1, 1)))
      torn.reduceBasis()
      cell.reduceBasis()
    }
    #expect(abs(cell.volume - 24) < 1e-12)
  }

  /// Wrapping moves by lattice vectors only, into 0 ≤ s < 1.
  @Test("wrap positions by lattice vectors")
  func wrapping() throws {
    var boxes = RandomBoxes(seed: 21)
    for _ in 0..<50 {
      let system = try boxes.system(particles: 30, images: 5)
      var wrapped = system
      wrapped.cell.wrap(&wrapped.positions)
      let inverse = system.cell.vectors.inverse
      for position in wrapped.positions {
        let place = inverse * position
        #expect(place.min() > -1e-12 && place.max() < 1 + 1e-12)
      }
      #expect(largest(system.shortestWays(to: wrapped)) < 1e-12)
    }
  }

  /// The new vectors are integer combinations with determinant one, and no vector can be shortened
  /// by another, |a·b| ≤ ½ min(a², b²), nor by the sum or difference of the two others.
  @Test("reduce to a short basis of the same lattice")
  func reduction() throws {
    var boxes = RandomBoxes(seed: 22)
    for _ in 0..<500 {
      let original = try boxes.cell(edge: 5)
      let shear = VelocityGradient.simpleShear(rate: boxes.uniform(-30, 30)).tensor
      var sheared = original
      sheared.deform(by: shear.exponentialAndIntegral.exponential)
      var reduced = sheared
      reduced.reduceBasis()
      let multiples = sheared.vectors.inverse * reduced.vectors
      for component in multiples.components {
        #expect(abs(component - component.rounded()) < 1e-9)
      }
      #expect(abs(multiples.determinant - 1) < 1e-9)
      let (a, b, c) = reduced.vectors.columns
      for (one, other) in [(a, b), (b, c), (c, a)] {
        let shorter = min(one.dot(one), other.dot(other))
        #expect(abs(one.dot(other)) <= (0.5 + 1e-8) * shorter)
      }
      let longest = max(a.norm, b.norm, c.norm)
      for sum in [a + b + c, a + b - c, a - b + c, a - b - c] {
        #expect(sum.norm >= (1 - 1e-8) * longest)
      }
    }
  }

  /// |a·b|, |b·c| and |c·a| are less than half of every square, yet |a + b + c| = 0.99 < |a| = 1.
  @Test("reduce by the sum of two vectors where no single one helps")
  func reductionBySums() throws {
    var cell = try SimulationCell(
      vectors: Tensor3(
        columns: Vector3(1, 0, 0), Vector3(-0.45, 0.9, 0), Vector3(-0.45, -0.4, 0.85)))
    let sum = cell.translation(SIMD3(1, 1, 1)).norm
    cell.reduceBasis()
    let (a, b, c) = cell.vectors.columns
    #expect(abs(min(a.norm, b.norm, c.norm) - sum) < 1e-14)
    #expect(abs(cell.shortestTranslation - sum) < 1e-14)
    #expect(abs(cell.volume - 0.765) < 1e-14)
  }

  /// The nearest image among all multiples up to four of a short basis, the body-centred
  /// cubic lattice included, whose basis is not unique.
  @Test("know how far the nearest image is")
  func nearestImage() throws {
    var boxes = RandomBoxes(seed: 23)
    var cells = try (0..<200).map { _ in try boxes.cell(edge: 5) }
    cells.append(
      try SimulationCell(
        vectors: Tensor3(columns: Vector3(-1, 1, 1), Vector3(1, -1, 1), Vector3(1, 1, -1))))
    cells.append(try .cube(edge: 3))
    for cell in cells {
      var reduced = cell
      reduced.reduceBasis()
      var nearest = Double.infinity
      for x in -4...4 {
        for y in -4...4 {
          for z in -4...4 where SIMD3(x, y, z) != SIMD3() {
            nearest = min(nearest, reduced.translation(SIMD3(x, y, z)).norm)
          }
        }
      }
      #expect(abs(cell.shortestTranslation - nearest) < 1e-12)
    }
    #expect(cells[201].shortestTranslation == 3)
  }

  /// The worst tilt of a cube sheared along a face is ½: its narrowest width is then 2/√5 edges.
  @Test("never get thinner than they must under unlimited shear")
  func unlimitedShear() throws {
    var cell = try SimulationCell.cube(edge: 7)
    let map = VelocityGradient.simpleShear(rate: 0.031).tensor.exponentialAndIntegral.exponential
    var narrowest = Double.infinity
    for _ in 0..<2000 {
      cell.deform(by: map)
      cell.reduceBasis()
      narrowest = min(narrowest, cell.perpendicularWidths.min())
    }
    #expect(narrowest > 0.999 * 7 * 2 / 5.0.squareRoot())
    #expect(narrowest < 1.01 * 7 * 2 / 5.0.squareRoot())
    #expect(abs(cell.volume / 343 - 1) < 1e-10)
  }
}
