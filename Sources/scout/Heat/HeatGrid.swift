internal import Continuum
internal import Discretization
internal import FileFormats
internal import ScaleBridge
internal import Tensors

/// The fields of a conducting body for ParaView: temperatures on points, fluxes on cells.
struct HeatGrid {
  private(set) var grid: UnstructuredGrid

  init(_ record: HeatRecord, label: (Tensors.Dimension) -> String) {
    let conduction = record.conduction
    let (mesh, space) = (conduction.body.space.mesh, conduction.body.space)
    grid = UnstructuredGrid(
      points: mesh.nodes, cells: mesh.cells.map { .init(.init($0.shape), $0.nodes) },
      time: conduction.time)
    let temperature = conduction.temperature
    let errors = temperature.standardErrors
    grid.addPointField(
      "temperature / (\(label(.temperature)))",
      .scalars(space.nodeUnknowns.map { temperature.values[$0] }))
    grid.addPointField(
      "temperature standard error / (\(label(.temperature)))",
      .scalars(space.nodeUnknowns.map { errors[$0] }))
    let fluxes = conduction.cellFluxes
    grid.addCellField("heat flux / (\(label(.heatFlux)))", .vectors(fluxes.map(\.flux)))
    grid.addCellField(
      "heat flux standard error / (\(label(.heatFlux)))", .vectors(fluxes.map(\.standardError)))
    grid.addCellField("region", .integers(mesh.cells.map(\.region)))
    grid.addCellField("answered by", .integers(Self.origins(record)))
  }

  /// Who answered at the first point of every cell, by place in the list of origins.
  private static func origins(_ record: HeatRecord) -> [Int] {
    let points = record.conduction.body.points
    var origins = Array(repeating: 0, count: points.unknowns.count)
    for (point, cell) in points.cells.enumerated().reversed() {
      origins[cell] = Origin.allCases.firstIndex(of: record.answers[point].origin) ?? 0
    }
    return origins
  }
}

extension UnstructuredGrid.Shape {
  /// The shape of a mesh's cell.
  init(_ shape: CellShape) {
    switch shape {
    case .vertex: self = .vertex
    case .line: self = .line
    case .triangle: self = .triangle
    case .quadrilateral: self = .quadrilateral
    case .tetrahedron: self = .tetrahedron
    case .hexahedron: self = .hexahedron
    }
  }
}
