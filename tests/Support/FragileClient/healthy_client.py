#!/usr/bin/env python3
"""A small QMP client: negotiates, adds a disk, lists disks and processors, stops the machine. Whatever a server says, it ends cleanly."""
import json
import socket
import struct
import sys


class Refused(Exception):
    """The server did what no client can go on with."""


class Client:
    LONGEST_LINE = 10 << 20                                 # as libvirt and qemu.qmp have it

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.buffer = bytearray()
        self.events = []
        self.pending = None
        self.number = 0

    # lines and messages

    def receive(self):
        chunk = self.socket.recv(65536)
        if not chunk:
            raise Refused("the server closed the connection")
        return chunk

    def read_line(self):
        searched = 0
        while True:
            end = self.buffer.find(b"\n", searched)
            if end >= 0:
                line = bytes(self.buffer[:end])
                del self.buffer[:end + 1]
                return line
            searched = len(self.buffer)
            if searched > self.LONGEST_LINE:
                raise Refused("the line is too long")
            self.buffer += self.receive()

    def read_greeting_line(self):
        return self.read_line()

    def read_negotiation_line(self):
        return self.read_line()

    def read_command_line(self):
        return self.read_line()

    def parse(self, line):
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as failure:
            raise Refused(f"no JSON: {type(failure).__name__}") from None
        if not isinstance(message, dict):
            raise Refused("no object")
        return message

    # the session

    def greet(self):
        while True:
            message = self.parse(self.read_greeting_line())
            if "QMP" in message:
                return
            if "event" not in message:
                raise Refused("no greeting")

    def negotiate(self):
        self.send("qmp_capabilities")
        while self.pending is not None:
            line = self.read_negotiation_line()
            if line.strip():
                self.take(self.parse(line))

    def command(self, name, **arguments):
        self.send(name, **arguments)
        while self.pending is not None:
            line = self.read_command_line()
            if line.strip():
                self.take(self.parse(line))
        return self.answer

    def send(self, name, **arguments):
        self.number += 1
        self.pending = {"execute": name, "arguments": arguments, "id": self.number}
        self.socket.sendall(json.dumps(self.pending).encode() + b"\n")

    def take(self, message):
        if isinstance(message.get("event"), str):
            if len(self.events) < 10000:
                self.events.append(message["event"])
        elif "return" in message or "error" in message:
            self.complete(message)
        else:
            raise Refused("neither a reply nor an event")

    def complete(self, message):
        if self.pending is None or message.get("id") != self.pending["id"]:
            raise Refused("a reply that nobody waits for")
        if "error" in message:
            raise Refused(f"error: {str(message['error'])[:100]}")
        self.pending = None
        self.answer = message["return"]

    def wait_event(self, name):
        while name not in self.events:
            line = self.read_line()
            if line.strip():
                self.take(self.parse(line))

    # what is asked for

    def image_format(self, image):
        name = image.get("format")
        return name.upper() if isinstance(name, str) else "?"

    def pack_size(self, size):
        return struct.pack("<Q", size) if isinstance(size, int) and 0 <= size < 1 << 64 else bytes(8)

    def disks(self):
        nodes = self.command("query-named-block-nodes")
        found = []
        for node in nodes if isinstance(nodes, list) else []:
            image = node.get("image") if isinstance(node, dict) else None
            if isinstance(image, dict):
                found.append((self.image_format(image), self.pack_size(image.get("virtual-size"))))
        return found

    def release(self, handles):
        handles.clear()

    def processors(self):
        listed = self.command("query-cpus-fast")
        handles = []
        for each in listed if isinstance(listed, list) else []:
            index = each.get("cpu-index") if isinstance(each, dict) else None
            if not isinstance(index, int):
                self.release(handles)
                return []
            handles.append(index)
        return handles

    def run(self):
        self.greet()
        self.negotiate()
        self.command("blockdev-add", driver="null-co", **{"node-name": "disk"})
        self.disks()
        self.processors()
        self.command("stop")
        self.wait_event("STOP")
        self.command("query-status")


def main(kind):
    try:
        kind(sys.argv[1]).run()
        return 0
    except (Refused, OSError) as failure:
        print(f"client: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(Client))
