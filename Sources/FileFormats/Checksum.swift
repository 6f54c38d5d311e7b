package import Foundation

/// The cyclic redundancy check of 32 bits that Ethernet, zip and PNG use: finds every damage of up
/// to 32 bits in a row, and of longer ones all but one in four thousand million.
///
/// - SeeAlso: *Portable Network Graphics Specification*, 2nd edition (2003), annex D,
///   <https://www.w3.org/TR/2003/REC-PNG-20031110/>.
package enum Checksum {
  /// The check of some bytes, as eight hexadecimal digits.
  package static func text(of bytes: Data) -> String {
    let digits = String(value(of: bytes), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The check of some bytes.
  static func value(of bytes: Data) -> UInt32 {
    ~bytes.reduce(~0) { check, byte in
      table[Int(UInt8(truncatingIfNeeded: check) ^ byte)] ^ (check >> 8)
    }
  }

  /// What each value of a byte does, by the polynomial 0xEDB88320 in reversed bits.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { check, _ in
      check & 1 == 1 ? 0xedb8_8320 ^ (check >> 1) : check >> 1
    }
  }
}
