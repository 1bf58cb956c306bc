using System.Buffers.Binary;

namespace QmpFuzz.Recorder.Capture;

/// <summary>What stands in front of IP, by libpcap's link types.</summary>
internal static class LinkLayer
{
    public const int Null = 0;
    public const int Ethernet = 1;
    public const int RawOnLinux = 12;
    public const int Raw = 101;
    public const int Loop = 108;
    public const int LinuxCooked = 113;
    public const int User0 = 147;
    public const int LinuxCooked2 = 276;

    private const int Ip4 = 0x0800;
    private const int Ip6 = 0x86DD;
    private const int EthernetHeader = 14;
    private const int CookedHeader = 16;
    private const int Cooked2Header = 20;
    private const int VlanTag = 4;

    public static bool IsKnown(int linkType) => linkType is Null or Ethernet or RawOnLinux or Raw or Loop or LinuxCooked or LinuxCooked2;

    /// <summary>The IP packet inside; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Strip(int linkType, ReadOnlySpan<byte> packet) => linkType switch
    {
        Ethernet => packet.Length < EthernetHeader ? [] : Typed(packet[12..]),
        LinuxCooked => packet.Length < CookedHeader ? [] : Typed(packet[14..]),
        LinuxCooked2 => packet.Length < Cooked2Header ? [] : IsIp(BinaryPrimitives.ReadUInt16BigEndian(packet)) ? packet[Cooked2Header..] : [],
        Null or Loop => packet.Length < sizeof(uint) || !IsIpFamily(packet) ? [] : packet[sizeof(uint)..],
        _ => packet,
    };

    // an EtherType, behind any number of VLAN tags, and the packet
    private static ReadOnlySpan<byte> Typed(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= VlanTag + 2 && BinaryPrimitives.ReadUInt16BigEndian(rest) is 0x8100 or 0x88A8 or 0x9100)
        {
            rest = rest[VlanTag..];
        }

        return IsIp(BinaryPrimitives.ReadUInt16BigEndian(rest)) ? rest[2..] : [];
    }

    private static bool IsIp(ushort type) => type is Ip4 or Ip6;

    // an address family in the byte order of the machine that captured, or (LOOP) of the network: all known ones fit into a byte
    private static bool IsIpFamily(ReadOnlySpan<byte> family)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(family);
        return (value < 256 ? value : BinaryPrimitives.ReverseEndianness(value)) is 2 or 10 or 24 or 28 or 30;
    }
}
