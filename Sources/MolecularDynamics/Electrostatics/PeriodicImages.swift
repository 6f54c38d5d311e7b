internal import Tensors

/// The images of a separation that may lie within a cutoff, in a cell of any shape.
struct PeriodicImages: Sendable {
  private let lattice: NearestImages

  /// Lattice translations, zero first: a nearest separation plus all of these includes every image
  /// within the cutoff.
  let translations: [Vector3]

  init(of cell: SimulationCell, within cutoff: Double) {
    var reduced = cell
    reduced.reduceBasis()
    lattice = NearestImages(of: cell)
    let widths = reduced.perpendicularWidths
    // Nearest separations have lattice coordinates of at most one half; where the cutoff is half a
    // width or less no other image counts.
    func span(_ width: Double) -> Int { Int((cutoff / width + 0.5 - 1e-9).rounded(.down)) }
    let spans = SIMD3(span(widths.x), span(widths.y), span(widths.z))
    var found = [Vector3.zero]
    for x in -spans.x...spans.x {
      for y in -spans.y...spans.y {
        for z in -spans.z...spans.z where SIMD3(x, y, z) != SIMD3() {
          found.append(reduced.translation(SIMD3(x, y, z)))
        }
      }
    }
    translations = found
  }

  /// The image of a separation whose lattice coordinates are at most one half.
  func nearest(_ separation: Vector3) -> Vector3 { lattice.nearest(separation) }
}
