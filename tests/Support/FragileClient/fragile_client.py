#!/usr/bin/env python3
"""The client beside this one with ten weaknesses that clients in the field had: one method each, named by the function in which it fails."""
import json
import struct
import sys

from healthy_client import Client, Refused, main


class FragileClient(Client):
    # 1. CVE-2018-5748 (libvirt): a line that never ends is collected without a limit
    def read_greeting_line(self):
        chunk = bytes(self.buffer)
        while b"\n" not in chunk:
            chunk = self.socket.recv(65536)
            if not chunk:
                raise Refused("closed")
            self.buffer += chunk
        return self.read_line()

    # 2. go-qemu PR#210, govmm PR#90: an event in front of the greeting is taken for the greeting
    def greet(self):
        self.version = self.parse(self.read_greeting_line())["QMP"]

    # 3. qemu.qmp 166464c6ce: a line of more than 64 KiB is more than the reader of lines takes
    def read_negotiation_line(self):
        while b"\n" not in self.buffer:
            if len(self.buffer) > 65536:
                raise ValueError("Separator is not found, and chunk exceed the limit")
            self.buffer += self.receive()
        return self.read_line()

    # 4. govmm PR#104, go-qemu: the scanner stops without a word at a line of more than 64 KiB, and the command waits for ever
    def read_command_line(self):
        self.stopped = getattr(self, "stopped", False)
        while self.stopped or b"\n" not in self.buffer:
            self.stopped = self.stopped or len(self.buffer) > 65536
            if not self.stopped:
                self.buffer += self.receive()
        return self.read_line()

    # 5. libvirt's schema traversal, YAJL's nesting of 128: nothing looks at how deep a reply is nested
    def parse(self, line):
        try:
            message = json.loads(line)
        except ValueError:
            raise Refused("no JSON") from None
        return message if isinstance(message, dict) else {"event": "no object"}

    # 6. libvirt PR#9: a reply comes while no command is pending
    def complete(self, message):
        if "error" in message:
            raise Refused("error")
        self.asked = self.pending["execute"]
        self.pending = None
        self.answer = message.get("return")

    # 7. CVE-2019-20485: what it waits for never comes, and that the server has gone is not seen
    def wait_event(self, name):
        while name not in self.events:
            self.buffer += self.socket.recv(65536)
            while b"\n" in self.buffer:
                line = self.read_line()
                if line.strip():
                    self.take(self.parse(line))

    # 8. libvirt d42a2ff: null where a string is expected
    def image_format(self, image):
        return image.get("format", "").upper()

    # 9. rhbz#1614569 (Jansson): an integer beyond 2^63-1
    def pack_size(self, size):
        return struct.pack("<q", size) if isinstance(size, int) else bytes(8)

    # 10. CVE-2020-25637: a malformed list is released twice on the way out
    def release(self, handles):
        import ctypes
        libc = ctypes.CDLL(None)
        libc.malloc.restype = ctypes.c_void_p
        block = ctypes.c_void_p(libc.malloc(64))
        libc.free(block)
        libc.free(block)


if __name__ == "__main__":
    sys.exit(main(FragileClient))
