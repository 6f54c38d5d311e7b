import MolecularDynamics
import Tensors

extension Configuration {
  /// The distances from one particle to all others and to all images up to one translation of the
  /// reduced basis away, its own included; nearer images exist in no reduced cell.
  private func squaredDistances(from particle: Int, _ translations: [Vector3]) -> [Double] {
    positions.indices.flatMap { other in
      translations.compactMap { translation in
        let way = positions[other] + translation - positions[particle]
        return other == particle && translation == .zero ? nil : way.dot(way)
      }
    }
  }

  /// The configuration within its reduced cell.
  private var reduced: Configuration {
    var image = self
    image.cell.reduceBasis()
    image.cell.wrap(&image.positions)
    return image
  }

  /// The smallest distance of all pairs, by the plain double sum over images.
  var closestDistance: Double {
    let reduced = reduced
    let translations = reduced.nearTranslations
    return positions.indices.reduce(Double.infinity) { closest, particle in
      let squares = reduced.squaredDistances(from: particle, translations)
      return min(closest, (squares.min() ?? .infinity).squareRoot())
    }
  }

  /// The numbers of neighbours within a distance, shape [N].
  func neighbourCounts(within distance: Double) -> [Int] {
    let reduced = reduced
    let translations = reduced.nearTranslations
    return positions.indices.map { particle in
      reduced.squaredDistances(from: particle, translations).count { $0 < distance * distance }
    }
  }

  private var nearTranslations: [Vector3] {
    let steps = [-1, 0, 1]
    return steps.flatMap { x in steps.flatMap { y in steps.map { z in SIMD3(x, y, z) } } }
      .map { cell.translation($0) }
  }
}
