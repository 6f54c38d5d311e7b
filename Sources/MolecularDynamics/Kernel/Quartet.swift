/// A register of one or two particles, their coordinates broadcast, and the forces on them.
struct Single<Values: PairLanes> {
  var place = LaneVectors<Values>.zero
  var force = LaneVectors<Values>.zero
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
    let threshold = work.emptyThreshold
    let numbers = unsafe UnsafeRawPointer(
      work.places.baseAddress.unsafelyUnwrapped + half / 2
    )
    .assumingMemoryBound(to: Values.Scalar.self)
    let start = half % 2 * 4
    let stride = 8 * Values.rows
    // Empty lanes stand far away on one side; those of the four on the other, so that none meet.
    @inline(__always)
    func met(_ x: Values.Scalar) -> Values.Scalar { x > threshold ? -x : x }
    @inline(__always)
    func load(_ single: inout Single<Values>, _ lane: Int) {
      let next = lane + Values.rows - 1
      unsafe single.place.x = Values(
        rows: met(numbers[lane]) + shift.x, met(numbers[next]) + shift.x)
      unsafe single.place.y = Values(
        rows: numbers[lane + stride] + shift.y, numbers[next + stride] + shift.y)
      unsafe single.place.z = Values(
        rows: numbers[lane + 2 * stride] + shift.z, numbers[next + 2 * stride] + shift.z)
    }
    load(&first, start)
    load(&second, start + Values.rows)
    if Values.rows == 1 {
      load(&third, start + 2)
      load(&fourth, start + 3)
    }
  }

  /// Adds the forces on the four to their lanes.
  @inline(__always)
  func unload(into work: borrowing KernelWork<Values>, half: Int) {
    let numbers = unsafe UnsafeMutableRawPointer(
      work.reactions.baseAddress.unsafelyUnwrapped + work.slots[half / 2]
    )
    .assumingMemoryBound(to: Values.Scalar.self)
    let start = half % 2 * 4
    let stride = 8 * Values.rows
    @inline(__always)
    func unload(_ single: Single<Values>, _ lane: Int) {
      let sums = (single.force.x.rowSums, single.force.y.rowSums, single.force.z.rowSums)
      unsafe numbers[lane] -= sums.0.0
      unsafe numbers[lane + stride] -= sums.1.0
      unsafe numbers[lane + 2 * stride] -= sums.2.0
      guard Values.rows == 2 else { return }
      unsafe numbers[lane + 1] -= sums.0.1
      unsafe numbers[lane + 1 + stride] -= sums.1.1
      unsafe numbers[lane + 1 + 2 * stride] -= sums.2.1
    }
    unload(first, start)
    unload(second, start + Values.rows)
    if Values.rows == 1 {
      unload(third, start + 2)
      unload(fourth, start + 3)
    }
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
