#!/usr/bin/env python3
"""extract-vmlinux.py BZIMAGE OUT: the ELF inside an x86 bzImage, so that neither Xen nor libxenguest has to unpack it under emulation.

The header's fields are those of Linux's Documentation/arch/x86/boot.rst: setup_sects at 0x1f1, payload_offset and payload_length at 0x248.
"""
import lzma
import struct
import sys
import zlib

image = open(sys.argv[1], "rb").read()
if image[0x202:0x206] != b"HdrS":
    sys.exit(f"{sys.argv[1]}: wanted a bzImage, found no HdrS")
setup_sectors = image[0x1F1] or 4
offset, length = struct.unpack_from("<II", image, 0x248)
start = (setup_sectors + 1) * 512 + offset
payload = image[start : start + length]
if payload[:6] == b"\xfd7zXZ\0":
    kernel = lzma.LZMADecompressor().decompress(payload)
elif payload[:2] == b"\x1f\x8b":
    kernel = zlib.decompressobj(31).decompress(payload)
else:
    sys.exit(f"{sys.argv[1]}: wanted a payload of xz or gzip, found {payload[:6].hex()}")
if kernel[:4] != b"\x7fELF":
    sys.exit(f"{sys.argv[1]}: wanted an ELF inside, found {kernel[:4].hex()}")
open(sys.argv[2], "wb").write(kernel)
