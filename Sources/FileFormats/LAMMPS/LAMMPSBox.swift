internal import Tensors

/// The simulation box of a data file of LAMMPS: orthogonal, restricted or general triclinic.
///
///     a = (xhi − xlo, 0, 0),  b = (xy, yhi − ylo, 0),  c = (xz, yz, zhi − zlo)
///
/// with the corner (xlo, ylo, zlo), or `avec`, `bvec`, `cvec` with the corner `abc origin`.
///
/// - SeeAlso: LAMMPS documentation, *Triclinic simulation boxes*,
///   <https://docs.lammps.org/Howto_triclinic.html>.
struct LAMMPSBox {
  /// The header.
  let header: LAMMPSText.Header

  /// The cell vectors as columns and the corner, in [length].
  ///
  /// The box must be given: the unit box that LAMMPS assumes otherwise is rarely what is meant.
  var cell: (lattice: Tensor3, origin: Vector3) {
    get throws(DataFileError) {
      let isGeneral = ["avec", "bvec", "cvec", "abc origin"].contains { header.lines[$0] != nil }
      let isPlain = ["xlo xhi", "ylo yhi", "zlo zhi", "xy xz yz"].contains {
        header.lines[$0] != nil
      }
      guard !isGeneral || !isPlain else {
        throw error("both xlo xhi … and avec …", "a box is given in one form", "avec")
      }
      let (lattice, origin) = try isGeneral ? general : restricted
      guard lattice.spansCell else {
        throw error(
          "a box of volume \(lattice.determinant)",
          "hi is above lo, and the three vectors are right-handed and not in one plane",
          isGeneral ? "avec" : "xlo xhi")
      }
      return (lattice, origin)
    }
  }

  /// The box of three arbitrary vectors.
  private var general: (Tensor3, Vector3) {
    get throws(DataFileError) {
      let (a, b, c) = (try numbers("avec"), try numbers("bvec"), try numbers("cvec"))
      let origin = header.numbers("abc origin").map { Vector3($0) } ?? .zero
      return (Tensor3(columns: Vector3(a), Vector3(b), Vector3(c)), origin)
    }
  }

  /// The box along the axes, tilted or not.
  private var restricted: (Tensor3, Vector3) {
    get throws(DataFileError) {
      let (x, y, z) = (try numbers("xlo xhi"), try numbers("ylo yhi"), try numbers("zlo zhi"))
      let tilts = header.numbers("xy xz yz") ?? [0, 0, 0]
      let lattice = Tensor3(
        columns: Vector3(x[1] - x[0], 0, 0), Vector3(tilts[0], y[1] - y[0], 0),
        Vector3(tilts[1], tilts[2], z[1] - z[0]))
      return (lattice, Vector3(x[0], y[0], z[0]))
    }
  }

  /// Numbers that the header must have.
  private func numbers(_ words: String) throws(DataFileError) -> [Double] {
    guard let numbers = header.numbers(words) else {
      throw error("no line with \(words)", "the box is given in all directions", words)
    }
    return numbers
  }

  /// An error at the line with some words.
  private func error(_ found: String, _ rule: String, _ words: String) -> DataFileError {
    header.error(
      header.lines[words]?.number, found, rule,
      "write xlo xhi, ylo yhi, zlo zhi and, for a tilted box, xy xz yz; or avec, bvec, cvec")
  }
}
