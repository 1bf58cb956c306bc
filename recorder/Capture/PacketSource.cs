using System.Runtime.InteropServices;

namespace QmpFuzz.Recorder.Capture;

/// <summary>What became of a request for the next packet.</summary>
internal enum PacketRead
{
    Packet,

    /// <summary>A live capture has none at the moment.</summary>
    None,
    End,
    Failed,
}

/// <summary>Packets from a capture file or an interface, through libpcap.</summary>
internal sealed unsafe class PacketSource : IDisposable
{
    private const int SnapLength = 256 << 10;
    private const int BufferSize = 16 << 20;
    private const int TimeoutMilliseconds = 50;

    private readonly nint _pcap;
    private LibPcap.PacketHeader* _header;
    private byte* _data;

    private PacketSource(nint pcap) => _pcap = pcap;

    public int LinkType => LibPcap.DataLink(_pcap);

    /// <summary>The packet that was read last, valid until the next is.</summary>
    public ReadOnlySpan<byte> Packet => new(_data, (int)_header->Captured);

    /// <summary>Its length on the wire.</summary>
    public int WireLength => (int)Math.Min(_header->Length, int.MaxValue);

    /// <summary>Its time in microseconds since 1970.</summary>
    public long Time => (_header->Seconds * 1_000_000L) + (int)_header->Microseconds;

    /// <summary>Why the last packet could not be read.</summary>
    public string Error => Text(LibPcap.LastError(_pcap));

    /// <summary>Opens a pcap or pcapng file; null, with the reason, if libpcap does not take it.</summary>
    public static PacketSource? OpenFile(string path, string? filter, out string? reason)
    {
        reason = LibPcap.Missing();
        if (reason is not null)
        {
            return null;
        }

        byte* error = stackalloc byte[LibPcap.ErrorBufferSize];
        nint pcap = LibPcap.OpenOffline(path, error);
        reason = pcap == 0 ? Text(error) : null;
        return pcap == 0 ? null : new PacketSource(pcap).Filtered(filter, out reason);
    }

    /// <summary>Starts a capture on an interface; null, with the reason, if that may not or cannot be done.</summary>
    public static PacketSource? OpenInterface(string name, string? filter, out string? reason)
    {
        reason = LibPcap.Missing();
        if (reason is not null)
        {
            return null;
        }

        byte* error = stackalloc byte[LibPcap.ErrorBufferSize];
        nint pcap = LibPcap.Create(name, error);
        if (pcap == 0)
        {
            reason = Text(error);
            return null;
        }

        PacketSource source = new(pcap);
        _ = LibPcap.SetSnapLength(pcap, SnapLength);
        _ = LibPcap.SetTimeout(pcap, TimeoutMilliseconds);
        _ = LibPcap.SetBufferSize(pcap, BufferSize);
        int status = LibPcap.Activate(pcap);
        if (status < 0)
        {
            string details = source.Error;
            reason = details.Length > 0 ? details : Text(LibPcap.StatusText(status));
            source.Dispose();
            return null;
        }

        _ = LibPcap.SetNonBlocking(pcap, 1, error);         // on Linux a blocking read does not end at the time-out
        return source.Filtered(filter, out reason);
    }

    public PacketRead Read() => LibPcap.Next(_pcap, out _header, out _data) switch
    {
        1 => PacketRead.Packet,
        0 => PacketRead.None,
        -2 => PacketRead.End,
        _ => PacketRead.Failed,
    };

    /// <summary>Packets that a live capture could not keep up with.</summary>
    public long Dropped => LibPcap.Statistics(_pcap, out LibPcap.Counters counters) == 0 ? (long)counters.Dropped + counters.DroppedByInterface : 0;

    public void Dispose() => LibPcap.Close(_pcap);

    private PacketSource? Filtered(string? filter, out string? reason)
    {
        reason = filter is null || TryFilter(filter) ? null : $"the filter '{filter}': {Error}";
        if (reason is null)
        {
            return this;
        }

        Dispose();
        return null;
    }

    private bool TryFilter(string filter)
    {
        if (LibPcap.Compile(_pcap, out LibPcap.Program program, filter, optimize: 1, LibPcap.NetmaskUnknown) != 0)
        {
            return false;
        }

        bool isSet = LibPcap.SetFilter(_pcap, program) == 0;
        LibPcap.FreeCode(ref program);
        return isSet;
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
