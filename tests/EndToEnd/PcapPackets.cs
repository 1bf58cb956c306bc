using System.Buffers.Binary;
using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The packets of a capture (classic pcap of Ethernet) with their headers, to be changed and written again.</summary>
internal sealed class PcapPackets
{
    private const int FileHeader = 24;
    private const int PacketHeader = 16;

    private readonly byte[] _header;

    private PcapPackets(byte[] header, List<byte[]> packets) => (_header, Packets) = (header, packets);

    public List<byte[]> Packets { get; }

    /// <summary>Reads as many whole packets as there are.</summary>
    public static PcapPackets Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        List<byte[]> packets = [];
        for (int at = FileHeader; at + PacketHeader <= bytes.Length;)
        {
            int next = at + PacketHeader + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            if (next > bytes.Length)
            {
                break;
            }

            packets.Add(bytes[at..next]);
            at = next;
        }

        return new PcapPackets(bytes[..Math.Min(bytes.Length, FileHeader)], packets);
    }

    /// <summary>The segment of a packet; of what is no TCP, an empty one.</summary>
    public static TcpSegment Decode(byte[] packet)
    {
        PacketDecoder.Decode(LinkLayer.Ethernet, packet.AsSpan(PacketHeader), out TcpSegment segment);
        return segment;
    }

    /// <summary>Sequence number and length of the data that a packet from this port carries; length 0 if it has none.</summary>
    public static (uint Sequence, int Length) Place(byte[] packet, int port)
    {
        TcpSegment segment = Decode(packet);
        return (segment.Sequence, segment.Source.Port == port ? segment.WireLength : 0);
    }

    public void Write(string file) => File.WriteAllBytes(file, [.. _header, .. Packets.SelectMany(packet => packet)]);
}
