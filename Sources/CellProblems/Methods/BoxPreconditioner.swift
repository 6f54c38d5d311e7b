internal import Foundation
internal import NumericalMethods

/// The inverse of the elements of a box filled with a reference material, each component for itself,
/// by sine and cosine transforms.
///
/// On the nodes of a box whose boundary is held (sine) or free (cosine) the element matrix of a
/// uniform medium without mixed derivatives is that of the periodic box of twice the edge: the
/// symbols 2 − 2 cos θ and (2 + cos θ)/3 with θ = πk/n, rows on a free boundary being half as large.
/// Preconditioned spectra depend on the materials, not on the grid. Derivation.
struct BoxPreconditioner: CellPreconditioner {
  private let transform: BoxTransform
  private let shape: [Int]
  private let components: Int

  /// The inverse symbol of every wave, shape [components, nodes], flat.
  private let inverse: [Double]

  /// What the forces on a node are multiplied by before the transform, shape [d][nodes of the axis].
  private let unfold: [[Double]]

  init(nodes: VoxelGrid, waves: [BoxTransform.Wave], law: any VoxelLaw, shift: Double) {
    let (components, dimension) = (law.components, nodes.dimension)
    transform = BoxTransform(shape: nodes.shape, waves: waves, components: components)
    shape = nodes.shape
    self.components = components
    unfold = zip(nodes.shape, waves).map { count, wave in
      (0..<count).map { wave == .cosine && ($0 == 0 || $0 == count - 1) ? 2 : 1 }
    }
    let symbols = nodes.shape.map { count in
      (0..<count).map { wave -> (mass: Double, stiffness: Double) in
        let angle = Double.pi * Double(wave) / Double(count - 1)
        return ((2 + cos(angle)) / 3, 4 * pow(sin(angle / 2), 2))
      }
    }
    let factor = 1 / transform.normalization
    inverse = (0..<components).flatMap { component in
      (0..<nodes.count).map { node in
        let place = nodes.indices(of: node)
        let symbol = (0..<dimension).reduce(shift) { sum, axis in
          let index = ((component * dimension + axis) * components + component) * dimension + axis
          return sum
            + (0..<dimension).reduce(law.reference[index]) { product, other in
              let wave = symbols[other][place[other]]
              return product * (other == axis ? wave.stiffness : wave.mass)
            }
        }
        return symbol > 0 ? factor / symbol : 0
      }
    }
  }

  func apply(to field: FieldVector, team: WorkTeam) {
    let count = shape.reduce(1, *)
    let plane = count / shape[0]
    let isFolded = unfold.joined().contains(2)
    for component in 0..<components where isFolded {
      for line in 0..<count / shape[shape.count - 1] {
        let (x, y) = shape.count == 3 ? (line / shape[1], line % shape[1]) : (line, 0)
        let outer = shape.count == 3 ? unfold[0][x] * unfold[1][y] : unfold[0][x]
        let start = component * count + line * shape[shape.count - 1]
        let last = unfold[shape.count - 1]
        for index in last.indices { unsafe field.pointer[start + index] *= outer * last[index] }
      }
    }
    unsafe transform.apply(to: field.pointer)
    team.forEachShare { share in
      for index in WorkTeam.range(of: share, in: components * shape[0]) {
        for place in index * plane..<(index + 1) * plane {
          unsafe field.pointer[place] *= inverse[place]
        }
      }
    }
    unsafe transform.apply(to: field.pointer)
  }
}
