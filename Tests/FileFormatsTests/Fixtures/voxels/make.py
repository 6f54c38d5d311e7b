"""Writes the pictures of this folder byte by byte, from the specifications of PNG and TIFF."""

import gzip
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).parent


def png(name, width, height, depth, colour, rows, palette=None):
    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = b"".join(b"\0" + row for row in rows)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header)]
    if palette:
        parts.append(chunk(b"PLTE", palette))
    parts += [chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    (HERE / name).write_bytes(b"".join(parts))


def tiff(name, pages, bits, kind, compress=False):
    """Pages are (width, height, bytes of the rows); kind 1 is unsigned, 2 signed, 3 floating."""
    body, link = bytearray(b"II*\0\0\0\0\0"), 4
    for width, height, pixels in pages:
        data = zlib.compress(pixels) if compress else pixels
        strip = len(body)
        body += data + b"\0" * (len(data) % 2)
        entries = [
            (256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, 8 if compress else 1),
            (262, 3, 1), (273, 4, strip), (277, 3, 1), (278, 4, height), (279, 4, len(data)),
            (339, 3, kind),
        ]
        struct.pack_into("<I", body, link, len(body))
        body += struct.pack("<H", len(entries))
        for tag, form, value in entries:
            body += struct.pack("<HHII", tag, form, 1, value)
        link = len(body)
        body += b"\0\0\0\0"
    (HERE / name).write_bytes(bytes(body))


# Three columns, two rows: 1 2 3 above 4 5 6.
png("grey8.png", 3, 2, 8, 0, [bytes([1, 2, 3]), bytes([4, 5, 6])])
png("grey16.png", 3, 2, 16, 0, [struct.pack(">3H", 1, 2, 300), struct.pack(">3H", 4, 5, 60000)])
png("bits.png", 3, 2, 1, 0, [bytes([0b10100000]), bytes([0b01000000])])
png("palette.png", 3, 2, 8, 3, [bytes([1, 2, 0]), bytes([0, 1, 2])], bytes(range(9)))
png("grey-rgb.png", 2, 2, 8, 2, [bytes([7, 7, 7, 8, 8, 8]), bytes([9, 9, 9, 10, 10, 10])])
png("colour.png", 2, 2, 8, 2, [bytes([7, 7, 7, 8, 8, 8]), bytes([9, 9, 9, 10, 11, 10])])
two = [(3, 2, struct.pack("<6H", *range(k, k + 6))) for k in (1, 1001)]
tiff("stack.tif", two, 16, 1)
tiff("packed.tif", two, 16, 1, compress=True)
tiff("signed.tif", [(3, 2, struct.pack("<6b", -1, 2, 3, 4, 5, -6))], 8, 2)
tiff("float.tif", [(3, 2, struct.pack("<6f", 0.5, 2, 3, 4, 5, -6))], 32, 3)
tiff("uneven.tif", [two[0], (2, 2, struct.pack("<4H", 1, 2, 3, 4))], 16, 1)
head = "NRRD0004\n# x fastest\ntype: uint16\ndimension: 3\nsizes: 3 2 2\nendian: big\n"
numbers = struct.pack(">12H", *range(1, 13))
(HERE / "raw.nrrd").write_bytes((head + "encoding: raw\n\n").encode() + numbers)
(HERE / "packed.nrrd").write_bytes(
    (head + "encoding: gzip\n\n").encode() + gzip.compress(numbers, mtime=0))
(HERE / "text.nrrd").write_text(
    "NRRD0001\ntype: double\ndimension: 2\nsizes: 3 2\nencoding: text\n\n1 2.5 3\n4 5 6\n")
