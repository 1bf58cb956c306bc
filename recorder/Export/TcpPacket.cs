using System.Buffers.Binary;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Recorder.Export;

/// <summary>Builds IPv4 packets of a connection on 127.0.0.1, with right checksums.</summary>
internal static class TcpPacket
{
    /// <summary>The most that one packet carries: what IPv4 can hold, rounded down.</summary>
    public const int MostPayload = 65_000;

    private const int IpHeader = 20;
    private const int TcpHeader = 20;
    private const byte Tcp = 6;

    public static byte[] Build(ushort source, ushort destination, uint sequence, uint acknowledgement, TcpFlags flags, ReadOnlySpan<byte> payload)
    {
        byte[] packet = new byte[IpHeader + TcpHeader + payload.Length];
        Span<byte> ip = packet;
        ip[0] = (4 << 4) | (IpHeader / 4);
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)packet.Length);
        ip[6] = 0x40;                                       // do not fragment
        ip[8] = 64;
        ip[9] = Tcp;
        BinaryPrimitives.WriteUInt32BigEndian(ip[12..], 0x7F000001);
        BinaryPrimitives.WriteUInt32BigEndian(ip[16..], 0x7F000001);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(ip[..IpHeader], 0));

        Span<byte> tcp = ip[IpHeader..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, source);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], destination);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledgement);
        tcp[12] = (TcpHeader / 4) << 4;
        tcp[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue);
        payload.CopyTo(tcp[TcpHeader..]);
        uint pseudoHeader = (2 * 0x7F00u) + (2 * 0x0001u) + Tcp + (uint)tcp.Length;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(tcp, pseudoHeader));
        return packet;
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes, uint sum)
    {
        ulong total = sum;
        for (; bytes.Length > 1; bytes = bytes[2..])
        {
            total += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        total += bytes.Length == 1 ? (uint)bytes[0] << 8 : 0;
        while (total > ushort.MaxValue)
        {
            total = (total & ushort.MaxValue) + (total >> 16);
        }

        return (ushort)~total;
    }
}
