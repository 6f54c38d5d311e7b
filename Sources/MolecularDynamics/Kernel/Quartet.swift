/// A register of one or two particles, their coordinates broadcast, and the forces on them.
struct Single<Values: PairLanes> {
  var place = LaneVectors<Values>.zero
  var force = LaneVectors<Values>.zero
}

/// The vectors of the four particles of half a block, direction by direction.
struct Four<Values: PairLanes> {
  var x, y, z: SIMD4<Values.Scalar>

  @inline(__always)
  init(x: SIMD4<Values.Scalar>, y: SIMD4<Values.Scalar>, z: SIMD4<Values.Scalar>) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  /// Reads them from the vectors of all blocks.
  @inline(__always)
  init(of vectors: UnsafeBufferPointer<LaneVectors<Values>>, half: Int) {
    let start =
      unsafe UnsafeRawPointer(
        vectors.baseAddress.unsafelyUnwrapped + half / 2
      ).assumingMemoryBound(to: Values.Scalar.self) + half % 2 * 4
    @inline(__always)
    func four(_ offset: Int) -> SIMD4<Values.Scalar> {
      unsafe UnsafeRawPointer(start + offset).loadUnaligned(as: SIMD4<Values.Scalar>.self)
    }
    let stride = 8 * Values.rows
    self.init(x: four(0), y: four(stride), z: four(2 * stride))
  }
}

/// The four particles of half a block, in two or four registers.
struct Quartet<Values: PairLanes> {
  var first = Single<Values>()
  var second = Single<Values>()
  var third = Single<Values>()
  var fourth = Single<Values>()
  var energy = Values.zero

  /// The forces on all four, register by register.
  @inline(__always)
  var force: LaneVectors<Values> {
    let pair = first.force + second.force
    return Values.rows == 1 ? pair + (third.force + fourth.force) : pair
  }

  /// Broadcasts the coordinates of half a block, moved by a shift.
  @inline(__always)
  mutating func load(
    from work: borrowing KernelWork<Values>, half: Int, shift: Offset<Values.Scalar>
  ) {
    let four = unsafe Four(of: work.places, half: half)
    // Empty lanes stand far away on one side; those of the four on the other, so that none meet.
    let x = Values.reflecting(four.x, beyond: work.emptyThreshold) + shift.x
    spread(Four(x: x, y: four.y + shift.y, z: four.z + shift.z))
  }

  /// Broadcasts four vectors, each component by itself.
  @inline(__always)
  mutating func spread(_ four: Four<Values>) {
    @inline(__always)
    func spread(_ single: inout Single<Values>, _ register: Int) {
      single.place.x = Values(spreading: four.x, register: register)
      single.place.y = Values(spreading: four.y, register: register)
      single.place.z = Values(spreading: four.z, register: register)
    }
    spread(&first, 0)
    spread(&second, 1)
    if Values.rows == 1 {
      spread(&third, 2)
      spread(&fourth, 3)
    }
  }

  /// Adds the forces on the four to their lanes.
  @inline(__always)
  func unload(into work: borrowing KernelWork<Values>, half: Int) {
    let stride = 8 * Values.rows
    let start =
      unsafe UnsafeMutableRawPointer(
        work.reactions.baseAddress.unsafelyUnwrapped + work.slots[half / 2]
      ).assumingMemoryBound(to: Values.Scalar.self) + half % 2 * 4
    @inline(__always)
    func subtract(_ sums: SIMD4<Values.Scalar>, _ offset: Int) {
      let place = unsafe UnsafeMutableRawPointer(start + offset)
      let before = unsafe place.loadUnaligned(as: SIMD4<Values.Scalar>.self)
      unsafe place.storeBytes(of: before - sums, as: SIMD4<Values.Scalar>.self)
    }
    subtract(Values.folding(first.force.x, second.force.x, third.force.x, fourth.force.x), 0)
    subtract(
      Values.folding(first.force.y, second.force.y, third.force.y, fourth.force.y), stride)
    subtract(
      Values.folding(first.force.z, second.force.z, third.force.z, fourth.force.z), 2 * stride)
  }
}

extension LaneVectors {
  /// Moves all by one vector.
  @inline(__always)
  mutating func move(by shift: Offset<Values.Scalar>) {
    x += Values(rows: shift.x, shift.x)
    y += Values(rows: shift.y, shift.y)
    z += Values(rows: shift.z, shift.z)
  }

  /// In double precision, rows added up.
  @inline(__always)
  var widened: BlockVectors { BlockVectors(x: x.widened, y: y.widened, z: z.widened) }
}
