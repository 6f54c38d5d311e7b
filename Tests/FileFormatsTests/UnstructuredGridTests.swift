import FileFormats
import Testing
import Tensors

@Suite("Unstructured grids for ParaView")
struct UnstructuredGridTests {
  /// Two points joined by a line. Each array is base64 of its length in bytes (UInt64) followed by
  /// its numbers, all little-endian; computed with Python's `struct` and `base64`, and this file
  /// reads back the same in VTK 9.7 and meshio 5.3.
  @Test("writes the file that VTK reads")
  func golden() {
    var grid = UnstructuredGrid(
      points: [Vector3(0, 0, 0), Vector3(1, 0.5, -2)], cells: [.init(.line, [0, 1])], time: 1.25)
    grid.addPointField("T <K>", .scalars([1, .nan]))
    grid.addCellField("number", .integers([-2]))
    #expect(
      grid.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" \
        header_type="UInt64">
        <UnstructuredGrid>
        <FieldData>
        <DataArray type="Float64" Name="TimeValue" NumberOfTuples="1" format="binary">
        CAAAAAAAAAAAAAAAAAD0Pw==
        </DataArray>
        </FieldData>
        <Piece NumberOfPoints="2" NumberOfCells="1">
        <Points>
        <DataArray type="Float64" Name="Points" NumberOfComponents="3" ComponentName0="x" \
        ComponentName1="y" ComponentName2="z" format="binary">
        MAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADwPwAAAAAAAOA/AAAAAAAAAMA=
        </DataArray>
        </Points>
        <Cells>
        <DataArray type="Int64" Name="connectivity" format="binary">
        EAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAA
        </DataArray>
        <DataArray type="Int64" Name="offsets" format="binary">
        CAAAAAAAAAACAAAAAAAAAA==
        </DataArray>
        <DataArray type="UInt8" Name="types" format="binary">
        AQAAAAAAAAAD
        </DataArray>
        </Cells>
        <PointData>
        <DataArray type="Float64" Name="T &lt;K&gt;" format="binary">
        EAAAAAAAAAAAAAAAAADwPwAAAAAAAPh/
        </DataArray>
        </PointData>
        <CellData>
        <DataArray type="Int64" Name="number" format="binary">
        CAAAAAAAAAD+/////////w==
        </DataArray>
        </CellData>
        </Piece>
        </UnstructuredGrid>
        </VTKFile>

        """)
  }

  @Test("names the nine components of a tensor row by row")
  func tensors() throws {
    var grid = UnstructuredGrid(points: [.zero], cells: [.init(.vertex, [0])])
    grid.addCellField("stress", .tensors([Tensor3(rows: Vector3(0, 1, 0), .zero, .zero)]))
    let names = ["xx", "xy", "xz", "yx", "yy", "yz", "zx", "zy", "zz"].enumerated()
      .map { "ComponentName\($0)=\"\($1)\"" }.joined(separator: " ")
    #expect(grid.text.contains("NumberOfComponents=\"9\" " + names))
    // 72 bytes; the second number is 1.
    #expect(grid.text.contains("\nSAAAAAAAAAAAAAAAAAAAAAAAAAAAAPA/AAAA"))
  }

  @Test("lists the states of a run, one that is written again only once")
  func collection() {
    var list = GridCollection()
    list.append(.init(time: 0, file: "fields/0.vtu"))
    list.append(.init(time: 0.1, file: "fields/a&b.vtu"))
    list.append(.init(time: 0.1, file: "fields/a&b.vtu"))
    #expect(
      list.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <VTKFile type="Collection" version="1.0" byte_order="LittleEndian">
        <Collection>
        <DataSet timestep="0.0" part="0" file="fields/0.vtu"/>
        <DataSet timestep="0.1" part="0" file="fields/a&amp;b.vtu"/>
        </Collection>
        </VTKFile>

        """)
  }
}
