using System.Buffers.Binary;

namespace QmpFuzz.Recorder.Capture;

/// <summary>What a packet turned out to be.</summary>
internal enum PacketKind
{
    Tcp,

    /// <summary>Not TCP over IP.</summary>
    Other,

    /// <summary>A fragment of an IP packet; they are not put together.</summary>
    Fragment,

    /// <summary>Headers that do not fit together, or that the capture cut off.</summary>
    Malformed,
}

/// <summary>From a captured packet to its TCP segment. Checksums are not looked at: on loopback they are wrong by design.</summary>
internal static class PacketDecoder
{
    private const int Tcp = 6;
    private const int Ip4Header = 20;
    private const int Ip6Header = 40;
    private const int TcpHeader = 20;

    public static PacketKind Decode(int linkType, ReadOnlySpan<byte> packet, out TcpSegment segment)
    {
        segment = default;
        ReadOnlySpan<byte> ip = LinkLayer.Strip(linkType, packet);
        return ip.IsEmpty ? PacketKind.Other
            : ip[0] >> 4 == 4 ? DecodeIp4(ip, out segment)
            : ip[0] >> 4 == 6 ? DecodeIp6(ip, out segment)
            : PacketKind.Other;
    }

    private static PacketKind DecodeIp4(ReadOnlySpan<byte> ip, out TcpSegment segment)
    {
        segment = default;
        int header = (ip[0] & 15) * 4;
        if (header < Ip4Header || ip.Length < header)
        {
            return PacketKind.Malformed;
        }

        if (ip[9] != Tcp)
        {
            return PacketKind.Other;
        }

        if ((BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & 0x3FFF) != 0)
        {
            return PacketKind.Fragment;
        }

        int total = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        UInt128 source = BinaryPrimitives.ReadUInt32BigEndian(ip[12..]);
        UInt128 destination = BinaryPrimitives.ReadUInt32BigEndian(ip[16..]);
        // a length of 0: the network card cuts this packet up later
        return DecodeTcp(ip[header..], total == 0 ? ip.Length - header : total - header, (source, destination, false), out segment);
    }

    private static PacketKind DecodeIp6(ReadOnlySpan<byte> ip, out TcpSegment segment)
    {
        segment = default;
        if (ip.Length < Ip6Header)
        {
            return PacketKind.Malformed;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
        PacketKind kind = SkipExtensions(ip, out int header);
        if (kind != PacketKind.Tcp)
        {
            return kind;
        }

        UInt128 source = BinaryPrimitives.ReadUInt128BigEndian(ip[8..]);
        UInt128 destination = BinaryPrimitives.ReadUInt128BigEndian(ip[24..]);
        return DecodeTcp(ip[header..], length == 0 ? ip.Length - header : length + Ip6Header - header, (source, destination, true), out segment);
    }

    // hop-by-hop, routing, destination options, authentication, fragment
    private static PacketKind SkipExtensions(ReadOnlySpan<byte> ip, out int header)
    {
        header = Ip6Header;
        int next = ip[6];
        while (next != Tcp)
        {
            if (next is not (0 or 43 or 44 or 51 or 60))
            {
                return PacketKind.Other;
            }

            if (ip.Length < header + 8)
            {
                return PacketKind.Malformed;
            }

            if (next == 44 && (BinaryPrimitives.ReadUInt16BigEndian(ip[(header + 2)..]) & 0xFFF9) != 0)
            {
                return PacketKind.Fragment;
            }

            int length = next switch { 44 => 8, 51 => (ip[header + 1] + 2) * 4, _ => (ip[header + 1] + 1) * 8 };
            next = ip[header];
            header += length;
        }

        return ip.Length < header ? PacketKind.Malformed : PacketKind.Tcp;
    }

    private static PacketKind DecodeTcp(ReadOnlySpan<byte> tcp, int length, (UInt128 Source, UInt128 Destination, bool IsV6) addresses, out TcpSegment segment)
    {
        segment = default;
        int header = tcp.Length < TcpHeader ? 0 : (tcp[12] >> 4) * 4;
        if (header < TcpHeader || length < header || tcp.Length < header)
        {
            return PacketKind.Malformed;
        }

        int captured = Math.Min(tcp.Length, length) - header;        // behind it may be the padding of a short Ethernet frame
        segment = new TcpSegment
        {
            Source = new TcpAddress(addresses.Source, addresses.IsV6, BinaryPrimitives.ReadUInt16BigEndian(tcp)),
            Destination = new TcpAddress(addresses.Destination, addresses.IsV6, BinaryPrimitives.ReadUInt16BigEndian(tcp[2..])),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
            Acknowledgement = BinaryPrimitives.ReadUInt32BigEndian(tcp[8..]),
            Flags = (TcpFlags)(tcp[13] & 0x1F),
            Payload = tcp.Slice(header, captured),
            WireLength = length - header,
        };
        return PacketKind.Tcp;
    }
}
