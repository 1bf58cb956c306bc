using QmpFuzz.Recorder.Capture;

namespace QmpFuzz.Tests.Recorder.Capture;

public sealed class PacketDecoderTests
{
    public static TheoryData<int, bool> Links() => new(
        from link in new[] { LinkLayer.Null, LinkLayer.Ethernet, LinkLayer.RawOnLinux, LinkLayer.Raw, LinkLayer.Loop, LinkLayer.LinuxCooked, LinkLayer.LinuxCooked2 }
        from ip6 in new[] { false, true }
        select (link, ip6));

    [Theory]
    [MemberData(nameof(Links))]
    public void Packet_OfEachLinkType_IsDecoded(int link, bool ip6)
    {
        byte[] packet = Packets.Link(link, Packets.Tcp(true, 17, 4, TcpFlags.Acknowledge | TcpFlags.Push, "hello"u8, ip6));
        Assert.Equal(PacketKind.Tcp, PacketDecoder.Decode(link, packet, out TcpSegment segment));
        Assert.Equal("hello"u8, segment.Payload);
        Assert.Equal((17u, 4u, 5), (segment.Sequence, segment.Acknowledgement, segment.WireLength));
        Assert.Equal(ip6 ? "[::1]:40000" : "127.0.0.1:40000", $"{segment.Source}");
        Assert.Equal(ip6 ? "[::2]:4444" : "127.0.0.2:4444", $"{segment.Destination}");
        Assert.True(segment.Has(TcpFlags.Push));
        Assert.False(segment.Has(TcpFlags.Syn));
    }

    [Fact]
    public void Frame_WithVlanTags_IsDecoded()
    {
        byte[] frame = Packets.Tagged(Packets.Link(LinkLayer.Ethernet, Packets.Tcp(false, 1, 1, TcpFlags.Acknowledge, "x"u8)));
        Assert.Equal(PacketKind.Tcp, PacketDecoder.Decode(LinkLayer.Ethernet, frame, out TcpSegment segment));
        Assert.Equal("x"u8, segment.Payload);
    }

    [Fact]
    public void Packet_CutShortByTheCapture_KnowsItsLength()
    {
        byte[] packet = Packets.Tcp(true, 1, 1, TcpFlags.Acknowledge, "hello"u8, shorterBy: 3);
        Assert.Equal(PacketKind.Tcp, PacketDecoder.Decode(LinkLayer.Raw, packet, out TcpSegment segment));
        Assert.Equal("he"u8, segment.Payload);
        Assert.Equal(5, segment.WireLength);
    }

    [Fact]
    public void Packet_WithoutALength_EndsWithTheFrame()
    {
        byte[] packet = Packets.Tcp(true, 1, 1, TcpFlags.Acknowledge, "hello"u8);
        (packet[2], packet[3]) = (0, 0);
        PacketDecoder.Decode(LinkLayer.Raw, packet, out TcpSegment segment);
        Assert.Equal("hello"u8, segment.Payload);
    }

    [Fact]
    public void Packet_OfIp6WithExtensions_IsDecoded()
    {
        byte[] packet = Packets.Tcp(true, 1, 1, TcpFlags.Acknowledge, "hello"u8, ip6: true);
        byte[] extended = [.. packet[..40], 60, 0, 0, 0, 0, 0, 0, 0, 6, 1, .. new byte[14], .. packet[40..]];
        extended[6] = 0;
        extended[5] += 24;
        Assert.Equal(PacketKind.Tcp, PacketDecoder.Decode(LinkLayer.Raw, extended, out TcpSegment segment));
        Assert.Equal("hello"u8, segment.Payload);
    }

    [Fact]
    public void Packet_ThatIsAFragment_IsLeftOut()
    {
        byte[] packet = Packets.Tcp(true, 1, 1, TcpFlags.Acknowledge, "hello"u8);
        packet[6] = 0x20;
        Assert.Equal(PacketKind.Fragment, PacketDecoder.Decode(LinkLayer.Raw, packet, out _));
    }

    [Fact]
    public void Packet_CutAnywhereOrDamaged_IsJudgedWithoutAnException()
    {
        foreach (bool ip6 in new[] { false, true })
        {
            byte[] packet = Packets.Link(LinkLayer.Ethernet, Packets.Tcp(true, 1, 1, TcpFlags.Acknowledge, "hello"u8, ip6));
            for (int length = 0; length < packet.Length; length++)
            {
                PacketDecoder.Decode(LinkLayer.Ethernet, packet.AsSpan(0, length), out _);
            }

            for (int at = 12; at < packet.Length; at++)
            {
                byte[] damaged = [.. packet];
                for (int value = 0; value < 256; value++)
                {
                    damaged[at] = (byte)value;
                    PacketDecoder.Decode(LinkLayer.Ethernet, damaged, out TcpSegment segment);
                    Assert.True(segment.Payload.Length <= 9 + 4 && segment.WireLength >= segment.Payload.Length);
                }
            }
        }
    }
}
