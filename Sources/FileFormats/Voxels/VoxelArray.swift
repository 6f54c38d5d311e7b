/// Numbers on a regular grid as a file holds them.
public struct VoxelArray: Sendable, Equatable {
  /// The extents along x, y (and z).
  public let shape: [Int]

  /// The numbers, the last axis fastest, flat.
  public let values: [Double]

  /// Creates an array.
  ///
  /// - Precondition: as many values as the shape has places.
  public init(shape: [Int], values: [Double]) {
    precondition(shape.reduce(1, *) == values.count, "a value at every place")
    self.shape = shape
    self.values = values
  }

  /// An array whose first axis is fastest in the values.
  init(shape: [Int], firstAxisFastest values: [Double]) {
    var ordered = [Double](repeating: 0, count: values.count)
    let strides = shape.indices.map { axis in shape[(axis + 1)...].reduce(1, *) }
    for (index, value) in values.enumerated() {
      var (rest, place) = (index, 0)
      for (extent, stride) in zip(shape, strides) {
        place += rest % extent * stride
        rest /= extent
      }
      ordered[place] = value
    }
    self.init(shape: shape, values: ordered)
  }
}

/// How numbers are written in a file of voxels.
public enum VoxelNumber: String, Sendable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, float32, float64

  /// Bytes of a number.
  public var width: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .float64: 8
    }
  }

  /// The numbers in some bytes, as many as fit.
  func values(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> [Double] {
    (0..<bytes.count / width).map { index in
      let start = bytes.startIndex + index * width
      var bits: UInt64 = 0
      for place in 0..<width {
        bits = bits << 8 | UInt64(bytes[start + (isBigEndian ? place : width - 1 - place)])
      }
      switch self {
      case .uint8, .uint16, .uint32: return Double(bits)
      case .int8: return Double(Int8(truncatingIfNeeded: bits))
      case .int16: return Double(Int16(truncatingIfNeeded: bits))
      case .int32: return Double(Int32(truncatingIfNeeded: bits))
      case .float32: return Double(Float(bitPattern: UInt32(bits)))
      case .float64: return Double(bitPattern: bits)
      }
    }
  }
}
