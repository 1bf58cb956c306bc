using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace QmpFuzz.Recorder.Capture;

/// <summary>One end of a TCP connection, as a value that is cheap to compare.</summary>
internal readonly record struct TcpAddress(UInt128 Address, bool IsV6, ushort Port) : IComparable<TcpAddress>
{
    public int CompareTo(TcpAddress other) => Address != other.Address ? Address.CompareTo(other.Address) : Port.CompareTo(other.Port);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return string.Create(CultureInfo.InvariantCulture, $"{new IPEndPoint(new IPAddress(IsV6 ? bytes : bytes[12..]), Port)}");
    }
}

[Flags]
internal enum TcpFlags : byte
{
    Fin = 1,
    Syn = 2,
    Reset = 4,
    Push = 8,
    Acknowledge = 16,
}

/// <summary>One TCP segment of a captured packet; its payload is valid as long as the packet is.</summary>
internal readonly ref struct TcpSegment
{
    public TcpAddress Source { get; init; }

    public TcpAddress Destination { get; init; }

    public uint Sequence { get; init; }

    public uint Acknowledgement { get; init; }

    public TcpFlags Flags { get; init; }

    /// <summary>What was captured of the payload; its rest, if the capture cut packets short, shows as lost.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Bytes of the payload that were on the wire.</summary>
    public int WireLength { get; init; }

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;
}
