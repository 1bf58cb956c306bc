using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace QmpFuzz.Recorder.Export;

/// <summary>Writes a pcapng file: one section, one interface of raw IP packets, times in microseconds.</summary>
internal sealed class PcapngWriter
{
    private const uint SectionHeader = 0x0A0D0D0A;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;
    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int SnapLength = 256 << 10;
    private const ushort Comment = 1;
    private const ushort UserApplication = 4;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _body = new();

    public PcapngWriter(Stream stream)
    {
        _stream = stream;
        Number(ByteOrderMagic);
        Number(1);                                          // version 1.0
        Number(uint.MaxValue);                              // of unknown length
        Number(uint.MaxValue);
        Option(UserApplication, "qmpfuzz");
        EndBlock(SectionHeader, hasOptions: true);
        Number(Capture.LinkLayer.Raw);
        Number(SnapLength);
        EndBlock(InterfaceDescription, hasOptions: false);
    }

    /// <summary>One packet, at so many microseconds since 1970.</summary>
    public void Packet(long time, ReadOnlySpan<byte> packet, string? comment)
    {
        Number(0);
        Number((uint)(time >> 32));
        Number((uint)time);
        Number((uint)packet.Length);
        Number((uint)packet.Length);
        _body.Write(packet);
        Pad();
        if (comment is not null)
        {
            Option(Comment, comment);
        }

        EndBlock(EnhancedPacket, hasOptions: comment is not null);
    }

    private void Option(ushort code, string text)
    {
        byte[] value = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(value.Length, ushort.MaxValue);
        Number(code | ((uint)length << 16));
        _body.Write(value.AsSpan(0, length));
        Pad();
    }

    private void EndBlock(uint type, bool hasOptions)
    {
        if (hasOptions)
        {
            Number(0);                                      // end of options
        }

        const int Framing = 3 * sizeof(uint);               // type, length, length again
        Span<byte> framing = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(framing, type);
        BinaryPrimitives.WriteUInt32LittleEndian(framing[sizeof(uint)..], (uint)(_body.WrittenCount + Framing));
        _stream.Write(framing);
        _stream.Write(_body.WrittenSpan);
        _stream.Write(framing[sizeof(uint)..]);
        _body.ResetWrittenCount();
    }

    private void Pad()
    {
        while (_body.WrittenCount % sizeof(uint) != 0)
        {
            _body.Write([(byte)0]);
        }
    }

    private void Number(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _body.Write(bytes);
    }
}
