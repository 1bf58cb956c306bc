using System.Buffers.Binary;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Tests.Recorder.Capture;

/// <summary>Builds the packets of one connection, for any link type, and pcap files of them.</summary>
internal static class Packets
{
    public const ushort ClientPort = 40000;
    public const ushort ServerPort = 4444;

    /// <summary>One TCP packet over IPv4 (or 6) without a link layer.</summary>
    public static byte[] Tcp(bool fromClient, uint sequence, uint acknowledgement, TcpFlags flags, ReadOnlySpan<byte> payload, bool ip6 = false, int shorterBy = 0, ushort clientPort = ClientPort)
    {
        int header = ip6 ? 40 : 20;
        byte[] packet = new byte[header + 20 + payload.Length];
        Span<byte> tcp = packet.AsSpan(header);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, fromClient ? clientPort : ServerPort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], fromClient ? ServerPort : clientPort);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgement);
        tcp[12] = 5 << 4;
        tcp[13] = (byte)flags;
        payload.CopyTo(tcp[20..]);
        if (ip6)
        {
            packet[0] = 6 << 4;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)tcp.Length);
            packet[6] = 6;
            (packet[23], packet[39]) = fromClient ? ((byte)1, (byte)2) : ((byte)2, (byte)1);
        }
        else
        {
            packet[0] = 4 << 4 | 5;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[9] = 6;
            new byte[] { 127, 0, 0, (byte)(fromClient ? 1 : 2), 127, 0, 0, (byte)(fromClient ? 2 : 1) }.CopyTo(packet.AsSpan(12));
        }

        return packet[..^shorterBy];
    }

    /// <summary>An IP packet as it looks with a link layer in front.</summary>
    public static byte[] Link(int linkType, byte[] ip)
    {
        bool ip6 = ip[0] >> 4 == 6;
        byte[] type = ip6 ? [0x86, 0xDD] : [0x08, 0x00];
        return linkType switch
        {
            LinkLayer.Ethernet => [.. new byte[12], .. type, .. ip, .. new byte[4]],
            LinkLayer.LinuxCooked => [.. new byte[14], .. type, .. ip],
            LinkLayer.LinuxCooked2 => [.. type, .. new byte[18], .. ip],
            LinkLayer.Null => [(byte)(ip6 ? 30 : 2), 0, 0, 0, .. ip],
            LinkLayer.Loop => [0, 0, 0, (byte)(ip6 ? 24 : 2), .. ip],
            _ => ip,
        };
    }

    /// <summary>Puts two VLAN tags into an Ethernet frame.</summary>
    public static byte[] Tagged(byte[] frame) => [.. frame[..12], 0x88, 0xA8, 0, 7, 0x81, 0x00, 0, 9, .. frame[12..]];

    /// <summary>A pcap file (classic, microseconds, little endian) with a packet each millisecond.</summary>
    public static byte[] File(int linkType, params IEnumerable<byte[]> packets)
    {
        MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write(0xA1B2C3D4u);
        writer.Write(0x00040002u);
        writer.Write(0L);
        writer.Write(262144u);
        writer.Write(linkType);
        int index = 0;
        foreach (byte[] packet in packets)
        {
            writer.Write(1_700_000_000u);
            writer.Write((index++ % 1000) * 1000);
            writer.Write(packet.Length);
            writer.Write(packet.Length);
            writer.Write(packet);
        }

        return file.ToArray();
    }
}
