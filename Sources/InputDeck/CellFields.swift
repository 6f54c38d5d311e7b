internal import CellProblems
internal import Foundation
internal import NumericalMethods
internal import Tensors

/// Microstructures whose coefficient has a value of its own in each voxel.
extension CellComposer {
  /// A coefficient that a formula multiplies.
  ///
  /// - Throws: `DeckError` where the formula cannot be read.
  static func formula(
    _ section: DeckSection, _ phases: CellPhases, _ dimension: Int,
    place: @escaping @Sendable (CellRequest) -> Vector3
  ) throws -> Maker {
    let formula: Formula
    do {
      formula = try Formula(section.text("coefficient"))
    } catch {
      throw section.problem(
        at: "coefficient", error.description, advice: "Write a formula such as 2 + sin(2*pi*x).")
    }
    return { request in
      let (resolution, size) = (request.resolution, request.size)
      let grid = VoxelGrid(
        shape: Array(repeating: resolution, count: dimension),
        lengths: Array(repeating: size, count: dimension))
      let origin = place(request)
      let values = try (0..<grid.count).map { voxel -> Double in
        let place = grid.indices(of: voxel)
        func centre(_ axis: Int) -> Double {
          let point = origin[axis] + size * (Double(place[axis]) + 0.5) / Double(resolution)
          return request.isPlaced || size != 1 ? point - point.rounded(.down) : point
        }
        let z = dimension == 3 ? centre(2) : 0
        let value = formula(centre(0), centre(1), z)
        guard value.isFinite, value > 0 else {
          let point = dimension == 3 ? ", z = \(z)" : ""
          throw section.problem(
            at: "coefficient",
            "it is \(value) at x = \(centre(0)), y = \(centre(1))\(point), and must be finite and "
              + "positive", advice: "Change the formula, or use phases for pores.")
        }
        return value
      }
      return (Self.everyVoxel(of: grid), phases.scaled(0, by: values))
    }
  }

  /// A lognormal coefficient, or two phases cut by a level of the field.
  ///
  /// - Throws: `DeckError` where neither is described.
  static func field(
    _ section: DeckSection, _ cell: DeckSection, _ phases: CellPhases, _ dimension: Int,
    _ stream: @escaping @Sendable (CellRequest) -> RandomStream
  ) throws -> Maker {
    let length = section.number("correlationLength")
    let (deviation, share) = (
      section.optionalNumber("logDeviation"), section.optionalNumber("share")
    )
    guard phases.count == (deviation == nil ? 2 : 1), (deviation == nil) != (share == nil) else {
      throw cell.problem(
        at: "phases", "a gaussianField has one phase and a logDeviation, or two phases and a share",
        advice: "Give one of both.")
    }
    let level = share.map { NormalDistribution.quantile(probability: 1 - $0) }
    return { request in
      let resolution = request.resolution
      var stream = stream(request)
      let field = GaussianField(
        correlationLength: max(0.01, length / request.size), dimension: dimension, stream: &stream)
      guard resolution > 2 * field.largestWave else {
        throw cell.problem(
          at: "resolution",
          "the shortest waves of the field need more than "
            + "\(2 * field.largestWave) voxels, also at a quarter of the resolution",
          advice: "Write resolution: \(8 * field.largestWave + 8), or a longer correlation.")
      }
      let grid = VoxelGrid(shape: Array(repeating: resolution, count: dimension))
      let values = field.values(shape: grid.shape)
      guard let level else {
        let factors = values.map { exp((deviation ?? 0) * $0) }
        return (Self.everyVoxel(of: grid), phases.scaled(0, by: factors))
      }
      let map = VoxelMap(
        grid: grid, indices: values.map { $0 > level ? 1 : 0 },
        materials: [VoxelContent.pure(0), .pure(1)])
      return (map, phases)
    }
  }

  /// One material per voxel.
  private static func everyVoxel(of grid: VoxelGrid) -> VoxelMap<VoxelContent> {
    VoxelMap(
      grid: grid, indices: (0..<grid.count).map { Int32($0) },
      materials: (0..<grid.count).map(VoxelContent.pure))
  }
}
