# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the screen, for what no screen reader is told: pixels, out of the file that Xvfb draws into."""
import pathlib
import struct
import zlib

HEADER = struct.Struct('>25I')  # X11/XWDFile.h


class Screen:
    """Opened by `Xvfb -fbdir FOLDER`."""

    def __init__(self, folder):
        self.file = pathlib.Path(folder) / 'Xvfb_screen0'

    def read(self):
        """Width, height, bytes of a line, and the lines: each pixel blue, green, red, and one byte more."""
        data = self.file.read_bytes()
        fields = HEADER.unpack_from(data)
        start = fields[0] + fields[19] * 12  # behind the header and the colours
        assert fields[11] == 32, 'the screen has 24 bits and one byte more'
        return fields[4], fields[5], fields[12], data[start:]

    def region(self, left, top, width, height):
        """Its pixels, line by line."""
        _, _, stride, data = self.read()
        return b''.join(data[y * stride + left * 4:y * stride + (left + width) * 4] for y in range(top, top + height))

    def colours(self, left, top, width, height):
        pixels = self.region(left, top, width, height)
        return {pixels[i:i + 3] for i in range(0, len(pixels), 4)}

    def save(self, path):
        """As PNG."""
        width, height, stride, data = self.read()
        lines = bytearray()
        for y in range(height):
            line = data[y * stride:y * stride + width * 4]
            pixels = bytearray(width * 3)
            pixels[0::3], pixels[1::3], pixels[2::3] = line[2::4], line[1::4], line[0::4]
            lines += b'\0' + pixels

        def chunk(kind, body):
            return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>2I5B', width, height, 8, 2, 0, 0, 0)) +
                         chunk(b'IDAT', zlib.compress(bytes(lines), 6)) + chunk(b'IEND', b''))
